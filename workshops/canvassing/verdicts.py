"""Verdicts: every option scored, with all its reasons, the best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshops.canvassing.almanac import Almanac
from workshops.canvassing.days import days
from workshops.canvassing.gathering import Gathering
from workshops.canvassing.presence import presence
from workshops.canvassing.question import Answer, Option, Person, Stay, Terms, Venue
from workshops.canvassing.reasons import Reason, Weight
from workshops.canvassing.timing import able, timing

_ORDER = {Weight.BLOCKS: 0, Weight.WEIGHS: 1, Weight.TELLS: 2}


@dataclass(frozen=True)
class Verdict:
    """One option: points to compare it by, and why. Neither decides: a person does."""

    option: Option
    score: int
    reasons: tuple[Reason, ...]

    @property
    def answer(self) -> Answer:
        """No, if something stands in the way; yes, if nothing speaks against it."""
        weights = {reason.weight for reason in self.reasons}
        if Weight.BLOCKS in weights:
            return Answer.NO
        return Answer.IF_NEED_BE if Weight.WEIGHS in weights else Answer.YES


def score(
    options: Sequence[Option],
    people: Sequence[Person],
    *,
    venue: Venue,
    terms: Terms,
    almanac: Almanac | None = None,
) -> list[Verdict]:
    """A verdict for each option by what people answered, the best first, then the earliest."""
    almanac, gathering = almanac or Almanac(), Gathering(people)
    verdicts = [
        judge(
            option,
            gathering,
            {person.code: person.answers.get(option.key) for person in people},
            venue=venue,
            terms=terms,
            almanac=almanac,
        )
        for option in options
    ]
    return sorted(verdicts, key=rank)


def rank(verdict: Verdict) -> tuple[int, object, str]:
    return -verdict.score, verdict.option.starts, verdict.option.key


def judge(
    option: Option,
    gathering: Gathering,
    given: Mapping[str, Answer | None],
    *,
    venue: Venue,
    terms: Terms,
    almanac: Almanac,
) -> Verdict:
    """One option under given answers (by code; None where nothing is known)."""
    stay = Stay(option, venue.zone)
    reasons = [
        *timing(gathering, stay, venue, terms),
        *presence(gathering, able(gathering, given, stay, terms), terms),
        *days(gathering, stay, venue, almanac),
    ]
    reasons.sort(key=lambda reason: (_ORDER[reason.weight], reason.points))
    return Verdict(option, sum(reason.points for reason in reasons), tuple(reasons))
