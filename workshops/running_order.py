"""The running order: a session earlier or later in its day, and what does not go together."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from workshops import occupancy, programme
from workshops.models import Session, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User


@transaction.atomic
def bring_forward(session: Session, *, by: User) -> None:
    """Put a planned session before the one ahead of it. Each keeps its length, and they their pause."""
    _swap(session, by=by, later=False)


@transaction.atomic
def put_back(session: Session, *, by: User) -> None:
    """The same the other way: after the one behind it."""
    _swap(session, by=by, later=True)


def _swap(session: Session, *, by: User, later: bool) -> None:
    policy.require(by, Action.SCHEDULE, session)
    initiatives.at_work(session.workshop.initiative)
    Workshop.objects.select_for_update().get(pk=session.workshop_id)
    rows = list(session.workshop.sessions.order_by("starts_at", "number"))
    at = [row.pk for row in rows].index(session.pk)
    first, second = (at, at + 1) if later else (at - 1, at)
    if first < 0 or second >= len(rows):
        raise ValidationError(_("There is no session to change places with."))
    pair = rows[first], rows[second]
    if any(each.state != Session.State.PLANNED for each in pair):
        raise ValidationError(_("What has begun keeps its place."))
    _change_places(*pair)
    with occupancy.told():
        Session.objects.bulk_update(pair, ["starts_at", "ends_at"])
    trail.record("reorder", session, by=by)


def _change_places(first: Session, second: Session) -> None:
    begins, ends = first.starts_at, max(first.ends_at, second.ends_at)
    long, short = (each.ends_at - each.starts_at for each in (first, second))
    second.starts_at, second.ends_at = begins, begins + short
    first.starts_at, first.ends_at = ends - long, ends


def warnings(workshop: Workshop, sessions: Sequence[Session]) -> dict[int, list[str]]:
    """What is wrong with a programme as it stands, by the number of the session."""
    found: dict[int, list[str]] = defaultdict(list)
    for session in sessions:
        if not programme.is_within(workshop, session.starts_at, session.ends_at):
            found[session.number].append(_("It lies outside the dates of the round."))
    for one, other in combinations(sessions, 2):
        apart = one.room and other.room and one.room != other.room
        if (
            one.starts_at < other.ends_at
            and other.starts_at < one.ends_at
            and not apart
        ):
            for here, there in ((one, other), (other, one)):
                said = _("At the same time as session %(number)d.")
                found[here.number].append(said % {"number": there.number})
    return found
