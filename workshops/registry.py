"""The names a room must keep out of its words: copied in when a round is confirmed."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
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
from workshops.disclosure import Blind, Entry, Participant, Registry, marked
from workshops.disclosure.blind import BYTES
from workshops.models import Note, RegistryEntry, Seat, Summary, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

THIRD = "T"  # the side of who convenes
_PART = re.compile(r"[,;\n]")
BLIND_ROOM = 2044  # bytes that the marks of one person's names are filled up to
_SHORTEST = 4  # letters of a part of an address that is looked for


@transaction.atomic
def copy(workshop: Workshop, *, by: User) -> None:
    """Copy everybody with a seat into the room; whoever else is known, as marks alone."""
    seats = list(workshop.seats.select_related("candidacy__person"))
    seated = [seat.candidacy.person for seat in seats]
    rest = Person.objects.filter(initiative=workshop.initiative_id)
    rest = rest.exclude(pk__in=[person.pk for person in seated])
    others = list(rest.exclude(state=Person.State.ERASED).order_by("code"))
    known = people.read([*seated, *others], by=by)
    for person, particulars in zip(seated, known, strict=False):
        _enter(workshop, person, entry_of(particulars))
    RegistryEntry.objects.filter(workshop=workshop, blind=True).delete()
    RegistryEntry.objects.bulk_create(
        _blinded(workshop, person, particulars)
        for person, particulars in zip(others, known[len(seated) :], strict=True)
    )
    trail.record("copy registry", workshop, by=by)


@transaction.atomic
def add(seat: Seat, particulars: Particulars) -> None:
    """Copy one more person into the room. Who does it need not be able to read there."""
    _enter(seat.workshop, seat.candidacy.person, entry_of(particulars))


@transaction.atomic
def recognise(person: Person, particulars: Particulars) -> None:
    """Somebody is put forward: rooms that have their names know hers where it stands."""
    listed = RegistryEntry.objects.filter(initiative=person.initiative_id)
    rooms = Workshop.objects.filter(pk__in=listed.values("workshop"))
    RegistryEntry.objects.bulk_create(
        _blinded(room, person, particulars) for room in rooms
    )


def insist_on(seat: Seat) -> None:
    """Nobody joins a round whose room does not know her name. Fail closed.

    Until a round is confirmed its room knows nobody: then it is told of all who come.
    """
    hers = RegistryEntry.objects.filter(
        workshop=seat.workshop, person=seat.candidacy.person, blind=False
    )
    if seat.workshop.state == Workshop.State.CONFIRMED and not hers.exists():
        raise ValidationError(_("Your contact has to look at this first."))


def read(workshop: Workshop, *, by: User) -> list[Participant]:
    """Everybody whose name must not be found, for who is in the room.

    Participants as they were copied in; the team as it stands and ever stood.
    """
    policy.require(by, Action.READ_NOTES, workshop)
    rows = _entries(workshop=workshop.pk)
    listed = [
        RegistryEntry.sealed(pk, workshop, person, Sealed(bytes(names)))
        for pk, person, names, _code in rows
    ]
    entries = sealing.unseal_all(listed, "names", by=by)
    if not entries:
        return []  # nobody was copied in: nothing can be checked
    colleagues = [
        Participant([name], side=THIRD, emails=[email])
        for name, email in _team(table=workshop.initiative_id)
    ]
    codes = [code for _pk, _person, _names, code in rows]
    return [*map(_participant, entries, codes), *colleagues]


def of_room(workshop: Workshop, *, by: User) -> Registry:
    """All that must not be found in what is said of one round: people, and where it was held."""
    people = read(workshop, by=by)
    plan = Plan.load(sealing.unseal(workshop, "plan", by=by))
    places = [plan.venue, *_PART.split(plan.address)]
    venues = [place.strip() for place in places if _is_place(place.strip())]
    sides = workshop.initiative.sides.exclude(letter=THIRD)
    return Registry(
        people,
        venues=venues,
        public_terms=[workshop.initiative.name],
        sides=_said(sealing.unseal_all(sides, "title", by=by)),
        elsewhere=_others(workshop, by=by),
    )


def _others(workshop: Workshop, *, by: User) -> Blind:
    """Everybody else at the table: the room knows their names, and cannot read them."""
    rows = [
        RegistryEntry.sealed(pk, workshop, person, Sealed(bytes(names)))
        for pk, person, names, _code in _blind(workshop=workshop.pk)
    ]
    opened = sealing.unseal_all(rows, "names", by=by, dead="")
    told = b"".join(b64decode(words) for words in opened if words)
    ends = range(0, len(told), BYTES)
    return Blind(workshop.pk.bytes, frozenset(told[at : at + BYTES] for at in ends))


def _blinded(workshop: Workshop, person: Person, known: Particulars) -> RegistryEntry:
    entry = RegistryEntry(
        initiative_id=workshop.initiative_id, workshop=workshop, person=person,
        code=person.code, blind=True,
    )  # fmt: skip
    marks = b"".join(marked([*known.names, *known.formerly], workshop.pk.bytes))
    words = b64encode(marks).decode().ljust(BLIND_ROOM)
    entry.names = sealing.seal(words, of=entry, field="names")
    return entry


def _is_place(words: str) -> bool:
    return len(words) >= _SHORTEST and not any(map(str.isdigit, words))


def _participant(words: str, code: str) -> Participant:
    """Somebody as she was copied in; her code name begins with her side."""
    entry = Entry(**json.loads(words))
    return Participant(
        entry.names, code=code, side=code[:1].upper(),
        emails=_said(entry.emails), phones=_said(entry.phones),
        titles=_said(entry.titles), roles=_said(entry.roles),
        affiliations=_said(entry.affiliations), places=_said(entry.places),
        gender=entry.gender, generation=entry.generation,
    )  # fmt: skip


def _said(words: list[str]) -> list[str]:
    return [each for each in words if each.strip()]


def marks(workshop: Workshop) -> tuple[str, str]:
    """Tell one state of a room's registry from another, and of what stands around it: its
    notes, and what other rounds gave out. It opens nothing.
    """
    rows = [bytes(names) for _pk, _person, names, _c in _entries(workshop=workshop.pk)]
    team, around = list[bytes](), list[bytes]()
    for one, other in _around(table=workshop.initiative_id, workshop=workshop.pk):
        of = team if "@" in other else around  # a colleague's address, or an edition
        of.append(f"{one}|{other}".encode())
    plan = sealing.mark(workshop, "plan").encode()
    return _digest([*rows, *team, plan]), _digest(around)


def _digest(rows: list[bytes]) -> str:
    return sha256(b"".join(sorted(sha256(row).digest() for row in rows))).hexdigest()


@Prepared
def _team(table: UUID) -> QuerySet:
    team = Membership.objects.filter(initiative=table).order_by()
    return team.values_list("user__name", "user__email").distinct()


@Prepared
def _around(table: UUID, workshop: UUID) -> QuerySet:
    """What else a text is read against, asked in one go: the team, notes, earlier releases."""
    team = Membership.objects.filter(initiative=table).order_by()
    notes = Note.objects.filter(workshop=workshop).order_by()
    out = Summary.objects.filter(initiative=table, text__isnull=False).order_by()
    return team.values_list("user__name", "user__email").union(
        *(
            rows.values_list(Cast("pk", TextField()), Cast("edition", TextField()))
            for rows in (notes, out)
        )
    )


@transaction.atomic
def correct(person: Person, particulars: Particulars) -> list[Workshop]:
    """Bring what every room holds of somebody up to date. A sealed deposit is enough."""
    entries = RegistryEntry.objects.filter(person=person).select_related("workshop")
    told = []
    for entry in entries:
        if entry.blind:
            entry.delete()
            _blinded(entry.workshop, person, particulars).save(force_insert=True)
        else:
            _enter(entry.workshop, person, entry_of(particulars))
            told.append(entry.workshop)
    return told


@Prepared
def _entries(workshop: UUID) -> QuerySet:
    return _of(workshop).filter(blind=False)


@Prepared
def _blind(workshop: UUID) -> QuerySet:
    return _of(workshop).filter(blind=True)


def _of(workshop: UUID) -> QuerySet:
    rows = RegistryEntry.objects.filter(workshop=workshop)
    return rows.values_list("pk", "person", "names", "code")


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
        gender=known.gender,
        generation=known.generation,
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
    entry.blind = False
    words = filled(vars(listed), ROOM)
    entry.names = sealing.seal(words, of=entry, field="names")
    entry.save(force_insert=fresh)
