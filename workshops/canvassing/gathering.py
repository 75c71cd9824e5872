"""Gathering: everybody a date is asked of, sorted and counted once for all that is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from workshops.canvassing.observances import Faith
from workshops.canvassing.question import Option, Person


@dataclass(frozen=True)
class Gathering:
    """The same people are looked at for every period; only their answers differ."""

    people: Sequence[Person]

    @cached_property
    def sides(self) -> dict[str, list[Person]]:
        sides: dict[str, list[Person]] = {}
        for person in sorted(self.people, key=attrgetter("side", "code")):
            sides.setdefault(person.side, []).append(person)
        return sides

    @cached_property
    def faiths(self) -> list[Faith]:
        return sorted({faith for person in self.people for faith in person.faiths})

    @cached_property
    def keepers(self) -> dict[str, list[tuple[Faith, int]]]:
        """By side, how many keep each faith."""
        return {
            side: sorted(Counter(f for p in members for f in p.faiths).items())
            for side, members in self.sides.items()
        }

    @cached_property
    def travellers(self) -> dict[str, Counter[tuple[Faith, int]]]:
        """By side, how many of a faith travel for how many days."""
        return {
            side: Counter(
                (faith, person.travel_days)
                for person in members
                if person.travel_days
                for faith in person.faiths
            )
            for side, members in self.sides.items()
        }

    @cached_property
    def homes(self) -> dict[str, list[tuple[str, int]]]:
        """By side, how many are at home in each country."""
        return {
            side: sorted(Counter(person.country for person in members).items())
            for side, members in self.sides.items()
        }

    @cached_property
    def longest_lead(self) -> int:
        return max((person.lead_days for person in self.people), default=0)

    def held(self, option: Option) -> Set[str]:
        """By code, who has a seat elsewhere during a period."""
        return _during(option, self._taken)

    def absent(self, option: Option) -> Set[str]:
        """By code, of whom it is said that they are not available then, and no more."""
        return _during(option, self._away)

    @cached_property
    def _taken(self) -> _Periods:
        return _periods((person.code, person.busy) for person in self.people)

    @cached_property
    def _away(self) -> _Periods:
        return _periods((person.code, person.away) for person in self.people)


_Periods = dict[tuple[datetime, datetime], list[str]]


def _periods(
    of: Iterable[tuple[str, Iterable[tuple[datetime, datetime]]]],
) -> _Periods:
    """By period, all whom it takes: it is compared once for all of them."""
    taken: _Periods = {}
    for code, periods in of:
        for period in periods:
            taken.setdefault(period, []).append(code)
    return taken


def _during(option: Option, taken: _Periods) -> Set[str]:
    starts, ends = option.starts, option.ends
    return {
        code
        for (first, last), codes in taken.items()
        if first < ends and starts < last
        for code in codes
    }
