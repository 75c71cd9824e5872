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
_WORD = re.compile(r"\w+")


class Word(NamedTuple):
    """One folded word: `text[start:end]` of the original reads like it."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    return _fold(text)[0]


def words(text: str) -> list[Word]:
    """The words of a text, folded, with their places in the original."""
    folded, places = _fold(text)
    return [
        Word(match.group(), places[match.start()], places[match.end() - 1] + 1)
        for match in _WORD.finditer(folded)
    ]


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
