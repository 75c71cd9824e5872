"""Wishes: what a participant needs on the way and there, and which days she could come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants import undertakings
from participants.models import Candidacy, Folder, Person, Undertaking
from participants.particulars import filled
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import links, sealing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from uuid import UUID

    from trackii.accounts.models import User
    from trackii.vault.models import Link

# What she says fits into one size, whatever she needs and whichever days she could come.
ROOM, DAYS_ROOM = 8188, 4092
EVER = datetime.min.replace(tzinfo=UTC)
NEEDS = ("travel", "diet", "access")


@dataclass
class Said:
    """What she needs on the way and there, and which of the offered days she could come.

    The two are for purposes of their own, and lie in envelopes of their own.
    """

    travel: str = ""
    diet: str = ""
    access: str = ""
    days: dict[str, str] = field(default_factory=dict)  # ISO date: yes, if_need_be, no

    def dump_needs(self) -> str:
        return filled({name: getattr(self, name) for name in NEEDS}, ROOM)

    def dump_days(self) -> str:
        return filled(self.days, DAYS_ROOM)

    @classmethod
    def load(cls, needs: str, days: str) -> Said:
        return cls(**json.loads(needs or "{}"), days=json.loads(days or "{}"))

    @property
    def answered(self) -> list[tuple[date, str]]:
        """The days she said something about, the first first."""
        return [(date.fromisoformat(on), self.days[on]) for on in sorted(self.days)]


def said(candidacy: Candidacy, *, by: User) -> Said | None:
    """What she said last, by whichever of her links; for who may know who she is.

    What she took back is shut to everybody until it is wiped.
    """
    found = last(candidacy, by=by)
    return _without_what_is_shut(found, candidacy) if found else None


def last(candidacy: Candidacy, *, by: User) -> Said | None:
    """The same with what is shut, for a copy of it: to be wiped with the rest."""
    policy.require(by, Action.READ_PEOPLE, candidacy)
    laid = list(candidacy.folders.exclude(said=None, days=None))
    if not laid:
        return None
    rows = [max(laid, key=_moment(at)) for at in ("said_at", "days_at")]
    needs, days = sealing.unseal_columns(rows, ["said", "days"], by=by, dead="{}")
    return Said.load(needs[0], days[1])


def _moment(at: str) -> Callable[[Folder], datetime]:
    return lambda folder: getattr(folder, at) or EVER


def _without_what_is_shut(found: Said, candidacy: Candidacy) -> Said:
    return Said(days=found.days) if candidacy.needs_shut_at else found


def availability(
    people: Collection[Person], window: tuple[date, date], *, by: User
) -> dict[UUID, dict[date, str]]:
    """Which days of a window each of these said she could come: for who may know who they are.

    By the number of the person: `yes`, `if_need_be` or `no` for each day she answered about,
    both ends of the window included. Who said nothing about any of them has an empty answer,
    which is no *no*. Of several links the last she answered by counts, which has all she said
    before. One question to the database and one entry in the record, for one initiative.
    """
    numbers = [each.pk for each in people]
    rows = Folder.objects.filter(candidacy__person__in=numbers).exclude(days=None)
    laid = rows.select_related("candidacy").order_by("days_at")
    last_of = {folder.candidacy.person_id: folder for folder in laid}
    for folder in [*last_of.values()][:1]:
        policy.require(by, Action.READ_PEOPLE, folder)
    opened = read_days([*last_of.values()], by=by)
    found: dict[UUID, dict[date, str]] = {number: {} for number in numbers}
    for number, said in zip(last_of, opened, strict=True):
        found[number] = {d: word for d, word in said.items() if window[0] <= d <= window[1]}  # fmt: skip
    return found


def read_days(laid: Sequence[Folder], *, by: User) -> list[dict[date, str]]:
    """Every day each of these says something about: one entry in the record.

    The rows came from a list that whoever reads it may see, of people she may know.
    """
    opened = sealing.unseal_all(laid, "days", by=by, dead="{}")
    return [dict(Said.load("", words).answered) for words in opened]


def answer_for(said: Mapping[date, str], days: Collection[date]) -> str:
    """What her answers about single days come to for a stay of all of them.

    One `no` is a no; a day she said nothing about is a day nobody counts on, so the answer
    is empty then; otherwise the most reluctant word of all.
    """
    words = [said.get(day, "") for day in days]
    return next(
        (w for w in ("no", "", "if_need_be") if w in words), "yes" if words else ""
    )


# --- what she does herself, by her link


def read_back(folder: Folder, *, seed: bytes) -> Said:
    """What she said by this link, as she may read and change it."""
    needs, days = (_back(folder, field, seed) for field in ("said_back", "days_back"))
    return _without_what_is_shut(Said.load(needs, days), folder.candidacy)


def _back(folder: Folder, field: str, seed: bytes) -> str:
    if getattr(folder, field) is None:
        return ""
    return sealing.unseal_sent(folder, field, seed=seed).decode()


@transaction.atomic
def say_needs(folder: Folder, words: Said, *, by: Link) -> None:
    """She says what she needs, as far as she let it be used."""
    if not may_say_needs(undertakings.of(folder.candidacy), folder.candidacy):
        raise ValidationError(_("You have not agreed that this is used."))
    put_needs(folder, words)
    folder.save(update_fields=["said", "said_back", "said_at"])
    trail.record("say", folder, by=by)


@transaction.atomic
def say_days(folder: Folder, words: Said, *, by: Link) -> None:
    """She says which of the offered days she could come."""
    put_days(folder, words)
    folder.save(update_fields=["days", "days_back", "days_at"])
    trail.record("say", folder, by=by)


def put_needs(folder: Folder, words: Said) -> None:
    said, to = words.dump_needs(), folder.link
    folder.said = sealing.seal(said, of=folder, field="said")
    folder.said_back = links.hand_out(said, to=to, of=folder, field="said_back")
    folder.said_at = clock.now()


def put_days(folder: Folder, words: Said) -> None:
    said, to = words.dump_days(), folder.link
    folder.days = sealing.seal(said, of=folder, field="days")
    folder.days_back = links.hand_out(said, to=to, of=folder, field="days_back")
    folder.days_at = clock.now()


def may_say_needs(found: Sequence[Undertaking], candidacy: Candidacy) -> bool:
    """Whether she let it be used: where a text asks for that, it has to be given.

    What she took back has to be wiped before she says anything anew.
    """
    asked = [each for each in found if each.wording.kind == "travel"]
    given = not asked or any(each.state == "given" for each in asked)
    return given and candidacy.needs_shut_at is None
