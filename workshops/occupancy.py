"""What is taken already: what PostgreSQL refuses of venues and rooms, said in sentences."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from trackii.labels import listed
from trackii.prepared import Prepared
from workshops.models import Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

# The rounds that hold their place; the others wish for it.
HOLDING = ["provisional", "confirmed", "in_session", "closed"]
TAKEN: dict[str, Any] = {
    "a_venue_holds_one_round_at_a_time": _(
        "The venue is taken then: another round is held there at that time."
    ),
    "a_room_holds_one_session_at_a_time": _(
        "That room is taken then: another session is held there at that time."
    ),
    "nobody_sits_at_two_rounds_at_once": _(
        "There is a seat at another round at that time already."
    ),
}
TWICE = "nobody_sits_at_two_rounds_at_once"
COUNTED = ["offered", "accepted", "attended"]  # seats nobody has two of at once
_NOW = "SET CONSTRAINTS a_room_holds_one_session_at_a_time IMMEDIATE"


@contextmanager
def told(who: Callable[[], list[str]] = list) -> Iterator[None]:
    """Say in a sentence which place is taken, where PostgreSQL refuses to give it twice.

    A transaction that put its questions off is asked here, and not when it ends. `who` is
    asked for code names where somebody would have two seats.
    """
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute(_NOW)
    except IntegrityError as refused:
        if (name := constraint(refused)) not in TAKEN:
            raise
        names = listed(who()) if name == TWICE else ""
        said = f"{names}: {TAKEN[name]}" if names else TAKEN[name]
        raise ValidationError(said) from refused


def constraint(refused: IntegrityError) -> str:
    """By which constraint something was refused."""
    told = getattr(refused.__cause__, "diag", None)
    return getattr(told, "constraint_name", None) or ""


def busy(workshop: Workshop, zone: str) -> tuple[tuple[date, date], ...]:
    """First and last days on which the venue of a round is another's, by the venue's clock."""
    if workshop.venue_id is None:
        return ()
    taken = _others(venue=workshop.venue_id, but=workshop.pk)
    return tuple(_days(starts, ends, zone) for _number, starts, ends in taken)


def sitting_elsewhere(
    workshop: Workshop, starts_at: datetime, ends_at: datetime
) -> QuerySet:
    """Seats at the other rounds of a table between two moments: whose these are cannot come."""
    there = Workshop.objects.filter(
        initiative=workshop.initiative_id, state__in=HOLDING,
        starts_at__lt=ends_at, ends_at__gt=starts_at,
    )  # fmt: skip
    return Seat.objects.filter(
        workshop__in=there.exclude(pk=workshop.pk), state__in=COUNTED
    )


def elsewhere(workshop: Workshop) -> dict[str, list[tuple[datetime, datetime]]]:
    """By code name, when people have a seat at another round of the table."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for starts, ends, codes in _seated(table=workshop.initiative_id, but=workshop.pk):
        for code in codes:
            found.setdefault(code, []).append((starts, ends))
    return found


def double(workshop: Workshop, starts_at: datetime, ends_at: datetime) -> list[str]:
    """Who has a seat here and, between two moments, another: by code names."""
    seats = workshop.seats.filter(state__in=COUNTED).order_by("candidacy__person__code")
    elsewhere = sitting_elsewhere(workshop, starts_at, ends_at).values("candidacy")
    found = seats.filter(candidacy__in=elsewhere).select_related("candidacy__person")
    return [seat.candidacy.person.name for seat in found]


def _days(starts: datetime, ends: datetime, zone: str) -> tuple[date, date]:
    place = ZoneInfo(zone)
    last = ends.astimezone(place) - timedelta(microseconds=1)
    return starts.astimezone(place).date(), last.date()


@Prepared
def _others(venue: UUID, but: UUID) -> QuerySet:
    rows = Workshop.objects.filter(venue=venue, state__in=HOLDING).exclude(pk=but)
    rows = rows.exclude(starts_at=None).order_by("starts_at")
    return rows.values_list("number", "starts_at", "ends_at")


@Prepared
def _seated(table: UUID, but: UUID) -> QuerySet:
    rows = Seat.objects.filter(
        initiative=table, state__in=COUNTED, workshop__state__in=HOLDING
    )
    rows = rows.exclude(workshop=but).exclude(workshop__starts_at=None).order_by()
    when = rows.values_list("workshop__starts_at", "workshop__ends_at")
    return when.annotate(who=ArrayAgg("candidacy__person__code"))
