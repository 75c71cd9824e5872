"""Folding: what looks alike is alike, and every folded letter knows where it came from.

Method: Unicode compatibility decomposition (NFKD, UAX #15), combining marks, soft
hyphens, joiners and direction marks dropped, full case folding. Latin letters that do not
decompose become the plain ones they are written with; letters of another script become
the Latin ones they look like where the rest of their word is Latin. Offsets are code
points of the text as given.
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
# "LATIN SMALL LETTER L WITH STROKE" is an l, and so is a small capital.
_NAMED = re.compile(r"LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL) ([A-Z])(?: WITH .+)?")
# Those whose name does not say so.
_PLAIN = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n", "ı": "i", "ȷ": "j", "ĸ": "k",
    "ə": "e", "ǝ": "e", "ɛ": "e", "ɔ": "o", "ɵ": "o", "ʉ": "u", "ʊ": "u", "ɩ": "i",
    "ɑ": "a", "ɡ": "g", "ɣ": "g",
}  # fmt: skip
# Cyrillic and Greek letters that look Latin, in one of their cases.
_ALIKE = str.maketrans(
    "авеіјкмнорѕстухүһԁԛԝӏ" + "αβεζηικμνορτυχ",
    "abeijkmhopsctyxyhdqwl" + "abezhikmnoptyx",
)
_LOOKS_LATIN = re.compile(f"[{''.join(map(chr, _ALIKE))}]")
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
    return _as_seen("".join(letters)), places


def _as_seen(folded: str) -> str:
    """The same with words of two scripts in one, letter for letter."""
    if not _LOOKS_LATIN.search(folded):
        return folded
    return _WORD.sub(_in_one_script, folded)


def _in_one_script(match: re.Match[str]) -> str:
    word = match.group()
    seen = word.translate(_ALIKE)
    mixed = seen.isascii() and any(letter.isascii() for letter in word)
    return seen if mixed else word


@lru_cache(maxsize=4096)  # a text uses some hundred characters over and over
def _letters(original: str) -> str:
    folded = unicodedata.normalize("NFKD", original).casefold()
    return "".join(_plain(letter) for letter in folded if _counts(letter))


def _plain(letter: str) -> str:
    named = _NAMED.fullmatch(unicodedata.name(letter, ""))
    return named[1].lower() if named else _PLAIN.get(letter, letter)


def _counts(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in {"Mn", "Me", "Cf"} and letter != _TATWEEL
