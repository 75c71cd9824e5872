"""A participant on an old telephone, without scripts: she agrees, comes, reads, and leaves."""

import json

import envelopes
import make
import pytest
from django.conf import settings as live
from django.core import mail

from participants import folders, wordings
from participants.models import Candidacy
from trackii import clock
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import suite
from workshops import invitations, seating
from workshops.models import Seat

NARROW = {"width": 320, "height": 640}
MOST_BYTES = 30_000  # all that her first page costs who was never here, on 2G


@pytest.fixture
def posted(house, settings):
    """Has what waits delivered by a worker of the moment, and reads the code in the letter."""
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)

    def deliver():
        mail.outbox.clear()
        Letter.objects.filter(state="due").update(due_at=clock.now())
        settings.WORKER_KEY = seed
        delivery.deliver_due()
        settings.WORKER_KEY = b""
        [letter] = mail.outbox
        return envelopes.code(letter.body)

    return deliver


@pytest.fixture
def asked(heron, oskar):
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)


@pytest.fixture
def invited(posted, asked, heron, farid, oskar, approved):
    """The code of an invitation to a round whose dates are settled."""
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(ahead, approved[0], by=oskar)
        invitations.send(seat, by=oskar)
    return posted()


@pytest.fixture
def at_home(posted, asked, approved, oskar):
    """The code of her own page, and the two words."""
    with make.acting(oskar):
        words = folders.send(approved[0], by=oskar)
    return posted(), words


def _comes_in(visitor, code):
    visitor.goes_to("/p/")
    visitor.types("Your code", code)
    visitor.presses("Open")


def _fits(visitor):
    visitor.page.set_viewport_size(NARROW)  # axe looks at wider ones, too
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], visitor.page.url


@pytest.mark.parametrize("javascript", [True, False])
def test_she_agrees_first_and_then_accepts(invited, sit, javascript):
    amal = sit(javascript=javascript, viewport=NARROW)
    _comes_in(amal, invited)
    amal.sees("Before you can accept, read and agree to")
    flaws = amal.flaws()
    amal.follows("Read it")
    amal.sees("I come as a private person.")
    for text in ("Consent to taking part", "Personal capacity", "Confidentiality",
                 "Consent to travel arrangements"):  # fmt: skip
        amal.ticks(text)
    amal.types("Your full name", "Amal Haddad")
    flaws += amal.flaws()
    amal.presses("I agree to what is ticked")
    amal.follows("Back to the first page")
    amal.presses("I accept")
    amal.sees("You have accepted.")
    _fits(amal)
    amal.follows("What you need on the way and there")
    amal.types("Travel", "A visa, please.")
    amal.presses("Tell them")
    flaws += amal.flaws()
    amal.follows("Back to the first page")
    amal.follows("Say which of these days you could come")
    amal.page.get_by_role("radio", name="If need be").first.check()
    amal.presses("Tell them")
    flaws += amal.flaws()
    _fits(amal)

    assert Seat.objects.get().state == "accepted"
    assert flaws == []


def test_she_reads_what_is_known_takes_it_away_and_leaves(at_home, sit):
    (code, words), amal = at_home, sit(javascript=False, viewport=NARROW)
    _comes_in(amal, code)
    amal.sees_heading("Good day")
    flaws = amal.flaws()
    amal.follows("What happens with your data")
    flaws += amal.flaws()
    amal.types("The two words", words)
    amal.presses("Show what is known of me")
    amal.sees("amal.haddad@example.net")
    flaws += amal.flaws()
    _fits(amal)
    kept = json.loads(amal.saves("Take it away, for a program").read_text())
    amal.follows("Stop taking part, and have your data erased")
    flaws += amal.flaws()
    amal.presses("Stop taking part, and have my data erased")
    amal.sees_heading("You take part no more")

    hers = Candidacy.objects.get(person__code="a-01")
    assert kept["known"]["name"] == "Amal Haddad"
    assert (hers.state, hers.erasure_asked_at is None) == ("withdrawn", False)
    assert flaws + amal.flaws() == []


@pytest.mark.parametrize("code", [code for code, _name in live.PREPARED_FOR])
def test_in_every_language_it_fits_a_narrow_telephone_either_way(at_home, sit, code):
    amal = sit(javascript=False, viewport=NARROW, color_scheme="dark")
    _comes_in(amal, at_home[0])
    amal.page.locator(f"header button[value={code}]").press("Enter")

    flaws = []
    for way in ("matter", "undertakings", "needs", "days", "data", "erase"):
        amal.goes_to(f"/p/{way}/")
        assert amal.page.locator("html").get_attribute("lang") == code
        flaws += amal.flaws()
        _fits(amal)

    assert flaws == []


def test_her_pages_cost_little_on_a_slow_line(at_home, sit):
    amal = sit(javascript=False, viewport=NARROW)

    paid = list(amal.pays_for("/p/"))
    first = sum(sum(request.sizes().values()) for request in paid)
    _comes_in(amal, at_home[0])
    weights = {}
    for way in ("matter", "undertakings", "needs", "days", "data", "erase"):
        weights[way] = amal.page.goto(f"/p/{way}/").request.sizes()["responseBodySize"]

    assert len(paid) <= 6
    assert first <= MOST_BYTES
    assert {way: size for way, size in weights.items() if size > MOST_BYTES} == {}
    assert min(weights.values()) > 1000
