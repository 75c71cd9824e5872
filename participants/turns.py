"""Whose turn it is: what waits at one table for an officer's word on entries that came near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, Q

from participants import looks, signing, watchlists
from participants.models import Check, Screening
from participants.rescreening import OVER
from trackii import policy
from trackii.policy import Action

if TYPE_CHECKING:
    from uuid import UUID

    from dialogues.models import Initiative
    from participants.looks import Looked
    from trackii.accounts.models import User

CHECK = 0  # in place of an entry's number: the check on sanctions itself


@dataclass(frozen=True, order=True)
class Turn:
    """An entry by its place on the page of one person's lists, or her check where all are judged."""

    code: str
    number: int


def waiting(initiative: Initiative, *, by: User) -> list[Turn]:
    """Everything this officer may say next, in the order of code names.

    What she said herself and nobody has seconded waits for others.
    """
    policy.require(by, Action.VET, initiative)
    rows = [row for row in _rows(initiative, by) if _is_as_known(row)]
    every = zip(rows, looks.read_all(rows, by=by), strict=True)
    return sorted(turn for row, looked in every for turn in _of(row, looked, by.pk))


def following(turns: list[Turn], code: str, number: int = -1) -> Turn | None:
    """The turn behind a place, and behind the last the first again; none where none waits."""
    later = [turn for turn in turns if turn > Turn(code, number)]
    return next(iter(later or turns), None)


def _rows(initiative: Initiative, by: User) -> list[Any]:
    """The looks on the lists as they are, for people this officer may sign about."""
    edition = watchlists.edition(initiative.pk)
    if not edition:
        return []
    hers = Q(person__checks__kind=Check.Kind.SANCTIONS)
    rows = Screening.objects.filter(initiative=initiative, against=edition, asked=None)
    rows = rows.filter(person__candidacy__isnull=False, person__state="active")
    rows = rows.exclude(person__candidacy__state__in=OVER)
    rows = rows.alias(barred=signing.barred("person"))
    rows = rows.exclude(barred__contains=[by.pk])  # type: ignore[misc]  # an array
    rows = rows.alias(its=FilteredRelation("person__checks", condition=hers))
    rows = rows.annotate(state=F("its__state"), found_by=F("its__found_by"))
    return list(rows.select_related("person"))


def _is_as_known(row: Any) -> bool:
    return bool(row.about == looks.mark(row.person))


def _of(row: Any, looked: Looked, officer: UUID) -> list[Turn]:
    if looked.is_open:
        return [
            Turn(row.person.code, number)
            for number, hit in enumerate(looked.hits, 1)
            if hit.judged is None or hit.judged.judged_by.pk != officer
        ]
    unsigned = row.state == Check.State.POSSIBLE_MATCH and row.found_by is None
    return [Turn(row.person.code, CHECK)] if unsigned and not looked.hers else []
