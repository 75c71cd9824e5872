"""Who writes to the database writes that something was destroyed, or strikes a hold: what pages say."""

from datetime import timedelta
from uuid import uuid4

import make
import pytest
from roles import stepping_into

from dialogues import destruction, holds, testimony
from dialogues.models import Destruction
from trackii import clock, principal
from trackii.audit import chain
from trackii.audit.models import Entry
from trackii.rows import WEB
from workshops import scheduling

pytestmark = pytest.mark.django_db
DONE = """
INSERT INTO dialogues_destruction (id, initiative_id, kind, thing, state, early,
  asked_by_id, asked_at, signed_by_id, signed_at, done_at, horizon, head_position, head_mac)
VALUES (%s, %s, %s, %s, 'done', true, %s, now(), %s, now(), now(), 30, 0, '')
"""
FALSE = "This certificate is not attested."
LISTED = "Not attested by the record"


@pytest.fixture
def closed(in_session, rosa, farid):
    make.note(in_session.sessions.get(), by=rosa, words="They fear the winter.")
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    return in_session


def _write(initiative, kind, thing, *, asked, signed):
    """A certificate two people are said to have signed, by the web's own rights."""
    number = testimony.number(initiative.pk, kind, thing)
    values = number, initiative.pk, kind, thing, asked.pk, signed.pk
    with stepping_into(WEB), principal.acting_as(principal.member(asked.pk)):
        make.by_hand(DONE, *values)
    return number


def _pages(client, number):
    at = "/dialogues/heron/retention/"
    return client.get(at).text, client.get(f"{at}{number}/").text


def _seal():
    while chain.seal():
        continue


@pytest.mark.parametrize("chained", [True, False])
def test_a_certificate_that_somebody_wrote_says_that_it_is_none(
    chained, heron, approved, carla, farid, browse
):
    amal, boris = (each.person_id for each in approved)
    true = destruction.ask(heron, "person", boris, by=carla)
    destruction.sign(true, by=farid)
    false = _write(heron, "person", amal, asked=carla, signed=farid)
    if chained:
        _seal()
    client = browse(carla)

    listed, said = _pages(client, false)
    _listed, of_the_true = _pages(client, true.pk)

    assert FALSE in said
    assert "was destroyed: the key it could be opened with is gone" not in said
    assert listed.count(LISTED) == 1
    assert f"{LISTED}</strong>" in listed.split(f"/{false}/")[1].split("</li>")[0]
    assert FALSE not in of_the_true
    assert "the key it could be opened with is gone" in of_the_true


@pytest.mark.parametrize(
    "lie",
    [
        "done_at = done_at - interval '1 year'",
        "asked_by_id = (SELECT id FROM accounts_user WHERE name = 'Vera Novak')",
        "signed_by_id = (SELECT id FROM accounts_user WHERE name = 'Vera Novak')",
        "early = false, due_on = now()",
        "kind = 'notes'",
    ],
)
def test_a_true_one_that_was_altered_is_none_either(
    lie, heron, approved, carla, farid, vera, browse
):
    asked = destruction.ask(heron, "person", approved[0].person_id, by=carla)
    destruction.sign(asked, by=farid)
    client = browse(carla)
    before = _pages(client, asked.pk)
    make.by_hand(f"UPDATE dialogues_destruction SET {lie}")

    after = _pages(client, asked.pk)

    assert [(LISTED in before[0], FALSE in before[1])] == [(False, False)]
    assert [(LISTED in after[0], FALSE in after[1])] == [(True, True)]


def test_one_of_the_house_on_its_day_is_attested(heron, approved, carla, browse):
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    with principal.acting_as(principal.WORKER):
        destruction.shred_due()
    done = Destruction.objects.first()

    listed, said = _pages(browse(carla), done.pk)

    assert (LISTED in listed, FALSE in said) == (False, False)
    assert "the house, on its day" in said


def test_a_room_that_is_only_said_to_be_gone_is_read_and_written_in(
    heron, in_session, rosa, carla, farid, browse
):
    [session] = in_session.sessions.all()
    make.note(session, by=rosa, words="They fear the winter.")
    for kind, thing in (
        ("round", in_session.pk), ("notes", session.pk), ("initiative", heron.pk),
    ):  # fmt: skip
        _write(heron, kind, thing, asked=carla, signed=farid)
    client = browse(rosa)
    room = f"/dialogues/heron/workshops/{in_session.number}/room/"

    page = client.get(room).text
    make.note(session, by=rosa, words="And they fear the spring.")
    make.summary(in_session, by=rosa)

    assert "They fear the winter." in page
    assert "was destroyed" not in page
    assert "And they fear the spring." in client.get(room).text
    assert "was destroyed" not in client.get(room.replace("room", "summary")).text


def test_certificates_of_one_day_can_be_told_apart(
    heron, approved, closed, carla, farid, browse
):
    [session] = closed.sessions.all()
    for kind, thing in (
        ("person", approved[0].person_id), ("person", approved[1].person_id),
        ("notes", session.pk), ("round", closed.pk),
    ):  # fmt: skip
        destruction.sign(destruction.ask(heron, kind, thing, by=carla), by=farid)
    page = browse(carla).get("/dialogues/heron/retention/").text

    for named in (
        "What is known of a person, A-01", "What is known of a person, B-01",
        "The notes of a session, HERON 1.1", "The room of a round, HERON 1",
    ):  # fmt: skip
        assert page.count(f"Certificate: {named}</a>") == 1
    assert "Amal" not in page


def _struck(heron, vera, chained):
    holds.put(heron, by=vera)
    make.by_hand("DELETE FROM dialogues_hold")
    if chained:
        _seal()


@pytest.mark.parametrize("chained", [True, False])
def test_a_hold_that_was_struck_stands_on_the_page(
    chained, heron, closed, carla, vera, browse
):
    destroy = f"/dialogues/heron/retention/destroy/round/{closed.pk}/"
    client = browse(carla)
    before = client.get("/dialogues/heron/retention/").text
    _struck(heron, vera, chained)

    page = client.get("/dialogues/heron/retention/").text
    asking = client.get(destroy).text

    assert (destroy in before, destroy in page) == (True, False)
    assert "No hold stands." not in page
    assert "Vera Novak put this initiative on hold" in page
    assert "somebody struck it" in page
    assert "A legal hold stands, so nothing is destroyed now." in asking


def test_it_is_put_again_from_there_and_lifted_by_two(
    heron, carla, vera, farid, browse
):
    _struck(heron, vera, chained=True)
    client = browse(carla)

    page = client.post("/dialogues/heron/retention/hold/", follow=True).text
    hold = heron.holds.get()
    holds.ask_to_lift(hold, by=carla)
    holds.lift(hold, by=farid)
    after = client.get("/dialogues/heron/retention/").text

    assert ("somebody struck it" in page, "Carla Conti put" in page) == (False, True)
    assert "No hold stands." in after


def test_a_hold_that_the_record_does_not_know_strikes_none(heron, carla, browse):
    """An entry that somebody wrote puts no hold on the page."""
    with stepping_into(WEB), principal.acting_as(principal.member(carla.pk)):
        make.by_hand(
            "INSERT INTO audit_entry (at, actor, verb, subject_kind, subject, initiative,"
            " outcome, rows) VALUES (%s, %s, 'put on hold', 'dialogues.hold', %s, %s,"
            " 'done', 1)",
            clock.now(), carla.pk, uuid4(), heron.pk,
        )  # fmt: skip
    assert Entry.objects.filter(verb="put on hold").exists()

    page = browse(carla).get("/dialogues/heron/retention/").text

    assert "No hold stands." in page
