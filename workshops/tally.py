"""The tally: who has accepted on each side of one round, against its quorum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from dialogues.models import Side
from trackii.prepared import Prepared

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from workshops.models import Workshop


class Bar:
    """One side's seats against the quorum, as a page draws them."""

    def __init__(self, letter: str, seated: int, offered: int, quorum: int) -> None:
        self.letter, self.seated, self.offered = letter, seated, offered
        self.quorum = quorum

    @property
    def short(self) -> bool:
        return self.seated < self.quorum


def balance(workshop: Workshop) -> list[Bar]:
    """Who has accepted, side by side. The third party sits at the table and is not counted."""
    counted = _balance(workshop=workshop.pk, table=workshop.initiative_id)
    return [
        Bar(letter, seated, offered, workshop.quorum)
        for letter, seated, offered in counted
    ]


@Prepared
def _balance(workshop: UUID, table: UUID) -> QuerySet:
    here = Q(people__candidacy__seats__workshop=workshop)
    taken = Q(people__candidacy__seats__state__in=["accepted", "attended"])
    open_ = Q(people__candidacy__seats__state="offered")
    sides = Side.objects.filter(initiative=table).exclude(letter="T")
    counted = sides.annotate(
        seated=Count("people__candidacy__seats", filter=here & taken),
        offered=Count("people__candidacy__seats", filter=here & open_),
    )
    return counted.order_by("letter").values_list("letter", "seated", "offered")
