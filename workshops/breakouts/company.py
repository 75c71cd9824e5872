"""The company: who is there, of which side, in which languages, and who is kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

THIRD_PARTY = "T"
APART = "apart"  # what no plan was found for
LANGUAGE = "language"


class NoPlan(ValueError):
    """No plan keeps the rules. `kind` says which one stands in the way, `codes` for whom.

    rounds | groups | people: too few of them; twice: two of one code; stranger: kept apart
    from somebody who is not there; apart: one more group is needed, or none was found that
    parts them all; silent: nobody knows what she speaks; language: a group had neither a
    language in common nor an interpreter.
    """

    def __init__(self, kind: str, codes: Iterable[str] = ()) -> None:
        self.kind, self.codes = kind, tuple(sorted(codes))
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class Guest:
    """One person in the room: a code name, a side (or T), what she speaks."""

    code: str
    side: str
    languages: frozenset[str]
    interprets: bool = False  # between any two of her languages


class Company:
    """The people in the order of their codes, known by their place in it."""

    def __init__(
        self,
        guests: Sequence[Guest],
        *,
        groups: int = 0,
        apart: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.guests = sorted(guests, key=lambda guest: guest.code)
        self.groups = groups
        self.codes = [guest.code for guest in self.guests]
        self.sides = [guest.side for guest in self.guests]
        self._insist()
        self.spoken = _masks(self.guests)
        self.apart = self._pairs(apart)
        self.staff = [n for n, side in enumerate(self.sides) if side == THIRD_PARTY]
        self.parties = [n for n, side in enumerate(self.sides) if side != THIRD_PARTY]
        self.fellows = [
            [n for n in self.parties if self.sides[n] == side] for side in self.sides
        ]

    def _insist(self) -> None:
        """Refuse what cannot be arranged at all."""
        twice = [code for code, times in Counter(self.codes).items() if times > 1]
        silent = [guest.code for guest in self.guests if not guest.languages]
        present = sum(side != THIRD_PARTY for side in self.sides)
        for kind, wrong, codes in (
            ("twice", bool(twice), twice),
            ("silent", bool(silent), silent),
            ("people", present < self.groups, []),
        ):
            if wrong:
                raise NoPlan(kind, codes)

    def _pairs(self, apart: Iterable[tuple[str, str]]) -> frozenset[tuple[int, int]]:
        places = {code: place for place, code in enumerate(self.codes)}
        pairs = set()
        for one, other in apart:
            if strangers := {one, other} - places.keys():
                raise NoPlan("stranger", strangers)
            if one == other:
                raise NoPlan("twice", [one])
            pairs.add(
                (min(places[one], places[other]), max(places[one], places[other]))
            )
        return frozenset(pairs)

    def counts(self, one: int, other: int) -> bool:
        """Whether it counts that these two meet: of two sides, neither of them T, not apart."""
        sides = {self.sides[one], self.sides[other]}
        together = (min(one, other), max(one, other)) not in self.apart
        return len(sides) == 2 and THIRD_PARTY not in sides and together

    def follows(self, group: Iterable[int]) -> bool:
        """Whether everybody in a group can follow: a language in common, or interpreters.

        Interpreters join their languages to one; a group is covered by joined languages of
        which everybody speaks at least one. Two interpreters in a row count (relay).
        """
        members = list(group)
        spoken = [self.spoken[place] for place in members]
        if reduce(and_, spoken):
            return True
        joined: list[int] = []
        for place, tongues in zip(members, spoken, strict=True):
            if self.guests[place].interprets:
                touched = [each for each in joined if each & tongues]
                rest = [each for each in joined if not each & tongues]
                joined = [*rest, reduce(or_, touched, tongues)]
        return any(all(tongues & each for tongues in spoken) for each in joined)


def _masks(guests: Sequence[Guest]) -> list[int]:
    """What each speaks, a bit for each language."""
    tongues = sorted(frozenset().union(*(guest.languages for guest in guests)))
    bits = {tongue: 1 << n for n, tongue in enumerate(tongues)}
    return [sum(bits[tongue] for tongue in guest.languages) for guest in guests]
