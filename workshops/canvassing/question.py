"""The question: which periods, whom, where, on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from workshops.canvassing.moments import zone_of
from workshops.canvassing.observances import Faith

THIRD_PARTY = "T"
LONGEST = timedelta(days=31)


class Unaskable(ValueError):
    """A period nobody can be asked about: `kind` is naive | backwards | long | window."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


class Answer(StrEnum):
    YES = "yes"
    IF_NEED_BE = "if need be"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Option:
    """One period that people are asked about: two moments, of whatever zones."""

    key: str
    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise Unaskable("naive")
        if self.ends <= self.starts:
            raise Unaskable("backwards")
        if self.ends - self.starts > LONGEST:
            raise Unaskable("long")


@dataclass(frozen=True)
class Person:
    """Somebody who may come. Days are whole days; `travel_days` is one way."""

    code: str
    side: str
    zone: str = "UTC"
    faiths: frozenset[Faith] = frozenset()
    country: str = ""
    required: bool = False
    interprets: frozenset[str] = frozenset()
    lead_days: int = 0  # from being told to being there: visa, leave, tickets
    travel_days: int = 0
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by an option's key
    busy: tuple[tuple[datetime, datetime], ...] = ()  # a seat at another round is hers
    away: tuple[tuple[datetime, datetime], ...] = ()  # not available, nobody says why


@dataclass(frozen=True)
class Venue:
    """Where it would be. `busy` are first and last days on which it is taken."""

    zone: str = "UTC"
    country: str = ""
    region: str = ""
    busy: tuple[tuple[date, date], ...] = ()
    online: bool = False


@dataclass(frozen=True)
class Terms:
    """What a date has to satisfy. `today` is the day on which people are told."""

    today: date
    quorum: int = 2  # of each side
    seats: int = 0  # wished for on each side; 0: no more than the quorum
    third_party: int = 1  # of T, at the least
    languages: tuple[frozenset[str], ...] = ()  # pairs to interpret between
    last_ended: date | None = None
    least_gap: int = 14  # days since the last round
    most_gap: int = 120


@dataclass(frozen=True)
class Stay:
    """An option as clocks and calendars at the venue show it."""

    option: Option
    zone: str

    @cached_property
    def starts(self) -> datetime:
        return self.option.starts.astimezone(zone_of(self.zone))

    @cached_property
    def ends(self) -> datetime:
        return self.option.ends.astimezone(zone_of(self.zone))

    @cached_property
    def days(self) -> list[date]:
        """Every day it touches; midnight itself belongs to the day before."""
        first = self.starts.date()
        last = (self.ends - timedelta(microseconds=1)).date()
        count = max(0, (last - first).days)
        return [first + timedelta(days=number) for number in range(count + 1)]
