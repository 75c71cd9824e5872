"""Rooms: which door of its venue a session is held behind. PostgreSQL gives each to one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import occupancy
from workshops.models import Session, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
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
