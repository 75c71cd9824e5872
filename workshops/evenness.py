"""Quorum and even sides: a round is confirmed at the one, without the other for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import labels, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing
from workshops import tally
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trackii.accounts.models import User
    from workshops.tally import Bar


TAKEN = ("accepted", "attended")


def is_uneven(bars: Sequence[Bar]) -> bool:
    """Whether one side sits there with more people than another."""
    return len({bar.seated for bar in bars}) > 1


def insist(workshop: Workshop, *, words: str) -> None:
    """Every side at quorum; where one has more people than another, for a reason.

    The reason is sealed; where the sides are even none is kept.
    """
    bars = tally.balance(workshop)
    if short := [row.letter for row in bars if row.short]:
        raise ValidationError(
            _("Not enough have accepted on side %(sides)s: the quorum is %(quorum)d.")
            % {"sides": labels.listed(short), "quorum": workshop.quorum}
        )
    if not is_uneven(bars):
        workshop.uneven = None
    elif words.strip():
        workshop.uneven = sealing.seal(words.strip(), of=workshop, field="uneven")
    else:
        many = [f"{bar.letter} {bar.seated}" for bar in bars]
        raise ValidationError(
            _("The sides are uneven: %(many)s. Say why it is confirmed all the same.")
            % {"many": labels.listed(many)}
        )
    workshop.sides_were = mark(bars)
    workshop.save(update_fields=["uneven", "sides_were"])


def mark(bars: Sequence[Bar]) -> str:
    """How many of each side sit there, as a round remembers it: “A 3 B 2”."""
    return " ".join(f"{bar.letter} {bar.seated}" for bar in bars)


def tilts(workshop: Workshop, sat: Iterable[str]) -> bool:
    """Whether it is confirmed, sides that are uneven or short by now are others than it was
    confirmed with, and nobody has said why since. `sat` says how many: “A 3”, “B 2”.
    """
    there = [*workshop.sides_were.split()[::2], *(each.split()[0] for each in sat)]
    known = dict.fromkeys(there, 0) | {
        letter: int(many) for letter, many in map(str.split, sat)
    }
    now = " ".join(f"{letter} {known[letter]}" for letter in sorted(known))
    wrong = (
        len(set(known.values())) > 1 or min(known.values(), default=0) < workshop.quorum
    )
    stands = workshop.state == Workshop.State.CONFIRMED
    return stands and wrong and now != workshop.sides_were


def insist_it_is_said(workshop: Workshop, *, by: User) -> None:
    """Nobody opens a round whose sides changed before somebody has said why it stands."""
    policy.require(by, Action.SCHEDULE, workshop)
    workshop.refresh_from_db(from_queryset=Workshop.objects.select_for_update())
    if tilts(workshop, [mark([bar]) for bar in tally.balance(workshop)]):
        raise ValidationError(
            _(
                "The sides are not as they were when the round was confirmed. Say why it"
                " stands all the same; then it is opened."
            )
        )


@transaction.atomic
def explain(workshop: Workshop, *, by: User, uneven: str) -> None:
    """Say why it stands although its sides changed since. What was said before is kept."""
    policy.require(by, Action.SCHEDULE, workshop)
    held = Workshop.objects.select_for_update()
    workshop.refresh_from_db(from_queryset=held)
    bars = tally.balance(workshop)
    if not tilts(workshop, [mark([bar]) for bar in bars]):
        raise ValidationError(
            _(
                "Nothing was changed: the sides are even again, or somebody has said why."
            )
        )
    if not uneven.strip():
        raise ValidationError(_("Say why the round stands all the same."))
    _despite, before = read(workshop, by=by)
    said = "\n".join(filter(None, [before, uneven.strip()]))
    workshop.uneven = sealing.seal(said, of=workshop, field="uneven")
    workshop.sides_were = mark(bars)
    workshop.save(update_fields=["uneven", "sides_were"])
    trail.record("explain", workshop, by=by)


def waits(workshop: Workshop, bars: Sequence[Bar]) -> bool:
    """Whether confirming it, as it stands, asks for a reason: at quorum, and uneven."""
    ready = workshop.state == Workshop.State.PROVISIONAL
    return ready and is_uneven(bars) and not any(bar.short for bar in bars)


def read(workshop: Workshop, *, by: User) -> tuple[str, str]:
    """Why dates were chosen, and uneven sides confirmed, that something spoke against."""
    if workshop.despite is None and workshop.uneven is None:
        return "", ""
    policy.require(by, Action.READ_BRIEF, workshop)
    columns = sealing.unseal_columns([workshop], ["despite", "uneven"], by=by)
    [despite], [uneven] = columns
    return despite, uneven
