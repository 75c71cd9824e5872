"""Reasons: what speaks for a date and against it, as kinds and figures; words come later.

Points are whole numbers. What an answer changes never lowers them as it goes from no over
none and if need be to yes; days and places weigh the same whatever people answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Weight(StrEnum):
    BLOCKS = "blocks"  # it cannot be confirmed like this
    WEIGHS = "weighs"
    TELLS = "tells"  # to be known, neither for nor against


BLOCKED = -1000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a date is worth more or less. `said` is what its sentence needs."""

    kind: str
    weight: Weight
    points: int = 0
    said: Mapping[str, Any] = field(default_factory=dict)


def share(cost: int, some: int, of: int) -> int:
    """So much of a cost, for some of so many people: never nothing for somebody."""
    return cost * some // of
