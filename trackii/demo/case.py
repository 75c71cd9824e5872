"""What a case is made of before it is told: its people, its rounds, its turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dialogues.charter import Charter
from participants.attributes import Office
from participants.particulars import ActorType, Capacity, Particulars, Standing
from trackii.policy import Role
from workshops.models import Summary
from workshops.plan import Plan

TEAM = (
    ("carla", Role.CONVENER),
    ("farid", Role.FACILITATOR),
    ("vera", Role.VETTING_OFFICER),
    ("viktor", Role.VETTING_OFFICER),
    ("rosa", Role.RAPPORTEUR),
    ("oskar", Role.ORGANISER),
    ("rhea", Role.READER),
)


def prose(words: str) -> str:
    """Paragraphs of one line each, as a text typed into a page arrives."""
    paragraphs = words.strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody put forward for a side, and what the two officers wrote about it."""

    key: str
    side: str
    name: str
    case: str
    variants: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    language: str = "en"
    actor_type: str = ActorType.OTHER
    affiliation: str = ""
    capacity: str = Capacity.PERSONAL
    since: date | None = None  # the day of the nomination where nothing else is known
    office: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)  # what else is known
    found: str = (
        "A public figure whose identity is beyond doubt. Nothing we know stands against"
        " a seat in the capacity noted."
    )
    decided: str = "Read the same sources on another day and come to the same view."

    @property
    def particulars(self) -> Particulars:
        held: dict[str, Any] = {"offices": [Office(self.office)] if self.office else []}
        return Particulars(
            name=self.name,
            variants=list(self.variants),
            email=self.email,
            phone=self.phone,
            language=self.language,
            actor_type=self.actor_type,
            affiliation=self.affiliation,
            **held | self.more,
        )

    def standing(self, nominated: date) -> Standing:
        since = (self.since or nominated).isoformat()
        return Standing(capacity=self.capacity, since=since, office=self.office)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One session of a round, and what its rapporteur wrote. Without hours: all of it."""

    phase: str
    purpose: str
    day: int = 1
    hours: str = ""
    regime: str = ""  # the initiative's own, if no other is named
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round: where and when, who was asked, what was said, and what left the room."""

    plan: Plan
    first: date | int  # a day, or so many days from today
    last: date | int
    guests: str  # keys
    refuses: str = ""
    silent: str = ""
    absent: str = ""
    sittings: tuple[Sitting, ...] = ()
    quorum: int = 1
    days_ahead: int = 35  # between the proposal and the first day
    account: str = ""
    slips: tuple[str, ...] = ()  # names the author put in general words before checking
    keeps: Mapping[str, str] = field(default_factory=dict)  # doubtful words, why kept
    until: str = Summary.State.RELEASED
    answers: Mapping[str, str] = field(default_factory=dict)  # those that differ
    heard: bool = False  # everybody has answered, and nobody has released it yet

    def counted_from(self, today: date) -> Round:
        """The same round, its days counted from today."""
        first, last = (today + timedelta(days=day) for day in (self.first, self.last))
        return replace(self, first=first, last=last)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(8), tzinfo=self.plan.zone)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.last, time(20), tzinfo=self.plan.zone)

    @property
    def announced_at(self) -> datetime:
        return moment(self.first - timedelta(days=self.days_ahead), hour=6)

    def on_the_way(self, part: float) -> datetime:
        """A moment between the proposal and the beginning."""
        return self.announced_at + (self.starts_at - self.announced_at) * part

    def times(self, sitting: Sitting) -> tuple[datetime, datetime]:
        if not sitting.hours:
            return self.starts_at, self.ends_at
        day = self.first + timedelta(days=sitting.day - 1)
        begins, ends = (
            datetime.combine(day, time.fromisoformat(hour), tzinfo=self.plan.zone)
            for hour in sitting.hours.split("-")
        )
        return begins, ends


@dataclass(frozen=True, kw_only=True)
class Case:
    """One initiative as its opening names it, and everything that came of it."""

    code: str
    charter: Charter
    regime: str
    opened: date
    team: tuple[tuple[str, str], ...] = TEAM
    guests: tuple[Guest, ...] = ()
    rounds: tuple[Round, ...] = ()
    turns: tuple[
        tuple[date, str], ...
    ] = ()  # begin, pause, resume, hand_over, conclude


def moment(day: date, hour: int = 5) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)
