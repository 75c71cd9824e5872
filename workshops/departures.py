"""Departures: what a round gives up when somebody leaves by herself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trackii.outbox import letters
from trackii.vault import links
from workshops import canvasses, seating
from workshops.models import Seat

if TYPE_CHECKING:
    from participants.models import Candidacy
    from trackii.vault.models import Link


def give_back(candidacy: Candidacy) -> None:
    """Who withdraws sits at no round to come, and is asked about no dates any more."""
    seating.give_back(candidacy)
    canvasses.give_back(candidacy)


def release(candidacy: Candidacy, link: Link | None) -> None:
    """Her seats to come are given back and nothing more goes to her.

    `link` is her own, by which she says so: it stays open, so that she can read what
    followed. It dies with her.
    """
    own = link.pk if link else None
    ahead = candidacy.seats.filter(
        state__in=[Seat.State.OFFERED, Seat.State.ACCEPTED],
        workshop__state__in=seating.TO_COME,
    )
    for seat in ahead.select_related("workshop"):
        seating.FLOW.take(seat, "give_back", by=None)
    for occasion in candidacy.occasions:
        letters.cancel(occasion, by=None, sparing=own)
        if link is None or occasion != link.occasion:
            links.revoke(occasion, by=None)
