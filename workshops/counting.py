"""Counting people so that no small group can be told: not by its number, not by subtraction.

Method: primary suppression of every cell below the threshold, then complementary suppression
(Cox 1980, for one dimension): cells are hidden, the smallest first, until those that are
hidden are at least two and together at least the threshold, so that the total less what is
shown is no small number either. Between two editions the same holds of what changed: a cell
that moved by less than the threshold is hidden, and so is a group of hidden ones that did.

Shapes: counts by category, zeros included; a hidden count is None. Nothing is read but what
is given. Errors: none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Table(NamedTuple):
    """A table as it was released: how many there are in all, and the cells as shown."""

    total: int
    cells: Mapping[str, int | None]


def shown(
    counts: Mapping[str, int], threshold: int, before: Table | None = None
) -> dict[str, int | None]:
    """The cells that may be shown beside their total; `before` was released last."""

    def crept(group: set[str]) -> bool:
        was = _known(before, group) if before else None
        return was is not None and crawls(was, _sum(counts, group), threshold)

    hidden = {name for name in counts if counts[name] < threshold or crept({name})}
    while hidden and hidden != set(counts):
        if len(hidden) > 1 and _sum(counts, hidden) >= threshold and not crept(hidden):
            break
        left = [name for name in counts if name not in hidden]
        hidden.add(min(left, key=lambda name: (counts[name], name)))
    return {name: None if name in hidden else counts[name] for name in counts}


def in_steps(number: int, threshold: int) -> int:
    """A number as a paper tells it that is followed by others: in steps of the threshold."""
    return number - number % threshold


def crawls(was: int, now: int, threshold: int) -> bool:
    """Whether the difference of two numbers is a number nobody may know."""
    return 0 < abs(now - was) < threshold


def _sum(counts: Mapping[str, int], group: set[str]) -> int:
    return sum(counts[name] for name in group)


def _known(before: Table, group: set[str]) -> int | None:
    """How many a group had, as far as the last edition shows it or lets it be reckoned."""
    unseen = {name for name, count in before.cells.items() if count is None}
    if not unseen & group:
        return sum(before.cells.get(name) or 0 for name in group)
    if unseen <= group:
        rest = [count for name, count in before.cells.items() if name not in group]
        return before.total - sum(count or 0 for count in rest)
    return None
