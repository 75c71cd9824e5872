"""Oneself: who is put forward under a colleague's own address is that colleague, unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.models import Membership
from participants import duplicates
from participants.models import Conflict, Person
from participants.particulars import Particulars
from participants.signing import close_to
from trackii.audit import trail
from trackii.vault import sealing

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User


@transaction.atomic
def note(person: Person, *, by: User, address: str) -> None:
    """Whoever of the team has this address signs nothing about her, and PostgreSQL says so.

    Nobody has to declare it: the subject is never one of the two.
    """
    if not duplicates.email(address):
        return
    seats = Membership.objects.standing().filter(
        initiative=person.initiative_id, user__email__iexact=address.strip()
    )
    _write(person, set(seats.values_list("user", flat=True)), by=by)


def correct(
    person: Person, known: Particulars, particulars: Particulars, *, by: User
) -> None:
    """The same where an address is put right."""
    if duplicates.email(known.email) != duplicates.email(particulars.email):
        note(person, by=by, address=particulars.email)


def join(seat: Membership) -> None:
    """A newcomer to the team may have been put forward before: as far as it can be told.

    By marks, for a signer who has unlocked. Where she was locked it is left to whatever
    the newcomer tries to sign herself, which is held against the same marks.
    """
    marks = duplicates.marks_of(seat.user, seat.initiative_id)
    there = Person.objects.filter(initiative=seat.initiative_id)
    for person in there.filter(email_mark__in=marks):
        _write(person, {seat.user_id}, by=seat.signed_by)


def _write(person: Person, colleagues: set[UUID], *, by: User | None) -> None:
    if not colleagues:
        return
    for colleague in sorted(colleagues - close_to(person.pk)):
        made = Conflict(
            initiative_id=person.initiative_id,
            person_id=person.pk,
            declared_by_id=colleague,
        )
        words = _("Put forward under the address this colleague works under here.")
        made.words = sealing.seal(words, of=made, field="words")
        made.save(force_insert=True)
        trail.record("note conflict", made, by=by)
