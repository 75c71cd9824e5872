"""Reminders for who has accepted: posted with the confirmation, cancelled when it is untrue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participants import people
from trackii import clock
from trackii.outbox import letters
from workshops.models import Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from participants.models import Person
    from participants.particulars import Particulars
    from trackii.accounts.models import User
    from trackii.outbox.models import Letter


def post(workshop: Workshop, *, by: User) -> int:
    """Post one reminder for everybody who has accepted, and say how many there are."""
    taken = workshop.seats.filter(state=Seat.State.ACCEPTED)
    seats = list(taken.select_related("candidacy__person", "workshop"))
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    posted = [
        post_for(seat, particulars)
        for seat, particulars in zip(seats, known, strict=True)
    ]
    return sum(posted)


def post_for(seat: Seat, known: Particulars) -> bool:
    """One reminder. Without an address, or for a round kept by decision, there is none.

    Where its day has passed already and the round is still ahead, it goes at once.
    """
    workshop, now = seat.workshop, clock.now()
    if not known.email or workshop.starts_at is None or workshop.starts_at <= now:
        return False
    if workshop.initiative.kept_by_decision:
        return False
    due_at = workshop.starts_at - timedelta(days=workshop.remind_days)
    letter = letters.post(
        "reminder",
        initiative=workshop.initiative_id,
        occasion=seat.pk,
        version=workshop.starts_at.isoformat(),
        address=known.email,
        language=known.language,
        due_at=max(due_at, now + letters.JITTER),
        lapses_at=workshop.starts_at,
    )
    return letter is not None


def readdress(person: Person, known: Particulars, *, by: User) -> None:
    """Somebody's address or language was corrected: what is due goes there instead."""
    accepted = Seat.objects.filter(
        candidacy__person=person,
        state=Seat.State.ACCEPTED,
        workshop__state=Workshop.State.CONFIRMED,
    )
    for seat in accepted.select_related("workshop__initiative"):
        if letters.cancel(seat.pk, by=by):
            post_for(seat, known)


def cancel(workshop: Workshop, *, by: User) -> int:
    """Cancel every reminder of a round that has not gone yet."""
    seats = workshop.seats.values_list("pk", flat=True)
    return sum(letters.cancel(seat, by=by) for seat in seats)


def seats_of(letters: Iterable[Letter]) -> dict[UUID, tuple[str, str]]:
    """Which round each letter speaks of, and whose code name."""
    seats = Seat.objects.filter(pk__in=[letter.occasion for letter in letters])
    columns = ("pk", "workshop__number", "candidacy__person__code")
    return {
        pk: (_("round %(number)s") % {"number": number}, code.upper())
        for pk, number, code in seats.order_by().values_list(*columns)
    }
