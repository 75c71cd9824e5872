"""Choosing: one of the periods people were asked about becomes the dates of the round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants.models import Candidacy
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import invitations, occupancy, scheduling, seating, weighing
from workshops.models import Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trackii.accounts.models import User
    from workshops.canvassing import Option
    from workshops.weighing import Weighed


@dataclass
class Consequence:
    """What choosing an option would bring about, before anybody presses."""

    weighed: Weighed
    zone: str
    free: QuerySet[Candidacy]  # who could come and has no seat yet
    seats: int  # how many these are
    elsewhere: list[str]  # who could come, and has a seat at another round then

    @property
    def option(self) -> Option:
        return self.weighed.option


def foresee(workshop: Workshop, key: str, *, by: User) -> Consequence | None:
    """What follows from choosing one option; nothing, if nobody is asked about it."""
    grid = weighing.grid(workshop, by=by)
    found = grid.weighed(key)
    if found is None:
        return None
    free = seating.seatable(workshop).filter(person__code__in=grid.willing(key))
    when = (found.option.starts, found.option.ends)
    sat = occupancy.sitting_elsewhere(workshop, *when).values("candidacy")
    away = free.filter(pk__in=sat).select_related("person").order_by("person__code")
    names = [each.person.name for each in away]
    free = free.exclude(pk__in=sat)
    return Consequence(found, grid.zone, free, free.count(), names)


@transaction.atomic
def choose(workshop: Workshop, key: str, *, by: User, despite: str = "") -> int:
    """Fix the dates; offer seats to who could come, and send their links. All, or nothing.

    The round's sessions and packs follow as they do whenever dates are settled. Where
    something stands in the way it is chosen only for a reason, which is kept sealed.
    """
    policy.require(by, Action.SCHEDULE, workshop)
    policy.require(by, Action.INVITE, workshop)
    workshop.refresh_from_db(from_queryset=Workshop.objects.select_for_update())
    if workshop.state != Workshop.State.CANVASSING:
        raise WrongState(workshop, "choose dates of")
    if (foreseen := foresee(workshop, key, by=by)) is None:
        raise ValidationError(_("Nobody is asked about that period any more."))
    option = foreseen.option
    if option.starts <= clock.now():
        raise ValidationError(_("That day has passed. A round is still to come."))
    if foreseen.weighed.blocked and not despite.strip():
        raise ValidationError(_("Something stands in the way. Say why it is chosen."))
    rows = foreseen.free.select_related("person", "initiative")
    coming = list(rows.order_by("person__code"))
    if despite.strip():
        _keep_reason(workshop, despite)
    scheduling.settle(workshop, by=by, starts_at=option.starts, ends_at=option.ends)
    seating.offer_all(workshop, coming, by=by)
    invitations.send_all(workshop, by=by)
    trail.record("choose", workshop, by=by)
    return len(coming)


def _keep_reason(workshop: Workshop, despite: str) -> None:
    workshop.despite = sealing.seal(despite, of=workshop, field="despite")
    workshop.save(update_fields=["despite"])
