"""Notes: written by one, read in the room, said by nobody."""

import re
from datetime import timedelta
from threading import Thread

import make
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction

from dialogues import destruction
from trackii import clock
from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked, WrongKey
from workshops import notes, programme, scheduling, summaries
from workshops.models import Note, Summary
from workshops.notes import Overtaken

pytestmark = pytest.mark.django_db

WORDS = "They fear to lose the winter catch."


@pytest.fixture
def session(in_session):
    return in_session.sessions.get()


@pytest.fixture
def note(session, rosa):
    return make.note(session, by=rosa, words=WORDS)


def _read(note, *, by):
    with make.acting(by):
        return notes.read_one(Note.objects.get(pk=note.pk), by=by)


def _rewrite(note, *, by, words, edition):
    with make.acting(by):
        notes.rewrite(note, by=by, words=words, edition=edition)


@pytest.mark.parametrize("name", ["Note", "Summary"])
def test_there_is_no_field_for_who_said_it(name):
    model = apps.get_model("workshops", name)

    led = {
        field.name: field.related_model._meta.label
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }

    people = {"participants.Person", "participants.Candidacy", "workshops.Seat",
              "dialogues.Side", "workshops.RegistryEntry"}  # fmt: skip
    assert set(led.values()) & people == set()
    assert {name for name, label in led.items() if label == "accounts.User"} <= {
        "written_by", "checked_by", "second_read_by", "released_by",
    }  # fmt: skip


def test_a_note_is_read_in_the_room(note, in_session, rosa, farid):
    with make.acting(farid):
        [(found, words)] = notes.read(in_session, by=farid)

    assert (found, words, found.written_by) == (note, WORDS, rosa)
    assert _read(note, by=rosa) == WORDS


def test_a_note_is_read_by_nobody_outside_the_room(
    note, in_session, carla, vera, oskar, rhea, omar, ada
):
    for other in (carla, vera, oskar, rhea, omar, ada):
        with make.acting(other):
            with pytest.raises(PermissionDenied):
                notes.read(in_session, by=other)
            with pytest.raises(PermissionDenied):
                notes.read_one(note, by=other)
            with pytest.raises(WrongKey):
                notes.sealing.unseal(note, "words", by=other)


def test_a_note_is_written_by_nobody_outside_the_room(
    session, carla, vera, oskar, rhea, omar
):
    for other in (carla, vera, oskar, rhea, omar):
        with pytest.raises(PermissionDenied):
            make.note(session, by=other)

    assert not Note.objects.exists()


def test_the_editor_works_with_the_vault_locked_and_only_reading_waits(session, rosa):
    note = notes.write(session, by=rosa, words=WORDS)
    notes.rewrite(note, by=rosa, words="They fear the spring.", edition=1)
    notes.seal(note, by=rosa)

    with pytest.raises(VaultLocked):
        notes.read_one(note, by=rosa)
    assert _read(note, by=rosa) == "They fear the spring."


def test_notes_begin_when_the_session_opens_and_may_be_completed_after_it(
    in_session, session, farid, rosa
):
    planned = make.session(in_session, by=farid, opened=False)
    programme.close_session(session, by=farid)

    with pytest.raises(ValidationError, match="when the session opens"):
        make.note(planned, by=rosa)
    after = make.note(session, by=rosa)

    assert Note.objects.get() == after
    assert list(notes.open_sessions(in_session)) == [session]


def test_a_rewritten_note_is_the_next_edition(note, rosa):
    _rewrite(note, by=rosa, words="They fear the spring.", edition=1)

    assert (note.edition, _read(note, by=rosa)) == (2, "They fear the spring.")


def test_who_saves_over_what_was_saved_meanwhile_is_told_and_nothing_is_lost(
    note, rosa
):
    in_another_tab = Note.objects.get()
    _rewrite(note, by=rosa, words="Saved first.", edition=1)

    with pytest.raises(Overtaken):
        _rewrite(in_another_tab, by=rosa, words="Saved second.", edition=1)

    assert (Note.objects.get().edition, _read(note, by=rosa)) == (2, "Saved first.")


def test_a_note_is_rewritten_and_sealed_by_who_wrote_it(note, farid, rosa):
    with pytest.raises(PermissionDenied):
        _rewrite(note, by=farid, words="I would not say so.", edition=1)
    with pytest.raises(PermissionDenied):
        notes.seal(note, by=farid)

    assert (Note.objects.get().state, _read(note, by=rosa)) == ("draft", WORDS)


def test_a_sealed_note_stands_as_it_is(note, rosa):
    in_another_tab = Note.objects.get()
    notes.seal(note, by=rosa)

    with pytest.raises(WrongState, match="it is now sealed"):
        _rewrite(in_another_tab, by=rosa, words="On reflection.", edition=1)
    with pytest.raises(WrongState, match="it is now sealed"):
        notes.seal(in_another_tab, by=rosa)

    assert _read(note, by=rosa) == WORDS


def test_a_page_of_notes_is_one_entry(session, in_session, rosa):
    for number in range(3):
        make.note(session, by=rosa, words=f"Note {number}.")
    before = Entry.objects.filter(verb="unseal").count()

    with make.acting(rosa):
        read = [words for _note, words in notes.read(in_session, by=rosa)]

    assert read == ["Note 0.", "Note 1.", "Note 2."]
    assert Entry.objects.filter(verb="unseal").count() == before + 1


def test_notes_of_another_round_are_another_rooms(
    session, note, heron, farid, rosa, approved
):
    other = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.note(make.session(other, by=farid), by=rosa, words="Of the second round.")

    with make.acting(rosa):
        read = [words for _note, words in notes.read(other, by=rosa)]

    assert read == ["Of the second round."]


