"""The record of one table, narrowed as its reader asks: by whom, which act, about what, when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from dialogues.models import Membership
from trackii.audit import choices
from trackii.audit.models import Entry
from trackii.vault.models import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.audit.models import EntryQuerySet

HOUSE, BY_LINK = "house", "link"  # who acts without an account
# Whoever knows what hangs on a code name appends itself when it is ready.
subjects_of: list[Callable[[Initiative, str], Iterable[UUID]]] = []


def narrowed(
    initiative: Initiative,
    *,
    outcome: str = "",
    acts: bool = False,
    since: date | None = None,
    until: date | None = None,
    **chosen: str,
) -> EntryQuerySet:
    """What was done at this table, the newest first; `acts` leaves out what was only read.

    `chosen` may name `who`, the `act`, the `kind` of thing, or a `thing` by its code name.
    Days are whole ones, of the world's clock.
    """
    rows = Entry.objects.about(initiative.pk).filter(_chosen(initiative, chosen))
    if outcome:
        rows = rows.filter(outcome=outcome)
    if acts:
        rows = rows.exclude(verb="unseal")
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    return rows


def _chosen(initiative: Initiative, chosen: dict[str, str]) -> Q:
    asked = _by(initiative, chosen.get("who", ""))
    if act := chosen.get("act"):
        asked &= Q(verb__in=choices.said_alike(act))
    if kind := chosen.get("kind"):
        asked &= Q(subject_kind=kind)
    if thing := chosen.get("thing"):
        code = thing.strip().lower()
        asked &= Q(
            subject__in={pk for ask in subjects_of for pk in ask(initiative, code)}
        )
    return asked


def _by(initiative: Initiative, who: str) -> Q:
    if who == BY_LINK:
        of = Link.objects.filter(initiative=initiative.pk)
        return Q(actor__in=of.values("pk"))
    if who == HOUSE:
        return Q(actor=None)
    return Q(actor=who) if who else Q()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def done(initiative: Initiative) -> list[tuple[str, str]]:
    """Which acts, and to what kind of thing, the record of this table has: for a choice."""
    rows = Entry.objects.about(initiative.pk).order_by()
    return list(rows.values_list("verb", "subject_kind").distinct())


def team(initiative: Initiative) -> list[tuple[str, Any]]:
    """Everybody who ever sat at this table, for a choice."""
    seats = Membership.objects.filter(initiative=initiative).order_by("user__name")
    rows = seats.values_list("user", "user__name").distinct()
    return [(str(user), name) for user, name in rows]
