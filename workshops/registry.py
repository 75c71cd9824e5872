"""The names a room must keep out of its words: copied in when a round is confirmed."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.models import Membership
from participants import people
from participants.models import Person
from participants.particulars import ROOM, Particulars, filled
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.vault import sealing
from trackii.vault.fields import Sealed
from workshops.disclosure.names import Entry
from workshops.models import RegistryEntry, Seat, Workshop

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User


@transaction.atomic
def copy(workshop: Workshop, *, by: User) -> None:
    """Copy everybody with a seat into the room."""
    seats = list(workshop.seats.select_related("candidacy__person"))
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    for seat, particulars in zip(seats, known, strict=True):
        _enter(workshop, seat.candidacy.person, entry_of(particulars))
    trail.record("copy registry", workshop, by=by)


@transaction.atomic
def add(seat: Seat, particulars: Particulars) -> None:
    """Copy one more person into the room. Who does it need not be able to read there."""
    _enter(seat.workshop, seat.candidacy.person, entry_of(particulars))


def insist_on(seat: Seat) -> None:
    """Nobody joins a round whose room does not know her name. Fail closed."""
    listed = RegistryEntry.objects.filter(workshop=seat.workshop)
    if listed.exists() and not listed.filter(code=seat.candidacy.person.code).exists():
        raise ValidationError(_("Your contact has to look at this first."))


def read(workshop: Workshop, *, by: User) -> list[Entry]:
    """Everybody whose name must not be found, for who is in the room.

    Participants as they were copied in; the team as it stands and ever stood.
    """
    policy.require(by, Action.READ_NOTES, workshop)
    listed = [
        RegistryEntry.sealed(pk, workshop, person, Sealed(bytes(names)))
        for pk, person, names in _entries(workshop=workshop.pk)
    ]
    entries = sealing.unseal_all(listed, "names", by=by)
    if not entries:
        return []  # nobody was copied in: nothing can be checked
    colleagues = [
        Entry([name], [email], [], of_team=True)
        for name, email in _team(table=workshop.initiative_id)
    ]
    return [*(Entry(**json.loads(words)) for words in entries), *colleagues]


def mark(workshop: Workshop) -> str:
    """Tell one state of a room's registry from another, opening nothing."""
    rows = [bytes(names) for _pk, _person, names in _entries(workshop=workshop.pk)]
    rows += ["|".join(row).encode() for row in _team(table=workshop.initiative_id)]
    return sha256(b"".join(sorted(sha256(row).digest() for row in rows))).hexdigest()


@Prepared
def _team(table: UUID) -> QuerySet:
    team = Membership.objects.filter(initiative=table).order_by()
    return team.values_list("user__name", "user__email").distinct()


@transaction.atomic
def correct(person: Person, particulars: Particulars) -> list[Workshop]:
    """Bring what every room holds of somebody up to date. A sealed deposit is enough."""
    entries = RegistryEntry.objects.filter(person=person)
    told = [entry.workshop for entry in entries.select_related("workshop")]
    for workshop in told:
        _enter(workshop, person, entry_of(particulars))
    return told


@Prepared
def _entries(workshop: UUID) -> QuerySet:
    rows = RegistryEntry.objects.filter(workshop=workshop)
    return rows.values_list("pk", "person", "names")


def entry_of(known: Particulars) -> Entry:
    """What a room keeps out of its words: names, contacts, and what she can be told by."""
    return Entry(
        names=[*known.names, *known.formerly],
        emails=[known.email],
        phones=[known.phone],
        titles=known.titles,
        roles=[office.title for office in known.offices],
        affiliations=[known.affiliation] if known.affiliation else [],
        places=known.places,
    )


def _enter(workshop: Workshop, person: Person, listed: Entry) -> None:
    entry = RegistryEntry.objects.filter(workshop=workshop, person=person).first()
    fresh = entry is None
    if entry is None:
        entry = RegistryEntry(
            initiative_id=workshop.initiative_id,
            workshop=workshop,
            person=person,
            code=person.code,
        )
    words = filled(vars(listed), ROOM)
    entry.names = sealing.seal(words, of=entry, field="names")
    entry.save(force_insert=fresh)
