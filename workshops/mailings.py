"""Mailings: entries for a colleague's calendar by letter, where she asked for them.

An entry says a code name and hours in universal time, to nobody but who asked. What moves
is said again under the same UID with a higher SEQUENCE; what is called off is taken out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from dialogues.models import Membership
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.policy import Action, Role
from workshops import calendars
from workshops.models import Mailing, Posting, Workshop

if TYPE_CHECKING:
    from dialogues.models import Initiative
    from trackii.accounts.models import User

VERBS = ("want_entries", "refuse_entries")
AHEAD = Workshop.State.CONFIRMED


def wanted(initiative: Initiative, *, by: User) -> bool:
    """Whether one asked for entries of this table."""
    return Mailing.objects.filter(initiative=initiative, colleague=by).exists()


@transaction.atomic
def take(initiative: Initiative, verb: str, *, by: User) -> None:
    """A colleague asks for the entries of one table, or for none any more."""
    policy.require(by, Action.READ_BRIEF, initiative)
    mine = Mailing.objects.filter(initiative=initiative, colleague=by)
    if (verb == "want_entries") == mine.exists():
        return
    if verb == "refuse_entries":
        _refuse(mine.get(), by=by)
    else:
        _want(initiative, by=by)


def _want(initiative: Initiative, *, by: User) -> None:
    """From now on, and of what is confirmed already."""
    wish = Mailing.objects.create(initiative=initiative, colleague=by)
    trail.record("want_entries", wish, by=by)
    ahead = initiative.workshops.filter(state=AHEAD, starts_at__gt=clock.now())
    for workshop in ahead:
        _put_in(workshop, by, by=by)


def _refuse(wish: Mailing, *, by: User) -> None:
    """What she has, she keeps; what has not gone yet does not go."""
    trail.record("refuse_entries", wish, by=by)
    hers = Posting.objects.filter(initiative=wish.initiative_id, colleague=by)
    for number in hers.values_list("pk", flat=True):
        letters.cancel(number, by=by)
    wish.delete()


def tell(workshop: Workshop, *, by: User) -> None:
    """A round is confirmed, or has other dates: to each of the team who asked for it."""
    asked = Mailing.objects.filter(initiative=workshop.initiative_id)
    here = Membership.objects.filter(
        initiative=workshop.initiative_id, state="active", user__is_active=True
    ).exclude(role=Role.READER)
    asked = asked.filter(colleague__in=here.values("user"))
    for wish in asked.select_related("colleague"):
        _put_in(workshop, wish.colleague, by=by)


def take_out(workshop: Workshop, *, by: User) -> None:
    """A round is off: who may have it in her calendar is told to drop it."""
    standing = workshop.postings.filter(stands=True, colleague__is_active=True)
    for posting in standing.select_related("colleague"):
        letters.cancel(posting.pk, by=by)
        posting.stands = False
        if _may_have_it(posting):
            last = _entry(posting, workshop, posting.said - 1)
            off = calendars.cancel(
                last, to=posting.colleague.email, stamped=clock.now()
            )
            _post(posting, workshop, "CANCEL", off)
        posting.save(update_fields=["said", "stands"])


def _put_in(workshop: Workshop, colleague: User, *, by: User) -> None:
    posting, _made = Posting.objects.get_or_create(
        workshop=workshop, colleague=colleague,
        defaults={"initiative_id": workshop.initiative_id},
    )  # fmt: skip
    letters.cancel(posting.pk, by=by)
    entry = _entry(posting, workshop, posting.said)
    posting.stands = True
    _post(posting, workshop, "REQUEST", calendars.request(entry, to=colleague.email))
    posting.save(update_fields=["said", "stands"])


def _may_have_it(posting: Posting) -> bool:
    """Whether a letter went, or is not known not to have gone."""
    sent = Letter.objects.filter(occasion=posting.pk)
    return sent.exclude(state=Letter.State.CANCELLED).exists()


def _entry(posting: Posting, workshop: Workshop, sequence: int) -> calendars.Entry:
    """In universal time: by which clock a round is held is sealed with its venue."""
    starts, ends = _dates(workshop)
    return calendars.Entry(
        uid=posting.pk,
        code=workshop.initiative.name,
        starts=starts,
        ends=ends,
        zone="UTC",
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        stamped=clock.now(),
        sequence=sequence,
    )


def _dates(workshop: Workshop) -> tuple[datetime, datetime]:
    assert workshop.starts_at is not None
    assert workshop.ends_at is not None
    return workshop.starts_at.astimezone(UTC), workshop.ends_at.astimezone(UTC)


def _post(posting: Posting, workshop: Workshop, method: str, written: bytes) -> None:
    posting.said += 1
    letters.post(
        "entry",
        initiative=workshop.initiative_id,
        occasion=posting.pk,
        version=str(posting.said),
        address=posting.colleague.email,
        language=settings.LANGUAGE_CODE,
        due_at=clock.now() + letters.JITTER,
        lapses_at=workshop.starts_at,
        entry=(method, written.decode()),
    )


def places_of(numbers: list[UUID]) -> dict[UUID, tuple[int, str]]:
    """Which round each letter speaks of, and to which colleague it goes."""
    rows = Posting.objects.filter(pk__in=numbers).order_by()
    found = rows.values_list("pk", "workshop__number", "colleague__name")
    return {pk: (number, name) for pk, number, name in found}
