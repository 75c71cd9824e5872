"""Doubles: rows of one human that went into another. What becomes of her becomes of them all.

Whoever writes to the database can say of anybody that she went into somebody else. So a row
is believed as far as the record attests that it went, and into whom.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from dialogues import testimony
from participants.models import Person
from trackii.audit import trail

if TYPE_CHECKING:
    from trackii.accounts.models import User

TAKEN_UP = "take up double"


def take_up(person: Person, other: Person, *, by: User) -> None:
    """Write down that `other` went into `person`."""
    said = Person(pk=number(other.pk, person.pk), initiative=person.initiative)
    trail.record("take up double", said, by=by)


def number(gone: UUID, into: UUID) -> UUID:
    """The number of one row's going into another: of no other two can it be the number."""
    said = f"double|{gone}|{into}"
    return UUID(bytes=sha256(said.encode()).digest()[:16])


def below(person: UUID) -> list[UUID]:
    """Who went into her, and into those in turn."""
    return _below(person, _attested(person))


def above(person: UUID) -> list[UUID]:
    """Whom she went into, and whom that one did in turn: who stays is the last."""
    return up(person, _attested(person))


def everyone(person: UUID) -> list[UUID]:
    """Every row of this human, whichever of them one asks about."""
    went = _attested(person)
    stays = [person, *up(person, went)][-1]
    return [stays, *_below(stays, went)]


def up(person: UUID, went: dict[UUID, UUID]) -> list[UUID]:
    """The way up from one row; it ends where rows that somebody wrote go in a circle."""
    found: list[UUID] = []
    while (into := went.get(person)) is not None and into not in found:
        found.append(into)
        person = into
    return found


def _below(person: UUID, went: dict[UUID, UUID]) -> list[UUID]:
    return [each for each in went if each != person and person in up(each, went)]


def _attested(person: UUID) -> dict[UUID, UUID]:
    """Who went into whom at her table, as rows and record say alike."""
    of = Person.objects.filter(pk=person).values("initiative")
    rows = Person.objects.filter(initiative__in=of).exclude(merged_into=None)
    rows = rows.only("initiative_id", "merged_into_id")
    went = list(rows)
    if not went:
        return {}
    told = testimony.read(went[0].initiative_id, {TAKEN_UP})
    known = {act.subject for act in told.acts}
    return {
        each.pk: each.merged_into_id
        for each in went
        if each.merged_into_id and number(each.pk, each.merged_into_id) in known
    }
