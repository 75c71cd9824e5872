"""Quorum and even sides: a round is confirmed at the one, without the other for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trackii import labels, policy
from trackii.policy import Action
from trackii.vault import sealing
from workshops import tally
from workshops.models import Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User
    from workshops.tally import Bar


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
    workshop.save(update_fields=["uneven"])


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
