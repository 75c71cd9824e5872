"""What bears on somebody's dates, and what she says about them: each in one size of envelope."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import available_timezones

from participants.particulars import filled
from workshops.canvassing import Answer, Faith, Option, Person

ROOM = 1020
LONGEST = max(map(len, available_timezones()))
WAYS = {"yes": Answer.YES, "if_need_be": Answer.IF_NEED_BE, "no": Answer.NO}
ZONES = {
    zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone
    for zone in sorted(available_timezones())
    if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/"))
} | {"utc": "UTC"}


@dataclass
class Circumstances:
    """What bears on the dates of one person, whatever she answers."""

    zone: str = ""
    country: str = ""  # where she would be away from, by two letters
    faiths: list[str] = field(default_factory=list)
    required: bool = False
    interprets: list[str] = field(default_factory=list)  # languages, by their codes
    lead_days: int = 0  # visa, leave, tickets
    travel_days: int = 0  # one way

    def dump(self) -> str:
        return filled(asdict(self), ROOM)

    @classmethod
    def load(cls, words: str | bytes) -> Circumstances:
        return cls(**json.loads(words)) if words else cls()


@dataclass
class Said:
    """What somebody says of each period, and by which clock she reads them."""

    zone: str = ""
    given: dict[str, str] = field(default_factory=dict)  # option: yes, if_need_be, no

    def dump(self) -> str:
        return filled(asdict(self), ROOM)

    @classmethod
    def load(cls, words: str | bytes) -> Said:
        return cls(**json.loads(words)) if words else cls()

    @property
    def answers(self) -> dict[str, Answer]:
        """The same in the words of the engine; what means nothing there is not said."""
        return {key: WAYS[way] for key, way in self.given.items() if way in WAYS}


@dataclass
class Asked:
    """What one person is asked: when, and by which clocks. Never where, never who else."""

    zone: str  # the venue's
    hers: str
    options: list[tuple[str, str, str]]

    def dump(self) -> str:
        """One size for whoever is asked about the same periods: her zone has one length."""
        return json.dumps(asdict(self) | {"hers": self.hers.ljust(LONGEST)})

    @classmethod
    def of(cls, zone: str, hers: str, options: Sequence[Option]) -> Asked:
        told = [(o.key, o.starts.isoformat(), o.ends.isoformat()) for o in options]
        return cls(zone, hers, told)

    @classmethod
    def load(cls, words: str | bytes) -> Asked:
        asked = cls(**json.loads(words))
        asked.hers = asked.hers.rstrip()
        return asked

    @property
    def periods(self) -> list[Option]:
        moment = datetime.fromisoformat
        return [Option(key, moment(s), moment(e)) for key, s, e in self.options]


def person(
    code: str, side: str, known: Circumstances, said: Said, zone: str,
    busy: Sequence[tuple[datetime, datetime]] = (),
    away: Sequence[tuple[datetime, datetime]] = (),
) -> Person:  # fmt: skip
    """Somebody as the engine weighs her; `zone` is the venue's, where hers is not known.
    `busy`: when she has a seat at another round, for PostgreSQL would give her none here;
    `away`: when she is not available, and nobody says why."""
    return Person(
        code,
        side,
        zone=said.zone or known.zone or zone,
        faiths=frozenset(Faith(each) for each in known.faiths),
        country=known.country,
        required=known.required,
        interprets=frozenset(known.interprets),
        lead_days=known.lead_days,
        travel_days=known.travel_days,
        answers=said.answers,
        busy=tuple(busy),
        away=tuple(away),
    )


def zone_near(city: str) -> tuple[str, list[str]]:
    """The time zone somebody means by a city; or none, and cities that are written alike."""
    asked = city.strip().rsplit("/", 1)[-1].replace("_", " ").casefold()
    if asked in ZONES:
        return ZONES[asked], []
    alike = get_close_matches(asked, ZONES, n=3, cutoff=0.7)
    return "", [ZONES[each].rsplit("/", 1)[-1].replace("_", " ") for each in alike]
