"""What the page of retention shows of one table, held against the record and the keystore."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues import destruction, holds, retention, testimony
from dialogues.models import Destruction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from dialogues.models import Initiative
    from dialogues.models.destruction import DestructionQuerySet

SHOWN = 50  # of what waits for a second hand


@dataclass(frozen=True)
class Certificate:
    """What was destroyed by its row, what it is called, and whether that is attested."""

    row: Destruction
    name: str
    attested: bool


class Overview:
    """Orders, certificates and the hold of one table: a row alone is believed nowhere."""

    def __init__(self, initiative: Initiative, rows: DestructionQuerySet) -> None:
        orders = rows.filter(initiative=initiative).select_related("asked_by")
        self.initiative = initiative
        self.waiting: list[Destruction] = []
        self.done: list[Destruction] = []
        for order in orders.order_by("-done_at", "asked_at"):
            is_done = order.state == Destruction.State.DONE
            (self.done if is_done else self.waiting).append(order)
        del self.waiting[SHOWN:]
        told = testimony.HOLDS | (testimony.ORDERS if self.done else set())
        self._told = testimony.read(initiative.pk, told)
        self.hold = holds.standing(initiative)
        # Who put the hold that only the record tells of, as an entry.
        self.struck = None if self.hold else self._told.hold

    def names(self, done: Iterable[Destruction]) -> dict[UUID, str]:
        return destruction.names(self.initiative, [*self.waiting, *done])

    def certificates(
        self, done: Iterable[Destruction], names: dict[UUID, str]
    ) -> list[Certificate]:
        """Those on one page."""
        return [
            Certificate(row, names.get(row.thing, ""), _attested(row, self._told))
            for row in done
        ]


def certificate(done: Destruction) -> Certificate:
    """One of them."""
    told = testimony.read(done.initiative_id, testimony.ORDERS)
    return Certificate(done, destruction.name(done), _attested(done, told))


def _attested(done: Destruction, told: testimony.Testimony) -> bool:
    return told.carried_out(done) and retention.has_died(done)
