"""Figures: what may be told of rounds to who may know nobody: counts, and none below the threshold.

People are told in steps of the threshold: "at least 10", never 12. So no count is smaller than it,
and of two editions nobody learns from the difference that one more came. Which groups are
told at all, `counting` says, as it does of the numbers that are released by themselves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants import people
from participants.attributes import Gender
from workshops import counting
from workshops.models import Seat, Session, Summary, Workshop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from participants.models import Person
    from trackii.accounts.models import User

HELD = [Workshop.State.IN_SESSION, Workshop.State.CLOSED]


@dataclass
class Counts:
    """Of all rounds held up to one: what was done, and of people as much as may be told."""

    threshold: int
    rounds: int = 0
    sessions: int = 0
    hours: int = 0
    released: int = 0  # summaries
    people: int = 0  # at least; none, where there are fewer than the threshold
    again: int = 0  # of them, who came more than once
    sides: list[tuple[str, int]] = field(default_factory=list)
    women: int = 0


def count(workshop: Workshop, *, by: User) -> Counts:
    """Of the third party nothing is counted: it is the house, and always few."""
    held = _held(workshop)
    if not held:
        raise ValidationError(_("No round was held yet: there is nothing to count."))
    sessions = list(Session.objects.filter(workshop__in=held).exclude(state="planned"))
    table, long = workshop.initiative, [s.ends_at - s.starts_at for s in sessions]
    made = Counts(
        threshold=table.threshold,
        rounds=len(held),
        sessions=len(sessions),
        hours=round(sum(each.total_seconds() for each in long) / 3600),
        released=Summary.objects.filter(workshop__in=held, state="released").count(),
    )
    rows = Seat.objects.filter(workshop__in=held, state=Seat.State.ATTENDED)
    rows = rows.exclude(candidacy__person__side__letter="T")
    sat = [
        row.candidacy.person for row in rows.select_related("candidacy__person__side")
    ]
    times = Counter(person.pk for person in sat)
    made.people = told(len(times), table.threshold)
    made.again = told(sum(1 for often in times.values() if often > 1), table.threshold)
    if made.people:
        _groups(made, list({person.pk: person for person in sat}.values()), by=by)
    return made


def told(number: int, threshold: int) -> int:
    """As much of a number of people as may be told: in steps of the threshold."""
    return counting.in_steps(number, threshold)


def groups_told(groups: Mapping[str, int], threshold: int) -> dict[str, int]:
    """Of groups that make up a whole: those by which no small one can be reckoned."""
    there = {name: number for name, number in groups.items() if number}
    shown = counting.shown(there, threshold)
    return {name: told(number, threshold) for name, number in shown.items() if number}


def _groups(made: Counts, who: Sequence[Person], *, by: User) -> None:
    sides = Counter(person.side.letter for person in who)
    made.sides = sorted(groups_told(sides, made.threshold).items())
    genders = Counter(known.gender for known in people.read(who, by=by))
    made.women = groups_told(genders, made.threshold).get(Gender.WOMAN, 0)


def _held(workshop: Workshop) -> list[Workshop]:
    """The rounds that were held, up to this one."""
    rows = Workshop.objects.filter(initiative=workshop.initiative_id, state__in=HELD)
    return list(rows.filter(starts_at__lte=workshop.starts_at))
