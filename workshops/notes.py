"""Notes: written in the room, sealed there, read by nobody outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import retention
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.prepared import Listing, Prepared
from trackii.states import Flow, Overtaken, Step, WrongState
from trackii.vault import sealing
from workshops.models import Note, Session, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from dialogues.models import Destruction
    from trackii.accounts.models import User

State = Note.State
FLOW = Flow(
    Step("seal", {State.DRAFT}, State.SEALED, Action.WRITE_NOTES,
         gettext_lazy("Seal the note"), asks=True),
    # Its account is released: from there its days run.
    Step("summarise", {State.SEALED}, State.SUMMARISED, Action.RELEASE,
         by_itself=True),
    Step("destroy", set(State) - {State.DESTROYED}, State.DESTROYED, Action.DESTROY,
         by_itself=True),
)  # fmt: skip


@transaction.atomic
def write(session: Session, *, by: User, words: str) -> Note:
    """Write a note of one session. It works with the vault locked, too: reading does not."""
    policy.require(by, Action.WRITE_NOTES, session)
    if session.state == Session.State.PLANNED:
        raise ValidationError(_("Notes begin when the session opens."))
    retention.insist_it_stands(session.initiative_id, session.workshop_id, session.pk)
    note = Note(
        initiative_id=session.initiative_id,
        workshop_id=session.workshop_id,
        session=session,
        written_by=by,
        written_at=clock.now(),
    )
    note.words = sealing.seal(words, of=note, field="words")
    note.save(force_insert=True)
    trail.record("write", note, by=by)
    return note


@transaction.atomic
def rewrite(note: Note, *, by: User, words: str, edition: int) -> None:
    """Save one's own draft over the edition it began from."""
    policy.require(by, Action.WRITE_NOTES, note)
    if note.written_by_id != by.pk:
        raise Refused(
            by, Action.WRITE_NOTES, note, "a note is rewritten by who wrote it"
        )
    note.refresh_from_db(fields=["state", "edition"])
    if note.state != State.DRAFT:
        raise WrongState(note, "rewrite")
    sealed = sealing.seal(words, of=note, field="words")
    drafts = Note.objects.filter(pk=note.pk, state=State.DRAFT)
    saved = drafts.filter(edition=edition).update(
        words=sealed, edition=F("edition") + 1, written_at=clock.now()
    )
    note.refresh_from_db()
    if not saved:
        raise WrongState(note, "rewrite") if note.state != State.DRAFT else Overtaken
    trail.record("rewrite", note, by=by)


@transaction.atomic
def seal(note: Note, *, by: User) -> None:
    """Finish a note: from here it stands as it is until it is destroyed."""
    if note.written_by_id != by.pk:
        raise Refused(by, Action.WRITE_NOTES, note, "a note is sealed by who wrote it")
    FLOW.take(note, "seal", by=by)


def summarise(workshop: Workshop, *, by: User, session: Session | None = None) -> None:
    """The account of a round, or of one session, is released: what was sealed for it served."""
    rows = Note.objects.filter(workshop=workshop, state=State.SEALED)
    if session is not None:
        rows = rows.filter(session=session)
    if sealed := list(rows.defer("words")):
        FLOW.take_all(sealed, "summarise", by=by)


def of(workshop: Workshop) -> Listing:
    """The notes of one room in the order of its sessions, without their words."""
    return Listing(_of, workshop=workshop.pk)


def _of(workshop: UUID) -> QuerySet[Note]:
    rows = Note.objects.filter(workshop=workshop)
    return rows.select_related("session", "written_by")


def read(
    workshop: Workshop, *, by: User, among: Sequence[Note] | None = None
) -> list[tuple[Note, str]]:
    """All notes of one room with their words, or those among them, for who is in it."""
    policy.require(by, Action.READ_NOTES, workshop)
    notes = list(_of(workshop.pk) if among is None else among)
    opened = sealing.unseal_all(notes, "words", by=by, dead=_("[destroyed]"))
    return list(zip(notes, opened, strict=True))


def spoken(workshop: Workshop, *, by: User) -> list[str]:
    """The words of a room's notes as far as they stand, to hold an account against."""
    policy.require(by, Action.READ_NOTES, workshop)
    rows = Note.objects.filter(workshop=workshop)
    return list(filter(None, sealing.unseal_all(rows, "words", by=by, dead="")))


def read_one(note: Note, *, by: User) -> str:
    """One note's words."""
    policy.require(by, Action.READ_NOTES, note)
    return sealing.unseal(note, "words", by=by)


class Begun(NamedTuple):
    """A session that has begun, and the certificate of its notes once they are destroyed."""

    session: Session
    ended: Destruction | None


def begun(workshop: Workshop) -> list[Begun]:
    """The sessions of one round that have begun, in their order."""
    found = _begun.objects(workshop=workshop.pk)
    if not any(session.has_ended for session in found):
        return [Begun(session, None) for session in found]
    done = retention.certificates(workshop.initiative_id)
    room = _room(done, workshop)
    return [Begun(session, room or done.get(session.pk)) for session in found]


def end_of_room(workshop: Workshop) -> Destruction | None:
    """The certificate of all that was said at one round, drafts of its account too."""
    return _room(retention.certificates(workshop.initiative_id), workshop)


def _room(done: dict[UUID, Destruction], workshop: Workshop) -> Destruction | None:
    return done.get(workshop.initiative_id) or done.get(workshop.pk)


def open_sessions(workshop: Workshop) -> list[Session]:
    """The sessions notes can be of: those that have begun, and whose notes stand."""
    return [each.session for each in begun(workshop) if each.ended is None]


@Prepared
def _begun(workshop: UUID) -> QuerySet[Session]:
    rows = Session.objects.filter(workshop=workshop)
    ended = retention.has_ended(OuterRef("pk"), workshop, OuterRef("initiative"))
    return rows.exclude(state=Session.State.PLANNED).annotate(has_ended=ended)
