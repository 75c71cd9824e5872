"""How long each kind of thing is kept, and when it falls due. Nobody's key is needed to count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from dialogues.models import Destruction, Hold, Initiative
from dialogues.models.initiative import Archive
from trackii import clock
from trackii.prepared import Prepared
from trackii.vault import compartments, custody, keystore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from dialogues.testimony import Testimony

# The days the fields name as `until`, each counted from its own beginning.
SUMMARISED = timedelta(days=30)  # notes: after the account of their round was released
DESTROYED = timedelta(days=90)  # notes, registry and drafts: after their round ended
ERASED = timedelta(days=365)  # people: after their initiative concluded
TURNED_DOWN = timedelta(days=180)  # who was declined: after the decision
ARCHIVED = timedelta(days=30)  # all of it, where that is decided: after the end
NOTICE = timedelta(days=30)  # what falls due is shown so long before


class Due(NamedTuple):
    """One thing, what it is called, and the day it dies by."""

    kind: str
    thing: UUID
    name: str
    on: date


class Beginning(NamedTuple):
    """An act that begins the days of something: what was done, to what, and how many."""

    subject: UUID
    verbs: frozenset[str]
    days: timedelta
    undone: frozenset[str] = frozenset()  # done to it since, they do not run


@dataclass(frozen=True)
class Ending:
    """How one kind of thing ends. A higher app registers those it knows."""

    loss: Any  # what is lost, in a sentence
    # What they are called; those of another table, or that cannot end yet, are left out.
    names: Callable[[Initiative, Collection[UUID]], dict[UUID, str]]
    due: Callable[[Initiative], Iterable[Due]]
    keys: Callable[[UUID], Iterable[UUID]]  # the files it dies by
    close: Callable[[UUID], None]  # what follows in the rows
    # What on the record begins its days, and how many they are; it has none otherwise.
    since: Callable[[UUID], Iterable[Beginning]]


_ALL = Destruction.Kind.INITIATIVE.value
ENDINGS: dict[str, Ending] = {}
# Files of an initiative that are not a compartment's: higher apps append theirs.
keys_of: list[Callable[[UUID], Iterable[UUID]]] = []
# What is thrown away each hour because it lay about: higher apps append theirs.
sweeps: list[Callable[[], int]] = []


def running() -> list[Initiative]:
    """Initiatives on which the days run: not kept by decision, not held, not over."""
    held = Hold.objects.exclude(state=Hold.State.LIFTED).values("initiative")
    rows = Initiative.objects.filter(kept_by_decision=False).exclude(pk__in=held)
    return list(rows.exclude(state=Initiative.State.ARCHIVED).order_by("code"))


def calendar(initiative: Initiative, *, within: timedelta | None = None) -> list[Due]:
    """What falls due at one table, the next first; nothing, if it is kept by decision."""
    if initiative.kept_by_decision or initiative.state == Initiative.State.ARCHIVED:
        return []
    found = [due for ending in ENDINGS.values() for due in ending.due(initiative)]
    if within is not None:
        found = [due for due in found if due.on <= clock.today() + within]
    return sorted(found, key=lambda due: (due.on, due.kind, due.name))


def by_day(initiative: Initiative) -> list[tuple[date, str, list[Due]]]:
    """The calendar as a page shows it: what falls due together stands together."""
    kinds = Destruction.Kind
    together = groupby(calendar(initiative), key=lambda due: (due.on, due.kind))
    return [(on, str(kinds(kind).label), [*dues]) for (on, kind), dues in together]


def fell_due(kind: str, thing: UUID, initiative: Initiative, told: Testimony) -> bool:
    """Whether the day of one thing has come, as the rows say now and the record does too."""
    arrived = calendar(initiative, within=timedelta())
    named = any((due.kind, due.thing) == (kind, thing) for due in arrived)
    return named and any(day <= clock.today() for day in days_told(kind, thing, told))


def days_told(kind: str, thing: UUID, told: Testimony) -> list[date]:
    """The days one thing could die on by the record; none, if it speaks of no end of it."""
    if told.is_kept or (kind == _ALL and not told.is_to_be_destroyed):
        return []
    begun = [(told.since(each), each.days) for each in ENDINGS[kind].since(thing)]
    return [(at + days).date() for at, days in begun if at is not None]


def ended(kind: str) -> QuerySet:
    """The things of one kind that were destroyed."""
    return Destruction.objects.carried_out().filter(kind=kind).values("thing")


def certificates(initiative: UUID) -> dict[UUID, Destruction]:
    """What was destroyed at one table but people, each by its own number."""
    found = _carried_out.objects(table=initiative)
    return {done.thing: done for done in found if has_died(done)}


def has_died(done: Destruction) -> bool:
    """Whether the keys of what a certificate speaks of are gone: a row can say anything."""
    whole = done.kind == _ALL
    keys = compartments.shred_keys(initiative=done.thing) if whole else [done.thing]
    return not any(keystore.stands(key) for key in keys)


@Prepared
def _carried_out(table: UUID) -> QuerySet:
    rows = Destruction.objects.carried_out().filter(initiative=table)
    return rows.exclude(kind="person").select_related("asked_by", "signed_by")


def has_ended(*things: Any) -> Exists:
    """Whether any of these was destroyed, for a question that is asked anyway."""
    of = [Q(thing=thing) for thing in things]
    return Exists(Destruction.objects.carried_out().filter(reduce(or_, of)))


def insist_it_stands(initiative: UUID, *things: UUID) -> None:
    """Nothing is written into what was destroyed. Who destroys waits at the same row."""
    at = Initiative.objects.select_for_update(no_key=True).filter(pk=initiative)
    list(at.values_list("pk"))
    gone = Destruction.objects.carried_out().filter(thing__in=[initiative, *things])
    if any(has_died(done) for done in gone):
        raise ValidationError(
            _("It was destroyed: nothing is kept of it, and nothing added to it.")
        )


def whole(initiative: Initiative) -> list[Due]:
    """The day all of an initiative dies by, where that was decided at its opening."""
    ends = initiative.concluded_at
    if ends is None or initiative.archive != Archive.DESTROY:
        return []
    return [Due(_ALL, initiative.pk, initiative.name, (ends + ARCHIVED).date())]


def named(initiative: Initiative, kind: str, thing: UUID) -> str:
    """What one thing is called: a drawn code name or a number; empty if it cannot end."""
    return ENDINGS[kind].names(initiative, [thing]).get(thing, "")


def since_of_all(thing: UUID) -> list[Beginning]:
    return [Beginning(thing, frozenset({"conclude"}), ARCHIVED)]


def name_of_all(
    initiative: Initiative, things: Collection[UUID] = ()
) -> dict[UUID, str]:
    """Everything can end when the work has."""
    over = {Initiative.State.CONCLUDED, Initiative.State.ARCHIVED}
    return {initiative.pk: initiative.name} if initiative.state in over else {}


def keys_of_all(thing: UUID) -> list[UUID]:
    """Every file of an initiative, whatever dies by it."""
    found = [key for keys in keys_of for key in keys(thing)]
    of_custody = custody.shred_keys(thing)
    by_row = [*compartments.shred_keys(initiative=thing), *of_custody, *found]
    return [*keystore.within(thing), *keystore.unplaced(by_row)]
