"""Tokens: words, numbers and signs of a text, each knowing where it stands in it.

What nobody sees, and accents written as signs of their own, are left out of what is read;
offsets are code points of the text as given. A hyphen at the end of a line joins a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import compress
from typing import NamedTuple

from workshops.disclosure.folding import STEERING, fold

_TOKEN = re.compile(r"\w+|[^\w\s]")
_STOPS = frozenset('.!?…؟\n•–—-*:;«“"„([')
_UNREAD = {"Cf", "Mn", "Me"}
_HIDING = frozenset("\u0640\u115f\u1160\u3164\uffa0\u2800")
_LONGEST = 60  # letters: what is longer is no word


class Token(NamedTuple):
    """text[start:end] reads like `shown`; `low` is the same, folded."""

    shown: str
    low: str
    start: int
    end: int
    capital: bool
    first: bool  # a sentence, a line or a quotation begins with it
    gap: str  # what stands between it and the one before: nothing, a space, a line

    @property
    def is_word(self) -> bool:
        return self.shown[0].isalpha()


def plain(text: str) -> tuple[str, Sequence[int]]:
    """The text without what nobody reads, and each letter's place."""
    if text.isascii() and STEERING.isdisjoint(text):
        return text, range(len(text))
    unread = {
        sign
        for sign in set(text)
        if unicodedata.category(sign) in _UNREAD or sign in _HIDING or sign in STEERING
    }
    if not unread:
        return text, range(len(text))
    read = [sign not in unread for sign in text]
    return "".join(compress(text, read)), list(compress(range(len(text)), read))


def tokens(text: str) -> list[Token]:
    """Everything in a text but blanks, in order."""
    read, places = plain(text)
    folded = cache(_folded)  # for this text alone: its words are somebody's secrets
    found: list[Token] = []
    before, first = 0, True
    for match in _TOKEN.finditer(read):
        start, end = match.span()
        shown, gap = match[0], read[before:start]
        first = first or "\n" in gap
        word = shown[0].isalnum()
        found.append(
            Token(
                shown, folded(shown), places[start], places[end - 1] + 1,
                shown[0].isupper(), word and first, gap,
            )
        )  # fmt: skip
        before = end
        first = shown in _STOPS if not word else False
    return found


def _folded(shown: str) -> str:
    return fold(shown[:_LONGEST])
