"""What a round is called and where it is held: one sealed envelope."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

WHOLE = "0"  # the house: no room has this number


@dataclass
class Plan:
    """The words of one round that would tell where and what."""

    title: str
    venue: str = ""
    address: str = ""
    time_zone: str = "UTC"
    practical: str = ""  # travel, rooms, meals, what to bring
    safety: str = ""
    country: str = ""  # of the venue, by two letters: its public holidays
    online: bool = False
    rooms: list[list[Any]] = field(default_factory=list)  # of its venue: number, name
    holds: dict[str, int] = field(
        default_factory=dict
    )  # by room; only what was counted

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, words: str) -> Plan:
        return cls(**json.loads(words))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
