"""Times of the wall and the moments they mean: asked about where nobody can know."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.canvassing import NoSuchZone, Skipped, Twice, instant, seen_from

ZONES = sorted(available_timezones() - {"localtime", "Factory"})


@pytest.mark.parametrize(
    ("zone", "local", "choices"),
    [
        ("Europe/Oslo", "2027-03-28 02:30", ("2027-03-28 00:30", "2027-03-28 01:30")),
        ("America/Bogota", "1992-05-03 00:30", ("1992-05-03 04:30", "1992-05-03 05:30")),
        ("Australia/Lord_Howe", "2027-10-03 02:10",
         ("2027-10-02 15:10", "2027-10-02 15:40")),
        ("Pacific/Apia", "2011-12-30 12:00", ("2011-12-29 22:00", "2011-12-30 22:00")),
    ],
)  # fmt: skip
def test_a_time_the_clock_skips_is_asked_about(zone, local, choices):
    with pytest.raises(Skipped) as asked:
        instant(datetime.fromisoformat(local), zone)

    given_ = tuple(f"{moment:%Y-%m-%d %H:%M}" for moment in asked.value.choices)
    assert given_ == choices


def test_a_time_that_comes_twice_is_asked_about_and_the_answer_is_taken():
    local = datetime(2027, 10, 31, 2, 30)

    with pytest.raises(Twice) as asked:
        instant(local, "Europe/Oslo")

    earlier = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert asked.value.choices == (earlier, earlier + timedelta(hours=1))
    assert instant(local, "Europe/Oslo", second=False) == earlier
    assert instant(local, "Europe/Oslo", second=True) == earlier + timedelta(hours=1)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
)
def test_a_moment_is_what_the_wall_shows_or_it_is_asked_about(zone, local):
    try:
        found = [instant(local, zone)]
    except Twice as asked:
        found = [*asked.choices]
        assert found[0] < found[1]
    except Skipped as asked:
        found = [*asked.choices]
        shown = sorted(seen_from(m, zone).replace(tzinfo=None) for m in found)
        shown.insert(1, local)
        assert shown == sorted({*shown})  # between the two, and neither of them
        return

    assert {seen_from(moment, zone).replace(tzinfo=None) for moment in found} == {local}


def _changes(zone, year):
    """The hours of a year after which a zone's clocks no longer say what they said."""
    place, hour = ZoneInfo(zone), timedelta(hours=1)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        if (
            moment.astimezone(place).utcoffset()
            != (moment + hour).astimezone(place).utcoffset()
        ):
            yield moment
        moment += hour


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Asia/Beirut", "Africa/Casablanca"])
def test_around_every_change_of_a_year_no_minute_is_guessed(zone):
    """Minute by minute, against a list of what the wall showed in those hours."""
    place, asked = ZoneInfo(zone), []
    for change in _changes(zone, 2027):
        moments = [change + timedelta(minutes=n) for n in range(-180, 240)]
        shown = [m.astimezone(place).replace(tzinfo=None) for m in moments]
        for n in range(-30, 120):
            local = change.astimezone(place).replace(tzinfo=None) + timedelta(minutes=n)
            times = shown.count(local)
            try:
                found = instant(local, zone)
            except Skipped:
                assert times == 0
                asked.append(local)
            except Twice:
                assert times == 2
                asked.append(local)
            else:
                assert times == 1
                assert moments[shown.index(local)] == found
    assert len(asked) == 120  # an hour forward, an hour back


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Oslo",
        "Europe",
        "../zone.tab",
        "/etc/passwd",
        "\0",
        "A" * 5000,
        "é",
        "localtime",
        "Factory",
        "right/UTC",
    ],
)
def test_a_zone_nobody_knows_is_refused(name):
    with pytest.raises(NoSuchZone):
        instant(datetime(2027, 1, 1, 9), name)


def test_a_local_time_with_a_zone_is_no_local_time():
    with pytest.raises(ValueError, match="names no zone"):
        instant(datetime(2027, 1, 1, 9, tzinfo=UTC), "Europe/Oslo")


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
    ),
)
def test_what_a_wall_shows_leads_back_to_the_moment_or_asks_for_it(zone, moment):
    """No moment there ever was is skipped, none is taken for another."""
    wall = seen_from(moment, zone).replace(tzinfo=None)

    try:
        found = [instant(wall, zone)]
    except Twice as asked:
        found = [*asked.choices]
        answers = [instant(wall, zone, second=second) for second in (False, True)]
        found = found if found == answers else []

    assert moment in found


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),
    st.integers(1, 40 * 24 * 60),
)
def test_what_comes_later_by_the_clock_of_a_wall_comes_later(zone, begins, minutes):
    """Where neither hour is in doubt, a period that ends after it begins still does."""
    begins = begins.replace(second=0, microsecond=0)
    try:
        first = instant(begins, zone)
        last = instant(begins + timedelta(minutes=minutes), zone)
    except (Skipped, Twice):
        return

    assert first < last
