"""Orders: who sits next to whom, and which side speaks when. Pure, offline, deterministic.

Around one table sides alternate: of n people of whom the largest side has m, at least
max(0, 2m - n) neighbours are of one side (the n - m others part the m into n - m runs at
most), and no plan here has more. The speaking order is a Williams design (Williams 1949):
over as many sessions as there are sides, or twice as many if their number is odd, every
side speaks at every place equally often, and follows every other side equally often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

from workshops.breakouts import APART, Guest, NoPlan
from workshops.breakouts.company import THIRD_PARTY, Company

_EXCHANGES = 400  # of each seat, a try
_TRIES = 8
_PARTED = 100  # what it weighs that two who are kept apart are neighbours


def around(
    guests: Sequence[Guest], *, apart: Iterable[tuple[str, str]] = (), seed: int = 0
) -> tuple[str, ...]:
    """Codes around a table; the last sits beside the first. Sides alternate, T is one.

    Pairs in `apart` are no neighbours, though that should seat two of a side together;
    `NoPlan` where no such order is found.
    """
    company = Company(guests, apart=apart)
    drawing = Random(seed)  # noqa: S311 -- no secret
    least = same_side(company.sides)
    orders = []
    for _ in range(_TRIES):
        order = _bettered(_alternating(company, drawing), company, drawing, least)
        orders.append((_cost(order, company), order))
        if orders[-1][0] == least:
            break
    cost, order = min(orders)
    if cost >= _PARTED:
        raise NoPlan(APART, (company.codes[p] for pair in company.apart for p in pair))
    return tuple(company.codes[place] for place in order)


def same_side(sides: Sequence[str]) -> int:
    """The fewest neighbours of one side that any order around a table has."""
    if len(sides) < 2:
        return 0
    largest = max(Counter(sides).values())
    if largest == len(sides):
        return 1 if len(sides) == 2 else len(sides)
    return max(0, 2 * largest - len(sides))


def speaking(guests: Sequence[Guest], *, session: int) -> tuple[str, ...]:
    """Codes in the order they are given the word in one session. T has the chair, not a turn.

    Sides speak in turn, in the order of this session; inside a side it moves on by one
    person each session, so that no one always speaks for it first.
    """
    people = {
        side: sorted(guest.code for guest in guests if guest.side == side)
        for side in {guest.side for guest in guests} - {THIRD_PARTY}
    }
    turns = sides_speaking(sorted(people), session=session)
    queues = []
    for side in turns:
        first = session % len(people[side])
        queues.append(people[side][first:] + people[side][:first])
    longest = max(map(len, queues), default=0)
    return tuple(q[turn] for turn in range(longest) for q in queues if turn < len(q))


def sides_speaking(sides: Sequence[str], *, session: int) -> tuple[str, ...]:
    """The order of sides in one session, counted from 0."""
    count = len(sides)
    if not count:
        return ()
    # 0, 1, n-1, 2, n-2, ...: every difference between neighbours occurs once.
    zigzag = [
        (turn + 1) // 2 * (1 if turn % 2 else -1) % count for turn in range(count)
    ]
    if count % 2 and session // count % 2:
        zigzag.reverse()
    return tuple(sides[(place + session) % count] for place in zigzag)


def _alternating(company: Company, drawing: Random) -> list[int]:
    """Sides from the largest down, laid on every second seat, then on those between."""
    places = drawing.sample(range(len(company.codes)), len(company.codes))
    sizes = Counter(company.sides)
    places.sort(key=lambda place: (-sizes[company.sides[place]], company.sides[place]))
    seats = [*range(0, len(places), 2), *range(1, len(places), 2)]
    order = [0] * len(places)
    for seat, place in zip(seats, places, strict=True):
        order[seat] = place
    return order


def _bettered(
    order: list[int], company: Company, drawing: Random, least: int
) -> list[int]:
    """Two seats exchanged over and over, where it is no worse."""
    cost, count = _cost(order, company), len(order)
    for _ in range(_EXCHANGES * count):
        if cost == least:
            break
        one, other = int(drawing.random() * count), int(drawing.random() * count)
        order[one], order[other] = order[other], order[one]
        after = _cost(order, company)
        if after > cost:
            order[one], order[other] = order[other], order[one]
        else:
            cost = after
    return order


def _cost(order: Sequence[int], company: Company) -> int:
    """Neighbours of one side, and, far above them, neighbours who are kept apart."""
    if len(order) < 2:
        return 0
    around_it = order if len(order) == 2 else [*order, order[0]]
    return sum(
        _PARTED * ((min(pair), max(pair)) in company.apart)
        + (company.sides[pair[0]] == company.sides[pair[1]])
        for pair in pairwise(around_it)
    )
