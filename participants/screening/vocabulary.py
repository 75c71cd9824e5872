"""Every word of the listed names once, and which of them are like a word that is asked for.

Method: three ways in (letters, consonants, syllables of Chinese and Korean), each a linear
scan in rapidfuzz's own code or a look-up, then the likeness of each word that came by one
of them. What was asked once is remembered: people and lists share their common names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Indel

from participants.screening.alignment import runs, worth
from participants.screening.folding import Word, coarse, joined, syllable
from participants.screening.likeness import LEAST, NOTHING, Likeness, likeness

_BY_SOUND = 0.75  # how alike consonants must be before letters are looked at
_REMEMBERED = 8192  # words that were asked for
_IN_ONE = 0.9  # what several words count for that sound like the one
Near = dict[int, Likeness]  # places of words, and how alike they are


class Vocabulary:
    """The words of numbered names."""

    def __init__(self, names: Iterable[tuple[Word, ...]]) -> None:
        self.words: list[Word] = []
        self.plains: list[str] = []
        self._holders: list[list[int]] = []  # of each word, the names that have it
        self._numbers: dict[tuple[str, bool], int] = {}
        self._sounds: dict[str, list[int]] = defaultdict(list)
        self._syllables: dict[str, list[int]] = defaultdict(list)
        self._coarse: dict[str, list[int]] = defaultdict(list)
        self._parts: dict[str, list[int]] = defaultdict(list)
        self._runs: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(names):
            self._take(number, words)
        self._heard = list(self._sounds)
        self.near = lru_cache(_REMEMBERED)(self._near)

    def _take(self, number: int, words: tuple[Word, ...]) -> None:
        for word in words:
            place = self._numbers.setdefault((word.plain, word.bare), len(self.words))
            if place == len(self.words):
                self._learn(word)
            self._holders[place].append(number)
        for _places, whole in runs(words):
            self._runs[whole.sound].append(number)

    def _learn(self, word: Word) -> None:
        place = len(self.words)
        self.words.append(word)
        self.plains.append(word.plain)
        self._holders.append([])
        self._sounds[word.sound].append(place)
        self._coarse[coarse(word.sound)].append(place)
        for part in _parts(word.plain):
            self._parts[part].append(place)
        if short := syllable(word.plain):
            self._syllables[short].append(place)

    def compare(self, asked: Word, listed: Word) -> Likeness:
        """How alike a word that is asked for and a listed one are."""
        place = self._numbers.get((listed.plain, listed.bare))
        if place is None or len(asked.plain) == 1 or len(listed.plain) == 1:
            return likeness(asked, listed)
        return self.near(asked).get(place, NOTHING)

    def hits(self, words: tuple[Word, ...], at: int) -> dict[int, float]:
        """The names that have something like the word at this place, and what it counts for."""
        best: dict[int, float] = {}
        for place, alike in self.near(words[at]).items():
            value = worth(alike.degree)
            for number in self._holders[place]:
                if value > best.get(number, 0.0):
                    best[number] = value
        for number in self._in_one(words, at):
            best[number] = max(_IN_ONE, best.get(number, 0.0))
        return best

    def _in_one(self, words: tuple[Word, ...], at: int) -> Iterable[int]:
        """Names in which this word and its neighbours are one, or it is their several."""
        yield from self._runs.get(words[at].sound, ())
        for first, last in (
            (at, at + 2),
            (at - 1, at + 1),
            (at, at + 3),
            (at - 2, at + 1),
        ):
            if first >= 0 and last <= len(words):
                whole = joined(*words[first:last])
                for place in self._sounds.get(whole.sound, ()):
                    yield from self._holders[place]

    def _near(self, word: Word) -> Near:
        """The words that are like this one."""
        found = set(self._syllables.get(syllable(word.plain), ()))
        found.update(self._coarse.get(coarse(word.sound), ()))
        found.update(self._parts.get(word.plain, ()))
        for part in _parts(word.plain):
            if (part, False) in self._numbers:
                found.add(self._numbers[part, False])
        if not word.bare:
            found.update(_scan(word.plain, self.plains, LEAST))
        for heard in _scan(word.sound, self._heard, _BY_SOUND):
            found.update(self._sounds[self._heard[heard]])
        alike = ((place, likeness(word, self.words[place])) for place in found)
        return {place: likeness for place, likeness in alike if likeness.degree}


def _scan(word: str, among: list[str], least: float) -> Iterable[int]:
    scorer = Indel.normalized_similarity
    found = process.extract(word, among, scorer=scorer, score_cutoff=least, limit=None)
    return (place for _word, _degree, place in found)


def _parts(plain: str) -> set[str]:
    """What a word begins and ends with, as far as that may be a word of its own."""
    cuts = range(5, len(plain))
    return {plain[:cut] for cut in cuts} | {plain[-cut:] for cut in cuts}
