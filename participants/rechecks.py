"""The notice that checks run out: neutral, one a week for each officer who signed one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.conf import settings

from participants.models import Check
from participants.models.check import CLEARED
from trackii import clock
from trackii.outbox import letters

if TYPE_CHECKING:
    from trackii.accounts.models import User

BEFORE = timedelta(days=14)
WEEK = timedelta(days=7)


def post(check: Check) -> None:
    """Have both officers hear of it a fortnight before the week of its day.

    A second check of the same week adds no letter: how many there are tells nothing.
    """
    assert check.expires_on is not None
    monday = _monday(check.expires_on)
    opens = datetime.combine(monday, time(6), tzinfo=UTC)
    for officer in (check.found_by, check.settled_by):
        assert officer is not None
        letters.post(
            "recheck",
            initiative=check.initiative_id,
            occasion=_occasion(check.initiative_id, monday),
            version=f"{monday:%Y-%m-%d}|{officer.pk}",
            address=officer.email,
            language=settings.LANGUAGE_CODE,
            due_at=opens - BEFORE,
            lapses_at=opens + WEEK,
        )


def cancel(table: UUID, day: date | None, *, by: User) -> None:
    """A check is begun again: if no other runs out in the week, nobody is told."""
    if day is None:
        return
    _cancel(table, {_monday(day)}, by)


def cancel_all(person: UUID, *, by: User) -> None:
    """Nobody comes: nothing about her needs to be checked again."""
    hers = Check.objects.filter(person=person, state__in=CLEARED)
    days = list(hers.values_list("initiative", "expires_on"))
    if days:
        _cancel(days[0][0], {_monday(day) for _table, day in days if day}, by)


def post_all(person: UUID) -> None:
    """She may come again: what she was cleared of runs out on its day, as before."""
    hers = Check.objects.filter(person=person, state__in=CLEARED)
    for check in hers.filter(expires_on__gte=clock.today()):
        post(check)


def _cancel(table: UUID, mondays: set[date], by: User) -> None:
    others = Check.objects.filter(
        initiative=table,
        state__in=CLEARED,
        expires_on__gte=min(mondays),
        expires_on__lt=max(mondays) + WEEK,
    )
    others = others.exclude(person__candidacy__state__in=["declined", "withdrawn"])
    others = others.exclude(person__state="dormant")
    days = others.order_by("expires_on").values_list("expires_on", flat=True).distinct()
    for monday in mondays - {_monday(day) for day in days if day}:
        letters.cancel(_occasion(table, monday), by=by, kind="recheck")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _occasion(table: UUID, monday: date) -> UUID:
    return uuid5(table, f"recheck {monday:%Y-%m-%d}")
