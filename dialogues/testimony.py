"""What the record says of one initiative: the rows are believed as far as it says the same.

Whoever writes to the database can order something destroyed, strike a hold, or move the day
something ended. He makes no entry of the record that bears the house's mark. So nothing is
destroyed because a row says so: the record has to say who asked, who signed, and since when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from trackii.audit import chain
from trackii.audit.models import Entry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from dialogues.models import Destruction, Hold
    from dialogues.retention import Beginning

ASKED, TAKEN_BACK, SIGNED = "ask to destroy", "take back", "sign"
FELL_DUE = {"fall due", "fall_due"}  # the day came to nothing asked for, or to what was
PUT, LIFTED, LIFT_ASKED, KEPT_UP = "put on hold", "lift", "ask_to_lift", "keep_up"
KEPT, TO_DESTROY = "keep by decision", "decide to destroy"
DONE = "carry_out"
AT_ONCE = timedelta(minutes=1)  # entry and row of one act are made in one transaction
# What begins the days of something: an end, a decision about somebody, the end of a round,
# the release of its account, or that she asked for it herself.
ENDS = {
    "conclude", "decline", "withdraw", "withdraw_by_link", "withdraw_at_her_word", "end",
    "ask erasure", "close", "cancel", "release",
}  # fmt: skip
BACK = {"recall"}  # what lets them stand still again
# Of holds, of orders, and of all that a day or an order hangs on.
HOLDS = {PUT, LIFTED, LIFT_ASKED, KEPT_UP}
ORDERS = {ASKED, TAKEN_BACK, SIGNED, *FELL_DUE, DONE}
_VERBS = HOLDS | ORDERS | {KEPT, TO_DESTROY, *ENDS, *BACK}


def number(initiative: UUID, kind: str, thing: UUID) -> UUID:
    """The number of the order to destroy one thing: of another it cannot be the number."""
    said = f"destroy|{initiative}|{kind}|{thing}"
    return UUID(bytes=sha256(said.encode()).digest()[:16])


@dataclass(frozen=True)
class Testimony:
    """The entries of one initiative that tell of ends, holds and orders, the first first."""

    acts: list[Entry]

    def of(self, subject: UUID, verbs: Collection[str]) -> list[Entry]:
        return [a for a in self.acts if a.subject == subject and a.verb in verbs]

    def when(self, subject: UUID, verbs: Collection[str]) -> datetime | None:
        """When it was done to this thing last."""
        acts = self.of(subject, verbs)
        return acts[-1].at if acts else None

    def since(self, begun: Beginning) -> datetime | None:
        """When the days of something began, unless that was undone afterwards."""
        at = self.when(begun.subject, begun.verbs)
        back = self.when(begun.subject, begun.undone)
        return None if at and back and back >= at else at

    @property
    def is_held(self) -> bool:
        """Whether a hold was put, and not lifted, whatever the rows say."""
        return self.hold is not None

    @property
    def hold(self) -> Entry | None:
        """The act that put the hold which stands by the record."""
        last = [act for act in self.acts if act.verb in (PUT, LIFTED)][-1:]
        return last[0] if last and last[0].verb == PUT else None

    @property
    def is_kept(self) -> bool:
        return any(act.verb == KEPT for act in self.acts)

    @property
    def is_to_be_destroyed(self) -> bool:
        """Whether the opening decided that nothing of it is kept."""
        return any(act.verb == TO_DESTROY for act in self.acts)

    def asked_to_lift(self, hold: Hold) -> bool:
        """Whether it was asked for by whom the row says, and not taken back."""
        last = self.of(hold.pk, {LIFT_ASKED, KEPT_UP})[-1:]
        said = [(act.verb, act.actor) for act in last]
        return said == [(LIFT_ASKED, hold.lift_asked_by_id)]

    def asked(self, order: Destruction) -> bool:
        """Whether this very thing was asked for by whom the row says."""
        found = [act.actor for act in self._since(order) if act.verb == ASKED]
        return self._fits(order) and found[-1:] == [order.asked_by_id] != [None]

    def ordered(self, order: Destruction) -> bool:
        """Whether two ordered it, or its day came, and nobody carried it out before."""
        acts = self._since(order)
        return not any(act.verb == DONE for act in acts) and self._given(order, acts)

    def carried_out(self, order: Destruction) -> bool:
        """Whether it was destroyed by whom and when its certificate says."""
        acts = self._since(order)
        done = [act.at for act in acts if act.verb == DONE]
        when = [abs(order.done_at - at) for at in done if order.done_at]
        return when != [] and when[-1] < AT_ONCE and self._given(order, acts)

    def _given(self, order: Destruction, acts: list[Entry]) -> bool:
        if not self._fits(order):
            return False
        if not order.early:
            return any(act.verb in FELL_DUE for act in acts)
        signed = [act.actor for act in acts if act.verb == SIGNED]
        two = order.asked_by_id != order.signed_by_id
        return two and self.asked(order) and signed[-1:] == [order.signed_by_id]

    def _fits(self, order: Destruction) -> bool:
        return order.pk == number(order.initiative_id, order.kind, order.thing)

    def _since(self, order: Destruction) -> list[Entry]:
        """What was done about an order since it was last taken back."""
        acts = [act for act in self.acts if act.subject == order.pk]
        backs = [n for n, act in enumerate(acts) if act.verb == TAKEN_BACK]
        return acts[backs[-1] + 1 :] if backs else acts


def read(initiative: UUID, verbs: Collection[str] = _VERBS) -> Testimony:
    """What the house wrote and nobody changed."""
    told = Entry.objects.filter(
        initiative=initiative, verb__in=verbs, outcome=Entry.Outcome.DONE
    )
    return Testimony(chain.attested(told.order_by("pk")))
