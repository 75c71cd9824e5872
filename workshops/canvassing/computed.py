"""Computed: the days that follow from a calendar's own arithmetic.

Muslim days by the Umm al-Qura calendar (`hijridate`): elsewhere they may fall a day earlier
or later, by the sight of the moon, and are marked so. Jewish days by `pyluach`, with the
second days of the diaspora; Easter by `dateutil`. All years are Gregorian.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from hijridate import Gregorian, Hijri
from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year

from workshops.canvassing.observances import Bearing, How, Mark

R, FEAST, FAST, SEASON = Bearing.REST, Bearing.FEAST, Bearing.FAST, Bearing.SEASON
_DAY = timedelta(days=1)
_SATURDAY = 5

# month, first day, last day, name
_MUSLIM = [
    (1, 1, 1, "Islamic New Year", FEAST), (1, 10, 10, "Ashura", FEAST),
    (2, 20, 20, "Arbaeen", FEAST), (3, 12, 12, "Mawlid", FEAST),
    (10, 1, 3, "Eid al-Fitr", R), (12, 9, 9, "Day of Arafah", FAST),
    (12, 10, 13, "Eid al-Adha", R),
]  # fmt: skip
_JEWISH = [
    (1, 15, 16, "Passover", R), (1, 17, 20, "Passover (middle days)", FEAST),
    (1, 21, 22, "Passover", R), (3, 6, 7, "Shavuot", R), (5, 9, 9, "Tisha B'Av", FAST),
    (7, 1, 2, "Rosh Hashanah", R), (7, 10, 10, "Yom Kippur", R), (7, 15, 16, "Sukkot", R),
    (7, 17, 21, "Sukkot (middle days)", FEAST), (7, 22, 23, "Shemini Atzeret", R),
]  # fmt: skip
# Days from Easter.
_WESTERN = [
    (-46, "Ash Wednesday", FAST), (-3, "Maundy Thursday", FEAST), (-2, "Good Friday", R),
    (-1, "Holy Saturday", FEAST), (0, "Easter Sunday", R), (1, "Easter Monday", FEAST),
    (39, "Ascension", FEAST), (49, "Pentecost", FEAST), (60, "Corpus Christi", FEAST),
]  # fmt: skip
_EASTERN = [
    (-7, "Palm Sunday (Orthodox)", FEAST), (-3, "Great Thursday (Orthodox)", FEAST),
    (-2, "Great Friday (Orthodox)", R), (-1, "Great Saturday (Orthodox)", FEAST),
    (0, "Pascha", R), (1, "Bright Monday", FEAST), (39, "Ascension (Orthodox)", FEAST),
    (49, "Pentecost (Orthodox)", FEAST),
]  # fmt: skip
_WESTERN_FIXED = [
    (1, 6, "Epiphany", FEAST), (8, 15, "Assumption", FEAST), (11, 1, "All Saints", FEAST),
    (12, 8, "Immaculate Conception", FEAST), (12, 24, "Christmas Eve", FEAST),
    (12, 25, "Christmas", R), (12, 26, "Second day of Christmas", FEAST),
]  # fmt: skip
_EASTERN_FIXED = [
    (1, 6, "Theophany", FEAST), (8, 15, "Dormition", FEAST), (12, 24, "Nativity Eve", FEAST),
    (12, 25, "Nativity", R),
]  # fmt: skip

Marked = Iterator[tuple[date, Mark]]


def muslim(year: int) -> Marked:
    """Feasts and the month of fasting; OverflowError where the calendar is not published."""
    first, last = (
        Gregorian(year, month, day).to_hijri().year for month, day in ((1, 1), (12, 31))
    )
    for hijri in range(first, last + 1):
        feasts = [*_MUSLIM, (9, 1, Hijri(hijri, 9, 1).month_length(), "Ramadan", FAST)]
        for month, begin, end, name, bearing in feasts:
            start = Hijri(hijri, month, begin).to_gregorian()
            length = timedelta(days=end - begin)
            for day in _run(start, start + length):
                yield day, Mark(name, bearing)
            for day in (start - _DAY, start + length + _DAY):
                yield day, Mark(name, bearing, How.SIGHTING)


def jewish(year: int) -> Marked:
    """Feasts and the long fasts, each from sunset of the day before."""
    for own in (year + 3760, year + 3761):
        adar = 13 if Year(own).leap else 12
        for month, begin, end, name, bearing in [
            *_JEWISH,
            (adar, 14, 14, "Purim", FEAST),
        ]:
            start = HebrewDate(own, month, begin).to_pydate()
            if name == "Tisha B'Av" and start.weekday() == _SATURDAY:
                start += _DAY
            yield start - _DAY, Mark(name, bearing, How.EVE)
            for day in _run(start, start + timedelta(days=end - begin)):
                yield day, Mark(name, bearing)


def catholic(year: int) -> Marked:
    sunday = easter(year, EASTER_WESTERN)
    for after, name, bearing in _WESTERN:
        yield sunday + timedelta(days=after), Mark(name, bearing)
    for day in _run(sunday - timedelta(days=46), sunday - _DAY):
        yield day, Mark("Lent", SEASON)
    for month, number, name, bearing in _WESTERN_FIXED:
        yield date(year, month, number), Mark(name, bearing)


def orthodox(year: int) -> Marked:
    """Fixed feasts by the Julian calendar: the Nativity on 7 January, in this century."""
    yield from _pascha(year)
    for own in (year - 1, year):
        for month, number, name, bearing in _EASTERN_FIXED:
            yield _julian(own, month, number), Mark(name, bearing)


def orthodox_new(year: int) -> Marked:
    yield from _pascha(year)
    for month, number, name, bearing in _EASTERN_FIXED:
        yield date(year, month, number), Mark(name, bearing)


def _pascha(year: int) -> Marked:
    sunday = easter(year, EASTER_ORTHODOX)
    for after, name, bearing in _EASTERN:
        yield sunday + timedelta(days=after), Mark(name, bearing)
    for day in _run(sunday - timedelta(days=48), sunday - _DAY):
        yield day, Mark("Great Lent", SEASON)


def _julian(year: int, month: int, day: int) -> date:
    """The day the Julian calendar calls so: three leap days behind in four centuries."""
    counted = year if month > 2 else year - 1  # the leap day in question is in February
    behind = counted // 100 - counted // 400 - 2
    return date(year, month, day) + timedelta(days=behind)


def _run(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
