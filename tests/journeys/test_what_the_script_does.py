"""The few things a plain document cannot do: another clock, a warning, a place for the eye."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import make
import pytest
from playwright.sync_api import expect

from workshops import programme


@pytest.mark.parametrize(
    ("zone", "said"),
    [("UTC", ""), ("Asia/Tokyo", "by your own clock"), ("America/New_York", "by your own clock")],
)  # fmt: skip
def test_the_clock_of_whoever_looks_stands_beside_the_venues_where_it_is_another(
    zone, said, sit, heron, farid, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    host = sit(farid, timezone_id=zone)
    host.goes_to("/dialogues/heron/")
    hour = ahead.starts_at.astimezone(ZoneInfo(zone)).strftime("%H:%M")

    [beside, *_more] = host.page.locator("[data-clock]").all_inner_texts()

    assert beside.endswith(said)
    assert (hour in beside) is bool(said)
    assert bool(beside) is bool(said)


def test_words_that_were_not_sent_are_not_left_by_mistake(sit, heron, carla):
    author, asked = sit(carla), []
    author.goes_to("/dialogues/heron/people/nominate/")
    here = author.page.url
    author.page.on(
        "dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss())
    )
    box = author.page.locator("textarea").first

    box.press_sequentially("She is heard.")
    author.page.get_by_role("link", name="Heron").first.click(no_wait_after=True)
    author.page.wait_for_timeout(500)

    assert (asked, author.page.url) == (["beforeunload"], here)
    expect(box).to_have_value("She is heard.")
    author.chooses("Side", "A")
    author.types("Full name", "Amal Haddad")
    author.picks("Actor type", "Academic")
    author.types("Why this person", "She is heard.")
    author.presses("Put forward")
    author.is_told("A-01 is put forward.")
    assert asked == ["beforeunload"]


def test_away_from_the_house_it_is_said_and_back_again_the_eye_is_led(
    sit, heron, farid, approved, worker, complaints
):
    ahead = make.workshop(heron, by=farid, state="provisional", seated=approved[:1])
    host = sit(farid)
    host.goes_to(ahead.get_absolute_url())
    away = host.page.get_by_role("alert").get_by_text("could not be reached")

    host.page.context.set_offline(True)
    host.presses("Confirm the round")
    expect(away).to_be_visible()
    complaints.clear()  # the browser mentions it, too
    host.page.context.set_offline(False)
    host.presses("Confirm the round")

    host.sees("Not enough have accepted on side B: the quorum is 1.")
    expect(away).to_be_hidden()
    assert "errors" in host.page.evaluate("document.activeElement.className")


def _drags(page, hour, onto):
    """By the mouse, as a hand does: down on the hour, across, and up."""
    begins, ends = hour.bounding_box(), onto.bounding_box()
    page.mouse.move(begins["x"] + 20, begins["y"] + 10)
    page.mouse.down()
    page.mouse.move(begins["x"] + 30, begins["y"] + 20)
    page.mouse.move(ends["x"] + 20, ends["y"] + 10, steps=3)
    page.mouse.up()


def test_a_session_is_dragged_by_its_hour_to_where_another_stands(
    sit, heron, farid, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(farid):
        for hours in range(0, 8, 2):
            begins = ahead.starts_at + timedelta(hours=hours)
            programme.plan(
                ahead, by=farid, phase="shape", regime="chatham_house", purpose="",
                starts_at=begins, ends_at=begins + timedelta(hours=1),
            )  # fmt: skip
    host = sit(farid, viewport={"width": 1280, "height": 1600})
    host.goes_to("/dialogues/heron/workshops/1/programme/")
    titles = host.page.locator("ol.programme > li h3")
    hours = host.page.locator("ol.programme > li > time")

    _drags(host.page, hours.nth(0), titles.nth(2))
    expect(titles.nth(2)).to_contain_text("1.")
    host.is_told("The sessions have changed places.")
    once = titles.all_inner_texts()
    _drags(host.page, hours.nth(1), titles.nth(0))
    expect(titles.nth(0)).to_contain_text("3.")

    assert [words.split(".")[0] for words in once] == ["2", "3", "1", "4"]
