"""Somebody without an account, with a letter in her hand: by its address, or by its code."""

import envelopes
import make
import pytest
from django.core import mail
from playwright.sync_api import expect

from trackii import clock
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import suite
from workshops import circulation, invitations, seating, summaries
from workshops.models import Review, Seat


@pytest.fixture
def posted(house, settings):
    """Has what waits delivered by a worker of the moment, and reads what the letter says."""
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)

    def deliver():
        mail.outbox.clear()
        Letter.objects.filter(state="due").update(due_at=clock.now())
        settings.WORKER_KEY = seed
        delivery.deliver_due()
        settings.WORKER_KEY = b""
        [letter] = mail.outbox
        return envelopes.code(letter.body), envelopes.once(letter.body)

    return deliver


@pytest.fixture
def invited(posted, heron, farid, oskar, approved):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(ahead, approved[0], by=oskar)
        invitations.send(seat, by=oskar)
    return posted()


@pytest.fixture
def asked(posted, heron, farid, rosa, approved):
    """A draft to review, its code, and the two words."""
    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    make.session(held, by=farid)
    draft = make.summary(held, by=rosa, reader=farid, state="second_read")
    with make.acting(farid):
        summaries.circulate(draft, by=farid)
        words = circulation.send(draft.reviews.first(), by=farid)
    return posted()[0], words


def test_the_address_is_emptied_at_once_and_nothing_is_sent_by_itself(invited, sit):
    amal, once = sit(), invited[1]
    sent = amal.counts()
    amal.goes_to(f"/p/#{once}")

    expect(amal.page.get_by_label("Your code")).to_have_value(once)
    amal.page.wait_for_timeout(500)
    addresses = [request.url for request in sent]
    assert amal.page.url.endswith("/p/")
    assert {request.method for request in sent} == {"GET"}
    assert [url for url in addresses if once in url] == []
    assert Seat.objects.get().state == "offered"


def test_another_link_in_the_same_tab_takes_the_place_of_the_first(invited, sit):
    amal = sit()
    amal.goes_to("/p/")
    amal.follows("Skip to the page")
    assert amal.page.get_by_label("Your code").input_value() == ""

    amal.goes_to(f"/p/#{invited[1]}")

    expect(amal.page.get_by_label("Your code")).to_have_value(invited[1])
    assert amal.page.url.endswith("/p/")


@pytest.mark.parametrize("javascript", [True, False])
def test_she_accepts_and_thinks_otherwise(invited, sit, javascript):
    amal, (code, once) = sit(javascript=javascript), invited
    amal.goes_to(f"/p/#{once}")
    flaws = amal.flaws()
    if not javascript:
        amal.types("Your code", code.lower().replace("-", " "))
    amal.presses("Open")
    amal.sees_heading("You are invited")
    flaws += amal.flaws()
    amal.types("Anything you want to say", "I come by train.")
    amal.presses("I accept")
    amal.sees("You have accepted.")
    flaws += amal.flaws()
    amal.presses("I decline")
    amal.sees("You have declined.")
    amal.presses("Close these pages")
    amal.sees_heading("Something waits for you")

    assert Seat.objects.get().state == "declined"
    assert flaws == []


def test_on_a_second_device_the_letter_still_lets_her_in(invited, sit):
    (code, once), telephone, laptop = invited, sit(), sit()
    telephone.goes_to(f"/p/#{once}")
    telephone.presses("Open")
    telephone.sees_heading("You are invited")

    laptop.goes_to(f"/p/#{once}")
    laptop.presses("Open")
    laptop.sees("This address was opened before")
    flaws = laptop.flaws()
    laptop.types("Your code", code)
    laptop.presses("Open")

    laptop.sees_heading("You are invited")
    assert flaws == []


@pytest.mark.parametrize("javascript", [True, False])
def test_she_reads_a_draft_and_objects_to_a_passage(asked, sit, javascript):
    code, words = asked
    amal = sit(javascript=javascript)
    amal.goes_to("/p/")
    amal.types("Your code", code)
    amal.presses("Open")
    amal.sees_heading("Two words, please")
    flaws = amal.flaws()
    amal.types("The two words", words)
    amal.presses("Open the draft")
    amal.sees("Both want the winter months kept open.")
    amal.page.get_by_text("I object", exact=True).click()
    flaws += amal.flaws()
    amal.picks("What you object to", "Paragraph 2")
    amal.types("What is wrong with it", "One can tell it is me.")
    amal.presses("I object to this")
    amal.sees("You object. It does not go out like this.")

    assert sorted(Review.objects.values_list("state", flat=True)) == [
        "asked",
        "objected",
    ]
    assert flaws + amal.flaws() == []


def test_her_pages_weigh_little(invited, sit):
    amal = sit()

    paid = amal.pays_for("/p/")

    assert len(paid) <= 6
    assert sum(sum(request.sizes().values()) for request in paid) <= 60_000
