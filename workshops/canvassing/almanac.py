"""The almanac: what every day asks of whom, as far as it is known. Built once a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from workshops.canvassing import computed, published
from workshops.canvassing.observances import Bearing, Faith, How, Mark
from workshops.canvassing.published import NotPublished

_DAYS: dict[Faith, Callable[[int], Iterator[tuple[date, Mark]]]] = {
    Faith.MUSLIM: computed.muslim,
    Faith.JEWISH: computed.jewish,
    Faith.CATHOLIC: computed.catholic,
    Faith.ORTHODOX: computed.orthodox,
    Faith.ORTHODOX_NEW: computed.orthodox_new,
    Faith.HINDU: published.hindu,
    Faith.BUDDHIST: published.buddhist,
    Faith.NOWRUZ: published.nowruz,
}
_SUNDAY = Mark("Sunday", Bearing.PRAYER)
_WEEKLY: dict[tuple[Faith, int], Mark] = {  # by the day of the week, from Monday
    (Faith.MUSLIM, 4): Mark("Friday prayer", Bearing.PRAYER),
    (Faith.JEWISH, 4): Mark("Sabbath", Bearing.REST, How.EVE),
    (Faith.JEWISH, 5): Mark("Sabbath", Bearing.REST),
    (Faith.CATHOLIC, 6): _SUNDAY,
    (Faith.ORTHODOX, 6): _SUNDAY,
    (Faith.ORTHODOX_NEW, 6): _SUNDAY,
}


class Almanac:
    """Days by faith and by country; each year is looked up when it is first asked for."""

    def __init__(self, *, language: str = "en_US") -> None:
        self.language = language
        self._marks: dict[tuple[Faith, int], dict[date, list[Mark]] | None] = {}
        self._public: dict[tuple[str, str, int], dict[date, str] | None] = {}

    def marks(self, faith: Faith, day: date) -> list[Mark]:
        """What a faith keeps on a day. Nothing, too, where the year is not known."""
        year = self._year(faith, day.year) or {}
        weekly = _WEEKLY.get((faith, day.weekday()))
        return [*year.get(day, ()), *([weekly] if weekly else ())]

    def knows(self, faith: Faith, year: int) -> bool:
        return self._year(faith, year) is not None

    def public(self, country: str, day: date, *, region: str = "") -> str:
        """What the public holiday is called, or nothing."""
        return (self._list(country, region, day.year) or {}).get(day, "")

    def lists(self, country: str, year: int, *, region: str = "") -> bool:
        """Whether public holidays of a country are known for a year."""
        return self._list(country, region, year) is not None

    def _year(self, faith: Faith, year: int) -> dict[date, list[Mark]] | None:
        if (faith, year) not in self._marks:
            self._marks[faith, year] = _looked_up(faith, year)
        return self._marks[faith, year]

    def _list(self, country: str, region: str, year: int) -> dict[date, str] | None:
        key = country, region, year
        if key not in self._public:
            try:
                self._public[key] = published.public(
                    country, year, region=region, language=self.language
                )
            except NotPublished:
                self._public[key] = None
        return self._public[key]


def _looked_up(faith: Faith, year: int) -> dict[date, list[Mark]] | None:
    """A year's marks by day, each once, what is certain before what hangs on the moon."""
    days: dict[date, list[Mark]] = {}
    try:
        for day, mark in _DAYS[faith](year):
            if day.year == year and mark not in days.setdefault(day, []):
                days[day].append(mark)
    except (NotPublished, OverflowError, ValueError):  # no calendar reaches so far
        return None
    return {
        day: [
            mark
            for mark in marks
            if mark.how == How.DAY
            or not any(m.name == mark.name and m.how == How.DAY for m in marks)
        ]
        for day, marks in days.items()
    }
