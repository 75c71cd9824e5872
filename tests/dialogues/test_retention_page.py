"""The page of what dies: what falls due, a second hand, a hold, and the certificate."""

import re
import socket
from datetime import timedelta

import make
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogues import destruction, holds
from dialogues.models import Destruction
from participants.models import Person
from trackii import clock
from trackii.audit import chain
from trackii.audit.models import Entry
from trackii.vault import unlocking
from workshops import scheduling

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(in_session, farid):
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    return in_session


def _page(client):
    return client.get(reverse("dialogues:retention", args=["heron"]))


def test_a_person_is_erased_from_her_page_by_two(heron, approved, carla, farid, browse):
    amal = approved[0].person
    way = reverse("dialogues:destroy", args=["heron", "person", amal.pk])
    first, second = browse(carla), browse(farid)

    page = first.get(reverse("participants:candidacy", args=["heron", amal.code])).text
    asking = first.get(way).text
    first.post(way)
    own = _page(first).text
    asked = Destruction.objects.get()
    sign = reverse("dialogues:sign_destruction", args=["heron", asked.pk])
    theirs = _page(second).text
    certificate = second.post(sign, follow=True).text

    assert way in page
    assert "A-01" in asking
    assert "A second person has to sign." in asking
    assert (sign in own, sign in theirs) == (False, True)
    assert "Certificate of destruction" in certificate
    assert "Carla Conti, Farid Mansour" in certificate
    assert "Amal Haddad" not in certificate
    assert Person.objects.get(pk=amal.pk).state == "erased"


@pytest.mark.parametrize("sealed", [False, True])
def test_a_certificate_tells_the_seal_of_the_record_if_there_was_one(
    heron, approved, carla, farid, browse, sealed
):
    amal = approved[0].person
    if sealed:
        chain.seal()
    head = chain.head()
    asked = destruction.ask(heron, "person", amal.pk, by=carla)
    destruction.sign(asked, by=farid)

    page = browse(carla).get(f"/dialogues/heron/retention/{asked.pk}/").text

    assert (head.position > 0, "Seal of the record" in page) == (sealed, sealed)
    assert f"{head.position} {head.mac}</bdi>" in page or not sealed


def test_pages_that_list_the_dead_say_so_and_show_their_neighbours(
    heron, in_session, approved, carla, farid, browse
):
    amal = approved[0].person
    asked = destruction.ask(heron, "person", amal.pk, by=carla)
    destruction.sign(asked, by=farid)
    client = browse(farid)

    people = client.get(reverse("participants:people", args=["heron"]))
    hers = client.get(reverse("participants:candidacy", args=["heron", amal.code]))
    seats = client.get(reverse("workshops:seats", args=["heron", in_session.number]))
    correct = client.get(reverse("participants:correct", args=["heron", amal.code]))

    assert [p.status_code for p in (people, hers, seats)] == [200, 200, 200]
    for page in (people, seats):
        assert "[destroyed]" in page.text
        assert "Boris Lem" in page.text
    assert "[destroyed]" in hers.text
    assert "Erase this person" not in hers.text
    assert "Amal" not in people.text + hers.text + seats.text + correct.text


def test_a_room_without_its_notes_is_a_page_all_the_same(
    heron, closed, rosa, carla, farid, browse
):
    make.note(closed.sessions.get(), by=rosa, words="They fear the winter.")
    make.summary(closed, by=rosa, words="The sides met.")
    asked = destruction.ask(heron, "round", closed.pk, by=carla)
    destruction.sign(asked, by=farid)
    client = browse(rosa)

    room = client.get(reverse("workshops:room", args=["heron", closed.number]))
    summary = client.get(reverse("workshops:summary", args=["heron", closed.number]))

    assert (room.status_code, summary.status_code) == (200, 200)
    assert "[destroyed]" in room.text
    assert "The room of this round was destroyed on" in summary.text


def test_a_hold_stands_on_the_page_and_takes_the_ways_to_destroy_away(
    heron, closed, vera, carla, browse
):
    destroy = reverse("dialogues:destroy", args=["heron", "round", closed.pk])
    before = _page(browse(carla)).text

    browse(vera).post(reverse("dialogues:hold", args=["heron"]))

    after = _page(browse(carla)).text
    assert "Vera Novak put this initiative on hold" in after
    assert (destroy in before, destroy in after) == (True, False)