def test_a_note_comes_back_as_it_was_typed(session, rosa):
    typed = ["", "نخشى خسارة صيد الشتاء", "Мы боимся зимы\n\n…", "x" * 200_000]

    read = [_read(make.note(session, by=rosa, words=words), by=rosa) for words in typed]

    assert read == typed


# --- once they were destroyed


def _destroy(initiative, kind, thing, carla, farid):
    asked = destruction.ask(initiative, kind, thing.pk, by=carla)
    destruction.sign(asked, by=farid)


def _without_tags(page):
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


@pytest.mark.parametrize("locked", [False, True])
def test_nothing_is_added_to_notes_that_were_destroyed(
    heron, session, carla, farid, rosa, locked
):
    make.note(session, by=rosa)
    _destroy(heron, "notes", session, carla, farid)

    who = farid if locked else rosa
    with make.acting(who), pytest.raises(ValidationError, match="It was destroyed"):
        notes.write(session, by=rosa, words="One word more.")

    assert list(Note.objects.values_list("state", flat=True)) == ["destroyed"]
    assert notes.open_sessions(session.workshop) == []


def test_a_draft_that_was_destroyed_is_not_gone_on_with(
    heron, session, note, carla, farid, rosa, browse
):
    where = f"/dialogues/heron/workshops/1/room/{note.pk}/rewrite/"
    _destroy(heron, "notes", session, carla, farid)

    with make.acting(rosa), pytest.raises(WrongState):
        notes.rewrite(note, by=rosa, words="Another word.", edition=1)
    late = browse(rosa).post(where, {"words": "Typed for long.", "edition": 1})

    assert late.status_code == 409
    assert "Typed for long." in late.text


def test_the_room_says_which_notes_were_destroyed_and_takes_none_for_them(
    heron, in_session, session, note, carla, farid, rosa, browse
):
    stays = make.session(in_session, by=farid)
    make.note(stays, by=rosa, words="This stands.")
    client, where = browse(rosa), "/dialogues/heron/workshops/1/room/"
    before = client.get(where).text
    _destroy(heron, "notes", session, carla, farid)

    page = client.get(where)
    late = client.post(
        f"{where}write/", {"session": session.number, "words": "Typed for long."}
    )

    assert WORDS in before
    assert "This stands." in page.text
    assert WORDS not in page.text
    said = _without_tags(page)
    assert "The notes of session 1, Needs and fears, were destroyed on" in said
    assert "Signed by Carla Conti and Farid Mansour." in said
    [choices] = re.findall('name="session".*?</select>', page.text, re.DOTALL)
    assert re.findall('<option value="([^"]*)"', choices) == ["2"]
    assert (late.status_code, "Typed for long." in late.text) == (422, True)
    assert "whose notes were not destroyed" in late.text


def test_a_room_that_was_destroyed_offers_no_editor_and_loses_no_word_typed_meanwhile(
    heron, in_session, session, carla, farid, rosa, browse
):
    make.summary(in_session, by=rosa)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    client, round_ = browse(rosa), "/dialogues/heron/workshops/1/"
    texts = [client.get(f"{round_}{page}/").text for page in ("room", "summary")]
    _destroy(heron, "round", in_session, carla, farid)

    room, account = client.get(f"{round_}room/"), client.get(f"{round_}summary/")
    typed = {"session": 1, "words": "Typed for long.", "edition": 1}
    late = [
        client.post(f"{round_}{verb}/", typed)
        for verb in ("room/write", "summary/revise")
    ]

    assert ["<textarea" in text for text in texts] == [True, True]
    for page in (room, account):
        assert "<textarea" not in page.text
        said = _without_tags(page)
        assert said.count("The room of this round was destroyed on") == 1
        assert "Signed by Carla Conti and Farid Mansour." in said
    for page in late:
        assert page.status_code == 422
        assert "Typed for long." in page.text
        assert "<textarea" not in page.text


def test_an_account_of_a_room_that_was_destroyed_is_neither_begun_nor_revised(
    heron, in_session, carla, farid, rosa
):
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    _destroy(heron, "round", in_session, carla, farid)

    with make.acting(rosa), pytest.raises(ValidationError, match="It was destroyed"):
        summaries.draft(in_session, by=rosa, words="From memory.")

    assert not Summary.objects.exists()


def test_what_fell_due_was_destroyed_by_the_house_and_the_room_says_so(
    in_session, session, farid, rosa, browse
):
    make.note(session, by=rosa)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    with clock.at(clock.now() + timedelta(days=104)):
        destruction.shred_due()

    page = browse(rosa).get("/dialogues/heron/workshops/1/room/")

    assert "By the house: it fell due on" in _without_tags(page)
    assert "<textarea" not in page.text


@pytest.mark.django_db(transaction=True)
def test_a_note_written_while_its_session_is_destroyed_waits_and_is_refused(
    heron, session, carla, farid, rosa
):
    asked = destruction.ask(heron, "notes", session.pk, by=carla)
    outcome = []

    def write():
        try:
            notes.write(session, by=rosa, words=WORDS)
        except ValidationError as refused:
            outcome.append(refused.messages[0])
        finally:
            connection.close()

    writer = Thread(target=write)
    with transaction.atomic():  # it is destroyed when this ends
        destruction.sign(asked, by=farid)
        writer.start()
        make.until_somebody_waits()
    writer.join(10)

    assert outcome == [
        "It was destroyed: nothing is kept of it, and nothing added to it."
    ]
    assert not Note.objects.exists()
