"""Presence: who could come, whether each side has its quorum, who cannot be done without.

Balance is what all sides can field alike: the smallest of them decides, so that one more
yes on a larger side never makes a date worse. T has a reason of its own and is no side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workshops.canvassing.gathering import Gathering
from workshops.canvassing.question import THIRD_PARTY, Answer, Person, Terms
from workshops.canvassing.reasons import BLOCKED, Reason, Weight

Answers = Mapping[str, Answer | None]  # by code; None: nothing known

_WORTH = {Answer.YES: 4, Answer.IF_NEED_BE: 2, None: 1, Answer.NO: 0}
_FULL = 4
_ALL_SIDES, _THIRD_PARTY, _BALANCED = 300, 40, 100  # at best
_WAITS, _SHORT, _NEEDED, _RELUCTANT = -80, -20, -60, -30


@dataclass(frozen=True)
class Count:
    """Of some people: how many said they could come, and how many might."""

    sure: int
    open: int
    everybody: int

    @classmethod
    def of(cls, people: Sequence[Person], answers: Answers) -> Count:
        given = [answers[person.code] for person in people]
        coming = given.count(Answer.YES) + given.count(Answer.IF_NEED_BE)
        return cls(coming, given.count(None), len(people))


def presence(gathering: Gathering, answers: Answers, terms: Terms) -> Iterator[Reason]:
    """Everything that hangs on who could come."""
    people, sides = gathering.people, dict(gathering.sides)
    third = sides.pop(THIRD_PARTY, [])
    counts = {side: Count.of(some, answers) for side, some in sides.items()}
    yield _attendance([*sides.values()], third, answers)
    for side, count in counts.items():
        yield from _quorum(side, count, terms)
    if counts:
        yield _balance(counts)
    else:
        yield Reason("nobody", Weight.BLOCKS, BLOCKED)
    yield from _required(people, answers)
    yield from _enough("third party", Count.of(third, answers), terms.third_party, {})
    for pair in terms.languages:
        able = [person for person in people if person.interprets >= pair]
        said = {"languages": sorted(pair)}
        yield from _enough("interpreter", Count.of(able, answers), 1, said)


def _attendance(
    sides: Sequence[Sequence[Person]], third: Sequence[Person], answers: Answers
) -> Reason:
    """How many of all could come: sides weigh alike, however many people each has."""
    points = _part(_THIRD_PARTY, third, answers)
    points += sum(_part(_ALL_SIDES // len(sides), side, answers) for side in sides)
    everybody = Count.of([*third, *(p for side in sides for p in side)], answers)
    said = {
        "yes": [*answers.values()].count(Answer.YES),
        "sure": everybody.sure,
        "open": everybody.open,
        "all": everybody.everybody,
    }
    return Reason("attendance", Weight.TELLS, points, said)


def _part(points: int, people: Sequence[Person], answers: Answers) -> int:
    given = [answers[person.code] for person in people]
    worth = sum(each * given.count(answer) for answer, each in _WORTH.items())
    return points * worth // (_FULL * len(people)) if people else 0


def _quorum(side: str, count: Count, terms: Terms) -> Iterator[Reason]:
    said = {
        "side": side, "sure": count.sure, "open": count.open,
        "quorum": terms.quorum, "seats": terms.seats,
    }  # fmt: skip
    if count.sure + count.open < terms.quorum:
        yield Reason("no quorum", Weight.BLOCKS, BLOCKED, said)
    elif count.sure < terms.quorum:
        yield Reason("quorum waits", Weight.WEIGHS, _WAITS, said)
    elif count.sure < terms.seats:
        missing = terms.seats - count.sure
        yield Reason("seats", Weight.WEIGHS, _SHORT * missing // terms.seats, said)


def _balance(counts: Mapping[str, Count]) -> Reason:
    """What every side can field."""
    alike = min(count.sure for count in counts.values())
    smallest = min(count.everybody for count in counts.values())
    said = {
        "alike": alike,
        "sides": {side: count.sure for side, count in counts.items()},
    }
    return Reason("balance", Weight.TELLS, _BALANCED * alike // smallest, said)


def _required(people: Sequence[Person], answers: Answers) -> Iterator[Reason]:
    for person in people:
        answer = answers[person.code]
        if person.required and answer != Answer.YES:
            kind, weight, points = _MISSED[answer]
            yield Reason(kind, weight, points, {"code": person.code})


_MISSED = {
    Answer.NO: ("required away", Weight.BLOCKS, BLOCKED),
    None: ("required waits", Weight.WEIGHS, _NEEDED),
    Answer.IF_NEED_BE: ("required reluctant", Weight.WEIGHS, _RELUCTANT),
}


def _enough(
    kind: str, count: Count, needed: int, said: Mapping[str, object]
) -> Iterator[Reason]:
    figures = {"sure": count.sure, "open": count.open, "needed": needed, **said}
    if count.sure + count.open < needed:
        yield Reason(f"no {kind}", Weight.BLOCKS, BLOCKED, figures)
    elif count.sure < needed:
        yield Reason(f"{kind} waits", Weight.WEIGHS, _WAITS, figures)
