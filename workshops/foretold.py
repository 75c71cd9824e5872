"""What people said on their own pages of the days of a period, before anybody asked about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from participants import wishes
from workshops import canvassing
from workshops.canvassing import Answer
from workshops.circumstances import WAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from workshops.canvassing import Option, Person

    Days = Mapping[date, str]


def add(
    asked: Sequence[tuple[Person, Days]], options: Sequence[Option], zone: str
) -> tuple[list[Person], dict[str, list[str]]]:
    """People as the engine weighs them, each with this where she has not answered; and by
    option the code names of those whom it makes away.

    Whatever she answered about the dates of this round counts before it.
    """
    stays = {option.key: _days(option, zone) for option in options}
    away: dict[str, list[str]] = {}
    known = []
    for who, said in asked:
        hers = answers(said, stays)
        new = {key: word for key, word in hers.items() if key not in who.answers}
        for key, word in new.items():
            if word == Answer.NO:
                away.setdefault(key, []).append(who.code.upper())
        known.append(replace(who, answers={**new, **who.answers}) if new else who)
    return known, away


def answers(said: Days, stays: Mapping[str, Sequence[date]]) -> dict[str, Answer]:
    """What her days come to for each stay: one day she cannot is a no to all of it.

    Where she left a day of it open, she has said nothing.
    """
    if not said:
        return {}
    words = {key: wishes.answer_for(said, days) for key, days in stays.items()}
    return {key: WAYS[word] for key, word in words.items() if word in WAYS}


def _days(option: Option, zone: str) -> list[date]:
    """The days of a period by the clock of the venue, as people were shown them."""
    first, last = (
        canvassing.seen_from(moment, zone).date()
        for moment in (option.starts, option.ends)
    )
    return [first + timedelta(n) for n in range((last - first).days + 1)]
