"""Folding: what looks alike is alike, and every folded letter knows where it came from.

Method: Unicode compatibility decomposition (NFKD, UAX #15), combining marks dropped, full
case folding, one spelling for the letters Arabic and Persian write in two ways. Latin
letters that do not decompose become the plain ones they are written with; letters of
another script become the Latin ones they look like where the rest of their word is Latin.
What nobody sees stays as one mark, `UNSEEN`, in what is read word by word, so that it can
neither part a word nor glue two. Offsets are code points of the text as given. Every
step is linear in the text: there is no expression here that goes back over what it read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from workshops.disclosure.likeness import LATIN

UNSEEN = "\u200b"
_TATWEEL = "\u0640"
# Letters and symbols that print nothing: the Hangul fillers and the empty Braille cell.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufffe\uffff")
# Signs that steer something, and are shown by nothing; what ends a line or a page is a blank.
STEERING = frozenset(map(chr, {*range(32), *range(127, 160)})) - set("\t\n\v\f\r\x85")
_STEERED = re.compile(f"[{re.escape(''.join(sorted(STEERING)))}]")
# Vowel signs that take room in the line: Python does not count them as letters.
_SIGNS = "".join(
    chr(code)
    for code in range(0x900, 0x1D00)
    if unicodedata.category(chr(code)) == "Mc"
)
_WIDEST = (
    8  # letters: a sign for more is a formula, and would make a text many times longer
)
# Letters only: an underscore or a footnote's number is no part of a name.
_WORD = re.compile(rf"[^\W\d_]+(?:[{_SIGNS}]+[^\W\d_]*)*")
# "LATIN SMALL LETTER L WITH STROKE" is an l, and so is a small capital or a white L in a
# black square.
_NAMED = re.compile(
    r"(?:NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER|LATIN SMALL LETTER"
    r"|LATIN LETTER SMALL CAPITAL|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])(?: WITH .+)?"
)
# Those whose name does not say so.
_PLAIN = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n", "ı": "i", "ȷ": "j", "ĸ": "k",
    "ə": "e", "ǝ": "e", "ɛ": "e", "ɔ": "o", "ɵ": "o", "ʉ": "u", "ʊ": "u", "ɩ": "i",
    "ɑ": "a", "ɡ": "g", "ɣ": "g",
    # An apostrophe that counts as a letter parts a name like any other.
    **dict.fromkeys("ʹʺʻʼʽʾʿˀˁˈꞌ", "'"),
    # Arabic, Persian and Urdu ways to write one letter.
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ٱ": "ا",
    "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
}  # fmt: skip
_LOOKS_LATIN = f"[{''.join(map(chr, LATIN))}]"
_MIXED = re.compile(f"[a-z]{_LOOKS_LATIN}|{_LOOKS_LATIN}[a-z]")


class Word(NamedTuple):
    """One folded word: `text[start:end]` of the original reads like it."""

    folded: str
    start: int
    end: int
    gap: str = ""  # what stands between it and the word before, folded


def fold(text: str) -> str:
    return seen(text)[0].replace(UNSEEN, "")


def letters(text: str) -> list[str]:
    """The words of a text, folded, wherever they stand."""
    return _WORD.findall(fold(text))


def words(text: str) -> list[Word]:
    """The words of a text, folded, with their places in the original."""
    folded, places = seen(text)
    found: list[Word] = []
    before = 0
    for match in _WORD.finditer(folded):
        first, last = match.span()
        start, end = places[first], places[last - 1] + 1
        found.append(Word(match[0], start, end, folded[before:first]))
        before = last
    return found


def unbroken(text: str) -> tuple[str, Sequence[int]]:
    """The folded text without what nobody sees, and each letter's place."""
    folded, places = seen(text)
    if UNSEEN not in folded:
        return folded, places
    visible = [letter != UNSEEN for letter in folded]
    return "".join(compress(folded, visible)), list(compress(places, visible))


def seen(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, with `UNSEEN` where something is that nobody sees, and the places."""
    if text.isascii():  # nothing to take apart, and every letter stays in its place
        return _STEERED.sub(UNSEEN, text.lower()), range(len(text))
    folded = {original: _letters(original) for original in set(text)}
    if all(len(letters) == 1 for letters in folded.values()):
        plain = text.translate({ord(a): b for a, b in folded.items()})
        return _as_seen(plain), range(len(text))
    places = [
        place for place, original in enumerate(text) for _letter in folded[original]
    ]
    return _as_seen("".join(map(folded.__getitem__, text))), places


def _as_seen(folded: str) -> str:
    """The same with words of two scripts in one, letter for letter."""
    if not _MIXED.search(folded):
        return folded
    return _WORD.sub(_in_one_script, folded)


def _in_one_script(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii():
        return word
    read = word.translate(LATIN)
    mixed = read.isascii() and any(letter.isascii() for letter in word)
    return read if mixed else word


@lru_cache(maxsize=4096)  # a text uses some hundred characters over and over
def _letters(original: str) -> str:
    folded = unicodedata.normalize("NFKD", original).casefold()
    if len(folded) > _WIDEST:
        return original
    return "".join(map(_plain, folded))


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Mn", "Me"} or letter == _TATWEEL:
        return ""
    if category == "Cf" or letter in _FILLERS or letter in STEERING:
        return UNSEEN
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    named = _NAMED.fullmatch(unicodedata.name(letter, ""))
    return named[1].lower() if named else _PLAIN.get(letter, letter)
