"""Arrears: who still has to give what, and at which rounds she sits meanwhile. Codes and states."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from participants import undertakings
from participants.models import Candidacy
from trackii import clock, policy
from trackii.policy import Action
from trackii.vault.models import Link
from workshops.models import Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from dialogues.models import Initiative
    from trackii.accounts.models import User


@dataclass
class Arrear:
    """One participant who has not given all that is asked for, in the words of today."""

    candidacy: Candidacy
    missing: list[str] = field(default_factory=list)  # never given, or taken back
    anew: list[str] = field(
        default_factory=list
    )  # given in words that were changed since
    seats: list[Seat] = field(default_factory=list)  # taken, at rounds to come
    has_page: bool = False  # a link of hers is open, by which she can give it

    @property
    def sits(self) -> list[Seat]:
        """Her seats at rounds that are confirmed: they stand on nothing, or on old words."""
        confirmed = Workshop.State.CONFIRMED
        return [seat for seat in self.seats if seat.workshop.state == confirmed]


def everybody(initiative: Initiative, *, by: User) -> list[Arrear]:
    """Whoever may sit and has still to give something; who sits at a confirmed round first."""
    policy.require(by, Action.INVITE, initiative)
    candidacies = {each.pk: each for each in seatable(initiative, by)}
    short, old = undertakings.owed(candidacies, initiative.pk)
    late = {pk for pk in candidacies if short[pk] or old.get(pk)}
    seats, open_ = _seats(late), _with_a_page(late)
    lines = [
        Arrear(
            candidacies[pk],
            undertakings.labels(short[pk] - old.get(pk, set())),
            undertakings.labels(old.get(pk, set())),
            seats.get(pk, []),
            pk in open_,
        )
        for pk in candidacies
        if pk in late
    ]
    return sorted(lines, key=lambda line: not line.sits)


def late(rows: Iterable[Candidacy], initiative: UUID) -> list[Candidacy]:
    """Of these, whoever has something still to give, or to give anew."""
    found = list(rows)
    short, old = undertakings.owed([each.pk for each in found], initiative)
    return [each for each in found if short[each.pk] or each.pk in old]


def seatable(initiative: Initiative, by: User) -> QuerySet[Candidacy]:
    """Whoever may be asked to a round, by code name."""
    found = Candidacy.objects.allowing(Action.INVITE, by).seatable()
    rows = found.filter(initiative=initiative).select_related("person", "initiative")
    return rows.order_by("person__code")


def _seats(candidacies: Collection[UUID]) -> dict[UUID, list[Seat]]:
    ahead = Seat.objects.filter(
        candidacy__in=candidacies,
        state=Seat.State.ACCEPTED,
        workshop__ends_at__gte=clock.now(),
    )
    found: dict[UUID, list[Seat]] = {}
    for seat in ahead.select_related("workshop").order_by("workshop__number"):
        found.setdefault(seat.candidacy_id, []).append(seat)
    return found


def _with_a_page(candidacies: Collection[UUID]) -> set[UUID]:
    live = Link.objects.filter(state=Link.State.LIVE, deadline_at__gt=clock.now())
    rows = Candidacy.objects.filter(pk__in=candidacies, folders__link__in=live)
    return set(rows.values_list("pk", flat=True))
