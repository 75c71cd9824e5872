"""Wishes: what a participant needs on the way and there, and which days she could come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
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
    from collections.abc import Collection, Mapping
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
    # ISO date: yes, if_need_be, no; blank, where she took back what she had said.
    days: dict[str, str] = field(default_factory=dict)

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
        every = sorted(self.days.items())
        return [(date.fromisoformat(on), word) for on, word in every if word]

    @property
    def periods(self) -> list[tuple[date, date, str]]:
        """The same, days that follow each other and are alike as one."""
        found: list[tuple[date, date, str]] = []
        for on, answer in self.answered:
            if found and found[-1][1:] == (on - timedelta(days=1), answer):
                found[-1] = (found[-1][0], on, answer)
            else:
                found.append((on, on, answer))
        return found


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
    needed = max(laid, key=lambda folder: folder.said_at or EVER)
    laid.sort(key=lambda folder: folder.days_at or EVER)
    columns = sealing.unseal_columns(
        [needed, *laid], ["said", "days"], by=by, dead="{}"
    )
    needs, days = columns[0][0], columns[1][1:]
    found = Said.load(needs, "")
    for words in days:
        found.days |= Said.load("", words).days
    return found


def _without_what_is_shut(found: Said, candidacy: Candidacy) -> Said:
    return Said(days=found.days) if candidacy.needs_shut_at else found


def availability(
    people: Collection[Person], window: tuple[date, date], *, by: User
) -> dict[UUID, dict[date, str]]:
    """Which days of a window each of these said she could come: for who may know who they are.

    By the number of the person: `yes`, `if_need_be` or `no` for each day she answered about,
    both ends of the window included. Who said nothing about any of them has an empty answer,
    which is no *no*. Of several links the last by which she spoke of a day counts.
    One question to the database and one entry in the record, for one initiative.
    """
    numbers = [each.pk for each in people]
    rows = Folder.objects.filter(candidacy__person__in=numbers).exclude(days=None)
    laid = rows.select_related("candidacy").order_by("days_at")
    for folder in laid[:1]:
        policy.require(by, Action.READ_PEOPLE, folder)
    said = fold([(folder.candidacy.person_id, folder) for folder in laid], by=by)
    return {
        number: {
            day: word
            for day, word in said.get(number, {}).items()
            if window[0] <= day <= window[1]
        }
        for number in numbers
    }


def fold(
    laid: Sequence[tuple[UUID, Folder]], *, by: User
) -> dict[UUID, dict[date, str]]:
    """By number, every day she said something about, by whichever of her links: the word
    said last. One entry in the record.

    The rows came, the last one last, from a list that whoever reads it may see, of people
    she may know.
    """
    found: dict[UUID, dict[date, str]] = {}
    opened = sealing.unseal_all([row for _, row in laid], "days", by=by, dead="{}")
    for (number, _folder), words in zip(laid, opened, strict=True):
        found.setdefault(number, {}).update(_by_day(Said.load("", words)))
    return {
        number: {day: word for day, word in said.items() if word}
        for number, said in found.items()
    }


def _by_day(said: Said) -> dict[date, str]:
    """With the days she took back: what she said by an earlier link is taken back, too."""
    return {date.fromisoformat(on): word for on, word in said.days.items()}


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
