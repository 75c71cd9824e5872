"""What the engines of scheduling find and refuse is told in a sentence that helps."""

from datetime import datetime

import pytest

from workshops import wording
from workshops.breakouts import NoPlan
from workshops.calendars import Unwritable
from workshops.canvassing import (
    Answer,
    Faith,
    NoSuchZone,
    Skipped,
    Twice,
    Unaskable,
    instant,
)


@pytest.mark.parametrize("kind", sorted(wording.NO_PLAN))
def test_whatever_stands_in_the_way_of_a_plan_is_a_sentence(kind):
    said = wording.refusal(NoPlan(kind, ["b-02", "a-01"]))

    assert said.endswith(".")
    assert ("A-01, B-02" in said) is ("%(codes)s" in str(wording.NO_PLAN[kind]))


@pytest.mark.parametrize("kind", sorted(wording.UNASKABLE))
def test_a_period_that_cannot_be_asked_about_says_what_to_put_right(kind):
    assert wording.refusal(Unaskable(kind)).endswith(".")


@pytest.mark.parametrize("kind", sorted(wording.UNWRITABLE))
def test_an_entry_that_cannot_be_written_says_why(kind):
    assert wording.refusal(Unwritable(kind)).endswith(".")


def test_a_zone_that_does_not_exist_is_not_shown_again():
    said = wording.refusal(NoSuchZone("<script>"))

    assert said == "There is no such time zone. Choose one from the list."


def test_a_time_the_clock_skips_is_asked_about_in_a_sentence():
    with pytest.raises(Skipped) as asked:
        instant(datetime(2027, 3, 28, 2, 30), "Europe/Oslo")

    assert wording.refusal(asked.value) == (
        "On March 28, 2027 clocks in Europe/Oslo go forward: there is no 02:30."
        " Choose 01:30 (UTC+01:00) or 03:30 (UTC+02:00)."
    )


def test_a_time_that_comes_twice_is_asked_about_in_a_sentence():
    with pytest.raises(Twice) as asked:
        instant(datetime(2027, 10, 31, 2, 30), "Europe/Oslo")

    assert wording.refusal(asked.value) == (
        "On Oct. 31, 2027 clocks in Europe/Oslo go back: 02:30 comes twice."
        " Choose the first, 02:30 (UTC+02:00), or the second, 02:30 (UTC+01:00)."
    )


def test_every_answer_and_every_faith_has_its_word():
    assert set(wording.ANSWERS) == set(Answer)
    assert set(wording.FAITHS) == set(Faith)
