"""The almanac: days as they are printed elsewhere, and what it says where nobody knows."""

from datetime import date

import pytest

from workshops.canvassing import Almanac, Faith
from workshops.canvassing.almanac import _DAYS
from workshops.observances import OBSERVANCES

# As public calendars give them, some years apart.
PRINTED = [
    (Faith.MUSLIM, "Eid al-Fitr", "2024-04-10"),
    (Faith.MUSLIM, "Eid al-Fitr", "2026-03-20"),
    (Faith.MUSLIM, "Eid al-Adha", "2025-06-06"),
    (Faith.MUSLIM, "Ramadan", "2024-03-11"),
    (Faith.MUSLIM, "Ramadan", "2030-12-26"),  # the second one of that year
    (Faith.MUSLIM, "Friday prayer", "2027-01-01"),
    (Faith.JEWISH, "Rosh Hashanah", "2025-09-23"),
    (Faith.JEWISH, "Yom Kippur", "2026-09-21"),
    (Faith.JEWISH, "Passover", "2024-04-23"),
    (Faith.JEWISH, "Purim", "2027-03-23"),  # of a leap year
    (Faith.JEWISH, "Purim", "2025-03-14"),
    (Faith.JEWISH, "Tisha B'Av", "2025-08-03"),  # put off from the Sabbath
    (Faith.JEWISH, "Sabbath", "2027-01-02"),
    (Faith.CATHOLIC, "Easter Sunday", "2024-03-31"),
    (Faith.CATHOLIC, "Good Friday", "2027-03-26"),
    (Faith.CATHOLIC, "Lent", "2027-03-27"),
    (Faith.ORTHODOX, "Pascha", "2024-05-05"),
    (Faith.ORTHODOX, "Nativity", "2027-01-07"),
    (Faith.ORTHODOX, "Nativity", "2101-01-08"),  # a leap day later
    (Faith.ORTHODOX, "Dormition", "2027-08-28"),
    (Faith.ORTHODOX_NEW, "Nativity", "2027-12-25"),
    (Faith.ORTHODOX_NEW, "Pascha", "2025-04-20"),
    (Faith.HINDU, "Diwali", "2024-10-31"),
    (Faith.HINDU, "Holi", "2025-03-14"),
    (Faith.BUDDHIST, "Vesak", "2025-05-12"),
    (Faith.BUDDHIST, "Vesak", "2026-05-31"),  # in Thailand
    (Faith.BUDDHIST, "Vesak", "2026-05-01"),  # and in India
    (Faith.NOWRUZ, "Nowruz", "2026-03-21"),
    (Faith.NOWRUZ, "Nowruz", "2029-03-20"),
]


def _on(faith, day):
    marks = Almanac().marks(faith, date.fromisoformat(day))
    return {mark.name for mark in marks if mark.how == "day"}


@pytest.mark.parametrize(("faith", "name", "day"), PRINTED)
def test_a_feast_falls_where_it_is_printed(faith, name, day):
    assert name in _on(faith, day)


@pytest.mark.parametrize(
    ("faith", "name", "day"),
    [
        (Faith.MUSLIM, "Eid al-Fitr", "2026-03-19"),
        (Faith.MUSLIM, "Ramadan", "2026-03-20"),
        (Faith.JEWISH, "Yom Kippur", "2026-09-20"),
        (Faith.JEWISH, "Tisha B'Av", "2025-08-02"),
        (Faith.ORTHODOX, "Nativity", "2027-12-25"),
        (Faith.ORTHODOX_NEW, "Nativity", "2027-01-07"),
        (Faith.ORTHODOX, "Pascha", "2024-03-31"),
    ],
)
def test_and_not_on_the_day_beside_or_by_another_calendar(faith, name, day):
    assert name not in _on(faith, day)


def test_what_goes_by_the_moon_may_fall_a_day_early_or_late():
    hows = [
        [m.how for m in Almanac().marks(Faith.MUSLIM, date(2026, 3, day)) if m.name == "Eid al-Fitr"]
        for day in range(18, 25)
    ]  # fmt: skip

    assert hows == [[], ["sighting"], ["day"], ["day"], ["day"], ["sighting"], []]


def test_a_jewish_feast_begins_on_the_evening_before():
    hows = [
        [m.how for m in Almanac().marks(Faith.JEWISH, date(2026, 9, day)) if m.name == "Yom Kippur"]
        for day in (19, 20, 21, 22)
    ]  # fmt: skip

    assert hows == [[], ["eve"], ["day"], []]


def test_every_feast_of_ten_years_has_words():
    found = {
        mark.name
        for faith in _DAYS
        for year in range(2026, 2036)
        for _day, mark in _DAYS[faith](year)
    }

    weekly = {"Friday prayer", "Sabbath", "Sunday"}
    assert found | weekly == set(OBSERVANCES)


@pytest.mark.parametrize(
    ("faith", "last"),
    [(Faith.MUSLIM, 2076), (Faith.HINDU, 2035), (Faith.BUDDHIST, 2035), (Faith.NOWRUZ, 2100)],
)  # fmt: skip
def test_where_nobody_has_published_a_year_it_is_not_known_instead_of_free(faith, last):
    almanac = Almanac()

    assert almanac.knows(faith, last)
    assert not almanac.knows(faith, last + 2)


def test_public_holidays_are_those_of_the_country_and_of_the_region():
    almanac, day = Almanac(), date(2027, 8, 15)  # the Assumption

    assert almanac.public("NO", date(2026, 5, 17)) == "Constitution Day"
    assert almanac.public("DE", day) == ""
    assert almanac.public("DE", day, region="SL") == "Assumption Day"


@pytest.mark.parametrize(
    ("country", "region", "year"), [("XX", "", 2027), ("DE", "ZZ", 2027), ("IN", "", 2036)]
)  # fmt: skip
def test_a_country_or_year_nobody_knows_is_not_known(country, region, year):
    assert not Almanac().lists(country, year, region=region)
    assert Almanac().public(country, date(year, 1, 26), region=region) == ""
