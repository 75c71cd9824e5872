"""On a bad connection: what a cold page costs, what a region costs, and that nobody else is asked."""

from datetime import timedelta

import make
import pytest
from world import build

from trackii.vault import suite

PAGE, REQUESTS, REGION = 60 * 1024, 6, 8 * 1024
PAGES = {
    "convener": "/ /dialogues/open/ . team/ record/ people/ people/nominate/",
    "facilitator": """
        workshops/propose/ workshops/9/ workshops/1/programme/ workshops/1/seats/ workshops/9/seats/offer/
        workshops/9/programme/plan/
        workshops/1/room/ workshops/3/summary/ letters/
    """,
    "rapporteur": "workshops/3/summary/",
    "administrator": "/administration/",
}


@pytest.fixture
def heron(house, settings):
    seed = suite.fresh()
    settings.WORKER_KEY, settings.WORKER_PUBLIC = seed, suite.public(seed)
    world = build()
    later = timedelta(days=90)  # who sits at the rounds before is free then
    make.workshop(
        world.heron, by=world.facilitator, state="provisional", starts_in=later
    )
    settings.WORKER_KEY = b""
    return world


def test_a_cold_page_is_small_and_asks_nobody_else(heron, sit):
    dear = []

    for who, pages in PAGES.items():
        for each in pages.split():
            way = each.removeprefix(".")
            visitor = sit(getattr(heron, who))
            asked = visitor.pays_for(
                way if way[:1] == "/" else f"/dialogues/heron/{way}"
            )
            size = sum(map(_weight, asked))
            visitor.page.context.close()
            if size > PAGE or len(asked) > REQUESTS:
                dear.append(f"{who} {each}: {size} bytes in {len(asked)} requests")

    assert dear == []


def _weight(request):
    """Bytes on the wire, headers and all, both the answer and what redirected to it."""
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_a_region_costs_little(heron, sit):
    officer, host = sit(heron.vera), sit(heron.facilitator)
    author, desk = sit(heron.rapporteur), sit(heron.organiser)
    ahead = "/dialogues/heron/workshops/9/"
    host.goes_to(f"{ahead}seats/offer/")
    host.ticks("A-01")
    host.presses("Offer the seats")
    host.is_told("The seat is offered.")
    asked = [visitor.counts() for visitor in (officer, host, author, desk)]

    officer.goes_to("/dialogues/heron/people/b-02/")
    officer.presses("Take into review")
    officer.is_told("B-02 is now in review.")
    officer.presses("Refer for advice")
    officer.is_told("B-02 is now referred")
    host.goes_to(f"{ahead}seats/")
    host.presses("Accepts", among=host.row("A-01"))
    host.is_told("A-01: accepted.")
    author.goes_to("/dialogues/heron/workshops/3/summary/")
    author.follows("Go through them")
    author.presses("Write “somebody who knows the field”")
    author.is_told("Saved, in other words wherever it stood.")
    author.goes_to("/dialogues/heron/workshops/1/room/")
    author.types("What was said", "Both sides spoke of the winter.")
    author.presses("Keep the note, sealed")
    author.is_told("The note is kept, sealed.")
    desk.goes_to("/dialogues/heron/workshops/4/briefings/")
    desk.presses("Clear the participants' pack")
    desk.is_told("Cleared. The pages are being made.")

    swaps = [each for kept in asked for each in kept if each.redirected_from]
    dear = [f"{each.url}: {_swap(each)}" for each in swaps if _swap(each) > REGION]
    assert len(swaps) == 6
    assert dear == []


def _swap(request):
    """What was posted, and the region that came of it."""
    assert "hx-request" in request.redirected_from.headers
    return _weight(request) + _weight(request.redirected_from)
