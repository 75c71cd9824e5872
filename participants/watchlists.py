"""The public lists: taken in whole or not at all, in force by two hands, followed by newer ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from dialogues.models import Initiative
from participants import editions
from participants.models import Listed, Watchlist
from participants.models.watchlist import IN_FORCE, WAITS
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
Progress = Callable[[int, int], None]

# Whoever has to know that other lists are in force, at one table or at every one, appends
# itself when it is ready.
on_change: list[Callable[[Initiative | None], None]] = []


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
    """Take public lists in; all that was given or nothing.

    What the operator brings on the command line, `by=None`, is in force at once, in place of
    its edition before. What an officer brings waits until another confirms it. `shorter`
    says that an edition with far fewer entries is not one that was cut off.
    """
    _insist(by)
    rolls = opened(files)
    if by is not None and any(roll.kind == Watchlist.Kind.PLAIN for roll in rolls):
        raise ValidationError(
            _(
                "This is a list of your own. Bring it at your table, under Vetting: there"
                " it is sealed, and nobody else sees it."
            )
        )
    added = [_take_in(roll, by, shorter, progress) for roll in rolls]
    if by is None:
        _tell()
    return added


def opened(files: Sequence[bytes]) -> list[Roll]:
    """The lists in some files, or a sentence that says what is wrong with them."""
    try:
        rolls = read(files)
    except Unreadable as refused:
        raise ValidationError(_(SENTENCES[refused.why]) % refused.details) from refused
    kinds = [roll.kind for roll in rolls]
    if len(set(kinds)) < len(kinds):
        raise ValidationError(_(SENTENCES["again"]))
    return rolls


@transaction.atomic
def confirm(watchlist: Watchlist, *, by: User) -> None:
    """The second officer's word: from here on everybody is looked for on this edition."""
    _insist(by)
    held = _held(watchlist)
    if held.added_by_id == by.pk:
        raise ValidationError(_("You brought this list. Another officer confirms it."))
    before = _in_force_of(held.kind)
    if before is not None:
        _insist_on_newer(held, before)
        Watchlist.objects.filter(pk=before.pk).update(followed_at=clock.now())
        _forget(held, before)
    Watchlist.objects.filter(pk=held.pk).update(
        confirmed_by=by, confirmed_at=clock.now()
    )
    trail.record("confirm", held, by=by)
    _tell()


@transaction.atomic
def set_aside(watchlist: Watchlist, *, by: User) -> None:
    """An edition nobody has confirmed is not taken in; what is in force stays so."""
    _insist(by)
    held = _held(watchlist)
    Watchlist.objects.filter(pk=held.pk).update(followed_at=clock.now())
    Listed.objects.filter(watchlist=held).delete()
    trail.record("set aside", held, by=by)


@transaction.atomic
def remove(watchlist: Watchlist, *, by: User | None) -> None:
    """Look for nobody on a list any more. Who was cleared against it is looked for anew.

    The operator's alone, on the command line: nobody loosens for every table from hers.
    """
    if by is not None:
        raise PermissionDenied
    in_force = Watchlist.objects.filter(IN_FORCE, pk=watchlist.pk)
    if not in_force.update(followed_at=clock.now()):
        raise ValidationError(_("This list is no longer in force."))
    trail.record("remove", watchlist, by=by)


def in_force() -> QuerySet[Watchlist]:
    """The public lists people are looked for on, with who brought them."""
    rows = Watchlist.objects.filter(IN_FORCE)
    return rows.select_related("added_by", "confirmed_by")


def waiting() -> QuerySet[Watchlist]:
    """The editions an officer brought and no other has confirmed."""
    return Watchlist.objects.filter(WAITS).select_related("added_by")


def find(pk: UUID) -> Watchlist | None:
    """One edition, in force or not."""
    rows = Watchlist.objects.filter(pk=pk)
    return rows.select_related("added_by", "confirmed_by").first()


def edition(table: UUID | None = None) -> str:
    """Which lists are in force at a table, its own with them: a digest, blank for none.

    Without a table, which public ones are. PostgreSQL reckons it, for its own guards too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT lists_in_force(%s)", [table])
        return str(cursor.fetchone()[0])


def index() -> Index:
    """Everybody on the public lists in force, ready to be searched; made once an edition."""
    return _index(edition())


def _insist(by: User | None) -> None:
    if by is not None and not officer(by):
        raise PermissionDenied


def _tell() -> None:
    for tell in on_change:
        tell(None)


def _held(watchlist: Watchlist) -> Watchlist:
    """An edition that still waits, for whoever decides on it first."""
    rows = Watchlist.objects.select_for_update().filter(WAITS, pk=watchlist.pk)
    held = rows.first()
    if held is None:
        raise ValidationError(_("It was confirmed or set aside meanwhile."))
    return held


def _in_force_of(kind: str) -> Watchlist | None:
    rows = Watchlist.objects.select_for_update().filter(IN_FORCE, kind=kind)
    return rows.first()


def _take_in(
    roll: Roll, by: User | None, shorter: bool, progress: Progress | None
) -> Watchlist:
    before = _in_force_of(roll.kind)
    versions = {entry.reference: entry.version for entry in roll.entries}
    made = Watchlist(kind=roll.kind, dated=roll.dated, digest=roll.digest,
                     size=len(versions), came=len(versions), added_by=by)  # fmt: skip
    if by is not None and Watchlist.objects.filter(WAITS, kind=roll.kind).exists():
        raise ValidationError(
            _(
                "An edition of this list waits already: confirm it or set it aside first."
            )
        )
    if before is not None:
        _insist_on_newer(made, before)
        _insist_on_whole(made, before, shorter)
        editions.compare(made, versions, before)
        if by is None:
            Watchlist.objects.filter(pk=before.pk).update(followed_at=clock.now())
            _forget(made, before)
    made.save(force_insert=True)
    _write(made, roll, versions, progress)
    trail.record("add", made, by=by)
    return made


def _insist_on_newer(made: Watchlist, before: Watchlist) -> None:
    """The same or an older list is not taken for the newest."""
    if made.digest == before.digest:
        raise ValidationError(_("This edition is in force already."))
    if made.dated and before.dated and made.dated < before.dated:
        raise ValidationError(_("This edition is older than the one in force."))


def _insist_on_whole(made: Watchlist, before: Watchlist, shorter: bool) -> None:
    """Nor is a far shorter one, unless somebody says that it is."""
    if made.size < SHORTER * before.size and not shorter:
        raise ValidationError(
            _(
                "This edition has %(new)s entries and the one in force %(old)s: was it"
                " cut off? If it was not, say so and add it again."
            )
            % {"new": made.size, "old": before.size}
        )


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


def _forget(made: Watchlist, before: Watchlist) -> None:
    """Two editions of a list keep their entries: the one in force and the one before."""
    older = Watchlist.objects.filter(kind=made.kind).exclude(WAITS)
    older = older.exclude(pk__in=[made.pk, before.pk])
    Listed.objects.filter(watchlist__in=older).delete()


@lru_cache(maxsize=1)
def _index(_edition: str) -> Index:
    lists = Watchlist.objects.filter(IN_FORCE)
    rows = Listed.objects.filter(watchlist__in=lists).order_by("watchlist", "reference")
    rows = rows.select_related("watchlist")
    return Index(row.entry for row in rows.iterator(chunk_size=2000))
