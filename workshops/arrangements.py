"""Arrangements: who sits with whom at one round, around the table and in groups, and who speaks when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import cos, pi, sin
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import people
from trackii import policy
from trackii.audit import trail
from trackii.labels import listed
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import breakouts, order, wording
from workshops.breakouts import Guest, NoPlan
from workshops.models import Seat, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User

State = Workshop.State
OPEN = {State.PROVISIONAL, State.CONFIRMED, State.IN_SESSION}
Pairs = list[tuple[str, str]]


@dataclass
class Arrangement:
    """Rounds of groups, a table, and the people it was made of: code names and sides."""

    rounds: list[list[list[str]]]
    table: list[str]
    meetings: int  # of people of different sides, each pair once
    bound: int  # that no plan exceeds
    sides: dict[str, str]
    interprets: list[str] = field(default_factory=list)
    by_hand: bool = False  # somebody was moved: the groups need not be even any more

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, words: str) -> Arrangement:
        return cls(**json.loads(words))

    @property
    def groups(self) -> list[list[list[tuple[str, str]]]]:
        """The rounds, with the side of each."""
        return [[self._named(group) for group in each] for each in self.rounds]

    @property
    def around(self) -> list[tuple[str, str]]:
        return self._named(self.table)

    def speaking(self, session: int) -> list[tuple[str, str]]:
        """The order of speaking in one session, counted from 0: it rotates by sides."""
        guests = [
            Guest(code, side, frozenset("-")) for code, side in self.sides.items()
        ]
        return self._named(order.speaking(guests, session=session))

    @property
    def places(self) -> list[tuple[str, str, int, int]]:
        """The table as a drawing: code, side, and where, in a square of 200."""
        turn = 2 * pi / max(1, len(self.table))
        return [
            (
                name,
                side,
                round(100 + 78 * sin(n * turn)),
                round(100 - 78 * cos(n * turn)),
            )
            for n, (name, side) in enumerate(self.around)
        ]

    def _named(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        return [(code.upper(), self.sides[code]) for code in codes]


@transaction.atomic
def keep_apart(workshop: Workshop, pairs: Pairs, *, by: User) -> None:
    """Say who shares no group and no corner of the table. What was arranged stands no more."""
    policy.require(by, Action.SCHEDULE, workshop)
    policy.require(by, Action.READ_PEOPLE, workshop)
    insist_open(workshop, "keep apart")
    here = {seat.candidacy.person.code for seat in _seats(workshop)}
    for pair in pairs:
        if strangers := [code.upper() for code in pair if code not in here]:
            said = _("Nobody of this name has a seat here: %(codes)s.")
            raise ValidationError(said % {"codes": listed(strangers)})
        if pair[0] == pair[1]:
            raise ValidationError(_("Nobody is kept apart from themselves."))
    words = json.dumps([*pairs]).ljust(1000)
    workshop.apart = sealing.seal(words, of=workshop, field="apart")
    workshop.arrangement = workshop.regrouped = None
    workshop.save(update_fields=["apart", "arrangement", "regrouped"])
    trail.record("keep apart", workshop, by=by)


def read_apart(workshop: Workshop, *, by: User) -> Pairs:
    """Who is kept apart from whom: for who may know the people."""
    policy.require(by, Action.READ_PEOPLE, workshop)
    if workshop.apart is None:
        return []
    words = sealing.unseal(workshop, "apart", by=by)
    return [(one, other) for one, other in json.loads(words)]


@transaction.atomic
def arrange(
    workshop: Workshop,
    *,
    by: User,
    rounds: int,
    groups: int,
    interpreters: Sequence[str] = (),
) -> Arrangement:
    """Split those who come into groups, round after round, and seat them around a table.

    People of different sides meet as often as can be, nobody who is kept apart, and every
    group can talk. Where no such plan is found, nothing is kept and a sentence says why.
    """
    policy.require(by, Action.SCHEDULE, workshop)
    insist_open(workshop, "arrange")
    coming = guests(workshop, interpreters, by=by)
    apart = [
        pair for pair in read_apart(workshop, by=by)
        if {*pair} <= {guest.code for guest in coming}
    ]  # fmt: skip
    try:
        plan = breakouts.arrange(coming, rounds=rounds, groups=groups, apart=apart)
        table = order.around(coming, apart=apart)
    except NoPlan as refused:
        raise ValidationError(wording.refusal(refused)) from refused
    made = Arrangement(
        rounds=[[[*group] for group in each] for each in plan.rounds],
        table=[*table],
        meetings=plan.meetings,
        bound=plan.bound,
        sides={guest.code: guest.side for guest in coming},
        interprets=[guest.code for guest in coming if guest.interprets],
    )
    workshop.arrangement = sealing.seal(made.dump(), of=workshop, field="arrangement")
    workshop.regrouped = None
    workshop.save(update_fields=["arrangement", "regrouped"])
    trail.record("arrange", workshop, by=by)
    return made


def read(workshop: Workshop, *, by: User) -> Arrangement | None:
    """What was arranged last; nothing, if nothing was, or somebody is kept apart since."""
    policy.require(by, Action.READ_BRIEF, workshop)
    if workshop.arrangement is None:
        return None
    return Arrangement.load(sealing.unseal(workshop, "arrangement", by=by))


def changed(workshop: Workshop, made: Arrangement) -> tuple[list[str], list[str]]:
    """Who comes and is not in it, and who is in it and does not come, by code names."""
    now = {seat.candidacy.person.code for seat in _seats(workshop)}
    then = set(made.sides)
    return (
        sorted(code.upper() for code in now - then),
        sorted(code.upper() for code in then - now),
    )


def third_party(workshop: Workshop) -> list[str]:
    """The code names of those of T who come: some of them may interpret."""
    return [
        seat.candidacy.person.code for seat in _seats(workshop)
        if seat.candidacy.person.side.letter == "T"
    ]  # fmt: skip


def _seats(workshop: Workshop) -> list[Seat]:
    coming = workshop.seats.filter(state__in=["accepted", "attended"])
    return list(coming.select_related("candidacy__person__side"))


def guests(workshop: Workshop, interpreters: Sequence[str], *, by: User) -> list[Guest]:
    """Everybody who comes, with what each speaks: by what is known of her."""
    who = [seat.candidacy.person for seat in _seats(workshop)]
    known = people.read(who, by=by)
    return [
        Guest(
            person.code,
            person.side.letter,
            frozenset(word.strip().casefold() for word in particulars.languages),
            interprets=person.code in interpreters,
        )
        for person, particulars in zip(who, known, strict=True)
    ]


def insist_open(workshop: Workshop, verb: str) -> None:
    initiatives.at_work(workshop.initiative)
    if workshop.state not in OPEN:
        raise WrongState(workshop, verb)
