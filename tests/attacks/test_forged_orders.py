"""Who writes to the database orders destruction, stops it and dodges it: what comes of that."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import make
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from roles import stepping_into

from dialogues import bulletin, destruction, holds, initiatives, retention, testimony
from dialogues.charter import Archive
from dialogues.models import Destruction, Initiative
from participants import people
from participants.models import Person
from trackii import clock, condition, principal
from trackii.audit import chain
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.rows import WEB, WORKER
from trackii.vault import keystore
from trackii.vault.errors import VaultAway

pytestmark = pytest.mark.django_db
ORDER = """
INSERT INTO dialogues_destruction (id, initiative_id, kind, thing, state, early,
  asked_by_id, asked_at, signed_by_id, signed_at)
VALUES (%s, %s, 'person', %s, %s, true, %s, now(), %s, %s)
"""


@pytest.fixture
def amal(approved):
    return approved[0]


def _forge(initiative, thing, *, asked, signed=None, number=None):
    """An order two people are said to have given, by the web's own rights."""
    number = number or testimony.number(initiative.pk, "person", thing)
    state, when = ("signed", clock.now()) if signed else ("asked", None)
    values = number, initiative.pk, thing, state, asked.pk, signed and signed.pk, when
    with stepping_into(WEB), principal.acting_as(principal.member(asked.pk)):
        make.by_hand(ORDER, *values)
    return Destruction.objects.get(pk=number)


def _run():
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        return destruction.shred_due()


def _lives(candidacy, by):
    with make.acting(by):
        return people.read([candidacy.person], by=by)[0].name == "Amal Haddad"


def _seal():
    while chain.seal():
        continue


# --- forged


@pytest.mark.parametrize("chained", [True, False])
def test_an_order_that_nobody_gave_is_left_alone_written_down_and_shown(
    chained, heron, amal, carla, farid
):
    order = _forge(heron, amal.person_id, asked=carla, signed=farid)
    if chained:
        _seal()

    assert [_run(), _run()] == [destruction.Done(refused=1)] * 2

    assert _lives(amal, carla)
    noted = Entry.objects.filter(subject=order.pk, outcome="refused")
    assert [entry.verb for entry in noted] == ["carry_out"]
    assert bulletin.last().amiss == 1
    [line] = [each for each in condition.report() if each.name == "Destroying"]
    assert not line.well
    assert line.words.startswith("1 not destroyed")


def test_nor_with_entries_that_somebody_wrote_for_it(heron, amal, carla, farid):
    order = _forge(heron, amal.person_id, asked=carla, signed=farid)
    for verb, actor in (("ask to destroy", carla), ("sign", farid)):
        with stepping_into(WEB), principal.acting_as(principal.member(carla.pk)):
            make.by_hand(
                "INSERT INTO audit_entry (at, actor, verb, subject_kind, subject,"
                " initiative, outcome, rows)"
                " VALUES (now(), %s, %s, 'dialogues.destruction', %s, %s, 'done', 1)",
                actor.pk, verb, order.pk, heron.pk,
            )  # fmt: skip
    _seal()

    assert _run().refused == 1
    assert _lives(amal, carla)


def test_a_second_hand_signs_nothing_that_no_first_hand_asked_for(
    heron, amal, carla, farid
):
    order = _forge(heron, amal.person_id, asked=carla)

    with pytest.raises(Refused, match="nobody who asked"):
        destruction.sign(order, by=farid)

    assert _lives(amal, carla)


def test_what_two_signed_for_one_person_is_not_carried_out_on_another(
    heron, amal, approved, carla, farid, settings
):
    boris = approved[1]
    asked = destruction.ask(heron, "person", boris.person_id, by=carla)
    make.by_hand("UPDATE dialogues_destruction SET thing = %s", amal.person_id)

    with pytest.raises(Refused, match="nobody who asked"):
        destruction.sign(Destruction.objects.get(pk=asked.pk), by=farid)
    make.by_hand("UPDATE dialogues_destruction SET thing = %s", boris.person_id)
    destruction.sign(Destruction.objects.get(pk=asked.pk), by=farid)
    make.by_hand(
        "UPDATE dialogues_destruction SET state = 'signed', thing = %s, done_at = NULL,"
        " horizon = NULL, head_position = NULL, head_mac = NULL",
        amal.person_id,
    )

    assert _run().refused == 1
    assert _lives(amal, carla)


@pytest.mark.parametrize("column", ["asked_by_id", "signed_by_id"])
def test_an_order_under_another_s_name_is_none(
    column, heron, amal, carla, farid, vera, settings
):
    asked = destruction.ask(heron, "person", amal.person_id, by=carla)
    mounted, settings.KEYSTORE = settings.KEYSTORE, settings.KEYSTORE / "away"
    with pytest.raises(VaultAway):
        destruction.sign(asked, by=farid)
    settings.KEYSTORE = mounted
    make.by_hand(f"UPDATE dialogues_destruction SET {column} = %s", vera.pk)

    assert _run().refused == 1
    assert _lives(amal, carla)


