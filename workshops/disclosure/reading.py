"""One text being read: its tokens, and what each layer needs to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from workshops.disclosure.folding import letters
from workshops.disclosure.lexicon import Lexicon, lexicon
from workshops.disclosure.people import Registry
from workshops.disclosure.spelling import bared
from workshops.disclosure.tagger import Tagged, Tagger, tagger
from workshops.disclosure.tokens import Token, tokens

_SMALL = 0.35  # share of sentences begun with a capital, under which nobody wrote them
_HYPHENS = ("-", "\u2010", "\u2011")
_PARTS = 8  # tokens to each side, of a word written with hyphens
_STEM = 4  # letters of a word's beginning that tell it from others, in any case


class Clue(NamedTuple):
    """text[start:end] gives something away, and which rule says so."""

    start: int
    end: int
    kind: str
    sure: bool
    direct: bool
    why: str
    proposal: str = ""


@dataclass
class Reading:
    """A text taken apart for the layers. Made for one look and dropped."""

    text: str
    registry: Registry
    language: str
    tokens: list[Token] = field(init=False)
    lexicon: Lexicon = field(init=False)
    tagger: Tagger = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = tokens(self.text)
        self.lexicon = lexicon(self.language)
        self.tagger = tagger(self.language)

    @cached_property
    def about(self) -> list[frozenset[str]]:
        """The lexicon's sections of each token."""
        about = self.lexicon.about
        return [about(token.low) for token in self.tokens]

    @cached_property
    def tagged(self) -> list[Tagged]:
        return self.tagger.read(self.tokens)

    @cached_property
    def cased(self) -> bool:
        """Whether who wrote it used capitals: in Arabic, or on a telephone, nobody does."""
        begun = [t.capital for t in self.tokens if t.first and t.is_word]
        return bool(begun) and sum(begun) >= _SMALL * len(begun)

    @cached_property
    def public(self) -> frozenset[str]:
        """Words of the public frame, folded, cut to what no case changes."""
        terms = self.registry.public_terms
        return frozenset(stem(word) for term in terms for word in letters(term))

    def is_public(self, at: int) -> bool:
        return stem(self.tokens[at].low) in self.public

    def is_common(self, at: int) -> bool:
        """Whether a word is a frequent one of its language and nobody's name."""
        low = self.tokens[at].low
        about = self.tagger.vocabulary.about
        common, name, _everyday = about(low)
        if common or name or low.isascii():
            return common
        return any(about(bare)[0] for bare in bared(low))

    def is_name(self, at: int) -> bool:
        return self.tagger.vocabulary.about(self.tokens[at].low)[1]

    def is_everyday(self, at: int) -> bool:
        """Whether a word is so frequent that it is nobody's name where it is written small."""
        return self.tagger.vocabulary.about(self.tokens[at].low)[2]

    def compound(self, at: int) -> tuple[int, int]:
        """The first and last token of a word written with hyphens around `at`."""
        words, first, last = self.tokens, at, at
        while 1 < first > at - _PARTS and self._is_hyphen(first - 1):
            first -= 2
        while (
            last + 2 < len(words) and last < at + _PARTS and self._is_hyphen(last + 1)
        ):
            last += 2
        return first, last

    def _is_hyphen(self, at: int) -> bool:
        hyphen, behind = self.tokens[at : at + 2]
        return hyphen.shown in _HYPHENS and not hyphen.gap and not behind.gap

    def clue(
        self, first: int, last: int, kind: str, why: str, *,
        sure: bool = False, direct: bool = False, proposal: str = "",
    ) -> Clue:  # fmt: skip
        """A clue over tokens `first` to `last`, both included."""
        start, end = self.tokens[first].start, self.tokens[last].end
        return Clue(start, end, kind, sure, direct, why, proposal)

    def reach(self, at: int, most: int, stops: str = '.,;:!?()«»“”"—–…؛،؟') -> int:
        """The last token up to `most` behind `at` before a stop or the end of the line."""
        last = at
        for place in range(at + 1, min(at + most + 1, len(self.tokens))):
            token = self.tokens[place]
            if token.shown in stops or "\n" in token.gap:
                break
            last = place
        return last


def stem(low: str) -> str:
    """What stays of a folded word in most of its cases."""
    if low.isascii() or len(low) <= _STEM:
        return low
    return low[: max(_STEM, len(low) - 2)]


def whole(tokens: Sequence[Token]) -> str:
    return " ".join(token.low for token in tokens)
