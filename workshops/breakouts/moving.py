"""Groups changed by hand: which rules the change would break that were kept before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from workshops.breakouts.company import APART, LANGUAGE, Company, Guest

UNEVEN = "uneven"
Groups = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Objection:
    """A rule one turn of groups breaks, and for whom.

    apart: two codes in one group; language: the codes of a group that has neither a language
    in common nor an interpreter; uneven: a side, the most of it in a group, and the fewest.
    """

    kind: str
    codes: tuple[str, ...]


def objections(
    guests: Sequence[Guest],
    before: Groups,
    after: Groups,
    *,
    apart: Iterable[tuple[str, str]] = (),
) -> list[Objection]:
    """What speaks against `after` and did not against `before`: what was broken, stays said.

    Codes nobody is a guest of are passed by: they do not come. Raises `NoPlan` where a guest
    speaks nothing that is known, or somebody is kept apart from a stranger.
    """
    company = Company(guests, apart=apart)
    stood = {*_pairs(company, before), *_silent(company, before)}
    found = [*_pairs(company, after), *_silent(company, after)]
    found = [each for each in found if each not in stood]
    return found + _worse(company, before, after)


def meetings(
    guests: Sequence[Guest],
    rounds: Iterable[Groups],
    *,
    apart: Iterable[tuple[str, str]] = (),
) -> int:
    """Pairs of different sides that sit in one group at least once, however often."""
    company = Company(guests, apart=apart)
    together = {
        pair
        for groups in rounds
        for places in _placed(company, groups)
        for pair in combinations(places, 2)
    }
    return sum(company.counts(*pair) for pair in together)


def _placed(company: Company, groups: Groups) -> list[list[int]]:
    places = {code: place for place, code in enumerate(company.codes)}
    return [sorted(places[c] for c in group if c in places) for group in groups]


def _pairs(company: Company, groups: Groups) -> list[Objection]:
    """Who is kept apart, and is not."""
    together = [
        pair
        for places in _placed(company, groups)
        for pair in combinations(places, 2)
        if pair in company.apart
    ]
    named = [tuple(company.codes[place] for place in pair) for pair in together]
    return [Objection(APART, pair) for pair in sorted(named)]


def _silent(company: Company, groups: Groups) -> list[Objection]:
    """The groups that cannot talk."""
    return [
        Objection(LANGUAGE, tuple(company.codes[place] for place in places))
        for places in _placed(company, groups)
        if len(places) > 1 and not company.follows(places)
    ]


def _worse(company: Company, before: Groups, after: Groups) -> list[Objection]:
    """Sides spread less evenly than they were, and than they could be."""
    then, now = _spread(company, before), _spread(company, after)
    return [
        Objection(UNEVEN, (side, str(most), str(fewest)))
        for side, (most, fewest) in sorted(now.items())
        if most - fewest > max(1, then[side][0] - then[side][1])
    ]


def _spread(company: Company, groups: Groups) -> dict[str, tuple[int, int]]:
    """Of each side but T, the most there are in one group, and the fewest."""
    sides = {company.sides[place] for place in company.parties}
    counted = [
        Counter(company.sides[place] for place in places)
        for places in _placed(company, groups)
    ]
    each = {side: [count[side] for count in counted] for side in sides}
    return {side: (max(counts), min(counts)) for side, counts in each.items()}
