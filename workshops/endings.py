"""How what was said in a round ends: the notes of one session, or the whole room."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONArray
from django.utils.translation import gettext_lazy as _

from dialogues import retention
from dialogues.models import Initiative
from dialogues.retention import Beginning, Due, Ending
from trackii.outbox import letters
from trackii.vault import compartments, keystore, links
from workshops import notes, undoing
from workshops.models import Note, RegistryEntry, Session, Summary, Workshop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models import QuerySet

    from participants.models import Person

OVER = {Workshop.State.CLOSED, Workshop.State.CANCELLED}


def destroy_notes(session: UUID) -> None:
    """The notes of one session end; that there were some, and by whom, stays."""
    for note in Note.objects.filter(session=session).exclude(state="destroyed"):
        notes.FLOW.take(note, "destroy", by=None)


def names_of_notes(
    initiative: Initiative, sessions: Collection[UUID]
) -> dict[UUID, str]:
    found = Session.objects.filter(initiative=initiative, pk__in=sessions)
    rows = found.values_list("pk", "workshop__number", "number")
    return {pk: f"{initiative.name} {of}.{number}" for pk, of, number in rows}


def due_notes(_initiative: Initiative) -> Iterator[Due]:
    """With the rooms they lie in: both are found in one question."""
    return iter(())


def _released(session: Any, **of: Any) -> QuerySet[Summary]:
    """The accounts that speak of one session and are out: its own, and its round's."""
    rows = Summary.objects.filter(state=Summary.State.RELEASED, **of)
    rows = rows.filter(Q(session=None) | Q(session=session))
    return rows.order_by()  # by no column the worker is not shown


def keys_of_notes(session: UUID) -> list[UUID]:
    return [session]


def destroy_room(round_: UUID) -> None:
    """All that was said in a round ends, and who must not be named in it."""
    for session in Session.objects.filter(workshop=round_):
        destroy_notes(session.pk)
    RegistryEntry.objects.filter(workshop=round_).delete()
    undoing.end_of_round(round_)


def names_of_rooms(initiative: Initiative, rounds: Collection[UUID]) -> dict[UUID, str]:
    """A round whose work goes on keeps its room."""
    found = Workshop.objects.filter(initiative=initiative, pk__in=rounds)
    rows = found.filter(state__in=OVER).values_list("pk", "number")
    return {pk: f"{initiative.name} {number}" for pk, number in rows}


def due_rooms(initiative: Initiative) -> Iterator[Due]:
    """Rooms so many days after their round ended; a certificate ends none whose key stands.
    And the notes in them so many days after their account was released, if that is later.

    Without a release, or once it is recalled, notes fall due with their round.
    """
    for row in _over(initiative):
        assert row.ends_at is not None
        day = (row.ends_at + retention.DESTROYED).date()
        if not row.over or keystore.stands(row.pk):
            yield Due("round", row.pk, f"{initiative.name} {row.number}", day)
        for pk, number, released in row.noted:
            if released:
                out = max(datetime.fromisoformat(released), row.ends_at)
                name = f"{initiative.name} {row.number}.{number}"
                day = (out + retention.SUMMARISED).date()
                yield Due("notes", UUID(pk), name, day)


def _over(initiative: Initiative) -> QuerySet[Any]:
    """Rounds that are over, each with the sessions that have notes, and their first release."""
    over = Exists(retention.ended("round").filter(thing=OuterRef("pk")))
    left = Note.objects.filter(session=OuterRef("pk")).exclude(state="destroyed")
    noted = Session.objects.filter(Exists(left), workshop=OuterRef("pk"))
    out = _released(OuterRef("pk"), workshop=OuterRef("workshop"))
    first = Subquery(out.order_by("released_at").values("released_at")[:1])
    each = noted.order_by("pk").values(one=JSONArray("pk", "number", first))
    rows = Workshop.objects.filter(initiative=initiative, state__in=OVER)
    rows = rows.exclude(ends_at=None).order_by("number")
    return rows.annotate(over=over, noted=ArraySubquery(each))


def since_of_room(round_: UUID) -> list[Beginning]:
    """When it was closed or called off: its own dates anybody could have moved."""
    return [Beginning(round_, frozenset({"close", "cancel"}), retention.DESTROYED)]


def since_of_notes(session: UUID) -> list[Beginning]:
    """When their account was released: not, if it was recalled since."""
    verbs, undone = frozenset({"release"}), frozenset({"recall"})
    out = _released(session, workshop__sessions=session).values_list("pk", flat=True)
    return [Beginning(pk, verbs, retention.SUMMARISED, undone) for pk in out]


def keys_of_room(round_: UUID) -> list[UUID]:
    """By what the files say; by the rows, for files that are older than that."""
    return [*keystore.within(round_), *keystore.unplaced(_by_row(round_))]


def _by_row(round_: UUID) -> list[UUID]:
    sessions = Session.objects.filter(workshop=round_).values_list("pk", flat=True)
    return [*compartments.shred_keys(kind="room", about=round_), round_, *sessions]


def keys_at(initiative: UUID) -> list[UUID]:
    rounds = Workshop.objects.filter(initiative=initiative)
    return [key for each in rounds for key in _by_row(each.pk)]


def forget(person: Person) -> None:
    """Rooms and packs let go of the names of who was erased; no link or letter is hers."""
    RegistryEntry.objects.filter(person=person).delete()
    undoing.end_naming(person)
    letters.cancel_hers(person.pk)
    links.revoke_hers(person.pk)


ENDINGS = {
    "notes": Ending(
        loss=_(
            "The notes of this session are lost. A draft of the account may still say"
            " what they said: it ends with its round."
        ),
        names=names_of_notes,
        due=due_notes,
        keys=keys_of_notes,
        close=destroy_notes,
        since=since_of_notes,
    ),
    "round": Ending(
        loss=_(
            "Every note of this round is lost, the drafts of its account, the packs for"
            " facilitators and the names the room knew. What was released stays."
        ),
        names=names_of_rooms,
        due=due_rooms,
        keys=keys_of_room,
        close=destroy_room,
        since=since_of_room,
    ),
}
