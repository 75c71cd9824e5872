"""The gap matrix: who there is on each side, by attribute, against how many are wanted.

A pure engine, without Django and without the vault: it is given opened attributes and gives
back counts, and keeps neither. The shape is the one programme officers draw by hand: a table
for each attribute, its values down, the sides across, in each cell those who could sit down,
those on the way, those in reserve, and the number wanted of that value on every side.

Nobody is guessed: who has no value of an attribute is counted under the empty value, and
never as a gap filled. The third party takes no part in balance and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

READY, COMING, RESERVE = "ready", "coming", "reserve"


@dataclass(frozen=True, slots=True)
class Member:
    """One person: her side, how far she is, and her attributes by name."""

    side: str
    standing: str  # READY, COMING or RESERVE
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One side's people of one value. All four are heads."""

    side: str
    ready: int
    coming: int
    reserve: int
    wanted: int

    @property
    def gap(self) -> int:
        """How many are still to be found, if everybody on the way arrives."""
        return max(0, self.wanted - self.ready - self.coming)


@dataclass(frozen=True, slots=True)
class Row:
    value: str
    cells: Sequence[Cell]

    @property
    def gap(self) -> int:
        return sum(cell.gap for cell in self.cells)


def table(
    people: Iterable[Member],
    attribute: str,
    *,
    values: Collection[str],
    sides: Sequence[str],
    wanted: Mapping[str, int],
) -> list[Row]:
    """One attribute's rows: `values` in their order, then whatever else people have.

    `wanted` says per value how many each side should have; what it does not name is not
    wanted in any number. A row is kept only if somebody has its value or somebody is wanted.
    A member of another side than `sides` is left out. Raises ValueError for a standing that
    is none of the three.
    """
    heads: Counter[tuple[str, str, str]] = Counter()
    for member in people:
        if member.standing not in (READY, COMING, RESERVE):
            raise ValueError(member.standing)
        heads[member.values.get(attribute, ""), member.side, member.standing] += 1
    there = {value for value, side, _standing in heads if side in sides}
    order = [*values, *sorted(there - {*values, ""}), ""]
    return [
        Row(value, [_cell(heads, value, side, wanted.get(value, 0)) for side in sides])
        for value in dict.fromkeys(order)
        if value in there or wanted.get(value, 0)
    ]


def _cell(
    heads: Counter[tuple[str, str, str]], value: str, side: str, wanted: int
) -> Cell:
    ready, coming, reserve = (
        heads[value, side, standing] for standing in (READY, COMING, RESERVE)
    )
    return Cell(side, ready, coming, reserve, wanted)
