"""Putting people forward, and reading who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models.functions import Cast, Substr

from dialogues import initiatives
from dialogues.models import Initiative, Side
from participants.models import Candidacy, Person
from participants.particulars import Particulars, Standing
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User


@transaction.atomic
def nominate(
    side: Side, *, by: User, particulars: Particulars, standing: Standing, case: str
) -> Candidacy:
    """Put somebody forward for a side. From here on she is a code name."""
    policy.require(by, Action.NOMINATE, side)
    initiatives.at_work(side.initiative)
    person = Person(initiative=side.initiative, side=side, code=_next_code(side))
    person.particulars = sealing.seal(
        particulars.dump(), of=person, field="particulars"
    )
    person.save(force_insert=True)
    candidacy = Candidacy(
        initiative=side.initiative,
        person=person,
        nominated_by=by,
        nominated_at=clock.now(),
    )
    candidacy.standing = sealing.seal(standing.dump(), of=candidacy, field="standing")
    candidacy.case = sealing.seal(case, of=candidacy, field="case")
    candidacy.save(force_insert=True)
    trail.record("nominate", candidacy, by=by)
    return candidacy


@transaction.atomic
def correct(person: Person, *, by: User, particulars: Particulars) -> None:
    """Replace what is known of somebody."""
    policy.require(by, Action.READ_PEOPLE, person)
    person.particulars = sealing.seal(
        particulars.dump(), of=person, field="particulars"
    )
    person.save(update_fields=["particulars"])
    trail.record("correct", person, by=by)


def read(people: Sequence[Person], *, by: User) -> list[Particulars]:
    """Who they are, for somebody who may know. One entry for the whole page."""
    for person in people[:1]:
        policy.require(by, Action.READ_PEOPLE, person)
    opened = sealing.unseal_all(people, "particulars", by=by)
    return [Particulars.load(words) for words in opened]


@dataclass
class Known:
    """Everything a page shows of one candidate to who may know."""

    particulars: Particulars
    standing: Standing
    case: str


def read_one(candidacy: Candidacy, *, by: User) -> Known:
    """One candidate: who she is, in which capacity, and why she was put forward."""
    [particulars] = read([candidacy.person], by=by)
    columns = sealing.unseal_columns([candidacy], ["standing", "case"], by=by)
    [standing], [case] = columns
    return Known(particulars, Standing.load(standing), case)


def sides(initiative: Initiative) -> list[str]:
    """The letters at the table, for a filter."""
    return list(initiative.sides.values_list("letter", flat=True))


def _next_code(side: Side) -> str:
    """The next number of a side. The row of the initiative is the queue for it."""
    Initiative.objects.select_for_update().get(pk=side.initiative_id)
    numbers = Person.objects.filter(side=side).annotate(
        number=Cast(Substr("code", 3), models.IntegerField())
    )
    highest = numbers.aggregate(models.Max("number"))["number__max"] or 0
    return f"{side.letter.lower()}-{highest + 1:02d}"
