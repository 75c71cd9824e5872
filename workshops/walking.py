"""Going through what the check found, one after another: what is next, how far it has come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from workshops import disclosure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from trackii.accounts.models import User
    from workshops.findings import Looked, Row

_END = re.compile(r"(?<=[.!?…؟۔])\s|\n\n")  # of a sentence
AROUND = 160  # characters to each side of a finding that are shown with it
PLACES = 5  # of one finding that are shown


class Passage(NamedTuple):
    """One place of a finding: what stands before it, it, what stands behind, and what would."""

    before: str
    said: str
    behind: str
    instead: str


@dataclass
class Walk:
    """How far somebody has come with one text, and what waits for her next."""

    looked: Looked
    user: UUID
    authors: set[UUID]

    def is_resolved(self, row: Row) -> bool:
        """Whether nothing is left for her: it stands, or waits for another's hand."""
        if row.stands or row.kept is None:
            return row.stands
        own = row.kept.row.kept_by_id == self.user
        return own or {row.kept.row.kept_by_id, self.user} <= self.authors

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.looked.rows if not self.is_resolved(row)]

    @property
    def total(self) -> int:
        return self.looked.done + len(self.looked.rows)

    @property
    def resolved(self) -> int:
        return self.total - len(self.waiting)

    def next(self, at: int) -> Row | None:
        """The first that waits for her from a place on, and behind the last the first again."""
        waiting = self.waiting
        later = [row for row in waiting if row.number >= at]
        return next(iter(later or waiting), None)


def through(looked: Looked, by: User, authors: Iterable[UUID]) -> Walk:
    return Walk(looked, by.pk, set(authors))


def passages(looked: Looked, row: Row) -> list[Passage]:
    """The first places of one finding, with what stands around them."""
    return [_passage(looked.words, each) for each in row.places[:PLACES]]


def _passage(words: str, finding: disclosure.Finding) -> Passage:
    before = words[max(0, finding.start - AROUND) : finding.start]
    behind = words[finding.end : finding.end + AROUND]
    before, behind = _END.split(before)[-1], _END.split(behind)[0]
    if len(before) == AROUND:
        before = "…" + before.partition(" ")[2]
    if len(behind) == AROUND:
        behind = behind.rpartition(" ")[0] + "…"
    return Passage(before, finding.text, behind, disclosure.instead(words, finding))