# --- made due


@pytest.mark.parametrize(
    "statement",
    [
        (
            "UPDATE dialogues_initiative SET state = 'concluded',"
            " concluded_at = now() - interval '2 years'"
        ),
        (
            "UPDATE participants_candidacy SET state = 'withdrawn',"
            " withdrawn_at = now() - interval '2 years'"
        ),
    ],
)
def test_a_day_that_somebody_moved_does_not_come(statement, heron, amal, carla):
    make.by_hand(statement)

    done = _run()

    assert (done.destroyed, done.refused) == (0, 2)  # amal and boris
    assert _lives(amal, carla)


def test_an_end_that_was_moved_back_is_counted_from_the_record(heron, amal, carla):
    make.conclude(heron, by=carla)
    make.by_hand("UPDATE dialogues_initiative SET concluded_at = '2020-01-01 12:00Z'")

    assert (_run().destroyed, _lives(amal, carla)) == (0, True)
    with clock.at(clock.now() + timedelta(days=366)):
        assert _run().destroyed == 2


def test_an_archive_that_was_to_be_kept_is_not_destroyed_by_a_word_in_its_row(
    heron, amal, carla
):
    make.conclude(heron, by=carla, ago=timedelta(days=40))
    make.by_hand("UPDATE dialogues_initiative SET archive = %s", Archive.DESTROY)

    assert _run() == destruction.Done(refused=1)
    assert _lives(amal, carla)


def test_what_is_kept_by_decision_stays_kept_without_its_row_s_word(heron, amal, carla):
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    make.by_hand("UPDATE dialogues_initiative SET kept_by_decision = true")
    assert _run() == destruction.Done()
    initiatives.keep_by_decision(Initiative.objects.get(pk=heron.pk), by=carla)
    make.by_hand("UPDATE dialogues_initiative SET kept_by_decision = false")

    assert _run().destroyed == 0
    assert _lives(amal, carla)


# --- the hold


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM dialogues_hold",
        (
            "UPDATE dialogues_hold SET state = 'lifted', lift_asked_by_id = set_by_id,"
            " lift_asked_at = now(), lifted_at = now(), lifted_by_id ="
            " (SELECT id FROM accounts_user WHERE name = 'Farid Mansour')"
        ),
    ],
)
def test_a_hold_stands_although_its_row_was_struck(
    statement, heron, amal, carla, vera, farid
):
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    holds.put(heron, by=vera)
    make.by_hand(statement)
    _seal()

    assert _run() == destruction.Done(held=2)

    assert _lives(amal, carla)
    asked = destruction.ask(heron, "person", amal.person_id, by=carla)
    with pytest.raises(ValidationError, match="legal hold"):
        destruction.sign(asked, by=farid)


def test_a_hold_that_was_struck_is_put_again_and_lifted_by_two(
    heron, amal, carla, vera
):
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    holds.put(heron, by=vera)
    make.by_hand("DELETE FROM dialogues_hold")

    again = holds.put(heron, by=carla)
    holds.ask_to_lift(again, by=carla)
    holds.lift(again, by=vera)

    assert _run().destroyed == 2


def test_nobody_lifts_what_another_is_only_said_to_have_asked(
    heron, carla, vera, farid
):
    hold = holds.put(heron, by=vera)
    make.by_hand(
        "UPDATE dialogues_hold SET state = 'lifting', lift_asked_by_id = %s,"
        " lift_asked_at = now()",
        carla.pk,
    )
    hold.refresh_from_db()

    with pytest.raises(Refused, match="nobody who asked"):
        holds.lift(hold, by=farid)

    assert holds.stands(heron)


# --- stopped


def test_an_order_that_names_nobody_stops_no_other(heron, amal, carla, farid):
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    _forge(heron, uuid4(), asked=carla, signed=farid)

    done = _run()

    assert (done.destroyed, done.refused) == (2, 1)
    assert set(Person.objects.values_list("state", flat=True)) == {"erased"}


def test_what_breaks_is_counted_told_and_tried_again(heron, amal, carla, monkeypatch):
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    ending = retention.ENDINGS["person"]

    def close(thing):
        if thing == amal.person_id:
            raise LookupError("no such row")
        ending.close(thing)

    broken = replace(ending, close=close)
    monkeypatch.setitem(retention.ENDINGS, "person", broken)
    first = _run()
    with (
        stepping_into(WORKER),
        pytest.raises(CommandError, match="1 could not be destroyed"),
    ):
        call_command("shred_due")
    monkeypatch.setitem(retention.ENDINGS, "person", ending)

    assert (first.destroyed, first.failed) == (1, 1)
    assert amal.person_id in keystore.everything()
    assert _run().destroyed == 1
    assert bulletin.last().amiss == 0
