"""Reminders for who has accepted: posted with the confirmation, cancelled when it is untrue."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from participants import people
from trackii import clock
from trackii.audit import trail
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.policy import Action
from trackii.vault import links
from workshops import mailings
from workshops.models import Review, Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from participants.models import Person
    from participants.particulars import Particulars
    from trackii.accounts.models import User


MORNING, EVENING = time(8, 20), time(20, 40)


def post(workshop: Workshop, *, by: User) -> int:
    """Post one reminder for everybody who has accepted, and say how many there are.

    For who may still accept by her own link it is drafted: nobody will be there to write it.
    """
    asked = workshop.seats.exclude(state__in=Seat.ON_THE_DAY)
    seats = list(asked.select_related("candidacy__person", "workshop"))
    open_ = links.live(*(seat.pk for seat in seats))
    due = [seat for seat in seats if seat.state == "accepted" or seat.pk in open_]
    known = people.read([seat.candidacy.person for seat in due], by=by)
    workshop.remind_at = moment(workshop, [who.time_zone for who in known])
    workshop.save(update_fields=["remind_at"])
    for seat in due:
        seat.workshop = workshop
    posted = [
        post_for(seat, particulars, drafted=seat.state != Seat.State.ACCEPTED)
        for seat, particulars in zip(due, known, strict=True)
    ]
    return sum(posted)


def moment(workshop: Workshop, zones: Iterable[str]) -> datetime | None:
    """When reminders of a round go: in the day before they are due, when the fewest sleep.

    The latest such hour; theirs alone who said by which clock they live.
    """
    if workshop.starts_at is None:
        return None
    due = workshop.starts_at - timedelta(days=workshop.remind_days)
    clocks = [ZoneInfo(zone) for zone in zones if zone]
    hours = [due - timedelta(hours=each) for each in range(24)]
    return min(hours, key=lambda hour: sum(_sleeps(hour, place) for place in clocks))


def _sleeps(at: datetime, place: ZoneInfo) -> bool:
    """Quiet hours, with room for the jitter at both ends."""
    return not MORNING <= at.astimezone(place).time() <= EVENING


def post_for(seat: Seat, known: Particulars, *, drafted: bool = False) -> bool:
    """One reminder. Without an address, or for a round kept by decision, there is none.

    Where its day has passed already and the round is still ahead, it goes at once.
    """
    workshop, now = seat.workshop, clock.now()
    if not known.email or workshop.starts_at is None or workshop.starts_at <= now:
        return False
    if workshop.initiative.kept_by_decision:
        return False
    due_at = workshop.remind_at or _unasked(workshop)
    letter = letters.post(
        "reminder",
        initiative=workshop.initiative_id,
        occasion=seat.pk,
        person=seat.candidacy.person_id,
        version=workshop.starts_at.isoformat(),
        edition=known.email_edition,
        address=known.email,
        language=known.language,
        due_at=max(due_at, now + letters.JITTER),
        lapses_at=workshop.starts_at,
        drafted=drafted,
    )
    return letter is not None


def _unasked(workshop: Workshop) -> datetime:
    """The same for a round that was confirmed before anybody asked who sleeps when."""
    assert workshop.starts_at is not None
    return workshop.starts_at - timedelta(days=workshop.remind_days)


@transaction.atomic
def resend(letter: Letter, *, by: User) -> None:
    """A reminder that went goes once more, to the address that is known now: it got lost.

    Nothing goes for a seat that was given back, or a round that is not ahead.
    """
    rows = Seat.objects.allowing(Action.INVITE, by).filter(pk=letter.occasion)
    seat = rows.select_related("workshop__initiative", "candidacy__person").first()
    if seat is None or letter.kind != Letter.Kind.REMINDER or letter.state != "sent":
        raise ValidationError(_("Only a reminder that went is sent once more."))
    workshop = seat.workshop
    ahead = workshop.state == Workshop.State.CONFIRMED and workshop.starts_at
    if seat.state != Seat.State.ACCEPTED or not ahead or ahead <= clock.now():
        raise ValidationError(_("There is nothing to remind of any more."))
    [known] = people.read([seat.candidacy.person], by=by)
    if not known.email:
        raise ValidationError(_("No e-mail address is known. Tell them yourself."))
    before = Letter.objects.filter(occasion=seat.pk, kind="reminder").count()
    letters.post(
        "reminder",
        initiative=workshop.initiative_id,
        occasion=seat.pk,
        person=seat.candidacy.person_id,
        version=f"{ahead.isoformat()} again {before}",
        edition=known.email_edition,
        address=known.email,
        language=known.language,
        due_at=clock.now() + letters.JITTER,
        lapses_at=ahead,
    )
    trail.record("resend", letter, by=by)


def tell(workshop: Workshop, *, by: User) -> int:
    """Word that something waits, where an open link speaks of a round that has other dates.

    The word about the dates before does not go any more, nor a second letter to who has
    not been sent her link yet.
    """
    asked = workshop.seats.filter(state__in=[Seat.State.OFFERED, Seat.State.ACCEPTED])
    for pk in asked.values_list("pk", flat=True):
        letters.cancel(pk, by=by, kind="notice")
    open_ = links.live(*asked.values_list("pk", flat=True))
    coming = Letter.objects.filter(kind="invitation", state__in=["due", "sending"])
    asked = asked.filter(pk__in=open_).exclude(pk__in=coming.values("occasion"))
    seats = list(asked.select_related("candidacy__person"))
    if not seats:
        return 0
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    pairs = zip(seats, known, strict=True)
    return sum(_tell(seat, who, workshop) for seat, who in pairs)


def _tell(seat: Seat, known: Particulars, workshop: Workshop) -> bool:
    if not known.email or workshop.starts_at <= clock.now():  # type: ignore[operator]
        return False
    letter = letters.post(
        "notice",
        initiative=workshop.initiative_id,
        occasion=seat.pk,
        person=seat.candidacy.person_id,
        version=str(workshop.moves),
        edition=known.email_edition,
        address=known.email,
        language=known.language,
        due_at=clock.now() + letters.JITTER,
        lapses_at=workshop.starts_at,
    )
    return letter is not None


def readdress(person: Person, known: Particulars, *, by: User) -> None:
    """Somebody's address or language was corrected: what is due goes there instead.

    A link on its way to the old address is taken back: somebody sends another.
    """
    hers = Seat.objects.filter(candidacy__person=person).exclude(
        state__in=Seat.ON_THE_DAY
    )
    for seat in hers.select_related("workshop__initiative"):
        letters.cancel(seat.pk, by=by, kind="invitation")
        letters.cancel(seat.pk, by=by, kind="notice")
        waits = letters.cancel(seat.pk, by=by, kind="reminder")
        if waits and seat.workshop.state == Workshop.State.CONFIRMED:
            post_for(seat, known, drafted=seat.state != Seat.State.ACCEPTED)
    for review in Review.objects.filter(seat__candidacy__person=person):
        letters.cancel(review.pk, by=by)


def cancel(workshop: Workshop, *, by: User) -> int:
    """Cancel every reminder of a round that has not gone yet."""
    seats = workshop.seats.values_list("pk", flat=True)
    return sum(letters.cancel(seat, by=by, kind="reminder") for seat in seats)


def unreachable(workshop: Workshop, *, by: User) -> list[str]:
    """The code names of those who come and have no address: nothing reminds them."""
    taken = workshop.seats.filter(state=Seat.State.ACCEPTED)
    coming = [
        seat.candidacy.person for seat in taken.select_related("candidacy__person")
    ]
    known = people.read(coming, by=by)
    return sorted(
        person.name
        for person, particulars in zip(coming, known, strict=True)
        if not particulars.email
    )


def waiting(workshop: Workshop) -> int:
    """How many reminders of a round have not gone yet."""
    seats = workshop.seats.values("pk")
    due = Letter.objects.filter(occasion__in=seats, state__in=letters.NOT_GONE)
    return due.filter(kind="reminder").count()


def seats_of(letters: Iterable[Letter]) -> dict[UUID, tuple[str, str]]:
    """Which round each letter speaks of, and whose code name."""
    about = [letter.occasion for letter in letters]
    where = ("workshop__number", "candidacy__person__code")
    seats = Seat.objects.filter(Q(pk__in=about) | Q(reviews__pk__in=about))
    rows = seats.order_by().values_list("pk", "reviews__pk", *where)
    found = {
        pk: (number, code.upper())
        for seat, review, number, code in rows
        for pk in (seat, review)
        if pk
    }
    if entries := [letter.occasion for letter in letters if letter.kind == "entry"]:
        found |= mailings.places_of(entries)
    said = _("round %(number)s")
    return {pk: (said % {"number": n}, whose) for pk, (n, whose) in found.items()}
