"""Folding: what looks alike is alike, and every folded letter knows where it came from.

Method: Unicode compatibility decomposition (NFKD, UAX #15), combining marks, soft
hyphens, joiners and direction marks dropped, full case folding. Offsets are code points
of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_TATWEEL = "\u0640"
# Letters only: an underscore or a footnote's number is no part of a name.
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(
    r"[-\u2010\u2011\u00ad]\s*\n\s*"
)  # a word parted at the end of a line


class Word(NamedTuple):
    """One folded word: `text[start:end]` of the original reads like it."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    return _fold(text)[0]


def letters(text: str) -> list[str]:
    """The words of a text, folded, wherever they stand."""
    return _WORD.findall(fold(text))


def words(text: str) -> list[Word]:
    """The words of a text, folded, with their places in the original."""
    folded, places = _fold(text)
    found: list[Word] = []
    for match in _WORD.finditer(folded):
        first, last = match.span()
        word = Word(match.group(), places[first], places[last - 1] + 1)
        # A hyphen and the end of a line are two letters at least: most gaps have one.
        apart = word.start - found[-1].end if found else 0
        if apart > 1 and _BROKEN.fullmatch(text, found[-1].end, word.start):
            begun = found.pop()
            word = Word(begun.folded + word.folded, begun.start, word.end)
        found.append(word)
    return found


def _fold(text: str) -> tuple[str, Sequence[int]]:
    if text.isascii():  # nothing to take apart, and every letter stays in its place
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for letter in _letters(original):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)  # a text uses some hundred characters over and over
def _letters(original: str) -> str:
    folded = unicodedata.normalize("NFKD", original).casefold()
    return "".join(letter for letter in folded if _counts(letter))


def _counts(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in {"Mn", "Me", "Cf"} and letter != _TATWEEL
