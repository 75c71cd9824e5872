"""What is known of a person: one envelope, so that its size and shape tell nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Blanks up to here, in bytes: what is known of one person takes as much room as of another,
# so that no size tells an office, a language or a second spelling.
ROOM = 1020


class ActorType(TextChoices):
    ACADEMIC = "academic", _("Academic")
    OFFICIAL = "retired_official", _("Retired official")
    NGO = "ngo_leader", _("NGO leader")
    RELIGIOUS = "religious_figure", _("Religious figure")
    JOURNALIST = "journalist", _("Journalist")
    BUSINESS = "business", _("Business")
    MILITARY = "military", _("Military (retired)")
    POLITICIAN = "politician", _("Politician")
    CIVIL = "civil_society", _("Civil society")
    OTHER = "other", _("Other")


class Capacity(TextChoices):
    """In whose name somebody comes. Personal is the default and the rule."""

    PERSONAL = "personal", _("In a personal capacity")
    MANDATED = "mandated", _("With a mandate")
    OFFICIAL = "official", _("In an official capacity")


@dataclass
class Particulars:
    """Names, contacts and attributes of one person."""

    name: str
    variants: list[str] = field(default_factory=list)
    email: str = ""
    email_edition: int = 1  # one more each time it is corrected
    phone: str = ""
    language: str = "en"
    actor_type: str = ActorType.OTHER
    affiliation: str = ""
    formerly: list[str] = field(default_factory=list)  # names that were corrected

    def dump(self) -> str:
        return json.dumps(asdict(self)).ljust(ROOM)

    @classmethod
    def load(cls, words: str) -> Particulars:
        known = cls.__dataclass_fields__
        return cls(**{k: v for k, v in json.loads(words).items() if k in known})

    @property
    def actor_label(self) -> str:
        return str(ActorType(self.actor_type).label)

    @property
    def names(self) -> list[str]:
        return [self.name, *self.variants]


@dataclass
class Standing:
    """A dated fact: in which capacity, and what office had to be resolved first."""

    capacity: str
    since: str  # ISO date
    office: str = ""
    office_resolved: bool = False

    def dump(self) -> str:
        return json.dumps(asdict(self)).ljust(ROOM)

    @classmethod
    def load(cls, words: str) -> Standing:
        return cls(**json.loads(words))

    @property
    def label(self) -> str:
        return str(Capacity(self.capacity).label)

    @property
    def since_date(self) -> date:
        return date.fromisoformat(self.since)

    @property
    def stands_in_the_way(self) -> bool:
        """An office that is held must be resolved before anybody approves."""
        return bool(self.office) and not self.office_resolved
