"""Copies: who took which, by a number at the foot of it that says nothing anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trackii.prepared import Prepared
from workshops.handouts import drawn
from workshops.models import Briefing, PackCopy, Workshop

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User


def take(briefing: Briefing, *, by: User) -> str:
    """The number of somebody's own copy of one pack: drawn when she first takes it."""
    hers = {"briefing": briefing, "taken_by": by}
    rows, table = PackCopy.objects.filter(**hers), briefing.initiative_id
    copy = None
    while (
        copy is None
    ):  # where she has one, or somebody has that number, nothing is laid
        fresh = PackCopy(**hers, initiative_id=table, number=drawn())
        PackCopy.objects.bulk_create([fresh], ignore_conflicts=True)
        copy = rows.first()
    return copy.copy_number


def of(workshop: Workshop) -> list[PackCopy]:
    """The copies colleagues took of one round's packs, the first first."""
    return _taken.objects(workshop=workshop.pk)


@Prepared
def _taken(workshop: UUID) -> QuerySet:
    rows = PackCopy.objects.filter(briefing__workshop=workshop)
    return rows.select_related("taken_by").order_by("briefing__edition", "taken_at")
