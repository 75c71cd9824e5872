"""Rooms: which door of its venue a session is held behind. PostgreSQL gives each to one at a time.
Whether they hold who comes is said, and refused by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trackii import policy
from trackii.audit import trail
from trackii.labels import listed
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import occupancy
from workshops.models import Session, Workshop
from workshops.plan import WHOLE, Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User


@transaction.atomic
def set_room(session: Session, room: int | None, *, by: User) -> None:
    """Give a session that is not over a room of its venue, or none."""
    policy.require(by, Action.SCHEDULE, session)
    if room == session.room:
        return
    insist_on(session.workshop, room, by=by)
    standing = Session.objects.filter(pk=session.pk)
    with occupancy.told():
        moved = standing.exclude(state=Session.State.CLOSED).update(room=room)
    if not moved:
        raise WrongState(session, "set the room of")
    session.refresh_from_db()
    trail.record("set room", session, by=by)


def insist_on(workshop: Workshop, room: int | None, *, by: User) -> None:
    """Refuse a room that its venue does not have."""
    if room is None:
        return
    plan = Plan.load(sealing.unseal(workshop, "plan", by=by))
    if room not in [number for number, _name in plan.rooms]:
        raise ValidationError(_("The venue has no such room. Choose again."))


def plan_of(workshop: Workshop, *, by: User) -> Plan | None:
    """What is known of a round's rooms; nothing where it is held at none of the venues."""
    policy.admit(by, Action.READ_BRIEF, workshop.initiative)
    if workshop.venue_id is None:
        return None
    return Plan.load(sealing.unseal(workshop, "plan", by=by))


def tight(workshop: Workshop, plan: Plan, sessions: Sequence[Session]) -> list[str]:
    """Where more have a seat than a house or a room holds, in sentences.

    Sessions held at once divide those who come: their rooms are counted together.
    """
    if not plan.holds:
        return []
    seated = workshop.seats.filter(state__in=occupancy.COUNTED).count()
    said = []
    if plan.holds.get(WHOLE, seated) < seated:
        words = _("The venue holds %(holds)s, and %(seated)s have a seat.")
        said.append(words % {"holds": plan.holds[WHOLE], "seated": seated})
    for numbers, holds in _at_once(plan, sessions):
        if holds < seated:
            told = {"numbers": listed(numbers), "holds": holds, "seated": seated}
            said.append(_SMALL[len(numbers) > 1] % told)
    return said


_SMALL = {
    False: gettext_lazy(
        "Session %(numbers)s: its room holds %(holds)s, and %(seated)s have a seat."
    ),
    True: gettext_lazy(
        "Sessions %(numbers)s are held at once: their rooms hold %(holds)s together, and"
        " %(seated)s have a seat."
    ),
}


def _at_once(
    plan: Plan, sessions: Sequence[Session]
) -> list[tuple[tuple[int, ...], int]]:
    """Sessions going on together as each begins, by number, and how many their rooms hold;
    passed by where one has no room, or one nobody has counted."""
    found = {}
    for one in sessions:
        beside = [
            each for each in sessions
            if each.starts_at <= one.starts_at < each.ends_at
        ]  # fmt: skip
        holds = [plan.holds.get(str(each.room)) for each in beside]
        numbers = tuple(sorted(each.number for each in beside))
        found[numbers] = None if None in holds else sum(filter(None, holds))
    return [(numbers, holds) for numbers, holds in found.items() if holds is not None]


def too_large(plan: Plan, rounds: Sequence[Sequence[Sequence[str]]]) -> list[int]:
    """The rounds of groups that find no room for each, the largest first; as far as counted."""
    rooms = [plan.holds.get(str(number)) for number, _name in plan.rooms]
    if not rooms or None in rooms:
        return []
    most = sorted(filter(None, rooms), reverse=True)
    return [
        turn
        for turn, groups in enumerate(rounds, 1)
        if any(
            len(group) > holds
            for group, holds in zip(
                sorted(groups, key=len, reverse=True), most, strict=False
            )
        )
    ]
