"""Sealing: everybody may put in, who holds the key takes out, and only from its own place."""

from datetime import timedelta
from uuid import uuid4

import make
import pytest
from django.core import serializers
from django.db import connection, transaction

from dialogues.models import Initiative
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.vault import keystore, sealing, suite
from trackii.vault.errors import Corrupt, Shredded, VaultAway, VaultLocked, WrongKey
from trackii.vault.fields import Sealed
from trackii.vault.models import DataKey
from workshops import notes
from workshops.models import Note

pytestmark = pytest.mark.django_db

WORDS = "They fear to lose the winter catch."


@pytest.fixture
def session(in_session):
    return in_session.sessions.get()


@pytest.fixture
def letter(heron, worker):
    return letters.post(
        "reminder",
        initiative=heron.pk,
        occasion=uuid4(),
        version="2026-03-04",
        address="amal.haddad@example.net",
        language="en",
        due_at=clock.now() + timedelta(hours=1),
    )


def _version(row, field):
    return getattr(row, field).token[:1]


def _shred(settings, kind):
    """Destroy what a compartment of this kind cannot be opened without."""
    key = DataKey.objects.get(epoch__compartment__kind=kind)
    keystore._path(key.pk).unlink()


def test_an_unlocked_member_seals_and_opens_and_the_opening_is_written_down(
    session, rosa
):
    note = make.note(session, by=rosa, words=WORDS)

    with make.acting(rosa):
        read = sealing.unseal(note, "words", by=rosa)

    entry = Entry.objects.latest("pk")
    assert (read, _version(note, "words")) == (WORDS, b"\x01")
    assert (entry.verb, entry.actor, entry.subject) == ("unseal", rosa.pk, note.pk)


def test_words_typed_with_the_vault_locked_are_kept_and_read_when_it_is_open(
    session, rosa
):
    note = notes.write(session, by=rosa, words=WORDS)

    with pytest.raises(VaultLocked):
        notes.read_one(note, by=rosa)
    with make.acting(rosa):
        read = notes.read_one(note, by=rosa)

    assert (read, _version(note, "words")) == (WORDS, b"\x02")


def test_who_holds_no_key_to_a_compartment_can_still_put_something_in(
    session, carla, farid
):
    note = notes.write(session, by=farid, words="")

    with make.acting(carla):
        note.words = sealing.seal(WORDS, of=note, field="words")
        with pytest.raises(WrongKey):
            sealing.unseal(note, "words", by=carla)
    with make.acting(farid):
        read = sealing.unseal(note, "words", by=farid)

    assert read == WORDS


def test_a_sealed_value_prints_nothing_however_it_is_printed(session, rosa):
    note = make.note(session, by=rosa, words=WORDS)
    stored = Note.objects.get()

    printed = {
        str(stored.words),
        repr(stored.words),
        f"{stored.words}",
        f"{[note.words]}",
    }

    assert printed == {"[sealed]", "[[sealed]]"}
    assert "[sealed]" in serializers.serialize("json", [stored])
    assert note.words.token.hex() not in serializers.serialize("json", [stored])


def test_a_plain_value_is_refused_by_the_field(session, rosa):
    note = make.note(session, by=rosa)
    ways = [
        note.save,
        lambda: Note.objects.update(words=note.words),
        lambda: Note.objects.bulk_update([note], ["words"]),
    ]

    for bare in (WORDS, WORDS.encode(), "", b"", 7):
        note.words = bare
        for store in ways:
            with pytest.raises(TypeError, match="not a bare"), transaction.atomic():
                store()

    assert isinstance(Note.objects.get().words, Sealed)


def test_no_table_holds_the_words_in_any_shape(session, rosa, carla, letter):
    make.note(session, by=rosa, words=WORDS)
    notes.write(session, by=rosa, words=WORDS)
    with connection.cursor() as cursor:
        whole = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" t')
            whole += cursor.fetchone()[0] or ""

    secrets = [
        WORDS,
        "Ebbing Marsh",
        "Amal Haddad",
        "amal.haddad",
        "Osier Mill",
        "fishers",
    ]
    found = [s for s in secrets if s in whole or s.encode().hex() in whole]
    assert found == []
    assert "heron" in whole


@pytest.mark.parametrize("locked", [False, True])
def test_an_envelope_put_into_another_row_does_not_open(session, rosa, locked):
    if locked:
        one, other = (
            notes.write(session, by=rosa, words=w) for w in (WORDS, "Another.")
        )
    else:
        one, other = (make.note(session, by=rosa, words=w) for w in (WORDS, "Another."))
    make.by_hand(
        "UPDATE workshops_note SET words = (SELECT words FROM workshops_note WHERE id = %s)"
        " WHERE id = %s",
        one.pk, other.pk,
    )  # fmt: skip
    other.refresh_from_db()

    with make.acting(rosa):
        assert notes.read_one(one, by=rosa) == WORDS
        with pytest.raises(Corrupt):
            notes.read_one(other, by=rosa)


