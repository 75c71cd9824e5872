"""The board: everybody of an initiative by state, in the order of the flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from participants.models import Candidacy
from participants.models.candidacy import SHOWN
from trackii.policy import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dialogues.models import Initiative
    from trackii.accounts.models import User

MOST = 12  # code names in a column; how many there are stands above it


@dataclass
class Column:
    """One state: how many are in it, and the first of them."""

    state: str
    label: Any
    count: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def everybody(
    initiative: Initiative, *, by: User, state: str = "", side: str = ""
) -> list[Column]:
    """A column for each state somebody is in, as far as the filter lets them through."""
    rows = Candidacy.objects.allowing(Action.READ_PEOPLE, by)
    rows = rows.filter(initiative=initiative).narrowed(state=state, side=side)
    # No envelope is fetched: a thousand of them are four megabytes.
    found = rows.values("shown", "person__code", "person__side__letter")  # type: ignore[misc]
    named = (
        {
            "state": row["shown"],
            "code": row["person__code"],
            "name": row["person__code"].upper(),
            "side": row["person__side__letter"],
        }
        for row in found.order_by("person__code")
    )
    columns = by_state(named, [*SHOWN.items()])
    return [column for column in columns if column.rows]


def by_state(
    rows: Iterable[dict[str, Any]],
    states: Sequence[tuple[str, Any]],
    most: int | None = MOST,
) -> list[Column]:
    """Rows of a list under their states, in this order."""
    columns = {state: Column(state, label) for state, label in states}
    for row in rows:
        column = columns[row["state"]]
        column.count += 1
        if most is None or column.count <= most:
            column.rows.append(row)
    return list(columns.values())
