"""Proposals: dates nobody thought of, found by asking every day of a window.

What people answered is read day by day. A day is as good for somebody as the best of her
answers to the options that touch it: who could come to one of them is free on its days, and
who could not come to another may have been kept by another day of it. A stretch is as good
as its worst day; if there is a day that nothing was said about, it is not known, unless a
day of it is a no. That is an inference, and its reasons say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from workshops.canvassing.almanac import Almanac
from workshops.canvassing.gathering import Gathering
from workshops.canvassing.moments import Skipped, Twice, instant
from workshops.canvassing.question import (
    LONGEST,
    Answer,
    Option,
    Person,
    Stay,
    Terms,
    Unaskable,
    Venue,
)
from workshops.canvassing.verdicts import Verdict, judge, rank

_BETTER = {Answer.NO: 0, Answer.IF_NEED_BE: 1, Answer.YES: 2}
_LONGEST_WINDOW = timedelta(days=3 * 366)

Ledger = Mapping[date, Answer]


def propose(
    options: Sequence[Option],
    people: Sequence[Person],
    *,
    venue: Venue,
    terms: Terms,
    window: tuple[date, date],
    days: int,
    hours: tuple[time, time] = (time(9), time(17)),
    count: int = 5,
    almanac: Almanac | None = None,
) -> list[Verdict]:
    """The best stretches of so many days in a window: none touches another, none is an option.

    `hours` are those of the venue's clock, on the first day and on the last. A stretch that
    would begin or end at a time the clock skips or shows twice is left out: nobody can be
    asked which was meant.
    """
    first, last = window
    if days < 1 or last < first or last - first > _LONGEST_WINDOW:
        raise Unaskable("window")
    if timedelta(days=days) > LONGEST:
        raise Unaskable("long")
    almanac, gathering = almanac or Almanac(), Gathering(people)
    offered = [Stay(option, venue.zone).days for option in options]
    ledgers = {person.code: ledger(options, person, venue.zone) for person in people}
    found: list[Verdict] = []
    for option in _stretches(first, last, days, hours, venue.zone):
        when = Stay(option, venue.zone).days
        if when not in offered:
            given = {code: _read(each, when) for code, each in ledgers.items()}
            found.append(
                judge(
                    option, gathering, given, venue=venue, terms=terms, almanac=almanac
                )
            )
    return _apart(sorted(found, key=rank), venue.zone, count)


def ledger(options: Sequence[Option], person: Person, zone: str) -> Ledger:
    """What somebody's answers say of each day, as the venue counts days."""
    known: dict[date, Answer] = {}
    for option in options:
        answer = person.answers.get(option.key)
        if answer is None:
            continue
        for day in Stay(option, zone).days:
            known[day] = max(known.get(day, Answer.NO), answer, key=_BETTER.__getitem__)
    return known


def _read(known: Ledger, when: Sequence[date]) -> Answer | None:
    answers = [known.get(day) for day in when]
    if Answer.NO in answers:
        return Answer.NO
    if None in answers:
        return None
    return min((a for a in answers if a), key=_BETTER.__getitem__)


def _stretches(
    first: date, last: date, days: int, hours: tuple[time, time], zone: str
) -> Iterator[Option]:
    length = timedelta(days=days - 1)
    for number in range((last - first - length).days + 1):
        day = first + timedelta(days=number)
        try:
            starts = instant(datetime.combine(day, hours[0]), zone)
            ends = instant(datetime.combine(day + length, hours[1]), zone)
        except (Skipped, Twice):
            continue
        yield Option(day.isoformat(), starts, ends)


def _apart(verdicts: Sequence[Verdict], zone: str, count: int) -> list[Verdict]:
    """The best of them that touch no better one."""
    chosen: list[Verdict] = []
    taken: set[date] = set()
    for verdict in verdicts:
        when = Stay(verdict.option, zone).days
        if len(chosen) < count and taken.isdisjoint(when):
            chosen.append(verdict)
            taken.update(when)
    return chosen
