"""Which sides a text speaks of by their letters, and of which it may speak under a regime."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogues.models import Initiative
from workshops.disclosure.folding import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

R = Initiative.Regime
# The third party is no side: that it was there is no secret of any room.
SIDES = frozenset("ABCDEF")
# What a side is called before its letter, folded: English, French, Spanish, Russian, Arabic.
_WORDS = (
    "sides?|part(?:y|ies)|delegations?|groups?",
    "cotes?|partie|camps?|groupes?",
    "lados?|partes?|bandos?|grupos?|delegacion(?:es)?",
    "сторон[а-я]{0,3}|делегаци[а-я]{1,3}|групп[а-я]{0,3}",
    "(?:و|ب|ل|وب)?(?:ال|لل)?(?:طرف|جانب|وفد|مجموعه)(?:ان|ين)?",
)
# A letter as each of them writes it: one that looks like another's is the same.
_WRITTEN = {
    **{letter.lower(): letter for letter in sorted(SIDES)},
    **dict(zip("абвгде", "ABCDEE", strict=True)), "с": "C",
    **dict(zip("ابجده", "ABCDE", strict=True)),
}  # fmt: skip
_LETTER = f"[{''.join(_WRITTEN)}]"
_AND = r"\s*(?:,|،|/|&|-|–|\band\b|\bor\b|\bet\b|\bou\b|\by\b|\be\b|\bo\b|\bи\b|\bили\b|\bاو\b|\bو)\s*"
_TOLD = re.compile(
    rf"\b(?:{'|'.join(_WORDS)})\s+[«\"“'(]?({_LETTER}\b(?:{_AND}{_LETTER}\b)*)"
)


def told(text: str) -> set[str]:
    """The letters of the sides a text names, in whichever of five languages."""
    folded, places = unbroken(text)
    return {
        _WRITTEN[folded[at]]
        for match in _TOLD.finditer(folded)
        for at in _letters(folded, *match.span(1))
        if not text[places[at]].islower()  # "on that side a man spoke"
    }


def _letters(folded: str, start: int, end: int) -> Iterator[int]:
    """Where single letters stand, in what came after the word for a side."""
    for match in re.finditer(rf"(?:\b|(?<=\bو)){_LETTER}\b", folded[start:end]):
        yield start + match.start()


def may_be_told(
    regime: str, there: Mapping[str, int], threshold: int
) -> frozenset[str]:
    """The letters that may stand in an export, by the rule each regime has."""
    if regime in {R.OFF_THE_RECORD, R.DEEP_BACKGROUND}:
        return frozenset()
    if regime == R.CHATHAM_HOUSE:
        return frozenset(side for side in SIDES if there.get(side, 0) >= threshold)
    return SIDES
