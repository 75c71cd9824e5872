"""Who writes to the database moves rows about before something dies: what dies nevertheless."""

from datetime import timedelta

import make
import pytest
from roles import stepping_into

from dialogues import destruction
from dialogues.models import Destruction, Initiative
from participants.models import Person
from trackii import clock, principal
from trackii.rows import WORKER
from trackii.vault import keystore, sealing
from trackii.vault.errors import Corrupt
from trackii.vault.models import Compartment, DataKey, Epoch
from workshops import scheduling

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(in_session, rosa, farid):
    make.note(in_session.sessions.get(), by=rosa)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    return in_session


def _key_of(kind, initiative):
    return DataKey.objects.get(
        epoch__compartment__kind=kind, epoch__compartment__initiative=initiative.pk
    ).pk


def _end(initiative, kind, thing, carla, farid):
    asked = destruction.ask(initiative, kind, thing, by=carla)
    destruction.sign(asked, by=farid)
    assert Destruction.objects.get(pk=asked.pk).state == "done"
    return keystore.everything().keys()


def _run():
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        return destruction.shred_due()


def test_nothing_is_sealed_to_die_with_what_it_is_not_of(heron, team, carla, farid):
    """She gives the row of a key the number of a file that does not die with its table: what
    colleagues seal with their vaults locked would outlive everything.
    """
    elsewhere = make.workshop(make.initiative(team, code="larch"), by=farid)
    brief, round_ = _key_of("brief", heron), make.workshop(heron, by=farid)
    assert sealing.seal("The bridge at noon.", of=round_, field="plan")
    make.by_hand("UPDATE vault_datakey SET id = %s WHERE id = %s", elsewhere.pk, brief)

    with pytest.raises(Corrupt):
        sealing.seal("The bridge at noon.", of=round_, field="plan")
    with make.acting(carla), pytest.raises(Corrupt):
        sealing.seal("The bridge at noon.", of=round_, field="plan")


HIDING = [
    "UPDATE vault_datakey SET epoch_id = '{ideas}' WHERE id = '{key}'",
    "DELETE FROM vault_datakey WHERE id = '{key}'",
    "UPDATE vault_compartment SET about = gen_random_uuid() WHERE kind = 'room'",
    ("UPDATE vault_epoch SET compartment_id = '{brief}' , number = 7 WHERE compartment_id"
    " = (SELECT id FROM vault_compartment WHERE kind = 'room')"),
    "UPDATE workshops_session SET workshop_id = '{other}'",
]  # fmt: skip


@pytest.mark.parametrize("statement", HIDING)
def test_a_room_dies_wherever_its_rows_were_put(statement, heron, closed, carla, farid):
    other = make.workshop(heron, by=farid)
    room = Compartment.objects.get(kind="room", about=closed.pk)
    key, session = (
        DataKey.objects.get(epoch__compartment=room).pk,
        closed.sessions.get().pk,
    )
    places = {
        "key": key, "other": other.pk,
        "ideas": Epoch.objects.get(compartment__kind="ideas").pk,
        "brief": Compartment.objects.get(kind="brief").pk,
    }  # fmt: skip
    statement = statement.replace("kind = 'room'", f"id = '{room.pk}'")
    make.by_hand(statement.format(**places))

    standing = _end(heron, "round", closed.pk, carla, farid)

    assert not {key, session, closed.pk} & standing
    assert other.pk in standing


def test_a_round_takes_no_key_with_it_that_was_pushed_under_it(
    heron, closed, carla, farid
):
    brief = _key_of("brief", heron)
    room = Epoch.objects.get(compartment__kind="room", compartment__about=closed.pk)
    DataKey.objects.filter(epoch=room).update(
        epoch=Epoch.objects.get(compartment__kind="ideas")
    )
    DataKey.objects.filter(pk=brief).update(epoch=room)

    assert brief in _end(heron, "round", closed.pk, carla, farid)


def test_everything_means_people_and_rounds_that_were_moved_to_another_table(
    heron, approved, closed, team, carla, farid
):
    elsewhere = make.initiative(team, code="larch")
    make.conclude(heron, by=carla)
    for table in ("participants_person", "workshops_workshop", "vault_compartment"):
        column = "initiative" if table.startswith("vault") else "initiative_id"
        make.by_hand(
            f"UPDATE {table} SET {column} = %s WHERE {column} = %s",
            elsewhere.pk, heron.pk,
        )  # fmt: skip
    own = {key for key, above in keystore.book().items() if above == elsewhere.pk}
    assert own != set()

    standing = _end(Initiative.objects.get(pk=heron.pk), "initiative", heron.pk,
                    carla, farid)  # fmt: skip

    assert {*standing} == own


@pytest.mark.parametrize("forged", ["certificate", "state"])
def test_what_is_only_said_to_be_gone_is_not_taken_for_it(
    forged, heron, approved, closed, carla
):
    """It falls due; behind a false certificate it waits, and the run says so."""
    amal = approved[0].person_id
    make.conclude(heron, by=carla)
    if forged == "state":
        make.by_hand("UPDATE participants_person SET state = 'erased'")
    else:
        make.by_hand(
            "INSERT INTO dialogues_destruction (id, initiative_id, kind, thing, state,"
            " early, due_on, done_at, horizon, head_position, head_mac) VALUES"
            " (gen_random_uuid(), %s, 'person', %s, 'done', false, now(), now(), 1, 1, '')",
            heron.pk, amal,
        )  # fmt: skip

    with clock.at(clock.now() + timedelta(days=400)):
        done = _run()

    if forged == "state":
        assert (done.refused, amal in keystore.everything()) == (0, False)
        assert set(Person.objects.values_list("state", flat=True)) == {"erased"}
    else:
        assert (done.refused, amal in keystore.everything()) == (1, True)


def test_a_file_that_does_not_say_where_it_belongs_dies_by_its_row(
    heron, closed, carla, farid
):
    """It is from before files did."""
    for key, kept in keystore.everything().items():
        keystore.destroy(key)
        keystore.put(key, kept[:32])
    [session] = closed.sessions.all()

    standing = _end(heron, "round", closed.pk, carla, farid)

    assert not {closed.pk, session.pk} & standing
    assert _key_of("brief", heron) in standing
