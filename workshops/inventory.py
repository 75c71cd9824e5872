"""The inventory: what is still held about whom at one table, and until when. Counts, no words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet, Value

from dialogues import retention
from dialogues.models import Initiative
from participants.models import Person
from trackii import policy
from trackii.policy import Action
from workshops import holdings
from workshops.holdings import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User


@dataclass
class Line:
    """One person: what is held of her, and the day it dies by as far as one is known."""

    person: Person
    until: date | None
    held: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_erased(self) -> bool:
        return self.person.state == Person.State.ERASED


def everybody(initiative: Initiative, *, by: User) -> QuerySet[Person]:
    """Whoever was ever put forward at this table, by code name."""
    policy.require(by, Action.HOLD, initiative)
    rows = Person.objects.allowing(Action.HOLD, by).filter(initiative=initiative)
    return rows.defer("particulars", "care").order_by("code")


def lines(initiative: Initiative, people: Sequence[Person]) -> list[Line]:
    """What is held of each of these: one question for each kind, however many they are."""
    numbers = [person.pk for person in people]
    counted = _counted(numbers)
    dues = retention.calendar(initiative)
    days = {due.thing: due.on for due in dues if due.kind == "person"}
    found = []
    for person in people:
        line = Line(person, days.get(person.pk))
        if not line.is_erased:
            line.held = [
                (str(words), counted[kind, person.pk])
                for kind, words in KINDS.items()
                if counted[kind, person.pk]
            ]
        found.append(line)
    return found


def _counted(people: list[UUID]) -> Counter[tuple[str, UUID]]:
    """How many of each kind there are of each person, in one question."""
    return Counter(_rows(people))


def _rows(people: list[UUID]) -> QuerySet:
    first, *others = (
        found.annotate(which=Value(kind)).values_list("which", person)
        for kind in KINDS
        for found, person in holdings.rows(kind, people)
    )
    return first.union(*others, all=True)
