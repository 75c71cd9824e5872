"""Days, weeks and hours, as the reader's language says them."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from trackii import labels
from trackii.templatetags import house, steady

LATE = datetime(2027, 1, 7, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "evening", "night"),
    [
        ("en", "18:05", "00:05"),
        ("fr", "18:05", "00:05"),
        ("es", "18:05", "00:05"),
        ("ru", "18:05", "00:05"),
        ("ar", "6:05 م", "12:05 ص"),
    ],
)
def test_a_clock_goes_to_twelve_or_to_twenty_four_as_the_language_has_it(
    language, evening, night
):
    with translation.override(language):
        said = [labels.hour(LATE), steady.hour(LATE), labels.hour(time(0, 5))]
        beside = steady.clocks(LATE, "Asia/Tehran")

    assert said == [evening, evening, night]
    assert evening in beside  # in UTC


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 1, 3), "week 53 of 2026"),
        (date(2027, 1, 4), "week 1"),
        (date(2024, 12, 30), "week 1 of 2025"),
        (date(2026, 12, 31), "week 53"),
    ],
)
def test_weeks_are_counted_as_iso_8601_counts_them(day, said):
    assert labels.week(day) == said


def test_a_week_begins_by_the_clock_of_the_place():
    """Sunday, half past eleven at night in UTC, is Monday in Oslo."""
    sunday = datetime(2027, 1, 10, 23, 30, tzinfo=UTC)

    assert house.week(sunday) == "week 1"
    assert house.week(sunday, "Europe/Oslo") == "week 2"
    assert house.week(None) == ""
