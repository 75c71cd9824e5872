"""Reasons to keep what the check found: sealed with the account, each signed in a row of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trackii.vault import sealing
from workshops import disclosure
from workshops.models import Keeping, Summary

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID


@dataclass
class Kept:
    """Why one finding stays, between which words it was read, and whose hands are under it."""

    key: str
    why: str
    around: set[str]
    row: Keeping

    def covers(self, words: str, places: Sequence[disclosure.Finding]) -> bool:
        """Whether it was given for all these places: a new one has to be read first."""
        return all(disclosure.setting(words, each) in self.around for each in places)

    def stands(self, authors: Collection[UUID], *, certain: bool) -> bool:
        """Whether it has the hands it needs: one that wrote nothing, and if certain two."""
        hands = {self.row.kept_by_id, self.row.agreed_by_id} - {None}
        return not hands <= set(authors) and (len(hands) > 1 or not certain)


def load(summary: Summary, kept: str) -> dict[str, Kept]:
    """What was kept, by the key of its finding. A reason nobody signed is none."""
    if not kept:
        return {}
    signed = summary.keepings.select_related("kept_by", "agreed_by")
    rows = {str(row.pk): row for row in signed}
    return {
        key: Kept(key, why, set(around), rows[pk])
        for key, (why, around, pk) in json.loads(kept).items()
        if pk in rows
    }


def seal(summary: Summary, kept: Collection[Kept]) -> None:
    """Put the reasons where they are sealed. Who calls it saves the row."""
    said = {
        each.key: [each.why, sorted(each.around), str(each.row.pk)] for each in kept
    }
    words = json.dumps(said, ensure_ascii=False)
    summary.kept = sealing.seal(words, of=summary, field="kept") if said else None


def let_go(summary: Summary, standing: Collection[Kept]) -> int:
    """Keep these reasons and no other; say how many fell."""
    fallen = summary.keepings.exclude(pk__in=[each.row.pk for each in standing])
    count = fallen.count()
    fallen.delete()
    seal(summary, standing)
    return count
