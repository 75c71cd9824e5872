"""Copies: who took which, by a number at the foot of it that says nothing anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshops.handouts import drawn
from workshops.models import Briefing, Copy, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User


def take(briefing: Briefing, *, by: User) -> str:
    """The number of somebody's own copy of one pack: drawn when she first takes it."""
    copy, _fresh = Copy.objects.get_or_create(
        briefing=briefing,
        taken_by=by,
        defaults={"initiative_id": briefing.initiative_id, "number": drawn()},
    )
    return copy.copy_number


def of(workshop: Workshop) -> list[Copy]:
    """The copies colleagues took of one round's packs, the first first."""
    rows = Copy.objects.filter(briefing__workshop=workshop)
    rows = rows.select_related("taken_by").order_by("briefing__edition", "taken_at")
    return list(rows)
