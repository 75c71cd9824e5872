"""Weighing: who could come when, laid side by side, and what the engine makes of it in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from dialogues import absences
from participants import wishes
from trackii import clock, policy
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.vault import sealing
from workshops import asked as asking
from workshops import canvassing, foretold, occupancy, offering, wording
from workshops.asked import Row
from workshops.canvassing import Almanac, Answer, Option, Person, Terms, Venue, Verdict
from workshops.circumstances import Circumstances, Said, person
from workshops.models import Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from trackii.accounts.models import User

TOLD = {"yes": "yes", "if need be": "maybe", "no": "no"}
AWAY = "away"  # not available, and nobody says why


@dataclass
class Line:
    """One person of the grid: a code name, and what she says of each option."""

    code: str
    side: str
    name: str
    cells: tuple[str, ...]  # yes, maybe, no, away, or nothing
    answered: bool
    required: bool = False
    is_colleague: bool = False


@dataclass
class Weighed:
    """One option with its verdict; the sentences in the order of their weight."""

    option: Option
    verdict: str
    score: int
    reasons: list[tuple[str, str]]  # blocks, weighs or tells; and the sentence

    @property
    def blocked(self) -> list[str]:
        return [words for weight, words in self.reasons if weight == "blocks"]


@dataclass
class Head:
    """One column: a period in a few letters, and what the engine makes of it."""

    key: str
    words: str
    weighed: Verdict | None

    @property
    def score(self) -> int | None:
        return self.weighed.score if self.weighed else None

    @property
    def verdict(self) -> str:
        return str(wording.ANSWERS[self.weighed.answer]) if self.weighed else ""


@dataclass
class Grid:
    """People × options, as one page shows them."""

    zone: str
    options: list[Option]
    lines: list[Line]
    verdicts: list[Verdict] = field(default_factory=list)  # the best first
    # By option, who was not asked or has not answered, and said so on her own page.
    away: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def best(self) -> str:
        able = [each for each in self.verdicts if each.answer != Answer.NO]
        return able[0].option.key if able else ""

    @cached_property
    def heads(self) -> list[Head]:
        """The columns, each with its verdict in one word."""
        found = {each.option.key: each for each in self.verdicts}
        return [
            Head(each.key, heading(each, self.zone), found.get(each.key))
            for each in self.options
        ]

    def willing(self, key: str) -> list[str]:
        """The code names of those who said yes to an option, or if need be."""
        place = [each.key for each in self.options].index(key)
        hers = [each for each in self.lines if not each.is_colleague]
        return [each.code for each in hers if each.cells[place] in ("yes", "maybe")]

    def weighed(self, key: str) -> Weighed | None:
        """One option with its reasons in words."""
        found = [each for each in self.verdicts if each.option.key == key]
        return _weighed(found[0], self.away.get(key, [])) if found else None


def grid(workshop: Workshop, *, by: User) -> Grid:
    """Everybody asked about the dates of one round, and every option weighed."""
    policy.require(by, Action.READ_PEOPLE, workshop)
    plan, options = offering.read_whole(workshop, by=by)
    found = _everybody(workshop, plan.time_zone, _span(options), by=by)
    people, away = _foretold(found, options, plan.time_zone)
    lines = [
        _line(who, options, each.name, each.answered)
        for who, each in zip(people, found, strict=True)
    ]
    verdicts = (
        canvassing.score(
            options, people, venue=venue(plan, workshop), terms=_terms(workshop),
            almanac=_almanac(),
        ) if options and people else []
    )  # fmt: skip
    return Grid(plan.time_zone, options, lines, verdicts, away)


def proposals(
    workshop: Workshop, *, by: User, window: tuple[date, date], days: int
) -> tuple[str, list[Weighed]]:
    """Dates nobody thought of, by what people said of those they were asked about."""
    policy.require(by, Action.READ_PEOPLE, workshop)
    plan, options = offering.read_whole(workshop, by=by)
    everybody = _everybody(workshop, plan.time_zone, window, by=by)
    people, _away = _foretold(everybody, options, plan.time_zone)
    found = canvassing.propose(
        options, people, venue=venue(plan, workshop),
        terms=_terms(workshop), window=window, days=days, almanac=_almanac(),
    )  # fmt: skip
    new = [each.option for each in found]
    _same, away = _foretold(everybody, new, plan.time_zone)
    return plan.time_zone, [_weighed(v, away.get(v.option.key, [])) for v in found]


def venue(plan: Plan, workshop: Workshop) -> Venue:
    """Where it would be, and when other rounds are there."""
    busy = occupancy.busy(workshop, plan.time_zone)
    return Venue(plan.time_zone, plan.country, busy=busy, online=plan.online)


@cache
def _almanac() -> Almanac:
    """One for the process: a year is looked up when it is first asked for."""
    return Almanac()


class _Asked(NamedTuple):
    """Somebody as the engine weighs her; a colleague by name, a participant with her days."""

    who: Person
    name: str
    answered: bool
    days: Mapping[date, str]


def _foretold(
    found: Sequence[_Asked], options: Sequence[Option], zone: str
) -> tuple[list[Person], dict[str, list[str]]]:
    asked = [(each.who, each.days) for each in found]
    return foretold.add(asked, options, zone)


def _span(options: Sequence[Option]) -> tuple[date, date] | None:
    """The first day and the last of all that is asked about."""
    if not options:
        return None
    first, last = (
        min(each.starts for each in options),
        max(each.ends for each in options),
    )
    return first.date(), last.date()


def _everybody(
    workshop: Workshop, zone: str, span: tuple[date, date] | None, *, by: User
) -> list[_Asked]:
    """Everybody who was asked or said something; colleagues stand for the third party.

    `span` is where it is looked whether other tables take colleagues of this one.
    """
    rows = asking.rows(workshop)
    asked = [each for each in rows if each.candidacy]
    words = ["circumstances", "answers"]
    opened, nothing = [each.row for each in asked], Said().dump()
    columns = sealing.unseal_columns(opened, words, by=by, dead=nothing)
    days, sat = _own_days(asked, by=by), occupancy.elsewhere(workshop)
    found = [
        _Asked(
            person(
                who.code, who.side, _known(known, nothing), Said.load(said), zone,
                busy=sat.get(who.code, ()),
            ),
            "",
            bool(said),
            days.get(who.row.pk, {}),
        )
        for who, known, said in zip(asked, *columns, strict=True)
    ]  # fmt: skip
    taken = absences.of(workshop.initiative, *_wider(span)) if span else {}
    found += _team([each for each in rows if each.colleague], zone, taken, by=by)
    return sorted(found, key=lambda each: (each.who.side, each.who.code))


def _own_days(asked: Sequence[Row], *, by: User) -> dict[UUID, dict[date, str]]:
    """By row, which days people named on their own pages."""
    laid = [(each.row.pk, folder) for each in asked for folder in each.folders]
    return wishes.fold(laid, by=by) if laid else {}


def _wider(span: tuple[date, date]) -> tuple[date, date]:
    """A day more at both ends: by some clock it is that day already, or still."""
    return span[0] - timedelta(days=1), span[1] + timedelta(days=1)


def _team(
    told: Sequence[Row], zone: str, taken: Mapping[str, absences.Periods], *, by: User
) -> list[_Asked]:
    """Colleagues who said something, or are not available: each stands for the third party."""
    rows = [each.row for each in told]
    words = sealing.unseal_all(rows, "said", by=by) if told else []
    said = dict(zip((each.colleague for each in told), words, strict=True))
    nothing = Said().dump()
    return [
        _Asked(
            person(name, "T", Circumstances(), Said.load(said.get(name, nothing)), zone,
                   away=taken.get(name, ())),
            name, name in said, {},
        )
        for name in sorted({*said, *taken})
    ]  # fmt: skip


def _known(words: str, nothing: str) -> Circumstances:
    """What bears on her dates; of who was erased nothing does."""
    return Circumstances.load("" if words == nothing else words)


def _line(one: Person, options: Sequence[Option], name: str, answered: bool) -> Line:
    cells = tuple(_cell(one, option) for option in options)
    shown = name or one.code.upper()
    return Line(one.code, one.side, shown, cells, answered, one.required, bool(name))


def _cell(one: Person, option: Option) -> str:
    """What she says of one period; of a colleague whom another table takes, that alone."""
    if any(first < option.ends and option.starts < last for first, last in one.away):
        return AWAY
    answer = one.answers.get(option.key)
    return TOLD[answer] if answer else ""


def _weighed(verdict: Verdict, away: Sequence[str] = ()) -> Weighed:
    said = [(str(each.weight), wording.reason(each)) for each in verdict.reasons]
    said += [("weighs", wording.away(code)) for code in away]
    words = str(wording.ANSWERS[verdict.answer])
    return Weighed(verdict.option, words, verdict.score, said)


def _terms(workshop: Workshop) -> Terms:
    [last] = _last(table=workshop.initiative_id, but=workshop.pk)[:1] or [(None,)]
    ended = last[0].date() if last[0] else None
    return Terms(clock.today(), quorum=workshop.quorum, last_ended=ended)


@Prepared
def _last(table: UUID, but: UUID) -> QuerySet:
    over = ["confirmed", "in_session", "closed"]
    rows = Workshop.objects.filter(initiative=table, state__in=over)
    rows = rows.exclude(pk=but).exclude(ends_at=None).order_by("-ends_at")
    return rows.values_list("ends_at")


def heading(option: Option, zone: str) -> str:
    """A period by the venue's clock in a few letters, for the head of a column."""
    starts, ends = (canvassing.seen_from(m, zone) for m in (option.starts, option.ends))
    if starts.date() == ends.date():
        return f"{starts:%d.%m. %H:%M}"
    return _("%(first)s – %(last)s") % {
        "first": f"{starts:%d.%m.}", "last": f"{ends:%d.%m.}",
    }  # fmt: skip
