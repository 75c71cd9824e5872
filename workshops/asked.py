"""Who was asked about the dates of one round, out of the database in one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from participants.models import Folder
from trackii.prepared import Prepared
from workshops.models import Canvass, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Row(NamedTuple):
    """One row of those that count: who it is of, and the row itself, to be opened."""

    code: str
    side: str
    colleague: str
    candidacy: UUID | None
    row: Canvass
    folder: Folder | None  # where she named days on her own page, the last of them


def rows(workshop: Workshop) -> list[Row]:
    """Who was asked and may sit there, and colleagues who said something."""
    return [
        _row(workshop.initiative_id, *each) for each in _asked(workshop=workshop.pk)
    ]


def _row(
    table: UUID, code: str | None, side: str | None, name: str | None,
    hers: UUID | None, pk: UUID, who: UUID, *rest: Any,
) -> Row:  # fmt: skip
    *words, folder, days = rest
    laid = Folder.with_days(folder, table, who, days) if folder else None
    row = Canvass.sealed(pk, table, who, *words)
    return Row(code or "", side or "", name or "", hers, row, laid)


@Prepared
def _asked(workshop: UUID) -> QuerySet:
    standing = Q(candidacy__state__in=["approved", "invited", "accepted", "confirmed"])
    rows = Canvass.objects.filter(standing | Q(candidacy=None), workshop=workshop)
    own = Folder.objects.filter(candidacy=OuterRef("candidacy")).exclude(days=None)
    last = own.order_by("-days_at")
    rows = rows.annotate(
        folder=Subquery(last.values("pk")[:1]), days=Subquery(last.values("days")[:1])
    )
    return rows.order_by().values_list(
        "candidacy__person__code", "candidacy__person__side__letter",
        "colleague__name", "candidacy", "pk", "candidacy__person", "circumstances",
        "answers", "said", "folder", "days",
    )  # fmt: skip
