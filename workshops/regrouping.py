"""Regrouping: one person moved from group to group by hand, and what would be broken by it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing
from workshops import arrangements, breakouts, wording
from workshops.breakouts import Guest, NoPlan
from workshops.models import Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from workshops.arrangements import Arrangement, Pairs


@dataclass(frozen=True)
class Move:
    """Somebody was put into a group by hand, for a reason where a rule was broken by it."""

    turn: int  # rounds of groups and groups are counted from 1
    code: str
    to: int
    exchange: str = ""  # who went the other way
    reason: str = ""

    @property
    def who(self) -> str:
        return self.code.upper()

    @property
    def whom(self) -> str:
        return self.exchange.upper()


@transaction.atomic
def regroup(workshop: Workshop, move: Move, *, by: User) -> None:
    """Put somebody into another group of one round of groups, alone or in exchange.

    Where people who are kept apart would meet, a group could not talk, or a side would be
    spread less evenly than before, that is said, and it is done for a reason alone.
    """
    policy.require(by, Action.SCHEDULE, workshop)
    policy.require(by, Action.READ_PEOPLE, workshop)
    workshop.refresh_from_db(from_queryset=Workshop.objects.select_for_update())
    arrangements.insist_open(workshop, "regroup")
    made = arrangements.read(workshop, by=by)
    if made is None or not 1 <= move.turn <= len(made.rounds):
        raise ValidationError(_("The groups were taken back meanwhile. Look again."))
    before = made.rounds[move.turn - 1]
    after = _after(before, move)
    guests = arrangements.guests(workshop, made.interprets, by=by)
    known = {guest.code for guest in guests}
    apart = [p for p in arrangements.read_apart(workshop, by=by) if {*p} <= known]
    _insist(guests, before, after, apart, move)
    made.rounds[move.turn - 1] = after
    made.meetings = breakouts.meetings(guests, made.rounds, apart=apart)
    made.by_hand = True
    _keep(workshop, made, [*read(workshop, by=by), move])
    trail.record("regroup", workshop, by=by)


def read(workshop: Workshop, *, by: User) -> list[Move]:
    """Who was moved by hand since the groups were arranged: for who may know the people."""
    policy.admit(by, Action.READ_PEOPLE, workshop.initiative)
    if workshop.regrouped is None:
        return []
    words = sealing.unseal(workshop, "regrouped", by=by)
    return [Move(**each) for each in json.loads(words)]


def _after(before: list[list[str]], move: Move) -> list[list[str]]:
    """The groups as they would be; refused where there is nobody to move, or nowhere to."""
    here = [n for n, group in enumerate(before, 1) if move.code in group]
    if not here or not 1 <= move.to <= len(before):
        raise ValidationError(_("The groups were arranged anew. Choose again."))
    if move.to in here:
        said = _("%(code)s is in group %(number)s already.")
        raise ValidationError({"to": said % {"code": move.who, "number": move.to}})
    after = [[*group] for group in before]
    there, left = after[move.to - 1], after[here[0] - 1]
    if move.exchange and move.exchange not in there:
        said = _("%(code)s is not in group %(number)s.")
        raise ValidationError(
            {"exchange": said % {"code": move.whom, "number": move.to}}
        )
    for code, out, into in ((move.code, left, there), (move.exchange, there, left)):
        if code:
            out.remove(code)
            into.append(code)
    if not left:
        raise ValidationError({"code": _("Nobody would be left in that group.")})
    return [sorted(group) for group in after]


def _insist(
    guests: list[Guest],
    before: list[list[str]],
    after: list[list[str]],
    apart: Pairs,
    move: Move,
) -> None:
    """Say what would be broken, unless somebody says why it is done all the same."""
    try:
        found = breakouts.objections(guests, before, after, apart=apart)
    except NoPlan as refused:
        raise ValidationError(wording.refusal(refused)) from refused
    if found and not move.reason.strip():
        said = [wording.objection(each) for each in found]
        asked = _("Say why it is done all the same.")
        raise ValidationError({"reason": [*said, asked]})


def _keep(workshop: Workshop, made: Arrangement, moves: list[Move]) -> None:
    workshop.arrangement = sealing.seal(made.dump(), of=workshop, field="arrangement")
    words = json.dumps([asdict(each) for each in moves])
    workshop.regrouped = sealing.seal(words, of=workshop, field="regrouped")
    workshop.save(update_fields=["arrangement", "regrouped"])
