"""Bars: how many of each side could sit down, as the page of an initiative draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from dialogues.models import Side
from trackii.prepared import Prepared

if TYPE_CHECKING:
    from dialogues.models import Initiative


@dataclass
class Bar:
    """How many of one side were approved, as a page draws them."""

    letter: str
    seated: int
    quorum: int = 0


def balance(initiative: Initiative) -> list[Bar]:
    """Who could sit down, side by side; the third party is not counted."""
    return [Bar(letter, approved) for letter, approved in _balance(table=initiative.pk)]


@Prepared
def _balance(table: UUID) -> models.QuerySet:
    may_sit = ["approved", "invited", "accepted", "confirmed"]
    standing = models.Q(people__candidacy__state__in=may_sit, people__state="active")
    sides = Side.objects.filter(initiative=table).exclude(letter="T")
    counted = sides.annotate(approved=models.Count("people", filter=standing))
    return counted.order_by("letter").values_list("letter", "approved")
