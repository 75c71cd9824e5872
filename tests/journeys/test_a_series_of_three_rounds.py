"""Three rounds for three sides in four time zones, planned by a facilitator from the pages alone."""

import subprocess
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import envelopes
import make
import pytest
from django.core import mail
from playwright.sync_api import expect

from trackii import clock
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import suite
from workshops.models import Workshop

MILL = "Africa/Nairobi"
HOMES = {"A": "Asia/Beirut", "B": "America/Bogota", "C": "Europe/Oslo"}
PEOPLE = {
    "A": ["Amal Haddad", "Anis Karam"],
    "B": ["Bela Ruiz", "Boris Lem"],
    "C": ["Carin Dahl", "Colin Wick"],
}
CODES = [f"{side}-0{number}" for side in HOMES for number in (1, 2)]


@pytest.fixture
def larch(team, carla, vera, viktor):
    """Three sides, two people each whom two officers approved, each side by another clock."""
    sides = ["The Upper Villages", "The Harbour League", "The Ferrymen"]
    made = make.initiative(team, code="larch", sides=sides)
    for side, names in PEOPLE.items():
        for name in names:
            make.candidacy(
                made, by=carla, side=side, name=name, state="approved",
                officers=(vera, viktor), time_zone=HOMES[side], language="en",
                languages=["English"],
            )  # fmt: skip
    return made


@pytest.fixture
def posted(house, settings):
    """Has what waits delivered by a worker of the moment: the letters by whom they reach."""
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)

    def deliver():
        mail.outbox.clear()
        Letter.objects.filter(state="due", kind__in=("canvass", "invitation")).update(
            due_at=clock.now()
        )
        settings.WORKER_KEY = seed
        delivery.deliver_due()
        settings.WORKER_KEY = b""
        return {letter.to[0]: letter.body for letter in mail.outbox}

    return deliver


def monday(weeks):
    """A Monday so many weeks ahead, as a calendar on the wall shows it."""
    today = clock.now().date()
    return today + timedelta(days=7 * weeks - today.weekday())


def at(day, hour, zone):
    """An hour of the wall in one place, as everybody else has it."""
    wall = datetime.combine(day, datetime.strptime(hour, "%H:%M").time())
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    "javascript", [True, False], ids=["with_javascript", "without_javascript"]
)
def test_a_series_of_three_rounds_is_planned_from_the_pages(
    javascript, sit, larch, posted, farid
):
    host, amal = sit(farid, javascript=javascript), sit(javascript=javascript)
    flaws = []

    _a_place_is_noted(host)
    _the_first_round_is_canvassed(host)
    letters = posted()
    assert sorted(letters) == sorted(_address(n) for s in PEOPLE.values() for n in s)
    _she_answers_by_her_own_clock(amal, letters[_address("Amal Haddad")])
    _the_others_are_heard(host)
    flaws += host.flaws()
    _the_best_is_chosen(host)
    assert len(posted()) == len(CODES)
    _everybody_accepts(host)
    _an_outline_is_laid_and_put_in_order(host)
    _they_are_put_into_groups(host)
    _it_is_confirmed(host)
    _the_second_is_held_online(host)
    _the_third_is_held_at_the_mill_again(host)
    _the_second_moves_past_a_change_of_clocks(host)
    flaws += amal.flaws() + host.flaws()

    first, second, third = Workshop.objects.order_by("number")
    assert [each.state for each in (first, second, third)] == ["confirmed"] * 3
    assert first.starts_at == at(monday(8), "09:00", MILL)
    assert second.starts_at == at(_moved_to(), "15:00", "Europe/Oslo")
    assert third.starts_at == at(monday(30), "09:00", MILL)
    for each in (first, second, third):
        assert each.seats.filter(state="accepted").count() == len(CODES)
        _reminded_in_time(each)
    assert flaws == []


def _address(name):
    return make.particulars(name).email


def _a_place_is_noted(host):
    host.goes_to("/dialogues/larch/")
    host.follows("Rounds")
    host.follows("Venues")
    host.follows("Add a venue")
    host.types("What it is called", "Osier Mill")
    host.picks("Type", "Remote estate")
    host.types("Address", "Lower Lane 4")
    host.types("Country", "KE")
    host.picks("Time zone", "Africa/Nairobi")
    host.types("What makes it neutral", "Nobody's before.")
    host.types("How many it holds", "20")
    host.types("Rooms", "Library, 12\nLoft, 8")
    host.presses("Add the venue")
    host.sees_heading("Osier Mill")


def _is_proposed(host, title, zone, **more):
    host.goes_to("/dialogues/larch/")
    host.follows("Rounds")
    host.follows("Propose a round")
    host.types("Working title", title)
    host.picks("Time zone of the venue", zone)
    if more.get("online"):
        host.ticks("It is held online")
    host.types("Quorum on each side", "2")
    host.presses("Propose")
    host.is_told("The round is proposed. Settle its dates next.")


def _is_held_at_the_mill(host):
    host.follows("Round")
    host.follows("Choose a venue")
    host.follows("Hold it here")
    host.presses("Hold it here")
    host.sees("Lower Lane 4")
    host.follows("Dates")


def _the_first_round_is_canvassed(host):
    _is_proposed(host, "Where we stand", "Africa/Nairobi")
    _is_held_at_the_mill(host)
    for weeks in (6, 8):
        host.follows("Ask about a period")
        host.on("Begins", str(monday(weeks)), "09:00")
        host.on("Ends", str(monday(weeks) + timedelta(days=2)), "14:00")
        host.presses("Put it on the list")
        host.is_told("It is on the list. Ask when the list is whole.")
    host.follows("Ask who could come")
    host.sees("6 letters go")
    host.presses("Ask")
    host.is_told("6 links go within forty minutes.")


