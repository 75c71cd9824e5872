"""The bound: how many meetings across sides no plan can exceed.

A meeting is a pair of people of different sides (T is not counted) who are not kept apart
and sit in one group at least once; it counts once, however often they sit together. Groups
are even: in each round the parties' people are split into G groups whose sizes differ by
one at most. Then three things hold of every plan of R rounds.

1. No more meetings than pairs: at most C, the number of pairs that count.
2. No more than R times what one round can hold. Say the groups have sizes z and side i has
   s people, x of them in group g. The round holds sum C(z, 2) - sum C(x, 2) pairs of
   different sides. The sizes are fixed, and C is convex, so sum C(x, 2) over the groups is
   least where side i is spread as evenly as it goes. (It is reached for all sides at once:
   deal the people out side after side like cards. So without further rules a single round
   attains this.)
3. No more than people can take part in: who has d people to meet and sits with at most m - 1
   others a round, where m is the largest group, meets at most min(d, R (m - 1)) of them;
   each meeting is one of two people's, so the sum is halved.

Languages and the third party only take plans away, so that the bound stands with them.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb

from workshops.breakouts.company import Company


def bound(company: Company, rounds: int) -> int:
    """Meetings across sides that no plan of so many rounds exceeds."""
    to_meet: Counter[int] = Counter()
    for one, other in combinations(company.parties, 2):
        if company.counts(one, other):
            to_meet.update((one, other))
    largest = -(-len(company.parties) // company.groups)
    taken = sum(min(d, rounds * (largest - 1)) for d in to_meet.values())
    return min(to_meet.total() // 2, rounds * one_round(company), taken // 2)


def one_round(company: Company) -> int:
    """Pairs of different sides that one round can hold."""
    sizes = Counter(company.sides[place] for place in company.parties)
    everybody = _within(len(company.parties), company.groups)
    return everybody - sum(_within(size, company.groups) for size in sizes.values())


def _within(people: int, groups: int) -> int:
    """Pairs inside groups, where people are spread over them as evenly as it goes."""
    least, more = divmod(people, groups)
    return (groups - more) * comb(least, 2) + more * comb(least + 1, 2)
