"""The running order: a session earlier or later in its day, and what does not go together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from trackii import policy
from trackii.audit import trail
from trackii.labels import listed
from trackii.policy import Action
from workshops import occupancy, programme
from workshops.models import Session, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User

NAMED = 12  # more numbers say no more


@transaction.atomic
def advance(session: Session, *, by: User) -> None:
    """Put a planned session before the one ahead of it. Each keeps its length, and they their pause."""
    _swap(session, by=by, later=False)


@transaction.atomic
def defer(session: Session, *, by: User) -> None:
    """The same the other way: after the one behind it."""
    _swap(session, by=by, later=True)


@transaction.atomic
def place(session: Session, *, by: User, to: int) -> None:
    """Put a planned session where another stands; those between move up or down, one by one."""
    policy.require(by, Action.SCHEDULE, session)
    Workshop.objects.select_for_update().get(pk=session.workshop_id)
    rows = session.workshop.sessions.order_by("starts_at", "number")
    order = list(rows.values_list("number", flat=True))
    if to not in order:
        raise ValidationError(_("There is no session to change places with."))
    steps = order.index(to) - order.index(session.number)
    for _step in range(abs(steps)):
        _swap(session, by=by, later=steps > 0)


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


def warnings(workshop: Workshop, sessions: Sequence[Session]) -> list[str]:
    """What is wrong with a programme as it stands, session by number."""
    outside = [
        each.number
        for each in sessions
        if not programme.is_within(workshop, each.starts_at, each.ends_at)
    ]
    said = [
        _("Held at the same time: sessions %s.") % _named(some)
        for some in _clashes(sessions)
    ]
    if outside:
        words = _("Outside the dates of the round: sessions %s.")
        said.append(words % _named(outside))
    return said


def _clashes(sessions: Sequence[Session]) -> list[list[int]]:
    """Sessions that overlap, and are not kept apart by two rooms: those that hang together."""
    groups: list[set[int]] = []
    for one, other in combinations(sessions, 2):
        if _clash(one, other):
            pair = {one.number, other.number}
            joined = [group for group in groups if group & pair]
            groups = [group for group in groups if not group & pair]
            groups.append(pair.union(*joined))
    return sorted(sorted(group) for group in groups)


def _clash(one: Session, other: Session) -> bool:
    apart = one.room and other.room and one.room != other.room
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at and not apart


def _named(numbers: Sequence[int]) -> str:
    return listed(numbers[:NAMED]) + ("…" if numbers[NAMED:] else "")
