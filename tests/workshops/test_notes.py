"""Notes: written by one, read in the room, said by nobody."""

import make
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked, WrongKey
from workshops import notes, programme
from workshops.models import Note
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
