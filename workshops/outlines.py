"""Outlines: programmes that have served before, laid into an empty round to be changed there.

An hour is by the venue's clock, a day counts from the round's first. What lies outside the
dates of the round is said beforehand and not laid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Side
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing
from workshops import canvassing, programme
from workshops.canvassing import Skipped, Twice
from workshops.models import Session, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trackii.accounts.models import User

Phase = Session.Phase


class Line(NamedTuple):
    """One session: on which day, from when to when, and what for."""

    day: int
    hours: str
    phase: str
    purpose: Any


@dataclass(frozen=True)
class Outline:
    """A programme to begin from. `each_side` is held once for every side, in turn."""

    key: str
    name: Any
    about: Any
    lines: Sequence[Line]
    each_side: bool = False


def _line(day: int, hours: str, phase: str, purpose: Any) -> Line:
    return Line(day, hours, phase, purpose)


PROBLEM_SOLVING = Outline(
    "problem-solving", gettext_lazy("Problem-solving workshop"),
    gettext_lazy("Two and a half days, from ground rules to next steps, after Kelman."),
    [
        _line(1, "09:00-10:30", Phase.GROUND_RULES, gettext_lazy(
            "Who we are, why we came as private persons, and the rules we keep.")),
        _line(1, "11:00-12:30", Phase.INFORMATION, gettext_lazy(
            "How each side sees the situation at home, and the range of views in it.")),
        _line(1, "14:30-18:00", Phase.NEEDS_AND_FEARS, gettext_lazy(
            "What each side needs and fears; read back by the other until it is right.")),
        _line(2, "09:00-12:30", Phase.SHAPE, gettext_lazy(
            "What a solution would look like that meets the needs of all sides.")),
        _line(2, "14:30-18:00", Phase.CONSTRAINTS, gettext_lazy(
            "What stands in its way at home, in politics and in people's minds.")),
        _line(3, "09:00-11:00", Phase.OVERCOMING, gettext_lazy(
            "What each side could do so that it is easier for the other.")),
        _line(3, "11:30-13:00", Phase.NEXT_STEPS, gettext_lazy(
            "What is carried home, by whom and in which words; whether to meet again.")),
    ],
)  # fmt: skip
CONFERENCE = Outline(
    "conference", gettext_lazy("Conference"),
    gettext_lazy("Two days of papers, comments and working groups."),
    [
        _line(1, "09:00-10:00", Phase.GROUND_RULES, gettext_lazy(
            "Opening; under which regime papers and comments stand.")),
        _line(1, "10:30-12:30", Phase.INFORMATION, gettext_lazy(
            "First papers, one from each side on the same question; comments.")),
        _line(1, "14:30-17:00", Phase.INFORMATION, gettext_lazy(
            "Papers on what was tried elsewhere; comments.")),
        _line(2, "09:00-12:00", Phase.SHAPE, gettext_lazy(
            "Working groups, mixed: what follows from the papers.")),
        _line(2, "14:00-16:00", Phase.NEXT_STEPS, gettext_lazy(
            "Reports of the groups; what is published, and under whose name.")),
    ],
)  # fmt: skip
EXCHANGE = Outline(
    "exchange", gettext_lazy("Cultural exchange"),
    gettext_lazy("Three days in each other's company, with little of politics."),
    [
        _line(1, "16:00-18:00", Phase.GROUND_RULES, gettext_lazy(
            "Arrival; what each would like the others to see, hear and taste.")),
        _line(2, "09:30-12:30", Phase.INFORMATION, gettext_lazy(
            "Guests of one side: a place, a craft, a song, and its story.")),
        _line(2, "14:30-17:30", Phase.INFORMATION, gettext_lazy(
            "Guests of the other side, likewise.")),
        _line(3, "09:30-11:30", Phase.NEEDS_AND_FEARS, gettext_lazy(
            "What surprised us, and what we shall tell at home.")),
        _line(3, "12:00-13:00", Phase.NEXT_STEPS, gettext_lazy("What we do together next.")),
    ],
)  # fmt: skip
JOINT_PROJECT = Outline(
    "joint-project", gettext_lazy("Joint project"),
    gettext_lazy("A day and a half: a common task, who does what, how it is watched."),
    [
        _line(1, "09:00-10:30", Phase.GROUND_RULES, gettext_lazy(
            "What the project is, and what it is not.")),
        _line(1, "11:00-13:00", Phase.INFORMATION, gettext_lazy(
            "Facts and figures that all sides can sign.")),
        _line(1, "14:30-17:30", Phase.SHAPE, gettext_lazy(
            "The work in steps: who, when, with what money.")),
        _line(2, "09:00-11:00", Phase.CONSTRAINTS, gettext_lazy(
            "What could stop it at home, and who is told when.")),
        _line(2, "11:30-13:00", Phase.NEXT_STEPS, gettext_lazy(
            "Who reports to whom, and how it ends if it has to.")),
    ],
)  # fmt: skip
CAUCUS = Outline(
    "caucus", gettext_lazy("Caucus of each side before the workshop"),
    gettext_lazy("An hour and a half for each side alone with the third party, in turn."),
    [_line(1, "09:00-10:30", Phase.GROUND_RULES, gettext_lazy(
        "Side %(side)s alone: what it hopes for, what it will not do, what it asks."))],
    each_side=True,
)  # fmt: skip


def _stage(key: str, phase: str, about: Any, first: Any, second: Any) -> Outline:
    """One meeting of a series of Sustained Dialogue: a stage takes as many as it takes."""
    name = Phase(phase).label
    lines = [
        _line(1, "14:00-17:30", phase, first),
        _line(2, "09:00-12:30", phase, second),
        _line(2, "14:00-15:30", phase, gettext_lazy(
            "Where we are, and whether the next meeting stays with this or goes on.")),
    ]  # fmt: skip
    return Outline(f"sustained-{key}", name, about, lines)


SUSTAINED = [
    _stage("deciding", Phase.DECIDING, gettext_lazy("Sustained Dialogue, first stage."),
           gettext_lazy("Whether we want to talk at all, and what it would cost each of us."),
           gettext_lazy("With whom, how often, under which rules.")),
    _stage("mapping", Phase.MAPPING, gettext_lazy("Sustained Dialogue, second stage."),
           gettext_lazy("Everything that divides us, named and put on one sheet."),
           gettext_lazy("Which of these we take up, and how they hang together.")),
    _stage("probing", Phase.PROBING, gettext_lazy("Sustained Dialogue, third stage."),
           gettext_lazy("One problem in depth: what lies beneath it on each side."),
           gettext_lazy("Ways there are, and which of them a relationship could bear.")),
    _stage("scenarios", Phase.SCENARIOS, gettext_lazy("Sustained Dialogue, fourth stage."),
           gettext_lazy("What stands in the way, and which step would take it away."),
           gettext_lazy("The steps in their order: who answers whom, and how.")),
    _stage("acting", Phase.ACTING, gettext_lazy("Sustained Dialogue, fifth stage."),
           gettext_lazy("How the steps reach those who can take them."),
           gettext_lazy("Who does what until we meet again, and what is said of it.")),
]  # fmt: skip
OUTLINES = {
    each.key: each
    for each in (
        PROBLEM_SOLVING,
        *SUSTAINED,
        CONFERENCE,
        EXCHANGE,
        JOINT_PROJECT,
        CAUCUS,
    )
}


class Foreseen(NamedTuple):
    """One session as it would be laid, or why it would not."""

    starts: datetime  # by the venue's clock, a moment only if it fits
    ends: datetime
    phase: str
    purpose: str
    fits: bool

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label)


def may_lay(workshop: Workshop) -> bool:
    """Into an empty programme alone, of a round that has dates."""
    is_dated = workshop.starts_at is not None
    return is_dated and programme.is_open(workshop) and not workshop.sessions.exists()


def foresee(workshop: Workshop, key: str, *, by: User) -> list[Foreseen]:
    """What laying an outline would put into the programme."""
    policy.require(by, Action.SCHEDULE, workshop)
    plan = Plan.load(sealing.unseal(workshop, "plan", by=by))
    return [_foreseen(workshop, line, plan) for line in _lines(workshop, OUTLINES[key])]


@transaction.atomic
def lay(workshop: Workshop, key: str, *, by: User) -> int:
    """Lay an outline into an empty programme; say how many sessions it made."""
    policy.require(by, Action.SCHEDULE, workshop)
    workshop.refresh_from_db(from_queryset=Workshop.objects.select_for_update())
    if not may_lay(workshop):
        raise ValidationError(
            _("Sessions stand in the programme already. Change those.")
        )
    laid = [each for each in foresee(workshop, key, by=by) if each.fits]
    if not laid:
        raise ValidationError(_("Nothing of it lies within the dates of the round."))
    for each in laid:
        programme.plan(
            workshop, by=by, phase=each.phase, regime=workshop.initiative.regime,
            starts_at=each.starts, ends_at=each.ends, purpose=each.purpose,
        )  # fmt: skip
    trail.record("lay", workshop, by=by)
    return len(laid)


def _lines(workshop: Workshop, outline: Outline) -> Iterator[Line]:
    if not outline.each_side:
        yield from outline.lines
        return
    sides = Side.objects.filter(initiative=workshop.initiative_id).exclude(letter="T")
    for number, side in enumerate(sides.order_by("letter")):
        for line in outline.lines:
            purpose = line.purpose % {"side": side.letter}
            yield line._replace(hours=_later(line.hours, number), purpose=purpose)


def _later(hours: str, turns: int) -> str:
    """The same hours so many turns of two hours later."""
    day = datetime(2000, 1, 1)  # noqa: DTZ001 -- a clock on the wall, of no day
    moments = (
        datetime.combine(day, time.fromisoformat(hour)) + turns * timedelta(hours=2)
        for hour in hours.split("-")
    )
    return "-".join(f"{moment:%H:%M}" for moment in moments)


def _foreseen(workshop: Workshop, line: Line, plan: Plan) -> Foreseen:
    assert workshop.starts_at is not None
    assert workshop.ends_at is not None
    day = workshop.starts_at.astimezone(plan.zone).date() + timedelta(days=line.day - 1)
    starts, ends = (
        _moment(datetime.combine(day, time.fromisoformat(hour)), plan)
        for hour in line.hours.split("-")
    )
    fits = bool(starts.tzinfo and ends.tzinfo)
    fits = fits and workshop.starts_at <= starts < ends <= workshop.ends_at
    return Foreseen(starts, ends, line.phase, str(line.purpose), fits)


def _moment(local: datetime, plan: Plan) -> datetime:
    """A moment by the venue's clock; as the wall shows it, where that is in doubt."""
    try:
        return canvassing.instant(local, plan.time_zone).astimezone(plan.zone)
    except (Skipped, Twice):
        return local
