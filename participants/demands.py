"""Which checks an initiative asks for: one officer asks, another signs, and it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants import watchlists
from participants.models import Candidacy, Check, Demand
from participants.signing import among
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.accounts.models import User

State = Demand.State
Kind = Check.Kind
FLOW = Flow(
    Step("sign", {State.ASKED}, State.IN_FORCE, Action.VET, gettext_lazy("Sign")),
    Step("supersede", {State.ASKED, State.IN_FORCE}, State.SUPERSEDED, Action.VET,
         by_itself=True),
)  # fmt: skip
# Until two officers ask for something else. The database knows the same by heart.
DEFAULT = [Kind.IDENTITY, Kind.SANCTIONS, Kind.INTERESTS, Kind.OFFICE]


@transaction.atomic
def ask(initiative: Initiative, *, by: User, kinds: Collection[str]) -> Demand:
    """Ask for these checks from now on. It counts once another officer has signed."""
    policy.require(by, Action.VET, initiative)
    initiatives.at_work(initiative)
    _insist_apart(initiative, kinds, by)
    for waits in initiative.demands.filter(state=State.ASKED):
        FLOW.take(waits, "supersede", by=None)
    chosen = {str(kind): kind in kinds for kind in Kind.values}
    try:
        with transaction.atomic():
            made = Demand.objects.create(
                initiative=initiative, asked_by=by, asked_at=clock.now(), **chosen
            )
    except IntegrityError as error:
        words = _("Somebody asked for something else just now. Look again.")
        raise ValidationError(words) from error
    trail.record("ask", made, by=by)
    return made


@transaction.atomic
def sign(demand: Demand, *, by: User) -> None:
    """The second officer's signature: what was in force before is superseded."""
    policy.require(by, Action.VET, demand)
    initiatives.at_work(demand.initiative)
    if demand.asked_by_id == by.pk:
        why = "what is asked for is signed by two"
        raise Refused(by, Action.VET, demand, why)
    _insist_apart(demand.initiative, demand.kinds, by)
    for before in demand.initiative.demands.filter(state=State.IN_FORCE):
        FLOW.take(before, "supersede", by=None)
    FLOW.take(demand, "sign", by=by, signed_by=by, signed_at=clock.now())


def supersede(demand: Demand) -> None:
    """Who asked for it turns out to be close to somebody it would spare a check."""
    FLOW.take(demand, "supersede", by=None)


def may_ask(initiative: Initiative, kinds: Collection[str], user: User) -> bool:
    """Whoever signs nothing about somebody who waits for officers asks for no less either."""
    less = set(asked_for(initiative.pk)) - set(kinds)
    waiting = Candidacy.objects.filter(initiative=initiative).awaiting_officers()
    return not (less and among(waiting, user).exists())


def _insist_apart(initiative: Initiative, kinds: Collection[str], by: User) -> None:
    if not may_ask(initiative, kinds, by):
        why = "who may not sign about somebody who waits asks for no less"
        raise Refused(by, Action.VET, initiative, why)


def asked_for(initiative: UUID) -> list[str]:
    """The kinds that have to be cleared before anybody is approved."""
    rows = Demand.objects.filter(initiative=initiative, state=State.IN_FORCE)
    in_force = rows.first()
    return in_force.kinds if in_force else list(DEFAULT)


def to_clear(initiative: UUID) -> list[str]:
    """The same, and sanctions wherever a list is in force, asked for or not."""
    asked = asked_for(initiative)
    if Kind.SANCTIONS not in asked and watchlists.edition(initiative):
        asked.append(Kind.SANCTIONS)
    return asked


def waiting(initiative: Initiative) -> Demand | None:
    """What one officer asks for and no other has signed yet."""
    rows = initiative.demands.filter(state=State.ASKED)
    return rows.select_related("asked_by", "initiative").first()
