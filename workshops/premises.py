"""What is known of a venue: one sealed envelope, with its rooms in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What sort of house it is."""

    UNIVERSITY = "university", _("University")
    CONFERENCE_CENTRE = "conference_centre", _("Conference centre")
    ESTATE = "estate", _("Remote estate")
    RELIGIOUS_HOUSE = "religious_house", _("Religious house")
    PRIVATE_HOME = "private_home", _("Private home")
    ONLINE = "online", _("Online")
    OTHER = "other", _("Something else")


@dataclass(frozen=True)
class Room:
    """One room of a venue. Its number is never another room's."""

    number: int
    name: str
    holds: int = 0  # 0: nobody has counted


@dataclass
class Premises:
    """A venue as the team knows it: where it is, and what makes it fit."""

    name: str
    kind: str = Kind.OTHER
    address: str = ""
    country: str = ""  # by two letters: its public holidays
    time_zone: str = "UTC"
    neutral: str = ""  # what makes it so, to each side
    private: str = ""
    holds: int = 0  # 0: nobody has counted
    rooms: list[Room] = field(default_factory=list)
    last_room: int = 0  # number ever given
    access: str = ""  # steps, lifts, doors
    prayer: str = ""
    kitchen: str = ""
    distances: str = ""
    past: str = ""  # who used it before, and how it went

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, words: str) -> Premises:
        known = json.loads(words)
        known["rooms"] = [Room(**each) for each in known["rooms"]]
        return cls(**known)

    @property
    def is_online(self) -> bool:
        return self.kind == Kind.ONLINE

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    def room(self, number: int | None) -> Room | None:
        return next((each for each in self.rooms if each.number == number), None)

    def furnish(self, named: Iterable[tuple[str, int]], before: Premises) -> None:
        """Rooms as somebody lists them now: one that kept its name keeps its number."""
        numbers = {each.name.casefold(): each.number for each in before.rooms}
        self.last_room = before.last_room
        self.rooms = []
        for name, holds in named:
            number = numbers.get(name.casefold())
            if number is None:
                self.last_room += 1
                number = self.last_room
            self.rooms.append(Room(number, name, holds))
