"""What is taken already: what PostgreSQL refuses of venues and rooms, said in sentences."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from trackii.prepared import Prepared
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

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
}
_NOW = "SET CONSTRAINTS a_room_holds_one_session_at_a_time IMMEDIATE"


@contextmanager
def told() -> Iterator[None]:
    """Say in a sentence which place is taken, where PostgreSQL refuses to give it twice.

    A transaction that put its questions off is asked here, and not when it ends.
    """
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute(_NOW)
    except IntegrityError as refused:
        if (name := constraint(refused)) in TAKEN:
            raise ValidationError(TAKEN[name]) from refused
        raise


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


def rounds(venue: UUID, *, but: UUID) -> list[tuple[int, datetime, datetime]]:
    """The other rounds that a venue is taken by: number, begin and end."""
    return _others(venue=venue, but=but)


def _days(starts: datetime, ends: datetime, zone: str) -> tuple[date, date]:
    place = ZoneInfo(zone)
    last = ends.astimezone(place) - timedelta(microseconds=1)
    return starts.astimezone(place).date(), last.date()


@Prepared
def _others(venue: UUID, but: UUID) -> QuerySet:
    rows = Workshop.objects.filter(venue=venue, state__in=HOLDING).exclude(pk=but)
    rows = rows.exclude(starts_at=None).order_by("starts_at")
    return rows.values_list("number", "starts_at", "ends_at")
