"""Whether somebody is known already: by marks of her contacts, and by names that are alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from dialogues.models import Initiative
from participants import likeness
from participants.models import Person
from participants.particulars import Particulars
from trackii import policy
from trackii.audit import trail
from trackii.labels import listed
from trackii.policy import Action
from trackii.vault import blind, sealing

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

_DIGITS = (
    8  # of a telephone number: the last ones are the same with and without a prefix
)


class Known(ValidationError):
    """Somebody with the same address or number is there. Who puts her forward may insist."""

    def __init__(self, codes: list[str]) -> None:
        said = _(
            "%(codes)s has the same email or telephone. If this is the same person, there"
            " is nothing to do; if it is somebody else, say so below."
        )
        names = listed(code.upper() for code in codes)
        super().__init__(said, code="known", params={"codes": names})


def email(words: str) -> str:
    return words.strip().casefold()


def phone(words: str) -> str:
    """The end of a number; nothing, where there is too little of one to tell."""
    digits = "".join(str(int(each)) for each in re.findall(r"\d", words))
    return digits[-_DIGITS:] if len(digits) >= _DIGITS else ""


def marked(initiative: UUID, known: Particulars) -> dict[str, bytes | None]:
    """The marks of a person's contacts, as they stand beside what is sealed."""
    return {
        column: blind.mark(words, kind="roster", of=initiative, field=column)
        for column, words in _contacts(known).items()
    }


def _contacts(known: Particulars) -> dict[str, str]:
    return {"email_mark": email(known.email), "phone_mark": phone(known.phone)}


def marks_of(colleague: User, initiative: UUID) -> list[bytes]:
    """The marks of the address a colleague works under, for who has unlocked."""
    words, column = email(colleague.email), "email_mark"
    return blind.marks(words, kind="roster", of=initiative, field=column)


def known_as(
    initiative: Initiative, particulars: Particulars, *, by: User
) -> list[str]:
    """The code names of those who have the same address or number. Nobody is opened."""
    policy.require(by, Action.READ_PEOPLE, initiative)
    asked = Q(pk__in=[])
    for column, words in _contacts(particulars).items():
        if words:
            found = blind.marks(words, kind="roster", of=initiative.pk, field=column)
            asked |= Q(**{f"{column}__in": found})
    rows = Person.objects.filter(asked, initiative=initiative, merged_into=None)
    codes = list(rows.order_by("code").values_list("code", flat=True))
    trail.record("look for", initiative, by=by)
    return codes


def insist_on_none(
    initiative: Initiative, particulars: Particulars, *, by: User
) -> None:
    codes = known_as(initiative, particulars, by=by)
    if codes:
        raise Known(codes)


@dataclass
class Pair:
    """Two rows that might be one human, and why one thinks so."""

    one: dict[str, Any]
    other: dict[str, Any]
    score: int = 0  # of their names, of 100
    email: bool = False
    phone: bool = False

    @property
    def weight(self) -> int:
        return self.score + 100 * (self.email + self.phone)


def everybody(initiative: Initiative, *, by: User) -> list[tuple[str, Particulars]]:
    """All who stand in one initiative, by code name: opened in memory to be compared."""
    policy.require(by, Action.READ_PEOPLE, initiative)
    standing = Person.objects.filter(initiative=initiative, merged_into=None)
    rows = list(standing.exclude(state=Person.State.ERASED).order_by("code"))
    gone = Particulars(name="").dump()
    opened = sealing.unseal_all(rows, "particulars", by=by, dead=gone)
    known = [Particulars.load(words) for words in opened]
    return list(zip([row.code for row in rows], known, strict=True))


def pairs(initiative: Initiative, *, by: User) -> list[Pair]:
    """Everybody of one initiative compared with everybody; the likeliest first."""
    there = everybody(initiative, by=by)
    known = [particulars for _code, particulars in there]
    found: dict[tuple[int, int], Pair] = {}

    def line(at: int) -> dict[str, Any]:
        code = there[at][0]
        return {"code": code, "name": code.upper(), "known": known[at].name}

    def pair(one: int, other: int) -> Pair:
        return found.setdefault((one, other), Pair(line(one), line(other)))

    for one, other, score in likeness.pairs([each.names for each in known]):
        pair(one, other).score = score
    for one, other in likeness.same([email(each.email) for each in known]):
        pair(one, other).email = True
    for one, other in likeness.same([phone(each.phone) for each in known]):
        pair(one, other).phone = True
    return sorted(found.values(), key=lambda each: (-each.weight, each.one["code"]))
