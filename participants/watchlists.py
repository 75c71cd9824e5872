"""The official lists in force: added whole or not at all, followed by newer editions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.models import Initiative
from participants.models import Listed, Watchlist
from participants.screening import SENTENCES, Index, Roll, Unreadable, read
from trackii import clock
from trackii.audit import trail
from trackii.policy import Action

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

AT_ONCE = 1000  # entries to one statement
SHORTER = 0.8  # of the edition before: fewer entries look like a file that was cut off
SHOWN = 200  # differences of each sort on a page
Progress = Callable[[int, int], None]

# Whoever has to know of a newer edition appends itself when it is ready.
on_add: list[Callable[[list[Watchlist]], None]] = []


def officer(user: User) -> bool:
    """Whether she vets people at any table: these may add lists and see them."""
    return Initiative.objects.allowing(Action.VET, user).exists()


@transaction.atomic
def add(
    files: Sequence[bytes],
    *,
    by: User | None,
    shorter: bool = False,
    progress: Progress | None = None,
) -> list[Watchlist]:
    """Take lists in, each in place of its edition before; all that was given or nothing.

    `by=None` is the command line. `shorter` says that an edition with far fewer entries
    is not one that was cut off.
    """
    _insist(by)
    try:
        rolls = read(files)
    except Unreadable as refused:
        raise ValidationError(_(SENTENCES[refused.why]) % refused.details) from refused
    kinds = [roll.kind for roll in rolls]
    if len(set(kinds)) < len(kinds):
        raise ValidationError(_(SENTENCES["again"]))
    added = [_take_in(roll, by, shorter, progress) for roll in rolls]
    for tell in on_add:
        tell(added)
    return added


@transaction.atomic
def remove(watchlist: Watchlist, *, by: User | None) -> None:
    """Look for nobody on a list any more. Who was cleared against it is looked for anew."""
    _insist(by)
    in_force = Watchlist.objects.filter(pk=watchlist.pk, followed_at=None)
    if not in_force.update(followed_at=clock.now()):
        raise ValidationError(_("This list is no longer in force."))
    trail.record("remove", watchlist, by=by)


def in_force() -> QuerySet[Watchlist]:
    """The lists people are looked for on, with who added them."""
    return Watchlist.objects.filter(followed_at=None).select_related("added_by")


def find(pk: UUID) -> Watchlist | None:
    """One edition, in force or not."""
    return Watchlist.objects.filter(pk=pk).select_related("added_by").first()


def edition(lists: Iterable[Watchlist] | None = None) -> str:
    """Which lists are in force: a digest of theirs, blank where there is none."""
    if lists is None:
        lists = Watchlist.objects.filter(followed_at=None)
    held = sorted((each.kind, each.digest) for each in lists)
    said = "|".join(f"{kind}:{digest}" for kind, digest in held)
    return hashlib.sha256(said.encode()).hexdigest() if held else ""


def index() -> Index:
    """Everybody on the lists in force, ready to be searched; made once for each edition."""
    return _index(edition())


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


def _insist(by: User | None) -> None:
    if by is not None and not officer(by):
        raise PermissionDenied


def _take_in(
    roll: Roll, by: User | None, shorter: bool, progress: Progress | None
) -> Watchlist:
    before = Watchlist.objects.select_for_update().filter(
        kind=roll.kind, followed_at=None
    ).first()  # fmt: skip
    versions = {entry.reference: entry.version for entry in roll.entries}
    made = Watchlist(kind=roll.kind, dated=roll.dated, digest=roll.digest,
                     size=len(versions), came=len(versions), added_by=by)  # fmt: skip
    if before is not None:
        _insist_on_newer(roll, before, shorter)
        _compare(made, versions, dict(_versions(before)))
        Watchlist.objects.filter(pk=before.pk).update(followed_at=clock.now())
        _forget_before(before)
    made.save(force_insert=True)
    _write(made, roll, versions, progress)
    trail.record("add", made, by=by)
    return made


def _insist_on_newer(roll: Roll, before: Watchlist, shorter: bool) -> None:
    """The same, an older or a far shorter list is not taken for the newest."""
    if roll.digest == before.digest:
        raise ValidationError(_("This edition is in force already."))
    if roll.dated and before.dated and roll.dated < before.dated:
        raise ValidationError(_("This edition is older than the one in force."))
    if len(roll.entries) < SHORTER * before.size and not shorter:
        raise ValidationError(
            _(
                "This edition has %(new)s entries and the one in force %(old)s: was it"
                " cut off? If it was not, say so and add it again."
            )
            % {"new": len(roll.entries), "old": before.size}
        )


def _compare(made: Watchlist, new: dict[str, str], old: dict[str, str]) -> None:
    made.came = len(new.keys() - old.keys())
    made.went = len(old.keys() - new.keys())
    made.changed = sum(old[ref] != new[ref] for ref in new.keys() & old.keys())


def _write(
    made: Watchlist, roll: Roll, versions: dict[str, str], progress: Progress | None
) -> None:
    for first in range(0, made.size, AT_ONCE):
        some = roll.entries[first : first + AT_ONCE]
        Listed.objects.bulk_create(
            Listed(
                watchlist=made, reference=entry.reference, sort=entry.sort,
                version=versions[entry.reference], names=entry.names,
                births=entry.births, nationalities=entry.nationalities,
                about=entry.about,
            )
            for entry in some
        )  # fmt: skip
        if progress:
            progress(first + len(some), made.size)


def _forget_before(watchlist: Watchlist) -> None:
    """Two editions of a list keep their entries: the one in force and the one before."""
    older = Watchlist.objects.filter(kind=watchlist.kind).exclude(pk=watchlist.pk)
    Listed.objects.filter(watchlist__in=older).delete()


def _before(watchlist: Watchlist) -> Watchlist | None:
    older = Watchlist.objects.filter(
        kind=watchlist.kind, added_at__lt=watchlist.added_at
    )
    return older.order_by("-added_at").filter(entries__isnull=False).first()


def _versions(watchlist: Watchlist) -> QuerySet:
    return Listed.objects.filter(watchlist=watchlist).values_list(
        "reference", "version"
    )


def _entries(watchlist: Watchlist, references: list[str]) -> list[Listed]:
    some = references[:SHOWN]
    return list(Listed.objects.filter(watchlist=watchlist, reference__in=some))


@lru_cache(maxsize=1)
def _index(_edition: str) -> Index:
    rows = Listed.objects.filter(watchlist__followed_at=None).order_by(
        "watchlist", "reference"
    )
    rows = rows.select_related("watchlist")
    return Index(row.entry for row in rows.iterator(chunk_size=2000))
