"""The rounds of one table: seats, sessions, notes, an account begun, packs cleared."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

from dialogues.models import Initiative
from participants.models import Candidacy
from trackii import clock
from trackii.accounts.models import User
from trackii.crowd.staff import Crew
from trackii.vault import sealing
from workshops import briefings, programme, scheduling, summaries
from workshops.models import Note, Seat, Session, Workshop
from workshops.plan import Plan

SEATS = 50  # at one round
FEWEST = 3  # with whom both sides meet the quorum of one
NOTE = (
    "They spoke of the winter catch and of what it would mean to share it. Nobody"
    " asked for more than last year. Both fear the moment it becomes known.\n\n"
)


def meet(crew: Crew, initiative: Initiative, number: int) -> Workshop:
    """One round. The first, third and so on are in session; those between are confirmed."""
    plan = Plan("An evening at the mill", "Osier Mill", "Lower Lane 4", "Europe/Oslo",
                "The bus stops at the bridge.", "Come by the garden gate.")  # fmt: skip
    starts = clock.now().replace(minute=0, second=0, microsecond=0)
    starts += timedelta(days=10 + 3 * number)  # nobody sits at two rounds at once
    ends = starts + timedelta(days=3)
    with crew.acting("facilitator") as farid:
        made = scheduling.propose(initiative, by=farid, plan=plan, quorum=1)
        scheduling.settle(made, by=farid, starts_at=starts, ends_at=ends)
        if not _seat(made, farid):
            return made
        scheduling.confirm(made, by=farid, uneven="The others would rather meet.")
        _plan(made, farid)
        if number % 2 == 0:
            _begin(crew, made, farid)
    return made


def _seat(workshop: Workshop, by: User) -> int:
    """Seats for fifty at most, both sides alike: two in three have accepted."""
    known = Candidacy.objects.seatable().filter(initiative=workshop.initiative_id)
    in_pairs = sorted(
        known.select_related("person"), key=lambda each: each.person.code[2:]
    )
    asked = in_pairs[:SEATS]
    if len(asked) < FEWEST:
        return 0
    answers = cycle([Seat.State.ACCEPTED, Seat.State.ACCEPTED, Seat.State.OFFERED])
    Seat.objects.bulk_create(
        Seat(
            initiative_id=workshop.initiative_id,
            workshop=workshop,
            candidacy=each,
            state=answer,
            offered_by=by,
            offered_at=clock.now(),
            answered_by=by if answer == Seat.State.ACCEPTED else None,
            answered_at=clock.now() if answer == Seat.State.ACCEPTED else None,
        )
        for each, answer in zip(asked, answers, strict=False)
    )
    return len(asked)


def _plan(workshop: Workshop, by: User) -> None:
    """Four sessions, an hour each, on the first morning."""
    assert workshop.starts_at is not None
    for number, phase in enumerate(islice(Session.Phase, 4)):
        starts = workshop.starts_at + timedelta(hours=number)
        programme.plan(
            workshop,
            by=by,
            phase=phase,
            regime=Initiative.Regime.CHATHAM_HOUSE,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            purpose="What each side would lose, and what it could bear to lose.",
        )


def _begin(crew: Crew, workshop: Workshop, by: User) -> None:
    """The round is open, its first session under way, its account begun, its packs cleared."""
    scheduling.take(workshop, "open", by=by)
    first = workshop.sessions.get(number=1)
    programme.open_session(first, by=by)
    briefings.clear(workshop, by=by)
    with crew.acting("rapporteur") as rosa:
        summaries.draft(workshop, by=rosa, words=NOTE * 20)


def note(crew: Crew, workshop: Workshop, count: int) -> None:
    session = workshop.sessions.get(number=1)
    with crew.acting("rapporteur") as rosa:
        found = [
            Note(
                initiative_id=workshop.initiative_id,
                workshop=workshop,
                session=session,
                written_by=rosa,
            )
            for _ in range(count)
        ]
        for note in found:
            note.words = sealing.seal(NOTE * 6, of=note, field="words")
    Note.objects.bulk_create(found)
