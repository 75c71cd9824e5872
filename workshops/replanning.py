"""Replanning: another plan of a round ahead, and an end to what said the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trackii.audit import trail
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import invitations
from workshops.models import Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from workshops.plan import Plan

State = Workshop.State
AHEAD = {State.PROPOSED, State.CANVASSING, State.PROVISIONAL, State.CONFIRMED}
CHANGEABLE = AHEAD | {State.POSTPONED}


def replan(workshop: Workshop, *, plan: Plan, **changes: Any) -> None:
    """Another plan of a round ahead, for a verb that found somebody allowed to make it.

    Where it is held in a house, what was said of joining it by wire goes.
    """
    ahead = Workshop.objects.filter(pk=workshop.pk, state__in=CHANGEABLE)
    sealed = sealing.seal(plan.dump(), of=workshop, field="plan")
    if not plan.online:
        changes["joining"] = None
        workshop.seats.update(joining=None)
    if not ahead.update(plan=sealed, **changes):
        raise WrongState(workshop, "revise")
    workshop.refresh_from_db()


def end_what_said_otherwise(workshop: Workshop, *, by: User) -> None:
    """No pack says the old plan, and open links hand out the new."""
    supersede_packs(workshop, by=by)
    if workshop.state in invitations.OPEN:
        invitations.refresh(workshop, by=by)


def supersede_packs(workshop: Workshop, *, by: User) -> None:
    """A pack that says what is no longer true is not handed out any more."""
    standing = workshop.briefings.filter(state__in=["cleared", "issued"])
    for briefing in standing:
        trail.record("supersede", briefing, by=by)
    standing.update(state="superseded", content=None)
