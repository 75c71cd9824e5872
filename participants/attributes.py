"""The words in which a person is described: choices, and the offices of a life."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trackii import labels


class ActorType(TextChoices):
    ACADEMIC = "academic", gettext_lazy("Academic")
    OFFICIAL = "retired_official", gettext_lazy("Retired official")
    NGO = "ngo_leader", gettext_lazy("NGO leader")
    RELIGIOUS = "religious_figure", gettext_lazy("Religious figure")
    JOURNALIST = "journalist", gettext_lazy("Journalist")
    BUSINESS = "business", gettext_lazy("Business")
    MILITARY = "military", gettext_lazy("Military (retired)")
    POLITICIAN = "politician", gettext_lazy("Politician")
    CIVIL = "civil_society", gettext_lazy("Civil society")
    OTHER = "other", gettext_lazy("Other")


class Access(TextChoices):
    """How near somebody stands to who decides: a judgement, graded."""

    NONE = "none", gettext_lazy("None")
    INDIRECT = "indirect", gettext_lazy("Through others")
    OCCASIONAL = "occasional", gettext_lazy("Now and then")
    REGULAR = "regular", gettext_lazy("Regularly")
    DIRECT = "direct", gettext_lazy("At any time")


class Gender(TextChoices):
    WOMAN = "woman", gettext_lazy("Woman")
    MAN = "man", gettext_lazy("Man")
    ANOTHER = "another", gettext_lazy("Another")


class Generation(TextChoices):
    YOUNGER = "younger", gettext_lazy("Under 35")
    MIDDLE = "middle", gettext_lazy("35 to 59")
    ELDER = "elder", gettext_lazy("60 and over")


class Risk(TextChoices):
    """What coming could cost her."""

    LOW = "low", gettext_lazy("Low")
    RAISED = "raised", gettext_lazy("Raised")
    HIGH = "high", gettext_lazy("High")


_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_SPAN = re.compile(rf"({_DAY})?\s*(?:–|—|-|to)\s*({_DAY})?[\s,:]+(\S.*)")


def in_words(day: str) -> str:
    """A date as exact as it is known, in the reader's language: 1961, April 1961, 23 April 1961.

    One that no calendar has stays as it was typed.
    """
    parts = day.split("-")
    if len(parts) == 1:
        return day
    try:
        known = date(*map(int, [*parts, "1"][:3]))
    except (TypeError, ValueError):
        return day
    if len(parts) == 2:
        return date_format(known, "YEAR_MONTH_FORMAT")
    return labels.day(known)


@dataclass(frozen=True)
class Office:
    """A post somebody held or holds. The dates are as exact as they are known."""

    title: str
    since: str = ""  # 2019, 2019-04 or 2019-04-01
    until: str = ""  # nothing while it is held

    @classmethod
    def read(cls, line: str) -> Self:
        """Out of a line as it is typed: `2011 – 2015 Harbour master`; without years, held."""
        span = _SPAN.fullmatch(line.strip())
        if span is None or not (span[1] or span[2]):
            return cls(line.strip())
        since, until = span[1] or "", span[2] or ""
        if since and until and until < since[: len(until)]:
            raise ValidationError(
                _("“%(line)s” ends before it begins."), params={"line": line.strip()}
            )
        return cls(span[3], since, until)

    @property
    def is_held(self) -> bool:
        return not self.until

    def __str__(self) -> str:
        if not (self.since or self.until):
            return self.title
        return f"{self.since} – {self.until}".strip() + f" {self.title}"


# The scripts people of this house are written in, by the name Unicode gives a letter.
_SCRIPTS = {
    "LATIN": gettext_lazy("Latin"), "ARABIC": gettext_lazy("Arabic"),
    "CYRILLIC": gettext_lazy("Cyrillic"), "HEBREW": gettext_lazy("Hebrew"),
    "GREEK": gettext_lazy("Greek"), "CJK": gettext_lazy("Chinese"),
    "HANGUL": gettext_lazy("Korean"), "ARMENIAN": gettext_lazy("Armenian"),
    "GEORGIAN": gettext_lazy("Georgian"), "ETHIOPIC": gettext_lazy("Ethiopic"),
    "DEVANAGARI": gettext_lazy("Devanagari"), "THAI": gettext_lazy("Thai"),
}  # fmt: skip


def script(name: str) -> str:
    """The script a name is written in, as far as its first letter tells."""
    letter = next((each for each in name if each.isalpha()), "")
    word = unicodedata.name(letter, "").split(" ")[0] if letter else ""
    return str(_SCRIPTS.get(word, ""))
