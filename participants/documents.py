"""The vetting memo: what officers found and decided about one code name, as a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from participants import checks, looks, own_lists, people, signing, watchlists
from participants.models import Candidacy, Check
from trackii import clock, pdf, policy
from trackii.policy import Action

if TYPE_CHECKING:
    from datetime import date, datetime

    from participants.looks import Looked
    from participants.models import OwnList, Watchlist
    from participants.particulars import Standing
    from participants.signing import Written
    from trackii.accounts.models import User


@dataclass(frozen=True, slots=True)
class Piece:
    """One check as the memo prints it."""

    check: Check
    words: str
    conditions: str


@dataclass(frozen=True, slots=True)
class Memo:
    """Everything in a memo. Her name and contacts are not in it: it speaks of a code name."""

    candidacy: Candidacy
    standing: Standing
    written: Written
    on: date
    pieces: list[Piece] = field(default_factory=list)
    lists: list[Watchlist] = field(
        default_factory=list
    )  # in force; looked through, or not yet
    own: OwnList | None = None  # the table's own, beside them
    looked: Looked | None = None  # what came of the last look
    looked_at: datetime | None = None
    stands: bool = False  # whether it was on these lists, and she was known as now


def gather(candidacy: Candidacy, *, by: User) -> Memo:
    """Open what a memo prints, for an officer who is not close to the candidate."""
    policy.require(by, Action.VET, candidacy)
    if by.pk in signing.close_to(candidacy.person_id):
        why = "who is close to somebody takes no file about her"
        raise policy.Refused(by, Action.VET, candidacy, why)
    written = signing.read(candidacy, by=by)
    assert written is not None
    rows = Check.objects.filter(person=candidacy.person_id).order_by("kind")
    pieces = []
    for check in rows.select_related("found_by", "settled_by"):
        opened = checks.read(check, by=by)
        pieces.append(Piece(check, opened.words, opened.conditions))
    standing = people.read_one(candidacy, by=by).standing
    row = looks.find(candidacy, by=by)
    return Memo(
        candidacy, standing, written, clock.today(), pieces,
        lists=list(watchlists.in_force()), own=own_lists.find(candidacy.initiative),
        looked=looks.read(row, by=by) if row else None,
        looked_at=row.screened_at if row else None,
        stands=row is not None and not looks.is_stale(row, candidacy.person),
    )  # fmt: skip


def memo(candidacy: Candidacy, *, by: User) -> bytes:
    """The pages. Nothing of them is kept here: they are made anew each time."""
    return pdf.render("documents/memo.html", {"memo": gather(candidacy, by=by)})
