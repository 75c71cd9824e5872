"""A legal hold: one sets it, two lift it, and while it stands nothing is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import testimony
from dialogues.models import Hold, Initiative
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step

if TYPE_CHECKING:
    from trackii.accounts.models import User

State = Hold.State


class OnHold(ValidationError):
    """What would have destroyed something met a hold. The sentence is fit to show."""

    def __init__(self) -> None:
        super().__init__(
            _("A legal hold stands: nothing of this initiative is destroyed.")
        )


FLOW = Flow(
    Step("ask_to_lift", {State.STANDING}, State.LIFTING, Action.HOLD,
         gettext_lazy("Ask for the hold to be lifted")),
    Step("keep_up", {State.LIFTING}, State.STANDING, Action.HOLD,
         gettext_lazy("Let it stand")),
    Step("lift", {State.LIFTING}, State.LIFTED, Action.HOLD,
         gettext_lazy("Sign, and lift the hold"), asks=True),
)  # fmt: skip


@transaction.atomic
def put(initiative: Initiative, *, by: User) -> Hold:
    """Put an initiative on hold. One hand is enough: it stops, and destroys nothing."""
    policy.require(by, Action.HOLD, initiative)
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                initiative=initiative, set_by=by, set_at=clock.now()
            )
    except IntegrityError as error:
        raise ValidationError(_("It is on hold already.")) from error
    trail.record("put on hold", hold, by=by)
    return hold


@transaction.atomic
def ask_to_lift(hold: Hold, *, by: User) -> None:
    """The first signature under a lifting. The hold stands until there is a second."""
    FLOW.take(hold, "ask_to_lift", by=by, lift_asked_by=by, lift_asked_at=clock.now())


@transaction.atomic
def keep_up(hold: Hold, *, by: User) -> None:
    """Take back that it should be lifted."""
    FLOW.take(hold, "keep_up", by=by, lift_asked_by=None, lift_asked_at=None)


@transaction.atomic
def lift(hold: Hold, *, by: User) -> None:
    """The second signature: from here the days run again, and what is due is destroyed."""
    if hold.lift_asked_by_id == by.pk:
        raise Refused(by, Action.HOLD, hold, "a hold is lifted by two")
    hold.refresh_from_db()
    told = testimony.read(hold.initiative_id)
    if hold.state == State.LIFTING and not told.asked_to_lift(hold):
        raise Refused(by, Action.HOLD, hold, "the record knows nobody who asked for it")
    FLOW.take(hold, "lift", by=by, lifted_by=by, lifted_at=clock.now())


def standing(initiative: Initiative) -> Hold | None:
    """The hold an initiative is under, if it is under one."""
    held = Hold.objects.filter(initiative=initiative).exclude(state=State.LIFTED)
    return held.select_related("initiative", "set_by", "lift_asked_by").first()


def stands(initiative: Initiative) -> bool:
    """Whether a hold stands, by its row or by the record alone; by whom, the worker that
    asks has no right to know."""
    held = Hold.objects.filter(initiative=initiative).exclude(state=State.LIFTED)
    return held.exists() or testimony.read(initiative.pk).is_held


def insist_on_none(initiative: Initiative) -> None:
    """Nothing is destroyed under a hold. The row of the initiative is the queue for both."""
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    if stands(initiative):
        raise OnHold
