"""Absences: on which days a colleague's other tables take her, where both conveners said so.

All that is asked of another table is asked by PostgreSQL, which answers with days on which
a colleague of this one is not available: never with where, what for, or until which hour.
Of participants nothing is compared: each table knows its own by its own keys alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from dialogues.models import Initiative
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action

if TYPE_CHECKING:
    from trackii.accounts.models import User

VERBS = ("tell_days", "keep_days")
Periods = list[tuple[datetime, datetime]]


@transaction.atomic
def take(initiative: Initiative, verb: str, *, by: User) -> None:
    """Let other tables know on which days this one takes its team; or none any more."""
    policy.require(by, Action.STEER, initiative)
    tells = verb == "tell_days"
    rows = Initiative.objects.filter(pk=initiative.pk).exclude(tells_days=tells)
    turned = rows.update(tells_days=tells)
    if turned and tells:
        trail.record("tell_days", initiative, by=by)
    elif turned:
        trail.record("keep_days", initiative, by=by)
    initiative.refresh_from_db(fields=["tells_days"])


def of(initiative: Initiative, first: date, last: date) -> dict[str, Periods]:
    """By a colleague's name, the days between two on which she is not available here."""
    if not initiative.tells_days:
        return {}
    found: dict[str, Periods] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM days_taken_elsewhere(%s, %s, %s)",
            [initiative.pk, first, last],
        )
        rows: list[tuple[UUID, str, date]] = cursor.fetchall()
    for _who, name, day in rows:
        begins = datetime.combine(day, time(), UTC)
        found.setdefault(name, []).append((begins, begins + timedelta(days=1)))
    return found


def at(initiative: Initiative, starts: datetime, ends: datetime) -> list[str]:
    """Who of the team is not available on some day between two moments, by name."""
    first, last = (moment.astimezone(UTC).date() for moment in (starts, ends))
    return sorted(of(initiative, first, last))
