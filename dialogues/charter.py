"""The charter of an initiative: what the opening says, kept in one sealed envelope."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from dialogues.models.initiative import Archive


class Scope(TextChoices):
    LOCAL = "local", _("Local")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    GLOBAL = "global", _("Global")


class Method(TextChoices):
    PROBLEM_SOLVING = "problem_solving", _("Problem-solving workshop")
    CONFERENCE = "conference", _("Academic conference")
    EXCHANGE = "exchange", _("Cultural exchange")
    JOINT_PROJECT = "joint_project", _("Joint project")
    SHUTTLE = "shuttle", _("Shuttle")
    SUSTAINED = "sustained", _("Sustained dialogue")


class ThirdPartyKind(TextChoices):
    NGO = "ngo", _("NGO")
    THINK_TANK = "think_tank", _("Think tank")
    FAITH = "faith", _("Faith community")
    UNIVERSITY = "university", _("University")
    STATE_HOST = "state_host", _("State host")
    PERSON = "person", _("A trusted person")


@dataclass
class Charter:
    """What the two signatories of an opening put their names to."""

    title: str
    conflict: str
    third_party: str
    third_party_kind: str
    acceptable: str  # what makes it acceptable to each side
    scope: str
    method: str
    archive: str
    sides: list[str] = field(default_factory=list)

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, words: str) -> Charter:
        return cls(**json.loads(words))

    @property
    def lettered(self) -> list[tuple[str, str]]:
        """Each side's letter and its name."""
        return list(zip("ABCDEF", self.sides, strict=False))

    def rows(self) -> list[tuple[str, str]]:
        """For a summary list: the term and what was agreed, in reading order."""
        return [
            (str(_("Working title")), self.title),
            (str(_("The conflict")), self.conflict),
            (str(_("Scope")), str(Scope(self.scope).label)),
            (str(_("Method")), str(Method(self.method).label)),
            (
                str(_("Third party")),
                f"{self.third_party} ({ThirdPartyKind(self.third_party_kind).label})",
            ),
            (str(_("What makes it acceptable")), self.acceptable),
            (str(_("The archive")), str(Archive(self.archive).label)),
        ]
