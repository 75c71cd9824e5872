"""What one edition of a public list says otherwise than the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from participants.models import Listed, Watchlist
from participants.models.watchlist import WAITS

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = 200  # of each sort on a page


@dataclass
class Differences:
    """What one edition says otherwise than the one before, as far as a page shows it."""

    came: list[Listed] = field(default_factory=list)
    changed: list[Listed] = field(default_factory=list)
    went: list[Listed] = field(default_factory=list)


def differences(watchlist: Watchlist) -> Differences:
    """Against the edition before, if that is still kept."""
    before = _before(watchlist)
    if before is None:
        return Differences()
    old, new = (dict(_versions(each)) for each in (before, watchlist))
    came = [ref for ref in new if ref not in old]
    changed = [ref for ref in new if ref in old and old[ref] != new[ref]]
    went = [ref for ref in old if ref not in new]
    return Differences(
        came=_entries(watchlist, came),
        changed=_entries(watchlist, changed),
        went=_entries(before, went),
    )


def compare(made: Watchlist, new: dict[str, str], before: Watchlist) -> None:
    """Count what came, says something else, and went; `new` is reference → version."""
    old = dict(_versions(before))
    made.came = len(new.keys() - old.keys())
    made.went = len(old.keys() - new.keys())
    made.changed = sum(old[ref] != new[ref] for ref in new.keys() & old.keys())


def _before(watchlist: Watchlist) -> Watchlist | None:
    rows = Watchlist.objects.filter(kind=watchlist.kind).exclude(WAITS)
    older = rows.filter(added_at__lt=watchlist.added_at)
    return older.order_by("-added_at").filter(entries__isnull=False).first()


def _versions(watchlist: Watchlist) -> QuerySet:
    return Listed.objects.filter(watchlist=watchlist).values_list(
        "reference", "version"
    )


def _entries(watchlist: Watchlist, references: list[str]) -> list[Listed]:
    some = references[:SHOWN]
    return list(Listed.objects.filter(watchlist=watchlist, reference__in=some))
