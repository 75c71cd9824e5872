"""What is known of a person: one envelope, so that its size and shape tell nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.attributes import Access, ActorType, Office, in_words, script

# Blanks up to here, in bytes: what is known of one person takes as much room as of another,
# so that no size tells an office, a language or a second spelling. Four kilobytes cost a
# list 6 ms in 1,000 names over one kilobyte, so there is one envelope and not two.
ROOM = 4092
STANDING_ROOM = 1020
# What is known for the sake of a journey and a stay, and for nothing else: in an envelope of
# its own, so that it can be wiped without opening the rest.
CARE = ("diet", "needs")
CARE_ROOM = 2044


class Capacity(TextChoices):
    """In whose name somebody comes. Personal is the default and the rule."""

    PERSONAL = "personal", gettext_lazy("In a personal capacity")
    MANDATED = "mandated", gettext_lazy("With a mandate")
    OFFICIAL = "official", gettext_lazy("In an official capacity")


class Asked(NamedTuple):
    """What a watch list is asked about somebody."""

    names: list[str]
    born: str
    nationalities: list[str]


@dataclass
class Particulars:
    """Names, contacts and attributes of one person."""

    name: str
    variants: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    email: str = ""
    email_edition: int = 1  # one more each time it is corrected
    phone: str = ""
    language: str = "en"  # of letters
    actor_type: str = ActorType.OTHER
    affiliation: str = ""
    formerly: list[str] = field(default_factory=list)  # names that were corrected
    gender: str = ""
    generation: str = ""
    born: str = ""  # 1961, or 1961-04-23
    nationalities: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # where she lives, or comes from
    languages: list[str] = field(default_factory=list)  # she speaks, the best first
    time_zone: str = ""
    safe_channel: str = ""
    offices: list[Office] = field(default_factory=list)
    access: str = ""
    access_reasons: str = ""
    observances: str = ""
    diet: str = ""
    needs: str = ""  # of access: a ramp, a loop, a rest
    risk: str = ""
    risk_reasons: str = ""

    def dump(self) -> str:
        """All of it but what is kept for care."""
        kept = {k: v for k, v in asdict(self).items() if k not in CARE}
        return filled(kept, ROOM)

    def dump_care(self) -> str:
        return filled({name: getattr(self, name) for name in CARE}, CARE_ROOM)

    @classmethod
    def load(cls, words: str, care: str = "") -> Particulars:
        """Who she is; `care` is the second envelope, as far as it was opened too."""
        known = cls.__dataclass_fields__
        said = json.loads(words) | (json.loads(care) if care else {})
        found = {k: v for k, v in said.items() if k in known}
        if "offices" in found:
            found["offices"] = [Office(**each) for each in found["offices"]]
        return cls(**found)

    @property
    def actor_label(self) -> str:
        return str(ActorType(self.actor_type).label)

    @property
    def access_label(self) -> str:
        return str(Access(self.access).label) if self.access else ""

    @property
    def birth(self) -> str:
        """The day or year she was born, in words."""
        return in_words(self.born)

    @property
    def names(self) -> list[str]:
        return [self.name, *self.variants]

    @property
    def spellings(self) -> list[tuple[str, str]]:
        """Her other names, each with the script it is written in."""
        return [(name, script(name)) for name in self.variants]

    @property
    def held(self) -> list[str]:
        """The offices she holds now."""
        return [office.title for office in self.offices if office.is_held]

    @property
    def asked_of_lists(self) -> Asked:
        """What a screening looks for: nothing more of her leaves this envelope for it."""
        return Asked([*self.names, *self.formerly], self.born, self.nationalities)


def name_in(words: str) -> str:
    """The name that stands in an envelope, without a look at the rest of it."""
    return str(json.loads(words)["name"])


@cache
def gone(called: str) -> str:
    """What is read where somebody was destroyed: words that say so in place of a name."""
    return Particulars(name=called).dump()


def filled(words: dict[str, Any], room: int) -> str:
    """As it is sealed: blanks up to the room, counted in bytes. More than fits is refused."""
    text = json.dumps(words, ensure_ascii=False)
    blanks = room - len(text.encode())
    if blanks < 0:
        raise ValidationError(
            _(
                "This is more than is kept of one person. Write less: what matters for a"
                " seat, in a few words."
            )
        )
    return text + " " * blanks


def _size(words: dict[str, Any]) -> int:
    return len(json.dumps(words, ensure_ascii=False).encode())


@dataclass
class Standing:
    """A dated fact: in which capacity, with which office, and what was before."""

    capacity: str
    since: str  # ISO date
    office: str = ""
    before: list[list[str]] = field(default_factory=list)  # capacity, since, office

    def dump(self) -> str:
        """What was before is let go of, the oldest first, where it does not fit."""
        kept = self.before
        while kept and _size(asdict(self)) > STANDING_ROOM:
            kept = self.before = kept[1:]
        return filled(asdict(self), STANDING_ROOM)

    @classmethod
    def load(cls, words: str) -> Standing:
        known = cls.__dataclass_fields__
        return cls(**{k: v for k, v in json.loads(words).items() if k in known})

    def followed_by(self, capacity: str, since: str, office: str) -> Standing:
        """Another capacity or office from some day on; this one is remembered behind it."""
        if (capacity, since, office) == (self.capacity, self.since, self.office):
            raise ValidationError(_("That is how it stands already."))
        if since < self.since:
            raise ValidationError(
                _("It begins before the one that stands there. Give a later day.")
            )
        past = [self.capacity, self.since, self.office]
        return Standing(capacity, since, office, [*self.before, past])

    @property
    def past(self) -> list[Standing]:
        """What was before, the latest first."""
        return [Standing(kind, since, at) for kind, since, at in reversed(self.before)]

    @property
    def label(self) -> str:
        return str(Capacity(self.capacity).label)

    @property
    def since_date(self) -> date:
        return date.fromisoformat(self.since)

    @property
    def stands_in_the_way(self) -> bool:
        """What is not personal, and an office that is held, is resolved before anybody approves."""
        return bool(self.office) or self.capacity != Capacity.PERSONAL
