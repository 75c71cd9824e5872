"""Replanning: another plan of a round ahead, and an end to what said the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from trackii import clock
from trackii.audit import trail
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import invitations, reminders, seating
from workshops.models import Attestation, Seat, Workshop

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
    standing.update(state="superseded", content=None, released_content=None)


@transaction.atomic
def stay(seat: Seat, *, by: User) -> None:
    """Record that she comes on the other dates too, which she said yes to before they moved."""
    if seat.workshop.state not in seating.OPEN_FOR_SEATS:
        raise WrongState(seat.workshop, "stay")
    said = {"answered_by": by, "answered_at": clock.now()}
    seating.FLOW.take(seat, "stay", by=by, told_through=None, told_at=None, **said)


def end_papers(workshop: Workshop, *, by: User) -> None:
    """A paper for a consulate that says other dates, or another place, lies behind no link,
    and one that is being made is not printed."""
    standing = Attestation.objects.filter(seat__workshop=workshop)
    standing = standing.filter(state__in=["asked", "issued"])
    for paper in standing:
        trail.record("supersede", paper, by=by)
    standing.update(
        state="ended", content=None, pages=None, issued_at=None, leased_until=None
    )


def follow(workshop: Workshop, *, by: User) -> None:
    """Other dates: papers of the old ones end, and whoever said yes to them is asked anew.

    Who has an open link is told that something waits there. At a confirmed round they keep their seats: it was moved with them, and not away from them.
    """
    end_papers(workshop, by=by)
    reminders.tell(workshop, by=by)
    if workshop.state != State.PROVISIONAL:
        return
    said_yes = workshop.seats.filter(state=Seat.State.ACCEPTED)
    for seat in said_yes.select_related("candidacy"):
        seating.FLOW.take(seat, "ask_anew", by=by, **seating.UNSAID)
    invitations.reopen(workshop)
