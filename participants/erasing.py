"""Erasing a person: her words open nowhere again, whoever held a copy; her code name stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dialogues import retention
from dialogues.models import Initiative
from dialogues.retention import Beginning, Due, Ending
from participants import vetting
from participants.models import Candidacy, Person
from trackii.policy import Action
from trackii.states import Flow, Step
from trackii.vault import keystore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from uuid import UUID

State = Person.State
FLOW = Flow(
    Step("erase", {State.ACTIVE, State.DORMANT}, State.ERASED, Action.DESTROY,
         by_itself=True),
)  # fmt: skip
OVER = {Candidacy.State.DECLINED, Candidacy.State.WITHDRAWN}

# Whoever keeps a copy of her names appends itself when it is ready.
on_erase: list[Callable[[Person], None]] = []


def erase(thing: UUID) -> None:
    """What follows in the rows: the candidacy ends, seats and reminders with it."""
    person = Person.objects.get(pk=thing)
    if person.state != State.ERASED:
        FLOW.take(person, "erase", by=None, email_mark=None, phone_mark=None)
    for candidacy in Candidacy.objects.filter(person=person).exclude(state__in=OVER):
        vetting.end(candidacy)
    for tell in on_erase:
        tell(person)


def names(initiative: Initiative, people: Collection[UUID]) -> dict[UUID, str]:
    found = Person.objects.filter(initiative=initiative, pk__in=people)
    return {person.pk: person.name for person in found}


def due(initiative: Initiative) -> Iterator[Due]:
    """Everybody some time after the end; who was turned down or withdrew, before that; who
    asked for it herself, at once.
    """
    rows = Candidacy.objects.filter(initiative=initiative)
    columns = (
        "person__state", "person", "person__code", "state", "decided_at", "withdrawn_at",
        "erasure_asked_at",
    )  # fmt: skip
    found = rows.order_by("person__code").values_list(*columns)
    for now, person, code, state, decided, withdrawn, asked in found:
        if now == State.ERASED and not keystore.stands(person):
            continue  # a row that says so, and a key that stands, do not agree
        days = []
        if initiative.concluded_at:
            days.append((initiative.concluded_at + retention.ERASED).date())
        ended = {"declined": decided, "withdrawn": withdrawn}.get(state)
        if ended:
            days.append((ended + retention.TURNED_DOWN).date())
        if asked:  # by herself: at once
            days.append(asked.date())
        if days:
            yield Due("person", person, code.upper(), min(days))


def since(thing: UUID) -> Iterator[Beginning]:
    """The end of the initiative; before it, being turned down, withdrawing, or asking for it."""
    turned_down = frozenset(
        {"decline", "withdraw", "withdraw_by_link", "withdraw_at_her_word", "end"}
    )
    asked = frozenset({"ask erasure"})
    for candidacy in Candidacy.objects.filter(person=thing):
        end = frozenset({"conclude"})
        yield Beginning(candidacy.initiative_id, end, retention.ERASED)
        yield Beginning(candidacy.pk, turned_down, retention.TURNED_DOWN)
        yield Beginning(candidacy.pk, asked, timedelta())


def keys(thing: UUID) -> list[UUID]:
    return [thing]


def keys_at(initiative: UUID) -> list[UUID]:
    rows = Person.objects.filter(initiative=initiative)
    return list(rows.values_list("pk", flat=True))


ENDING = Ending(
    loss=_(
        "Her name, contacts and attributes are lost, and what officers wrote of her; her"
        " candidacy ends. Rooms forget her names: no text is checked for them any more."
        " Her code name stays."
    ),
    names=names,
    due=due,
    keys=keys,
    close=erase,
    since=since,
)