def _she_answers_by_her_own_clock(amal, letter):
    amal.goes_to("/p/")
    amal.types("Your code", envelopes.code(letter))
    amal.presses("Open")
    amal.sees("Beirut time")
    amal.sees("Nairobi time")
    for option, answer in enumerate(("No", "Yes")):
        when = amal.page.get_by_role("group", name="Beirut time").nth(option)
        when.get_by_role("radio", name=answer, exact=True).check()
    amal.presses("Tell them")
    amal.sees("Your answer has arrived.")


def _the_others_are_heard(host):
    for code in CODES[1:]:
        host.follows(code)
        host.sees_heading(f"Dates of {code}")
        home = HOMES[code[0]].rsplit("/", 1)[-1]
        for option, answer in enumerate(("If need be", "Yes")):
            when = host.page.get_by_role("group", name=f"{home} time").nth(option)
            when.get_by_role("radio", name=answer, exact=True).check()
        host.presses("Take it down")
        host.is_told("It is taken down.")
    host.follows("Say when you could come")
    for option in range(2):
        when = host.page.get_by_role("group", name="Nairobi time").nth(option)
        when.get_by_role("radio", name="Yes", exact=True).check()
    host.presses("Answer")
    host.is_told("Your answer stands.")
    host.follows("Dates")
    host.sees("best so far")


def _the_best_is_chosen(host):
    best = host.page.get_by_role("columnheader").get_by_role("link").last
    best.press("Enter")
    host.sees("6 people said they could come")
    host.presses("Choose these dates")
    host.is_told("The dates stand, and 6 seats are offered.")


def _everybody_accepts(host):
    for person in CODES:
        host.presses("Accepts", among=host.row(person))
        host.is_told(f"{person}: accepted.")


def _an_outline_is_laid_and_put_in_order(host):
    host.follows("Programme")
    host.follows("Begin from an outline")
    host.follows("Problem-solving workshop")
    host.presses("Lay it into the programme")
    host.sees("Needs and fears")
    sessions = host.page.locator("ol.programme > li")
    expect(sessions).to_have_count(7)
    host.presses("Later", among=sessions.nth(1))
    expect(sessions.nth(1)).to_contain_text("Needs and fears")
    sheet = host.saves("Run-sheet (PDF)")
    told = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True)
    assert "Needs and fears" in told.stdout.decode()


def _they_are_put_into_groups(host):
    host.follows("Groups")
    host.types("Rounds", "2")
    host.types("Groups in each", "2")
    host.presses("Arrange the groups")
    host.sees("pairs from different sides sit in one group at least once")


def _it_is_confirmed(host):
    host.follows("Round")
    host.presses("Confirm the round")
    host.is_told("The round is now confirmed.")


def _is_dated(host, first, last):
    host.on("Begins", str(first[0]), first[1])
    host.on("Ends", str(last[0]), last[1])
    host.presses("Settle the dates without asking")
    host.is_told("The dates stand.")


def _all_are_seated(host):
    host.follows("Seats")
    host.follows("Offer seats")
    for person in CODES:
        host.ticks(person)
    host.presses("Offer the seats")
    host.is_told("6 seats are offered.")
    _everybody_accepts(host)


def _the_second_is_held_online(host):
    _is_proposed(host, "What each would lose", "Europe/Oslo", online=True)
    _is_dated(host, (monday(15), "15:00"), (monday(15), "18:00"))
    _all_are_seated(host)
    host.follows("Programme")
    host.follows("Add a session")
    host.picks("Phase", "Needs and fears")
    host.on("Begins", str(monday(15)), "15:00")
    host.on("Ends", str(monday(15)), "17:30")
    host.presses("Add to the programme")
    host.is_told("The session stands in the programme.")
    host.follows("Round")
    host.follows("Say how to join")
    host.types("How to join", "talk.example.net, code 4417")
    host.presses("Save how to join")
    _it_is_confirmed(host)


def _the_third_is_held_at_the_mill_again(host):
    _is_proposed(host, "What comes next", "Africa/Nairobi")
    _is_held_at_the_mill(host)
    _is_dated(host, (monday(30), "09:00"), (monday(30) + timedelta(days=1), "16:00"))
    _all_are_seated(host)
    host.follows("Programme")
    host.follows("Begin from an outline")
    host.follows("Joint project")
    host.presses("Lay it into the programme")
    host.sees("Next steps")
    _it_is_confirmed(host)


def _moved_to():
    """The last Sunday of March: at two o'clock in Oslo it is three."""
    year = monday(15).year
    last = datetime(year, 3, 31, tzinfo=UTC).date()
    if last < monday(16):
        last = datetime(year + 1, 3, 31, tzinfo=UTC).date()
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _the_second_moves_past_a_change_of_clocks(host):
    """An hour that the clocks leave out is asked about; the round is moved, letters with it."""
    host.goes_to("/dialogues/larch/workshops/2/dates/")
    host.on("Begins", str(_moved_to()), "02:30")
    host.on("Ends", str(_moved_to()), "18:00")
    host.presses("Move the round")
    host.sees("there is no 02:30")
    host.on("Begins", str(_moved_to()), "15:00")
    host.presses("Move the round")
    host.is_told("The dates stand.")
    host.follows("Letters")
    host.sees("Due: 18")


def _reminded_in_time(workshop):
    """One letter to each, ahead of the round as it stands, and none of before it moved."""
    seats = workshop.seats.values_list("pk", flat=True)
    due = Letter.objects.filter(occasion__in=seats, kind="reminder", state="due")
    ahead = workshop.starts_at - timedelta(days=workshop.remind_days + 1)
    assert due.count() == len(CODES)
    assert {ahead < each.due_at < workshop.starts_at for each in due} == {True}
