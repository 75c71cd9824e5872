"""Things that die: a person, a session's notes, a round's drafts. Each alone, with every copy."""

import make
import pytest

from dialogues import team
from participants import people, signing
from trackii.outbox.models import Letter
from trackii.vault import keystore, sealing
from trackii.vault.errors import Corrupt, Shredded, VaultAway
from workshops import notes, registry, summaries
from workshops.models import Note, RegistryEntry

pytestmark = pytest.mark.django_db

WORDS = "They fear to lose the winter catch."


@pytest.fixture
def amal(approved):
    return approved[0]


@pytest.fixture
def boris(approved):
    return approved[1]


@pytest.fixture
def session(in_session):
    return in_session.sessions.get()


def test_a_person_dies_alone(amal, boris, carla):
    keystore.destroy(amal.person_id)

    with make.acting(carla):
        with pytest.raises(Shredded):
            people.read_one(amal, by=carla)
        assert people.read_one(boris, by=carla).particulars.name == "Boris Lem"


def test_what_officers_wrote_of_her_dies_with_her(amal, boris, vera):
    keystore.destroy(amal.person_id)

    with make.acting(vera):
        with pytest.raises(Shredded):
            signing.read(amal, by=vera)
        written = signing.read(boris, by=vera)
    assert (written.recommendation, written.grounds) == (
        "Two references, both warm.",
        "Nothing stands against her.",
    )


def test_the_copy_of_her_names_in_a_room_dies_with_her(in_session, amal, boris, rosa):
    keystore.destroy(amal.person_id)

    entries = {each.person_id: each for each in in_session.registry.all()}
    with make.acting(rosa):
        with pytest.raises(Shredded):
            sealing.unseal(entries[amal.person_id], "names", by=rosa)
        assert "Boris Lem" in sealing.unseal(entries[boris.person_id], "names", by=rosa)


def test_the_address_on_a_letter_that_is_due_dies_with_her(confirmed, amal, boris):
    keystore.destroy(amal.person_id)

    hers = Letter.objects.get(person=amal.person_id)
    his = Letter.objects.get(person=boris.person_id)
    with pytest.raises(Shredded):
        sealing.unseal_as_worker(hers, "recipient")
    assert b"boris.lem@example.net" in sealing.unseal_as_worker(his, "recipient")


@pytest.mark.parametrize("locked", [False, True])
def test_the_notes_of_one_session_die_and_those_of_the_next_do_not(
    in_session, session, farid, rosa, locked
):
    later = make.session(in_session, by=farid, phase="shape")
    write = notes.write if locked else lambda of, by, words: make.note(of, by=by)
    gone, stays = (write(each, by=rosa, words=WORDS) for each in (session, later))

    keystore.destroy(session.pk)

    with make.acting(rosa):
        with pytest.raises(Shredded):
            notes.read_one(gone, by=rosa)
        assert notes.read_one(stays, by=rosa) == WORDS


def test_nothing_is_written_into_a_session_whose_notes_were_destroyed(session, rosa):
    keystore.destroy(session.pk)

    with pytest.raises(Shredded):
        notes.write(session, by=rosa, words=WORDS)
    with pytest.raises(Shredded):
        make.note(session, by=rosa, words=WORDS)

    assert not Note.objects.exists()


def test_drafts_and_the_conveners_proof_die_with_the_round_and_a_release_does_not(
    in_session, rosa, farid, carla
):
    released = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released"
    )
    with make.acting(carla):
        released.proof = sealing.seal(WORDS, of=released, field="proof")

    keystore.destroy(in_session.pk)

    with make.acting(rosa), pytest.raises(Shredded):
        summaries.read_draft(released, by=rosa)
    with make.acting(carla):
        with pytest.raises(Shredded):
            sealing.unseal(released, "proof", by=carla)
        assert summaries.read_released(released, by=carla) == make.CLEAN


def test_a_copy_put_under_another_person_in_the_database_does_not_open(
    in_session, amal, boris, rosa
):
    make.by_hand(
        "UPDATE workshops_registryentry SET person_id = %s WHERE code = %s",
        boris.person_id,
        amal.person.code,
    )

    with make.acting(rosa), pytest.raises(Corrupt):
        registry.read(in_session, by=rosa)


def test_a_page_that_was_read_before_is_not_read_after(amal, carla):
    with make.acting(carla):
        assert people.read_one(amal, by=carla).particulars.name == "Amal Haddad"
        keystore.destroy(amal.person_id)
        with pytest.raises(Shredded):
            people.read_one(amal, by=carla)


def test_a_new_epoch_changes_nothing_about_who_is_dead(
    heron, amal, boris, carla, farid, oskar
):
    hers = heron.memberships.get(user=oskar)
    team.name_leaving(hers, by=carla)
    with make.acting(farid):
        team.release(hers, by=farid)
    keystore.destroy(amal.person_id)

    with make.acting(carla):
        people.correct(
            boris.person, by=carla, particulars=make.particulars("Boris Lem", phone="9")
        )
        assert people.read([boris.person], by=carla)[0].phone == "9"
        with pytest.raises(Shredded):
            people.read_one(amal, by=carla)


def test_a_key_is_destroyed_once_and_asking_again_harms_nothing(amal):
    assert keystore.destroy(amal.person_id) is True
    assert keystore.destroy(amal.person_id) is False


def test_a_keystore_that_is_away_destroys_nothing(amal, boris, carla, settings):
    mounted, settings.KEYSTORE = settings.KEYSTORE, settings.KEYSTORE / "elsewhere"
    with pytest.raises(VaultAway):
        keystore.destroy(amal.person_id)

    settings.KEYSTORE = mounted
    with make.acting(carla):
        assert people.read([amal.person], by=carla)[0].name == "Amal Haddad"


def test_a_registry_knows_whose_names_it_copied(in_session, amal, boris, rosa):
    copied = set(RegistryEntry.objects.values_list("person", "code"))

    assert copied == {(each.person_id, each.person.code) for each in (amal, boris)}
    with make.acting(rosa):
        assert len(registry.read(in_session, by=rosa)) > len(copied)  # and the team
