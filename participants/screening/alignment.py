"""Two names laid side by side, word by word, in whatever order they were written.

Method: every pair of words that are alike, and every two or three neighbours of one name
that together are like one word of the other ("Abd al-Rahman", "Abdurrahman"), weighed by
what the words tell; the best are taken first and each word once (greedy assignment). The
score is the share of what was asked that is found, and of what is listed that was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from participants.screening.folding import Word, joined
from participants.screening.likeness import Likeness, likeness

Weigh = Callable[[Word], float]
Compare = Callable[[Word, Word], Likeness]

ASKED, LISTED = 0.6, 0.4  # what the two shares count
_DOUBT, _SHARP = 0.5, 1.5  # half alike is not alike; less than sure counts less
_SHORTEST = 5  # letters of words that are written as one
_ONE = 0.8  # how alike a word must be to several that are written as one


class Pair(NamedTuple):
    """A word of the one name and what stands for it in the other; blank where nothing does."""

    asked: str
    listed: str
    how: str  # as in `Likeness`, or joined, or none
    degree: float


class Aligned(NamedTuple):
    """Two names side by side."""

    score: float  # from 0 to 1
    pairs: tuple[Pair, ...]


class Laid(NamedTuple):
    """A name ready to be compared: its words, what they tell, and what they are in one."""

    words: tuple[Word, ...]
    weights: tuple[float, ...]
    runs: tuple[tuple[range, Word], ...]

    @property
    def weight(self) -> float:
        return sum(self.weights) or 1.0


class _Link(NamedTuple):
    gain: float
    asked: range
    listed: range
    likeness: Likeness


def lay(words: tuple[Word, ...], weigh: Weigh) -> Laid:
    """Make a name ready to be compared with others."""
    return Laid(words, tuple(map(weigh, words)), tuple(runs(words)))


def runs(words: tuple[Word, ...]) -> Iterator[tuple[range, Word]]:
    """Two or three neighbours of a name as one word, and where they stand."""
    for first, last in ((a, a + n) for n in (2, 3) for a in range(len(words) - n + 1)):
        whole = joined(*words[first:last])
        if len(whole.plain) >= _SHORTEST:
            yield range(first, last), whole


def worth(degree: float) -> float:
    """What a likeness counts for, from 0 to 1."""
    return float(max(0.0, (degree - _DOUBT) / (1 - _DOUBT)) ** _SHARP)


def align(asked: Laid, listed: Laid, compare: Compare) -> Aligned:
    """Lay two names side by side: a score from 0 to 1, and every word of both with its pair."""
    found = wanted = 0.0
    ours, theirs = set(range(len(asked.words))), set(range(len(listed.words)))
    pairs: list[tuple[int, Pair]] = []
    links = sorted(_links(asked, listed, compare), key=attrgetter("gain"), reverse=True)
    for link in links:
        if not (ours.issuperset(link.asked) and theirs.issuperset(link.listed)):
            continue
        ours.difference_update(link.asked)
        theirs.difference_update(link.listed)
        counts = worth(link.likeness.degree)
        found += counts * sum(asked.weights[at] for at in link.asked)
        wanted += counts * sum(listed.weights[at] for at in link.listed)
        pairs.append((link.asked[0], _pair(asked, listed, link)))
    pairs += [(at, Pair(asked.words[at].shown, "", "none", 0.0)) for at in ours]
    late = len(asked.words)
    pairs += [
        (late + at, Pair("", listed.words[at].shown, "none", 0.0)) for at in theirs
    ]
    score = ASKED * found / asked.weight + LISTED * wanted / listed.weight
    return Aligned(min(score, 1.0), tuple(pair for _place, pair in sorted(pairs)))


def _links(asked: Laid, listed: Laid, compare: Compare) -> Iterator[_Link]:
    for i, one in enumerate(asked.words):
        for j, other in enumerate(listed.words):
            alike = compare(one, other)
            if alike.degree:
                gain = worth(alike.degree) * (asked.weights[i] + listed.weights[j])
                yield _Link(gain, range(i, i + 1), range(j, j + 1), alike)
    for several, single, gain, alike in _in_one(asked, listed):
        yield _Link(gain, several, single, alike)
    for several, single, gain, alike in _in_one(listed, asked):
        yield _Link(gain, single, several, alike)


def _in_one(many: Laid, single: Laid) -> Iterator[tuple[range, range, float, Likeness]]:
    """Where several words of one name are like one of the other."""
    for places, whole in many.runs:
        for at, word in enumerate(single.words):
            if whole.sound[:1] != word.sound[:1] or len(word.plain) < 4:
                continue
            degree = likeness(whole, word).degree
            if degree >= _ONE:
                weight = sum(many.weights[n] for n in places) + single.weights[at]
                gain = worth(degree) * weight
                yield places, range(at, at + 1), gain, Likeness(degree, "joined")


def _pair(asked: Laid, listed: Laid, link: _Link) -> Pair:
    said = " ".join(asked.words[at].shown for at in link.asked)
    there = " ".join(listed.words[at].shown for at in link.listed)
    return Pair(said, there, link.likeness.how, round(link.likeness.degree, 2))
