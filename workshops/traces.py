"""Traces: what of the rounds the record speaks of where it speaks of one code name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshops.models import Canvass, Seat

if TYPE_CHECKING:
    from uuid import UUID

    from dialogues.models import Initiative


def of_code_name(initiative: Initiative, code: str) -> list[UUID]:
    """Her seats, the papers made for her, what she was asked about a draft, and about dates."""
    hers = Seat.objects.filter(initiative=initiative, candidacy__person__code=code)
    seats = hers.order_by().values_list("pk", flat=True)
    asked = hers.order_by().exclude(reviews=None).values_list("reviews", flat=True)
    made = hers.order_by().exclude(attestations=None)
    papers = made.values_list("attestations", flat=True)
    whose = {"initiative": initiative, "candidacy__person__code": code}
    dates = Canvass.objects.filter(**whose).order_by().values_list("pk", flat=True)
    return list(seats.union(asked, papers, dates))
