"""The inventory: of whom something is held, how much of it, and until when. No word is opened."""

import make
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from roles import stepping_into

from dialogues import destruction, holds
from participants import leaving
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.rows import WORKER
from trackii.vault.models import Link
from workshops import inventory

pytestmark = pytest.mark.django_db
ROOMS = "rooms that hold the names, or marks of them"
PAGE = reverse("workshops:held", args=["heron"])


def _lines(heron, by):
    people = list(inventory.everybody(heron, by=by))
    return {line.person.code: line for line in inventory.lines(heron, people)}


def test_it_counts_what_is_held_of_each_person(guests, world):
    lines = _lines(world.heron, world.convener)

    everybody = {
        "name, contacts and attributes": 1, "food and access needs": 1,
        "in which capacity they come": 1, "why they were put forward": 1,
    }  # fmt: skip
    assert dict(lines["a-02"].held) == everybody | {
        "what officers wrote": 5, "looks on watch lists": 1, "signatures": 1,
        "answers about dates": 1, "letters with the address": 2, "private links": 2,
        "what their links hand out": 2, ROOMS: 7,
    }  # fmt: skip
    assert dict(lines["a-01"].held)[ROOMS] == 7
    assert dict(lines["b-02"].held) == everybody | {ROOMS: 7}


def test_somebody_who_asked_is_due_today_and_then_nothing_of_her_opens(guests, world):
    link = Link.objects.get(occasion=world.free.pk, state="live")
    leaving.ask_erasure(world.free, by=link)
    before = _lines(world.heron, world.convener)["a-02"]
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        destruction.shred_due()

    after = _lines(world.heron, world.convener)["a-02"]

    assert before.until == clock.today()
    assert (before.is_erased, after.is_erased, after.held) == (False, True, [])


def test_the_page_opens_no_word_and_says_when_a_hold_stands(guests, world, inside):
    holds.put(world.heron, by=world.vera)
    client, before = inside(world.convener), Entry.objects.filter(verb="unseal").count()

    page = client.get(PAGE).text

    assert Entry.objects.filter(verb="unseal").count() == before
    assert "A legal hold stands" in page
    assert "signatures" in page
    assert [word for word in ("Ines", "Amal", "Boris") if word in page] == []


def test_who_invites_alone_is_not_shown_it(world):
    with pytest.raises(Refused):
        inventory.everybody(world.heron, by=world.organiser)


@pytest.mark.parametrize("rows", [1, 30])
def test_it_takes_the_same_queries_for_one_and_for_thirty(rows, heron, carla, browse):
    for _ in range(rows):
        make.candidacy(heron, by=carla)
    client = browse(carla)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)

    assert len(captured) == 10
