"""Features: what the tagger is told of a word and its neighbours, hashed.

Words, their beginnings, endings and shapes, what the lexicon and the vocabulary know of
them. Everything about a word alone is made once a kind of word; a place in the text only
puts the lists of its neighbours together. Hashing (Weinberger et al. 2009) keeps the model
small and the training texts out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from workshops.disclosure.lexicon import Lexicon
from workshops.disclosure.tokens import Token
from workshops.disclosure.vocabulary import Vocabulary

_BUCKETS = 1 << 15
_KEPT = 50_000  # kinds of words, before the memory begins anew
_SECTIONS = frozenset(
    "title role kin month weekday span few body spot trait event".split()
)


class Kind(NamedTuple):
    """What one kind of word tells where it stands, and to its neighbours."""

    here: list[str]
    before: list[str]  # told to the word that follows it
    behind: list[str]
    before2: list[str]
    behind2: list[str]
    shape: str
    low: str


def hashed(feature: str) -> str:
    return format(crc32(feature.encode()) % _BUCKETS, "x")


def shape(shown: str) -> str:
    """Mr → Xx, PKK → XX, 12345/06 → 9: what a word looks like, and roughly how long."""
    if shown.isdigit():
        return f"9{min(len(shown), 5)}"
    if not shown[0].isalnum():
        return shown
    drawn = "".join(
        "9" if c.isdigit() else "X" if c.isupper() else "x" for c in shown[:12]
    )
    short = drawn[0] + "".join(b for a, b in pairwise(drawn) if a != b)
    return short + ("1" if len(shown) == 1 else "")


class Features:
    """Makes features for one language."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._lexicon, self._vocabulary = lexicon, vocabulary
        self._kinds: dict[str, Kind] = {}
        self._pairs: dict[tuple[str, str], str] = {}
        self._edge = self._kind(".")

    def of(self, tokens: Sequence[Token]) -> list[list[str]]:
        """One list of features for each token of one line."""
        edge = self._edge
        kinds = [edge, edge, *map(self.kind, tokens), edge, edge]
        return [
            [
                *kinds[at].here,
                *kinds[at - 1].before,
                *kinds[at + 1].behind,
                *kinds[at - 2].before2,
                *kinds[at + 2].behind2,
                self._pair("s", kinds[at - 1].shape, kinds[at].shape),
                self._pair("t", kinds[at].shape, kinds[at + 1].shape),
                self._pair("w", kinds[at - 1].low, kinds[at].shape),
            ]
            for at in range(2, len(tokens) + 2)
        ]

    def kind(self, token: Token) -> Kind:
        kind = self._kinds.get(token.shown)
        if kind is None:
            if len(self._kinds) > _KEPT:
                self._kinds.clear()
                self._pairs.clear()
            kind = self._kinds[token.shown] = self._kind(token.shown, token.low)
        return kind

    def _kind(self, shown: str, low: str = "") -> Kind:
        low, drawn = low or shown, shape(shown)
        common, named, everyday = self._vocabulary.about(low)
        about = sorted(self._lexicon.about(low) & _SECTIONS)
        known = f"k={common:d}{named:d}{everyday:d}"
        told = [f"w={low}", f"s3={low[-3:]}", f"h={drawn}", known, *about]
        here = [*told, f"p3={low[:3]}", f"s2={low[-2:]}", f"s4={low[-4:]}",
                f"l={min(len(low), 9)}", f"hk={drawn}{known}"]  # fmt: skip
        return Kind(
            ["b", *map(hashed, here)],
            [hashed(f"-1{each}") for each in told],
            [hashed(f"+1{each}") for each in told],
            [hashed(f"-2{each}") for each in (told[0], told[2])],
            [hashed(f"+2{each}") for each in (told[0], told[2])],
            drawn,
            low,
        )

    def _pair(self, what: str, one: str, other: str) -> str:
        key = (what + one, other)
        pair = self._pairs.get(key)
        if pair is None:
            if len(self._pairs) > _KEPT:
                self._pairs.clear()
            pair = self._pairs[key] = hashed(f"{what}|{one}|{other}")
        return pair