def test_what_is_asked_for_under_a_hold_is_remembered_and_shown_when_it_is_lifted(
    heron, closed, approved, vera, carla, farid, browse
):
    amal = approved[0].person
    way = reverse("dialogues:destroy", args=["heron", "person", amal.pk])
    hold = holds.put(heron, by=vera)
    client, second = browse(carla), browse(farid)

    asking = client.get(way).text
    told = client.post(way, follow=True).text
    asked = Destruction.objects.get()
    sign = reverse("dialogues:sign_destruction", args=["heron", asked.pk])
    theirs, desk = _page(second).text, second.get("/").text
    refused = second.post(sign)
    holds.ask_to_lift(hold, by=vera)
    lift = reverse("dialogues:lift", args=["heron", hold.pk])
    with clock.at(clock.now() + timedelta(days=104)):
        lifting = browse(carla).get(lift).text
    holds.lift(hold, by=carla)
    after = _page(second).text
    second.post(sign)

    assert "A legal hold stands, so nothing is destroyed now." in asking
    assert "nobody has to ask again" in told
    assert (sign in theirs, "Destruction to sign" in desk) == (False, False)
    assert (refused.status_code, "A legal hold stands" in refused.text) == (422, True)
    assert [
        line for line in re.findall("<li>([^<]*)</li>", lifting) if ":" in line
    ] == ["The room of a round: HERON 1", "What is known of a person: A-01"]
    assert "Amal" not in asking + told + theirs + lifting
    assert sign in after
    assert Person.objects.get(pk=amal.pk).state == "erased"
    verbs = Entry.objects.filter(subject=asked.pk).order_by("pk")
    assert list(verbs.values_list("verb", "outcome", "actor")) == [
        ("ask to destroy", "done", carla.pk), ("sign", "refused", farid.pk),
        ("sign", "done", farid.pk), ("carry_out", "done", None),
    ]  # fmt: skip


def test_who_asks_to_lift_a_hold_is_not_offered_to_sign_it(heron, vera, carla, browse):
    hold = holds.put(heron, by=vera)
    holds.ask_to_lift(hold, by=vera)
    lift = reverse("dialogues:lift", args=["heron", hold.pk])

    assert lift not in _page(browse(vera)).text
    assert lift in _page(browse(carla)).text
    assert browse(vera).post(lift).status_code == 403
    assert "within the hour" in browse(carla).get(lift).text


def test_what_is_not_there_has_no_page(heron, approved, in_session, carla, browse):
    client = browse(carla)
    for kind, thing in (
        ("person", heron.pk), ("round", in_session.pk), ("initiative", heron.pk),
        ("moon", heron.pk),
    ):  # fmt: skip
        way = reverse("dialogues:destroy", args=["heron", kind, thing])
        assert client.get(way).status_code == 404


@pytest.fixture
def silent_redis(settings):
    """It does not answer in time, as on a machine that is busy with something else."""
    with socket.create_server(("127.0.0.1", make.free_port())) as deaf:
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        unlocking._redis.cache_clear()
        yield
    unlocking._redis.cache_clear()


def _questions(client):
    with CaptureQueriesContext(connection) as asked:
        assert _page(client).status_code == 200
    return len(asked)


def _thirty(initiative, by, second):
    for number in range(29):
        person = make.candidacy(initiative, by=by, name=f"Number {number}").person
        order = destruction.ask(initiative, "person", person.pk, by=by)
        if second is not None:
            destruction.sign(order, by=second)


@pytest.mark.parametrize("what", ["waits", "was destroyed"])
def test_one_and_thirty_cost_the_same(what, heron, approved, carla, farid, browse):
    """With the vault locked: that nobody asks Redis, and one question more, is the dearer."""
    second = farid if what == "was destroyed" else None
    order = destruction.ask(heron, "person", approved[0].person_id, by=carla)
    if second:
        destruction.sign(order, by=second)
    client = browse(farid, locked=True)

    one = _questions(client)
    _thirty(heron, carla, second)

    assert one == _questions(client) <= 12


def test_a_redis_that_does_not_answer_costs_the_one_question_of_a_locked_vault(
    heron, farid, browse, request
):
    """Whoever counts with the vault open counts one more whenever that happens."""
    client = browse(farid)
    opened = _questions(client)
    request.getfixturevalue("silent_redis")

    assert (_questions(client), opened) == (opened + 1, opened)


def test_the_desk_says_what_waits_for_a_hand_and_what_falls_due(
    heron, closed, approved, carla, farid, rosa, browse
):
    destruction.ask(heron, "person", approved[0].person_id, by=carla)
    month_ahead = clock.at(
        clock.now() + timedelta(days=80)
    )  # it ends in 13, and 90 follow

    now = browse(farid).get("/").text
    own = browse(carla).get("/").text
    with month_ahead:
        soon = {who: browse(who).get("/").text for who in (farid, rosa)}

    assert ("Destruction to sign" in now, "Destruction to sign" in own) == (True, False)
    assert "Falling due" not in now
    assert "the room of 1 round is destroyed within a month" in soon[farid]
    assert "Falling due" not in soon[rosa]
