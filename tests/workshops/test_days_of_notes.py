"""A release begins the days of the notes it was written from; a recall and a hold stop them."""

from datetime import timedelta

import make
import pytest
from django.db import ProgrammingError, connection, transaction
from roles import stepping_into

from dialogues import destruction, holds, retention
from dialogues.models import Destruction
from trackii import clock, principal
from trackii.rows import WORKER
from trackii.states import WrongState
from trackii.vault import keystore
from workshops import notes, scheduling, summaries
from workshops.models import Note, Workshop

pytestmark = pytest.mark.django_db

WORDS = "They fear to lose the winter catch."


@pytest.fixture
def released(in_session, rosa, farid, carla):
    """A round that is over, its account released: a sealed note in it and a draft."""
    session = in_session.sessions.get()
    sealed = make.note(session, by=rosa, words=WORDS)
    make.note(session, by=rosa, words="A line more.")
    with make.acting(rosa):
        notes.seal(sealed, by=rosa)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    held = Workshop.objects.get(pk=in_session.pk)
    return make.summary(held, by=rosa, reader=farid, releaser=carla, state="released")


def _run(**later):
    """The worker's hour, so much later, with its own rights."""
    then, work = clock.at(clock.now() + timedelta(**later)), principal.WORKER
    with then, stepping_into(WORKER), principal.acting_as(work):
        return destruction.shred_due()


def _states():
    return sorted(Note.objects.values_list("state", flat=True))


def test_what_was_sealed_is_summarised_by_the_release(released, rosa):
    assert _states() == ["draft", "summarised"]
    sealed = Note.objects.get(state="summarised")
    with make.acting(rosa):
        assert notes.read_one(sealed, by=rosa) == WORDS
        with pytest.raises(WrongState):
            notes.rewrite(sealed, by=rosa, words="Other.", edition=1)


def test_notes_are_destroyed_thirty_days_after_release_and_end_of_their_round(released):
    session = released.workshop.sessions.get()
    last = max(released.released_at, released.workshop.ends_at).date()
    [due] = [d for d in retention.calendar(released.initiative) if d.kind == "notes"]
    assert (due.thing, due.on) == (session.pk, last + timedelta(days=30))
    left = (due.on - clock.today()).days

    assert _run(days=left - 1).destroyed == 0
    assert keystore.stands(session.pk)
    done = _run(days=left)

    assert (done.destroyed, done.refused, done.failed) == (1, 0, 0)
    assert _states() == ["destroyed", "destroyed"]
    assert not keystore.stands(session.pk)
    order = Destruction.objects.get()
    assert (order.kind, order.early, order.state) == ("notes", False, "done")
    assert _run(days=left).destroyed == 0


def test_a_certificate_says_that_they_were_and_not_what_they_said(
    released, carla, browse
):
    _run(days=60)

    where = f"/dialogues/heron/retention/{Destruction.objects.get().pk}/"
    page = browse(carla).get(where)

    assert page.status_code == 200
    assert WORDS not in page.text
    assert "notes" in page.text.lower()


def test_a_recalled_account_needs_its_notes_again(released, carla):
    summaries.recall(released, by=carla)

    assert [
        d for d in retention.calendar(released.initiative) if d.kind == "notes"
    ] == []
    assert _run(days=60).destroyed == 0


def test_a_row_that_says_released_after_a_recall_destroys_nothing(released, carla):
    summaries.recall(released, by=carla)
    make.by_hand("UPDATE workshops_summary SET state = 'released'")

    done = _run(days=60)

    assert (done.destroyed, done.refused) == (0, 1)
    assert _states() == ["draft", "summarised"]


def test_a_row_that_says_released_of_itself_destroys_nothing(
    in_session, rosa, farid, carla
):
    make.note(in_session.sessions.get(), by=rosa)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    make.summary(in_session, by=rosa, reader=farid, state="participant_review")
    make.by_hand(
        "UPDATE workshops_summary SET state = 'released', released_by_id = %s,"
        " released_at = now() - interval '1 year'", carla.pk,
    )  # fmt: skip

    assert (_run(days=60).destroyed, _states()) == (0, ["draft"])


def test_notes_of_a_round_that_goes_on_stand_though_its_account_is_out(
    in_session, rosa, farid, carla
):
    make.note(in_session.sessions.get(), by=rosa)
    make.summary(in_session, by=rosa, reader=farid, releaser=carla, state="released")

    assert _run(days=60).destroyed == 0


def test_under_a_hold_they_wait_and_after_it_they_go(released, vera, carla, farid):
    hold = holds.put(released.initiative, by=vera)
    done = _run(days=60)
    assert (done.destroyed, done.held) == (0, 1)

    holds.ask_to_lift(hold, by=carla)
    holds.lift(hold, by=farid)

    assert _run(days=60).destroyed == 1


def test_the_worker_is_shown_when_an_account_was_released_and_not_a_word(released):
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        for column in ("draft", "text", "kept", "written_by_id"):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"SELECT {column} FROM workshops_summary")