def test_an_envelope_put_into_another_field_does_not_open(heron, carla):
    candidacy = make.candidacy(heron, by=carla)
    make.by_hand('UPDATE participants_candidacy SET standing = "case"')
    candidacy.refresh_from_db()

    with make.acting(carla):
        assert (
            sealing.unseal(candidacy, "case", by=carla) == "The fishers listen to her."
        )
        with pytest.raises(Corrupt):
            sealing.unseal(candidacy, "standing", by=carla)


def test_an_envelope_put_into_another_compartment_does_not_open(
    heron, carla, vera, viktor
):
    candidacy = make.candidacy(
        heron, by=carla, state="recommended", officers=(vera, viktor)
    )
    make.by_hand('UPDATE participants_candidacy SET recommendation = "case"')
    candidacy.refresh_from_db()

    with make.acting(vera), pytest.raises(Corrupt):
        sealing.unseal(candidacy, "recommendation", by=vera)


@pytest.mark.parametrize("locked", [False, True])
def test_one_flipped_bit_anywhere_in_an_envelope_keeps_it_shut(session, rosa, locked):
    note = notes.write(session, by=rosa, words=WORDS)
    if not locked:
        note = make.note(session, by=rosa, words=WORDS)
    token = note.words.token
    places = [*range(60), len(token) // 2, len(token) - 17, len(token) - 1]

    with make.acting(rosa):
        for place in places:
            flipped = bytearray(token)
            flipped[place] ^= 1
            note.words = Sealed(bytes(flipped))
            with pytest.raises(Corrupt):
                sealing.unseal(note, "words", by=rosa)
        note.words = Sealed(token)
        assert sealing.unseal(note, "words", by=rosa) == WORDS


def test_a_piece_of_an_envelope_does_not_open(session, rosa):
    note = make.note(session, by=rosa, words=WORDS)
    whole = note.words.token

    with make.acting(rosa):
        for length in range(len(whole)):
            note.words = Sealed(whole[:length])
            with pytest.raises(Corrupt):
                sealing.unseal(note, "words", by=rosa)


def test_one_envelope_that_does_not_open_shows_nothing_of_the_page(
    session, rosa, in_session
):
    make.note(session, by=rosa, words=WORDS)
    make.note(session, by=rosa, words="Another.")
    make.by_hand(
        "UPDATE workshops_note SET words = (SELECT words FROM workshops_note ORDER BY"
        " written_at LIMIT 1)"
    )
    opened = Entry.objects.filter(verb="unseal").count()

    with make.acting(rosa), pytest.raises(Corrupt):
        notes.read(in_session, by=rosa)

    assert Entry.objects.filter(verb="unseal").count() == opened


def test_what_is_destroyed_opens_for_nobody_however_it_was_sealed(
    session, rosa, farid, settings
):
    sealed = make.note(session, by=rosa, words=WORDS)
    deposited = notes.write(session, by=rosa, words=WORDS)

    _shred(settings, "room")

    for who in (rosa, farid):
        with make.acting(who):
            for note in (sealed, deposited):
                with pytest.raises(Shredded):
                    sealing.unseal(note, "words", by=who)


def test_a_keyring_that_was_warm_opens_nothing_that_was_destroyed_since(
    session, rosa, heron, settings
):
    note = make.note(session, by=rosa, words=WORDS)

    with make.acting(rosa):
        assert sealing.unseal(note, "words", by=rosa) == WORDS
        _shred(settings, "room")
        with pytest.raises(Shredded):
            sealing.unseal(note, "words", by=rosa)
        assert "Ebbing Marsh" in sealing.unseal(heron, "charter", by=rosa)


def test_nothing_is_sealed_into_what_was_destroyed(session, rosa, settings):
    before = Note.objects.count()
    _shred(settings, "room")

    with pytest.raises(Shredded):
        notes.write(session, by=rosa, words=WORDS)
    with pytest.raises(Shredded):
        make.note(session, by=rosa, words=WORDS)

    assert Note.objects.count() == before


def test_a_keystore_that_is_away_destroys_nothing(session, rosa, settings):
    note = make.note(session, by=rosa, words=WORDS)
    mounted, settings.KEYSTORE = settings.KEYSTORE, settings.KEYSTORE / "elsewhere"

    with make.acting(rosa), pytest.raises(VaultAway):
        sealing.unseal(note, "words", by=rosa)

    settings.KEYSTORE = mounted
    with make.acting(rosa):
        assert sealing.unseal(note, "words", by=rosa) == WORDS


def test_the_database_without_the_shred_file_is_not_enough(session, rosa, settings):
    """What a backup of PostgreSQL holds, with every passphrase guessed."""
    note = make.note(session, by=rosa, words=WORDS)
    key = DataKey.objects.get(epoch__compartment__kind="room")
    path = keystore._path(key.pk)
    path.write_bytes(suite.fresh())

    with make.acting(rosa), pytest.raises(Corrupt):
        sealing.unseal(note, "words", by=rosa)


def test_blanks_and_short_words_have_envelopes_of_one_size(session, rosa):
    said = ["", "No.", "نعم", "x" * 28]

    sealed = {len(make.note(session, by=rosa, words=w).words.token) for w in said}
    deposited = {len(notes.write(session, by=rosa, words=w).words.token) for w in said}
    longer = make.note(session, by=rosa, words="x" * 29).words.token

    assert (len(sealed), len(deposited)) == (1, 1)
    assert len(longer) == sealed.pop() + 32


def test_a_blank_comes_back_blank_and_what_was_never_written_is_blank_too(
    session, rosa, in_session
):
    note = make.note(session, by=rosa, words="")
    summary = make.summary(in_session, by=rosa)

    with make.acting(rosa):
        read = [
            sealing.unseal(note, "words", by=rosa),
            sealing.unseal(summary, "kept", by=rosa),
        ]

    assert read == ["", ""]
    assert (note.words is None, summary.kept) == (False, None)


def test_what_is_sealed_to_the_worker_opens_for_no_member(letter, carla):
    with make.acting(carla), pytest.raises(Corrupt):
        sealing.unseal(letter, "recipient", by=carla)

    assert b"amal.haddad@example.net" in sealing.unseal_as_worker(letter, "recipient")


def test_another_workers_key_opens_nothing(letter, settings):
    settings.WORKER_KEY = suite.fresh()

    with pytest.raises(WrongKey):
        sealing.unseal_as_worker(letter, "recipient")


def test_the_worker_opens_nothing_that_was_not_sealed_to_it(heron, worker):
    with pytest.raises(Corrupt):
        sealing.unseal_as_worker(heron, "charter")


def test_what_was_sealed_to_the_worker_dies_with_its_compartment(letter, settings):
    _shred(settings, "roster")

    with pytest.raises(Shredded):
        sealing.unseal_as_worker(letter, "recipient")


def test_a_workers_envelope_moved_to_another_letter_does_not_open(letter, heron):
    other = letters.post(
        "reminder",
        initiative=heron.pk,
        occasion=uuid4(),
        version="2026-03-04",
        address="boris.lem@example.net",
        language="en",
        due_at=clock.now() + timedelta(hours=1),
    )
    make.by_hand(
        "UPDATE outbox_letter SET recipient = (SELECT recipient FROM outbox_letter"
        " WHERE id = %s)",
        letter.pk,
    )

    with pytest.raises(Corrupt):
        sealing.unseal_as_worker(Letter.objects.get(pk=other.pk), "recipient")


def test_a_compartments_public_key_swapped_in_the_database_takes_no_deposit(
    session, rosa
):
    make.by_hand(
        "UPDATE vault_epoch SET public = (SELECT public FROM vault_memberkey LIMIT 1)"
    )

    with pytest.raises(WrongKey):
        notes.write(session, by=rosa, words=WORDS)

    assert not Note.objects.exists()


def test_there_is_no_sealing_for_a_table_without_compartments(rosa):
    unfounded = Initiative(code="osier")

    with pytest.raises(WrongKey):
        sealing.seal(WORDS, of=unfounded, field="charter")


def test_the_worker_seals_its_result_so_that_members_open_it(
    heron, worker, carla, rhea
):
    way = sealing.way_back(heron, "charter")

    heron.charter = sealing.seal_back(b"%PDF", of=heron, field="charter", way=way)

    with make.acting(carla):
        assert sealing.unseal_file(heron, "charter", by=carla) == b"%PDF"
    with make.acting(rhea), pytest.raises(WrongKey):
        sealing.unseal_file(heron, "charter", by=rhea)


def test_several_fields_of_several_rows_are_one_entry(heron, carla):
    both = [
        make.candidacy(heron, by=carla, name=n) for n in ("Amal Haddad", "Boris Lem")
    ]
    before = Entry.objects.filter(verb="unseal").count()

    with make.acting(carla):
        standings, cases = sealing.unseal_columns(both, ["standing", "case"], by=carla)
        nothing = sealing.unseal_all([], "case", by=carla)

    entry = Entry.objects.filter(verb="unseal").latest("pk")
    assert (cases, len(standings), nothing) == (
        ["The fishers listen to her."] * 2,
        2,
        [],
    )
    assert Entry.objects.filter(verb="unseal").count() == before + 1
    assert entry.rows == 2
