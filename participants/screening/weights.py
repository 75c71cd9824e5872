"""How much a word of a name tells: a rare one much, a common one little.

Method: inverse document frequency over the names of the lists at hand, counted by sound,
so that every spelling of Muhammad counts as the one common name it is. Weights run from
0 to 1; titles, particles and initials have a fifth of theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from participants.screening.folding import Word

LIGHT = 0.2


class Weights:
    """The weight of any word, seen on the lists or not."""

    def __init__(self, names: Iterable[tuple[Word, ...]]) -> None:
        self.seen: Counter[str] = Counter()
        self.count = 0
        for words in names:
            self.seen.update({word.sound for word in words})
            self.count += 1
        self._most = log(2 + self.count)

    def __call__(self, word: Word) -> float:
        """From 0 to 1: what it tells that a name has this word."""
        often = self.seen.get(word.sound, 0)
        weight = log((2 + self.count) / (1 + often)) / self._most
        return max(weight, 0.05) * (LIGHT if word.light else 1.0)
