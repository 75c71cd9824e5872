"""Joining: how one comes into a round that is held online, for who accepted and nobody else.

It is sealed to every open link about a seat, since nobody of the house has unlocked when she
accepts by hers; her page shows it once she has, and no longer than she does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import links, sealing
from workshops import handouts
from workshops.models import Seat, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.vault.admission import Visit
    from trackii.vault.models import Link

OPEN = {Workshop.State.PROVISIONAL, Workshop.State.CONFIRMED, Workshop.State.IN_SESSION}


@transaction.atomic
def tell(workshop: Workshop, words: str, *, by: User) -> None:
    """Say how a round is joined. Open links hand it out; empty, it is taken back from them."""
    policy.require(by, Action.INVITE, workshop)
    initiatives.at_work(workshop.initiative)
    if not Plan.load(sealing.unseal(workshop, "plan", by=by)).online:
        raise ValidationError(_("The round is not held online."))
    sealed = sealing.seal(words, of=workshop, field="joining") if words else None
    rows = Workshop.objects.filter(pk=workshop.pk).exclude(state="cancelled")
    if not rows.exclude(state="closed").update(joining=sealed):
        raise WrongState(workshop, "tell how to join")
    workshop.refresh_from_db()
    trail.record("tell joining", workshop, by=by)
    workshop.seats.update(joining=None)
    if words:
        _hand_out_to_all(workshop, words, by=by)


def read(workshop: Workshop, *, by: User) -> str:
    """How a round is joined, as far as somebody said so."""
    if workshop.joining is None:
        return ""
    policy.require(by, Action.READ_BRIEF, workshop)
    return sealing.unseal(workshop, "joining", by=by)


def hand_out(seat: Seat, to: Link, *, by: User) -> None:
    """The same to a new link about a seat."""
    seat.joining = None
    if words := read(seat.workshop, by=by):
        seat.joining = links.hand_out(words, to=to, of=seat, field="joining")
    seat.save(update_fields=["joining"])


def _hand_out_to_all(workshop: Workshop, words: str, *, by: User) -> None:
    open_ = links.live(*workshop.seats.values_list("pk", flat=True))
    seats = workshop.seats.filter(pk__in=open_).select_related("candidacy")
    for seat in handouts.where_they_stood(seats, open_, by=by):
        to = open_[seat.pk]
        seat.joining = links.hand_out(words, to=to, of=seat, field="joining")
        seat.save(update_fields=["joining"])


def read_by_link(visit: Visit, seat: Seat) -> str:
    """What she needs to come in, once she has accepted and while it is still to be held."""
    accepted = seat.state in (Seat.State.ACCEPTED, Seat.State.ATTENDED)
    if seat.joining is None or not accepted or seat.workshop.state not in OPEN:
        return ""
    words = sealing.unseal_sent(seat, "joining", seed=visit.keys.seed).decode()
    trail.record("read joining", seat, by=visit.link)
    return words
