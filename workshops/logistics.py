"""Logistics: who comes how, what waits to be paid, and what a kitchen has to know of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from participants import care
from participants.models import Folder
from participants.models.check import cleared_of_sanctions
from participants.wishes import Said
from trackii import clock, pdf, policy
from trackii.policy import Action
from trackii.vault import sealing
from workshops import journeys
from workshops.journeys import Due, Travel
from workshops.models import Journey, Seat, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from participants.particulars import Particulars
    from trackii.accounts.models import User


@dataclass
class Line:
    """Somebody who comes, by code name, and what was noted for her."""

    seat: Seat
    journey: Journey | None = None
    travel: Travel | None = None
    due: Due | None = None
    is_clear: bool = False  # of the lists: said to officers alone

    @property
    def is_for_other_dates(self) -> bool:
        """Noted before its round was moved: a ticket for a day that is no longer meant."""
        moves = self.seat.workshop.moves
        return self.journey is not None and self.journey.for_moves != moves


@dataclass
class Need:
    """What a house has to know of one guest: a code name, food, access; never a name."""

    code: str
    food: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    is_withheld: bool = False  # a name stands in it: somebody writes it anew


def coming(workshop: Workshop) -> Sequence[Seat]:
    """Who has accepted, or was there, by code name; with her journey, in one question."""
    rows = workshop.seats.filter(state__in=journeys.COMING)
    rows = rows.select_related("candidacy__person", "journey")
    today = clock.today()
    rows = rows.annotate(is_clear=cleared_of_sanctions(today, "candidacy__person_id"))
    seats = list(rows.order_by("candidacy__person__code"))
    for seat in seats:
        seat.workshop = workshop
    return seats


def lines(seats: Sequence[Seat]) -> list[Line]:
    """A line for everybody who comes. What was noted of each is still sealed."""
    found = []
    for seat in seats:
        journey = getattr(seat, "journey", None)
        if journey:
            journey.seat = seat
        found.append(Line(seat, journey, is_clear=seat.is_clear))  # type: ignore[attr-defined]
    return found


def opened(found: Sequence[Line], *, by: User) -> list[Line]:
    """The same with what was noted of each."""
    noted = [line for line in found if line.journey]
    rows = [line.journey for line in noted if line.journey]
    for line, words in zip(noted, journeys.read(rows, by=by), strict=True):
        line.travel, line.due = words
    return list(found)


# --- for the house it is held in


def needs(seats: Sequence[Seat], *, by: User) -> list[Need]:
    """Food and access of whoever comes: what was noted, and what each said herself.

    What she took back is in neither. Words in which anybody's name stands are withheld.
    """
    known = care.read([seat.candidacy.person for seat in seats], by=by)
    said = _said(seats, by=by)
    names = {word for who in known for word in _words(who)}
    pairs = zip(seats, known, strict=True)
    found = [
        _need(seat, who, said.get(seat.candidacy_id), names) for seat, who in pairs
    ]
    return [each for each in found if each.food or each.access or each.is_withheld]


def _need(seat: Seat, who: Particulars, said: Said | None, names: set[str]) -> Need:
    food = [who.diet, said.diet if said else ""]
    access = [who.needs, said.access if said else ""]
    made = Need(seat.candidacy.person.name)
    if names & _split(" ".join([*food, *access])):
        made.is_withheld = True
        return made
    made.food = [*dict.fromkeys(words for words in food if words)]
    made.access = [*dict.fromkeys(words for words in access if words)]
    return made


def _said(seats: Sequence[Seat], *, by: User) -> dict[UUID, Said]:
    """By candidacy, what each said last on her own page, but what she took back."""
    hers = [seat.candidacy_id for seat in seats]
    rows = Folder.objects.filter(candidacy__in=hers, candidacy__needs_shut_at=None)
    rows = rows.exclude(said=None).select_related("candidacy").order_by("said_at")
    laid = [*{folder.candidacy_id: folder for folder in rows}.values()]
    words = sealing.unseal_all(laid, "said", by=by, dead="{}") if laid else []
    return {
        folder.candidacy_id: Said.load(each, "")
        for folder, each in zip(laid, words, strict=True)
    }


def _words(who: Particulars) -> set[str]:
    """What anybody would know her by: each longer word of each of her names."""
    return _split(" ".join([*who.names, *who.formerly]))


def _split(words: str) -> set[str]:
    return {each.casefold() for each in re.findall(r"\w{3,}", words)}


def draw(workshop: Workshop, *, by: User) -> bytes:
    """The list for the house, on paper: days, code names, food, access. No name, no subject."""
    policy.require(by, Action.INVITE, workshop)
    plan = Plan.load(sealing.unseal(workshop, "plan", by=by))
    first, last = (
        each.astimezone(plan.zone) if each else None
        for each in (workshop.starts_at, workshop.ends_at)
    )
    seats = coming(workshop)
    found = [each for each in needs(seats, by=by) if not each.is_withheld]
    context = {"needs": found, "guests": len(seats)}
    return pdf.render("documents/needs.html", context | {"first": first, "last": last})
