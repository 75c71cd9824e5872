"""Pages in their states: nothing axe objects to, in both schemes, both directions, and narrow."""

import make
import pytest
from world import build

from dialogues import custody, recoveries
from participants import dormancy, sheets
from trackii.vault import suite
from workshops.models import Workshop

# What the tables of doors do not show: other states, and who comes second to a page.
HERON = {
    "convener": """
        / . team/ people/ people/?as=board people/a-01/ people/duplicates/ {sheet} held/ workshops/ workshops/1/
        workshops/4/summary/ workshops/5/summary/ workshops/5/summary/release/?edition=1
    """,
    "facilitator": """
        / workshops/8/dates/ workshops/9/dates/ workshops/9/programme/ workshops/10/
        workshops/10/seats/ workshops/10/seats/offer/ workshops/10/programme/plan/
        workshops/1/room/ workshops/3/summary/ workshops/7/summary/ workshops/5/summary/
    """,
    "vera": "/ vetting/ vetting/?as=board people/b-02/ people/a-03/ people/b-04/screening/"
    " people/a-03/conflict/ several/review/ vetting/clear-of-lists/ several/approve/"
    " /screening/",
    "officer": "people/a-03/",
    "rapporteur": """
        workshops/1/room/ {note} workshops/1/summary/ workshops/2/summary/
        workshops/3/summary/
    """,
    "organiser": "workshops/4/summary/ workshops/9/briefings/ workshops/8/dates/answer/"
    " people/a-02/own/",
    "reader": ". people/ workshops/ workshops/4/summary/",
    "administrator": "/dialogues/ /administration/",
}
LOCKED = {
    "convener": ". people/ people/a-01/ workshops/1/",
    "facilitator": "workshops/8/dates/ workshops/1/groups/ workshops/1/room/ workshops/1/summary/",
}


@pytest.fixture
def heron(house, settings):
    """The world of the doors, with two rounds more that have not begun."""
    seed = suite.fresh()
    settings.WORKER_KEY, settings.WORKER_PUBLIC = seed, suite.public(seed)
    world = build()
    make.workshop(world.heron, by=world.facilitator)
    ahead = make.workshop(world.heron, by=world.facilitator, state="provisional")
    make.arranged(world.rounds[0], by=world.facilitator)
    with make.acting(world.organiser):
        make.seating.offer(ahead, world.free, by=world.organiser)
    three = [world.second, world.stranger, world.newcomer]
    named = custody.name(world.heron, three, by=world.convener)
    custody.sign(named, by=world.facilitator)
    world.asked = recoveries.ask(world.heron, by=world.newcomer)
    settings.WORKER_KEY = b""
    return world


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_accessible(language, heron, sit):
    flaws = []
    fresh = make.user("Nora New", vault=False)
    note = f"workshops/1/room/{heron.note.pk}/rewrite/"

    flaws += _look(sit(), language, "/nowhere/")
    flaws += _look(sit(fresh, locked=True), language, "/vault/make/ /accounts/")
    kept = f"/dialogues/custody/ {heron.asked.get_absolute_url()}"
    flaws += _look(sit(heron.second), language, kept)
    rows = b"Side,Full name\nA,Noor Field\nZ,Amal Haddad\n"
    with make.acting(heron.convener):
        brought = sheets.bring(heron.heron, by=heron.convener, content=rows)
        columns = ["side", "name"]
        sheets.arrange(brought, by=heron.convener, columns=columns, side="", case="")
    sheet = brought.get_absolute_url()
    made = {"note": note, "sheet": sheet}
    for who, pages in HERON.items():
        flaws += _look(sit(getattr(heron, who)), language, pages.format(**made))
    for who, pages in LOCKED.items():
        flaws += _look(sit(getattr(heron, who), locked=True), language, pages)

    assert flaws == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_comes_about_by_an_act_is_accessible(language, heron, sit):
    """Somebody dormant, a round whose sides changed, a text laid out before it is asked for."""
    dormancy.make_dormant(heron.reviewed.person, by=heron.facilitator)
    rests = heron.reviewed.person.code
    tilted = Workshop.objects.filter(initiative=heron.heron, number=10)
    tilted.update(state="confirmed", sides_were="A 9 B 9")

    pages = f"/ people/{rests}/ people/?as=board people/?state=dormant workshops/10/"
    flaws = _look(sit(heron.facilitator), language, pages)
    writer = sit(heron.organiser)
    flaws += _look(writer, language, "undertakings/consent/")
    writer.presses("Look at it as participants read it")
    writer.sees_heading("As participants read it")
    flaws += writer.flaws(colours=language == "en")

    assert flaws == []


def _look(visitor, language, pages):
    """Pages that begin without a slash are heron's own."""
    home = "/dialogues/heron/"
    context, found = visitor.page.context, []
    context.add_cookies([{"name": "language", "value": language, "url": visitor.home}])
    for each in pages.split():
        way = each.removeprefix(".")
        visitor.goes_to(way if way.startswith("/") else home + way)
        # Colours are the same whichever way a page runs.
        found += visitor.flaws(colours=language == "en")
    return found


def test_the_keyboard_reaches_every_step_of_a_page(heron, sit):
    host = sit(heron.facilitator)
    host.goes_to("/dialogues/heron/workshops/10/")

    host.page.keyboard.press("Tab")
    assert host.is_at() == "Skip to the page"
    host.page.keyboard.press("Enter")
    assert host.page.evaluate("document.activeElement.id") == "main"
    passed = [host.tabs_on() for _way in range(30)]

    for step in ("Seats", "Programme", "Confirm the round", "Cancel the round"):
        assert step in passed


def test_a_refusal_leads_the_eye_to_what_is_wrong(heron, sit):
    host = sit(heron.facilitator)
    host.goes_to("/dialogues/heron/workshops/10/programme/plan/")
    host.on("Begins", "2020-02-03", "09:00")
    host.on("Ends", "2020-02-03", "10:00")
    host.presses("Add to the programme")
    host.sees_heading("There is a problem")

    assert host.page.evaluate("document.activeElement.className").startswith("errors")
    assert host.flaws() == []
