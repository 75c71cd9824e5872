"""Who on the lists might this be: one name looked for among twenty thousand.

Method: each word asked for points at the names that have something like it; the names are
ranked by what those words tell, and the best of them are laid beside what was asked, word
by word. An entry is known by all its names: what stands in another of them counts a little.
Year of birth and nationality move an entry up or down and hide none. Memory: about 4 kB a
name. Time: linear in the number of different words, some ten milliseconds for 20,000 names.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from participants.screening import folding
from participants.screening.alignment import ASKED, LISTED, Aligned, Laid, align, lay
from participants.screening.circumstances import Asked, Remark, remarks
from participants.screening.entries import PERSON, Entry
from participants.screening.folding import Word, words
from participants.screening.vocabulary import Vocabulary
from participants.screening.weights import Weights

CLOSER_LOOK = 80  # names that are laid beside what was asked
_ELSEWHERE = 0.2  # what counts that a word stands in another name of the same entry
_NO_PERSON = 0.8  # a ship or a firm of the same name comes after the person
_LAID = 4096  # listed names that are kept ready
POSSIBLE = 0.6  # from here on, two officers look
FAINTEST = 0.25  # below, nothing is said at all

Progress = Callable[[int, int], None]


class Match(NamedTuple):
    """An entry that somebody might be, with the name of it that comes nearest."""

    entry: Entry
    name: str
    asked: str
    score: float  # from 0 to 1, after circumstances
    by_name: float  # before them
    aligned: Aligned
    remarks: tuple[Remark, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether the names alone are enough for officers to look at: nothing else hides it."""
        return self.by_name >= POSSIBLE


class _Listed(NamedTuple):
    entry: int
    name: str
    words: tuple[Word, ...]


class Index:
    """The names of some lists, ready to be searched."""

    def __init__(
        self, entries: Iterable[Entry], progress: Progress | None = None
    ) -> None:
        self.entries = list(entries)
        self._names: list[_Listed] = []
        for number, entry in enumerate(self.entries):
            self._take(number, entry)
            if progress and not number % 500:
                progress(number, len(self.entries))
        self._weigh = Weights(listed.words for listed in self._names)
        self._totals = [sum(map(self._weigh, n.words)) or 1.0 for n in self._names]
        self._vocabulary = Vocabulary(listed.words for listed in self._names)
        self._laid = lru_cache(_LAID)(self._lay)

    def __len__(self) -> int:
        """How many names there are: an entry has several."""
        return len(self._names)

    def search(self, asked: Asked, *, top: int = 10) -> list[Match]:
        """The entries somebody might be, best first; at most `top`, faint ones left out."""
        best: dict[int, Match] = {}
        for name in asked.names:
            for number, match in self._search(name, asked):
                if number not in best or match.score > best[number].score:
                    best[number] = match
        ranked = sorted(best.values(), key=_rank)
        return [match for match in ranked if match.by_name >= FAINTEST][:top]

    def forget(self) -> None:
        """Let go of whom it was asked for: what makes the next look quick holds her words."""
        self._vocabulary.near.cache_clear()
        folding.forget()

    def _take(self, number: int, entry: Entry) -> None:
        for name in dict.fromkeys(entry.names):
            if found := words(name):
                self._names.append(_Listed(number, name, found))

    def _search(self, name: str, asked: Asked) -> Iterable[tuple[int, Match]]:
        said = lay(words(name), self._weigh)
        by_name, by_entry = self._count(said)
        rough = {
            at: ASKED * found / said.weight
            + LISTED * min(1.0, found / self._totals[at])
            + _ELSEWHERE * by_entry[self._names[at].entry] / said.weight
            for at, found in by_name.items()
        }
        for at in heapq.nlargest(CLOSER_LOOK, rough, key=rough.__getitem__):
            number, shown, _words = self._names[at]
            aligned = align(said, self._laid(at), self._vocabulary.compare)
            whole = min(1.0, by_entry[number] / said.weight)
            entry = self.entries[number]
            score = (1 - _ELSEWHERE) * aligned.score + _ELSEWHERE * whole
            score *= 1.0 if entry.sort == PERSON else _NO_PERSON
            noted, after = remarks(asked, entry, score)
            yield number, Match(entry, shown, name, after, score, aligned, noted)

    def _count(self, said: Laid) -> tuple[dict[int, float], dict[int, float]]:
        """What each name, and each entry by all its names, has of the words asked for."""
        by_name: dict[int, float] = defaultdict(float)
        by_entry: dict[int, float] = defaultdict(float)
        for at, weight in enumerate(said.weights):
            here: dict[int, float] = {}
            for number, value in self._vocabulary.hits(said.words, at).items():
                by_name[number] += weight * value
                entry = self._names[number].entry
                if value > here.get(entry, 0.0):
                    here[entry] = value
            for entry, value in here.items():
                by_entry[entry] += weight * value
        return by_name, by_entry

    def _lay(self, at: int) -> Laid:
        return lay(self._names[at].words, self._weigh)


def _rank(match: Match) -> tuple[float, str]:
    return (-match.score, match.entry.reference)
