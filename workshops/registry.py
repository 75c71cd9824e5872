"""The names a room must keep out of its words: copied in when a round is confirmed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction

from dialogues.models import Membership
from participants import people
from participants.particulars import Particulars
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.vault import sealing
from workshops.disclosure.names import Entry
from workshops.models import RegistryEntry, Seat, Workshop

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User


@transaction.atomic
def copy(workshop: Workshop, *, by: User) -> None:
    """Copy everybody with a seat, and the whole team, into the room."""
    seats = list(workshop.seats.select_related("candidacy__person"))
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    for seat, particulars in zip(seats, known, strict=True):
        _enter(workshop, seat.candidacy.person.code, _of_person(particulars))
    team = Membership.objects.standing().filter(initiative=workshop.initiative_id)
    colleagues = {seat.user_id: seat.user for seat in team.select_related("user")}
    for number, colleague in enumerate(colleagues.values(), start=1):
        listed = Entry([colleague.name], [colleague.email], [], of_team=True)
        _enter(workshop, f"team-{number}", listed)
    trail.record("copy registry", workshop, by=by)


@transaction.atomic
def add(seat: Seat, particulars: Particulars) -> None:
    """Copy one more person into the room. Who does it need not be able to read there."""
    _enter(seat.workshop, seat.candidacy.person.code, _of_person(particulars))


def read(workshop: Workshop, *, by: User) -> list[Entry]:
    """Everybody whose name must not be found, for who is in the room."""
    policy.require(by, Action.READ_NOTES, workshop)
    entries = sealing.unseal_all(_entries.objects(workshop=workshop.pk), "names", by=by)
    return [Entry(**json.loads(words)) for words in entries]


@Prepared
def _entries(workshop: UUID) -> QuerySet:
    return RegistryEntry.objects.filter(workshop=workshop)


def _of_person(known: Particulars) -> Entry:
    return Entry(known.names, [known.email], [known.phone], of_team=False)


def _enter(workshop: Workshop, code: str, listed: Entry) -> None:
    entry = RegistryEntry.objects.filter(workshop=workshop, code=code).first()
    fresh = entry is None
    if entry is None:
        entry = RegistryEntry(
            initiative_id=workshop.initiative_id, workshop=workshop, code=code
        )
    entry.names = sealing.seal(json.dumps(vars(listed)), of=entry, field="names")
    entry.save(force_insert=fresh)
