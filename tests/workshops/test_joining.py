"""How an online round is joined: behind the link of who accepted, and nowhere else."""

from datetime import timedelta

import make
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from guests import INVITATION, at_her_browser

from trackii import clock
from trackii.outbox import delivery
from workshops import invitations, joining, scheduling, seating
from workshops.models import Seat, Workshop

pytestmark = pytest.mark.django_db

HOW = "meet.example.net, room Quillfeather, 4477"


@pytest.fixture
def online(guests, world):
    """The round she was asked to, held online from here."""
    with make.acting(world.facilitator):
        scheduling.revise(
            guests.ahead, by=world.facilitator, plan=make.plan(online=True), quorum=1,
            remind_days=3,
        )  # fmt: skip
        joining.tell(guests.ahead, HOW, by=world.facilitator)
    return guests


def _page(guests):
    return at_her_browser(guests, INVITATION).get("/p/matter/").text


def test_who_accepted_reads_it_behind_her_link(online):
    assert HOW in _page(online)


@pytest.mark.parametrize("state", ["offered", "declined", "absent"])
def test_who_has_not_is_not_shown_it(online, state):
    Seat.objects.filter(pk=online.seat.pk).update(state=state)

    page = _page(online)

    assert HOW not in page
    assert Seat.objects.get(pk=online.seat.pk).joining is not None
    assert "How to join" not in page


def test_a_link_that_is_made_later_hands_it_out_as_well(online, world):
    by = world.organiser
    with make.acting(by):
        seat = seating.offer(online.ahead, world.b, by=by)
        invitations.send(seat, by=by)

    assert Seat.objects.get(pk=seat.pk).joining is not None


def test_it_stands_in_no_letter(online):
    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()

    assert mail.outbox != []
    assert not [sent for sent in mail.outbox if "Quillfeather" in str(sent.message())]


def test_held_in_a_house_after_all_nobody_is_told_how_to_join(online, world):
    by = world.facilitator
    house = make.venue(world.heron, by=by)
    with make.acting(by):
        make.venues.hold_at(online.ahead, house, by=by, time_zone="UTC")

        assert joining.read(online.ahead, by=by) == ""
        with pytest.raises(ValidationError, match="not held online"):
            joining.tell(online.ahead, HOW, by=by)

    assert Seat.objects.get(pk=online.seat.pk).joining is None
    assert HOW not in _page(online)


def test_taken_back_it_is_behind_no_link(online, world):
    with make.acting(world.organiser):
        joining.tell(online.ahead, "", by=world.organiser)

    assert (Workshop.objects.get(pk=online.ahead.pk).joining, _page(online).count(HOW)) == (
        None, 0,
    )  # fmt: skip


def test_only_who_writes_letters_says_it_and_the_team_reads_it(online, world):
    for other in (world.rapporteur, world.convener, world.vera, world.reader):
        with pytest.raises(PermissionDenied):
            joining.tell(online.ahead, HOW, by=other)

    with make.acting(world.rapporteur):
        assert joining.read(online.ahead, by=world.rapporteur) == HOW


def test_it_is_said_from_the_page(online, world, browse):
    url = f"/dialogues/heron/workshops/{online.ahead.number}/"
    client = browse(world.organiser)

    assert HOW in client.get(f"{url}joining/").text
    answer = client.post(f"{url}joining/", {"joining": "Call the desk."})

    assert answer.status_code == 302
    assert "Call the desk." in _page(online)
    assert "Said behind the links of who accepted." in client.get(url).text
    assert "Call the desk." not in client.get(url).text
