"""The five historical cases: told with their own dates, kept by decision, concluded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trackii.demo import alder, heron, larch, tern, wren
from trackii.demo.telling import Telling

if TYPE_CHECKING:
    from trackii.demo.case import Case
    from trackii.demo.script import Script

CASES = (heron.CASE, larch.CASE, tern.CASE, alder.CASE, wren.CASE)
SOON = timedelta(days=1)


def tell(script: Script) -> None:
    for case in CASES:
        told = _tell(script, case)
        if case is larch.CASE:
            told.admit(larch.OFFICIALS, on=larch.JOINED)


def _tell(script: Script, case: Case) -> Telling:
    """Kept from the first day, so that nothing ever fell due on it."""
    telling = Telling(script, case)
    telling.sign()
    telling.keep()
    telling.check_nothing()
    telling.admit(case.guests, on=case.opened + SOON)
    for round_ in case.rounds:
        telling.tell(round_)
    for day, verb in case.turns:
        telling.steer(day, verb)
    return telling
