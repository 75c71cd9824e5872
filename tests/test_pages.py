"""What pages draw and say, as somebody tired reads them: the filled button is the next thing."""

import re

import make
import pytest

from workshops import scheduling, seating
from workshops.models import Session

pytestmark = pytest.mark.django_db


def filled(page):
    """The buttons and links a page draws filled, head and foot left out."""
    main = page.text.split("<main")[1].split("</main>")[0]
    drawn = re.findall(
        r"<button([^>]*)>([^<]*)<|<a class=\"button\"[^>]*>([^<]*)<", main
    )
    return [
        (button or link).strip()
        for attributes, button, link in drawn
        if "quiet" not in attributes and "grave" not in attributes
    ]


def test_striking_a_session_out_asks_first_and_says_what_it_did(
    browse, in_session, farid
):
    make.session(in_session, by=farid, opened=False)
    client = browse(farid)
    url = "/dialogues/heron/workshops/1/programme/2/strike/"

    listed = client.get("/dialogues/heron/workshops/1/programme/")
    asked = client.get(url)
    before = Session.objects.count()
    done = client.post(url, follow=True)

    assert f'<a class="button quiet" hx-boost="false" href="{url}">' in listed.text
    assert "Session 2, Needs and fears, goes out of the programme" in asked.text
    assert (before, Session.objects.count()) == (2, 1)
    assert "Session 2 is struck out." in done.text


def test_opening_a_round_asks_first_and_names_its_day_and_the_reminders(
    browse, confirmed, farid
):
    client = browse(farid)

    asked = client.get("/dialogues/heron/workshops/1/open/")
    confirmed.refresh_from_db()

    begins = f"{confirmed.starts_at.day} {confirmed.starts_at:%B %Y}"
    assert "The round begins: <time" in asked.text
    assert begins in asked.text
    assert "2 reminders that have not gone are cancelled." in asked.text
    assert confirmed.state == "confirmed"


def test_accepting_and_attending_lead_and_their_opposites_are_quiet(
    browse, heron, farid, approved, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(farid):
        first, _second = [seating.offer(ahead, each, by=farid) for each in approved]
        client, url = browse(farid), "/dialogues/heron/workshops/1/seats/"
        offered = filled(client.get(url))
        for seat in ahead.seats.all():
            seating.accept(seat, by=farid)
        accepted = filled(client.get(url))
        for verb in ("confirm", "open"):
            scheduling.take(ahead, verb, by=farid)
        at_the_door = filled(client.get(url))
        first.refresh_from_db()
        seating.attend(first, by=farid)
        inside = filled(client.get(url))

    assert offered == ["Offer seats", "Accepts", "Accepts"]
    assert accepted == ["Offer seats"]
    assert at_the_door == ["Was there", "Was there"]
    assert inside == ["Was there"]


def test_while_a_side_is_short_the_round_leads_to_its_seats(
    browse, heron, farid, approved
):
    ahead = make.workshop(heron, by=farid, state="provisional", seated=approved[:1])
    client = browse(farid)

    short = filled(client.get(ahead.get_absolute_url()))
    with make.acting(farid):
        seating.accept(seating.offer(ahead, approved[1], by=farid), by=farid)
    met = filled(client.get(ahead.get_absolute_url()))

    assert short == ["Offer seats"]
    assert met == ["Confirm the round"]


def test_an_officer_is_led_to_one_signature(browse, heron, carla, vera, viktor):
    officers = (vera, viktor)
    made = make.candidacy(heron, by=carla, state="in_review", officers=officers)
    url = made.get_absolute_url()

    to_review = filled(browse(vera).get(url))
    browse(vera).post(f"{url}recommend/", {"grounds": "Two references."})
    reviewed = filled(browse(vera).get(url))
    to_decide = filled(browse(viktor).get(url))

    assert to_review == ["Sign the review"]
    assert reviewed == ["Sign the review"]
    assert to_decide == ["Sign and approve"]
