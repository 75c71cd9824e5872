"""The inventory: what is still held about whom at one table, and until when. Counts, no words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from dialogues import retention
from dialogues.models import Initiative
from participants.models import Candidacy, Folder, Person, Undertaking
from trackii import clock, policy
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.policy import Action
from trackii.vault.models import Link
from workshops.models import RegistryEntry, Seat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User

# What there can be of somebody beside her particulars, in the order of a page.
KINDS: dict[str, Any] = {
    "vetting": _("what officers wrote"),
    "undertakings": _("signatures"),
    "said": _("needs and days"),
    "seats": _("answers to invitations"),
    "rooms": _("rooms that hold her names"),
    "letters": _("letters with her address"),
    "links": _("links that open something"),
}


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
    written = Q(recommendation__isnull=False) | Q(grounds__isnull=False)
    hers = {"candidacy__person__in": people}
    own, hand = "candidacy__person", "person"
    live = Link.objects.filter(state="live", deadline_at__gt=clock.now())
    waiting = Letter.objects.filter(state__in=letters.NOT_GONE)
    found = {
        "vetting": (Candidacy.objects.filter(written, person__in=people), hand),
        "undertakings": (Undertaking.objects.filter(**hers).exclude(signature=None), own),
        "said": (Folder.objects.filter(**hers).exclude(said=None), own),
        "seats": (Seat.objects.filter(**hers).exclude(words=None), own),
        "rooms": (RegistryEntry.objects.filter(person__in=people), hand),
        "letters": (waiting.filter(person__in=people), hand),
        "links": (live.filter(person__in=people), hand),
    }  # fmt: skip
    first, *others = (
        rows.order_by().annotate(which=Value(kind)).values_list("which", way)
        for kind, (rows, way) in found.items()
    )
    return first.union(*others, all=True)
