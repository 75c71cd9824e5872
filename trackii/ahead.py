"""Ahead: the rounds on one colleague's desk, and those whose sides changed since they stood."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, Concat

from trackii import clock
from trackii.policy import Action
from trackii.prepared import Prepared
from workshops import evenness
from workshops.models import Briefing, Seat, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet

FORTNIGHT = timedelta(days=14)


def rounds(member: UUID) -> tuple[list[Workshop], list[Workshop]]:
    """Those of the fortnight; and those still to come, however far, where somebody has to say
    why they stand with sides that are uneven, or below quorum, by now."""
    today = clock.now()
    found = _rounds.objects(member=member, today=today, soon=today + FORTNIGHT)
    return (
        [each for each in found if each.starts_at <= today + FORTNIGHT],
        [each for each in found if each.asks_why and evenness.tilts(each, each.sat)],
    )


@Prepared
def _rounds(member: UUID, today: datetime, soon: datetime) -> QuerySet:
    rows = Workshop.objects.seated(Action.READ_BRIEF, member).upcoming(today)
    shown = (
        "number", "state", "starts_at", "packs_due_on", "quorum", "sides_were",
        "initiative__code",
    )  # fmt: skip
    packs = Briefing.objects.filter(
        workshop=OuterRef("pk"), state__in=["cleared", "issued"], audience="participant"
    )
    hers = Workshop.objects.seated(Action.BRIEF, member).exclude(packs_due_on=None)
    hers = hers.filter(state__in=["provisional", "confirmed"])
    due = Q(pk__in=hers.values("pk")) & ~Q(Exists(packs))
    settles = Workshop.objects.seated(Action.SCHEDULE, member).filter(state="confirmed")
    why = Q(pk__in=settles.values("pk"))
    rows = rows.annotate(
        packs_due=ExpressionWrapper(due, BooleanField()),
        asks_why=ExpressionWrapper(why, BooleanField()),
        sat=_sat(),
    )
    rows = rows.filter(Q(starts_at__lte=soon) | why)
    return rows.select_related("initiative").only(*shown)


def _sat() -> ArraySubquery:
    """How many sit there, by side, as “A 2”. The third party is not counted."""
    side = "candidacy__person__side__letter"
    seats = Seat.objects.filter(workshop=OuterRef("pk"), state__in=evenness.TAKEN)
    counted = seats.exclude(**{side: "T"}).order_by().values(side)
    counted = counted.annotate(n=Cast(Count("pk"), CharField()))
    return ArraySubquery(counted.values(it=Concat(side, Value(" "), "n")))
