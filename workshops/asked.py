"""Who was asked about the dates of one round, out of the database in one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from dialogues.models import Membership
from participants.models import Folder
from trackii.prepared import Prepared
from workshops.models import Canvass, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet


WHERE = {"folders": "pk", "days": "days"}


class Row(NamedTuple):
    """One row of those that count: who it is of, and the row itself, to be opened."""

    code: str
    side: str
    colleague: str
    candidacy: UUID | None
    row: Canvass
    folders: list[Folder]  # where she named days on her own pages, the last one last


def rows(workshop: Workshop) -> list[Row]:
    """Who was asked and may sit there, and who said something and is still on the team."""
    return [
        _row(workshop.initiative_id, *each) for each in _asked(workshop=workshop.pk)
    ]


def _row(
    table: UUID, code: str | None, side: str | None, name: str | None,
    hers: UUID | None, pk: UUID, who: UUID, *rest: Any,
) -> Row:  # fmt: skip
    *words, folders, days = rest
    laid = [
        Folder.with_days(folder, table, who, each)
        for folder, each in zip(folders, days, strict=True)
    ]
    row = Canvass.sealed(pk, table, who, *words)
    return Row(code or "", side or "", name or "", hers, row, laid)


@Prepared
def _asked(workshop: UUID) -> QuerySet:
    may_sit = ["approved", "invited", "accepted", "confirmed"]
    standing = Q(candidacy__state__in=may_sit, candidacy__person__state="active")
    here = Membership.objects.filter(
        initiative=OuterRef("initiative"), user=OuterRef("colleague"), state="active",
        user__is_active=True,
    )  # fmt: skip
    rows = Canvass.objects.filter(standing | Q(Exists(here)), workshop=workshop)
    own = Folder.objects.filter(candidacy=OuterRef("candidacy")).exclude(days=None)
    own = own.order_by("days_at", "pk")
    laid = {name: ArraySubquery(own.values(of)) for name, of in WHERE.items()}
    return rows.annotate(**laid).order_by().values_list(
        "candidacy__person__code", "candidacy__person__side__letter",
        "colleague__name", "candidacy", "pk", "candidacy__person", "circumstances",
        "answers", "said", *WHERE,
    )  # fmt: skip
