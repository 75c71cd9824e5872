"""Erasing a person: her words open nowhere again, whoever held a copy; her code name stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dialogues import retention
from dialogues.models import Destruction, Initiative
from dialogues.retention import Beginning, Due, Ending
from participants import care, dormancy, doubles, extracts, sheets, vetting
from participants.models import Candidacy, Person
from trackii.vault import keystore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from uuid import UUID

State = Person.State
OVER = {Candidacy.State.DECLINED, Candidacy.State.WITHDRAWN}

# What is thrown away each hour, because its time was short or it was taken back.
SWEEPS = [sheets.sweep, extracts.lapse_overdue, care.wipe_shut]
# Whoever keeps a copy of her names appends itself when it is ready.
on_erase: list[Callable[[Person], None]] = []


def erase(thing: UUID) -> None:
    """What follows in the rows, of her and of every row that went into hers."""
    for each in (thing, *doubles.below(thing)):
        _erase(each)


def _erase(thing: UUID) -> None:
    """The candidacy ends, seats and reminders with it."""
    person = Person.objects.get(pk=thing)
    if person.state != State.ERASED:
        dormancy.FLOW.take(person, "erase", by=None, email_mark=None, phone_mark=None)
    for candidacy in Candidacy.objects.filter(person=person).exclude(state__in=OVER):
        vetting.end(candidacy)
    for tell in on_erase:
        tell(person)


def names(initiative: Initiative, people: Collection[UUID]) -> dict[UUID, str]:
    """Who went into another is asked for under the name of who stays."""
    found = Person.objects.filter(initiative=initiative, pk__in=people)
    found = found.filter(Q(merged_into=None) | Q(state=State.ERASED))
    return {person.pk: person.name for person in found}


@dataclass
class _Row:
    """One row of somebody, and the days it could die on."""

    person: UUID
    name: str
    is_erased: bool
    is_ordered: bool  # one that died with another has an order of its own to carry out
    into: UUID | None
    asked: date | None
    days: set[date]


def due(initiative: Initiative) -> Iterator[Due]:
    """Everybody some time after the end; who was turned down or withdrew, before that; who
    asked for it herself, at once. Who went into another, when that one does at the latest;
    what was asked of one row of hers is asked of all.
    """
    rows = {row.person: row for row in _rows(initiative)}
    went = {row.person: row.into for row in rows.values() if row.into}
    stays = {each: [each, *doubles.up(each, went)] for each in rows}
    asked = {stays[row.person][-1]: row.asked for row in rows.values() if row.asked}
    for row in rows.values():
        if row.is_erased and not keystore.stands(row.person) and not row.is_ordered:
            continue  # a row that says so, and a key that stands, do not agree
        way = stays[row.person]
        days = {day for each in way if each in rows for day in rows[each].days}
        days |= {asked[way[-1]]} if way[-1] in asked else set()
        if days:
            yield Due("person", row.person, row.name, min(days))


def _rows(initiative: Initiative) -> Iterator[_Row]:
    rows = Candidacy.objects.filter(initiative=initiative)
    columns = (
        "person__state", "person", "person__code", "person__merged_into", "state",
        "decided_at", "withdrawn_at", "erasure_asked_at", "is_ordered",
    )  # fmt: skip
    ordered = Destruction.objects.waiting().filter(thing=OuterRef("person"))
    rows = rows.annotate(is_ordered=Exists(ordered)).order_by("person__code")
    found = rows.values_list(*columns)
    for now, person, code, into, state, decided, withdrawn, asked, ordered in found:
        days = set()
        if initiative.concluded_at:
            days.add((initiative.concluded_at + retention.ERASED).date())
        ended = {"declined": decided, "withdrawn": withdrawn}.get(state)
        if ended:
            days.add((ended + retention.TURNED_DOWN).date())
        at = asked.date() if asked else None
        over = now == State.ERASED
        yield _Row(person, code.upper(), over, ordered, into, at, days)


def since(thing: UUID) -> Iterator[Beginning]:
    """The end of the initiative; before it, being turned down, withdrawing, or asking for it:
    her own, and that of the row hers went into.
    """
    turned_down = frozenset(
        {"decline", "withdraw", "withdraw_by_link", "withdraw_at_her_word", "end"}
    )
    for candidacy in Candidacy.objects.filter(
        person__in=[thing, *doubles.above(thing)]
    ):
        end = frozenset({"conclude"})
        yield Beginning(candidacy.initiative_id, end, retention.ERASED)
        yield Beginning(candidacy.pk, turned_down, retention.TURNED_DOWN)
    asked = frozenset({"ask erasure"})
    for candidacy in Candidacy.objects.filter(person__in=doubles.everyone(thing)):
        yield Beginning(candidacy.pk, asked, timedelta())


def keys(thing: UUID) -> list[UUID]:
    """Hers in every row, and those of files about her: they say that they die with her."""
    rows = [thing, *doubles.below(thing)]
    return [*rows, *{key for row in rows for key in keystore.within(row)} - {*rows}]


def keys_at(initiative: UUID) -> list[UUID]:
    rows = Person.objects.filter(initiative=initiative)
    return list(rows.values_list("pk", flat=True))


ENDING = Ending(
    loss=_(
        "Their name, contacts and attributes are lost, and what officers wrote of them; the"
        " candidacy ends. Rooms forget the names: no text is checked for them any more."
        " The code name stays."
    ),
    names=names,
    due=due,
    keys=keys,
    close=erase,
    since=since,
)
