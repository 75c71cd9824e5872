"""Journeys: the way to a round and back, the visa, and a sum that is paid once it was cleared.

Nothing is paid while a screening is open: an officer clears each sum by name, and neither the
house nor PostgreSQL lets anybody clear or pay it before she is clear of the lists.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants import clearance
from participants.particulars import filled
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.states import Flow, Step, WrongState
from trackii.vault import sealing
from workshops.models import Journey, Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User

State = Journey.State
# Whatever is noted takes as much room: no size tells who needs a visa, or is paid.
ROOM, DUE_ROOM = 8188, 1020
FLOW = Flow(
    Step("reckon", {State.NONE, State.WAITING, State.CLEARED}, State.WAITING,
         Action.INVITE, by_itself=True),
    Step("owe_nothing", {State.WAITING, State.CLEARED}, State.NONE, Action.INVITE,
         by_itself=True),
    Step("clear_payment", {State.WAITING}, State.CLEARED, Action.VET,
         gettext_lazy("Clear the payment"), leads=True),
    Step("stop_payment", {State.CLEARED}, State.WAITING, Action.VET,
         gettext_lazy("Stop the payment")),
    Step("pay", {State.CLEARED}, State.PAID, Action.INVITE,
         gettext_lazy("Note as paid"), asks=True, leads=True),
)  # fmt: skip
VERBS = ("clear_payment", "stop_payment", "pay")
COMING = {Seat.State.ACCEPTED, Seat.State.ATTENDED}
UNCLEARED = {"cleared_by": None, "cleared_at": None}


class Visa(TextChoices):
    """Whether she may enter the country it is held in."""

    UNKNOWN = "", gettext_lazy("Not known yet")
    NONE = "none", gettext_lazy("None needed")
    TO_ASK = "to_ask", gettext_lazy("To be asked for")
    ASKED = "asked", gettext_lazy("Asked for")
    GRANTED = "granted", gettext_lazy("Granted")
    REFUSED = "refused", gettext_lazy("Refused")


@dataclass
class Travel:
    """How she comes and goes, as far as it is settled."""

    visa: str = ""
    arrives: str = ""  # when and how, in words
    leaves: str = ""
    nights: int = 0
    note: str = ""

    def dump(self) -> str:
        return filled(asdict(self), ROOM)

    @classmethod
    def load(cls, words: str) -> Travel:
        return cls(**json.loads(words))

    @property
    def visa_label(self) -> str:
        return str(Visa(self.visa).label)


@dataclass
class Due:
    """A sum, and what it is for; an empty one is nothing to pay."""

    amount: str = ""
    currency: str = ""
    purpose: str = ""

    def dump(self) -> str:
        return filled(asdict(self), DUE_ROOM)

    @classmethod
    def load(cls, words: str) -> Due:
        return cls(**json.loads(words))

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}".strip()


@transaction.atomic
def note(seat: Seat, *, by: User, travel: Travel, due: Due, edition: int) -> Journey:
    """Note how somebody comes, and what she is to be paid. Another sum is cleared anew.

    `edition` is the one that stood on the page; none stood there of a journey that is new.
    """
    policy.require(by, Action.INVITE, seat)
    initiatives.at_work(seat.initiative)
    if seat.state not in COMING or seat.workshop.state == Workshop.State.CANCELLED:
        raise ValidationError(_("A journey is noted for who has accepted."))
    Seat.objects.select_for_update().get(pk=seat.pk)
    journey = of(seat)
    if (journey.edition if journey else 0) != edition:
        raise ValidationError(
            _("Somebody noted something meanwhile. Look at it again.")
        )
    before = read([journey], by=by)[0][1] if journey else Due()
    if journey and journey.state == State.PAID and before != due:
        raise ValidationError(
            _("What was paid stands. Its sum is not changed any more.")
        )
    journey = journey or Journey(initiative_id=seat.initiative_id, seat=seat)
    journey.seat, journey.edition = seat, edition + 1
    journey.for_moves = seat.workshop.moves
    journey.travel = sealing.seal(travel.dump(), of=journey, field="travel")
    journey.due = sealing.seal(due.dump(), of=journey, field="due")
    _save(journey)
    trail.record("note journey", journey, by=by)
    if before != due:
        FLOW.take(journey, "reckon" if due else "owe_nothing", by=by, **UNCLEARED)
    return journey


def _save(journey: Journey) -> None:
    if journey.edition == 1:
        journey.save(force_insert=True)
    else:
        journey.save(update_fields=["travel", "due", "edition", "for_moves"])


@transaction.atomic
def clear_payment(journey: Journey, *, by: User, edition: int) -> None:
    """An officer lets a sum be paid: the one that stood on her page, to who is clear of the lists."""
    policy.require(by, Action.VET, journey)
    _insist_it_stands(journey, edition)
    _insist_she_is_clear(journey, by)
    signed = {"cleared_by": by, "cleared_at": clock.now()}
    FLOW.take(journey, "clear_payment", by=by, **signed)


@transaction.atomic
def stop_payment(journey: Journey, *, by: User, edition: int) -> None:
    """It waits again: something turned up."""
    _insist_it_stands(journey, edition)
    FLOW.take(journey, "stop_payment", by=by, **UNCLEARED)


@transaction.atomic
def pay(journey: Journey, *, by: User, edition: int) -> None:
    """Note that it was paid, by another hand than cleared it. The lists are asked once more."""
    policy.require(by, Action.INVITE, journey)
    initiatives.at_work(journey.initiative)
    _insist_it_stands(journey, edition)
    _insist_she_is_clear(journey, by)
    if journey.cleared_by_id == by.pk:
        raise ValidationError(_("You cleared it: somebody else pays it."))
    FLOW.take(journey, "pay", by=by, paid_by=by, paid_at=clock.now())


def _insist_it_stands(journey: Journey, edition: int) -> None:
    journey.refresh_from_db(from_queryset=Journey.objects.select_for_update())
    if journey.edition != edition:
        raise ValidationError(
            _("Somebody noted something meanwhile. Look at it again.")
        )
    if journey.seat.state not in COMING:
        raise WrongState(journey.seat, "pay for")


def _insist_she_is_clear(journey: Journey, by: User) -> None:
    """Why not is said to officers alone: to who pays it is blocked, and no more."""
    candidacy = journey.seat.candidacy
    if not clearance.payment_is_blocked(candidacy):
        return
    said = _("The payment is blocked until an officer clears it anew.")
    if policy.can(by, Action.VET, candidacy):
        said = clearance.why(candidacy)
    raise ValidationError(said)


def of(seat: Seat) -> Journey | None:
    """What was noted for a seat, if anything was."""
    journey = Journey.objects.filter(seat=seat).first()
    if journey:
        journey.seat = seat
    return journey


def read(journeys: Sequence[Journey], *, by: User) -> list[tuple[Travel, Due]]:
    """What was noted of some of one round: one entry in the record."""
    for journey in journeys[:1]:
        policy.require(by, Action.READ_PEOPLE, journey)
    both = sealing.unseal_columns(journeys, ["travel", "due"], by=by, dead="{}")
    return [(Travel.load(t), Due.load(d)) for t, d in zip(*both, strict=True)]
