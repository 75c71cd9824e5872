"""Aggregates: what a donor may know in numbers. Drawn up by one, released by another."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Initiative
from participants import people
from participants.attributes import ActorType, Gender, Generation
from participants.models import Person
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step, WrongState
from trackii.vault import sealing
from workshops import counting
from workshops.counting import Table
from workshops.models import Aggregate, Seat, Session, Summary, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from trackii.accounts.models import User

State = Aggregate.State
FLOW = Flow(
    Step("release", {State.DRAWN_UP}, State.RELEASED, Action.RELEASE,
         gettext_lazy("Sign and release the numbers"), asks=True),
    Step("recall", {State.RELEASED}, State.RECALLED, Action.RELEASE,
         gettext_lazy("Recall the numbers"), asks=True),
    Step("supersede", {State.DRAWN_UP, State.RELEASED}, State.SUPERSEDED,
         Action.EXPORT, by_itself=True),
)  # fmt: skip
UNKNOWN = "unknown"
TITLES: dict[str, tuple[Any, dict[str, Any]]] = {
    "side": (gettext_lazy("Side"), {}),
    "gender": (gettext_lazy("Gender"), dict(Gender.choices)),
    "generation": (gettext_lazy("Generation"), dict(Generation.choices)),
    "actor_type": (gettext_lazy("Actor type"), dict(ActorType.choices)),
}


@dataclass(frozen=True)
class Numbers:
    """What leaves: everything below the threshold is gone from it before it is sealed."""

    threshold: int
    rounds: int  # held
    sessions: int
    accounts: int  # released
    people: int | None  # who took part, each once
    tables: dict[str, dict[str, int | None]]

    @classmethod
    def load(cls, words: str) -> Numbers:
        return cls(**json.loads(words))

    @property
    def sections(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Each table under its title: what may be shown, and all the others together."""
        return [
            (str(TITLES[name][0]), self._lines(name, cells))
            for name, cells in self.tables.items()
        ]

    def _lines(self, name: str, cells: dict[str, int | None]) -> list[tuple[str, int]]:
        known = {UNKNOWN: _("Not stated")} | TITLES[name][1]
        lines = [(str(known.get(c, c)), n) for c, n in cells.items() if n is not None]
        if lines and len(lines) < len(cells) and self.people is not None:
            rest = self.people - sum(count for _name, count in lines)
            lines.append((_("All others together"), rest))
        return lines


@transaction.atomic
def draw_up(initiative: Initiative, *, by: User) -> Aggregate:
    """Count who took part. Nobody reads it before another has released it."""
    policy.require(by, Action.EXPORT, initiative)
    Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    there = initiative.aggregates
    last = there.aggregate(models.Max("edition"))["edition__max"] or 0
    numbers = _count(initiative, _released(initiative, by), by=by)
    for earlier in there.filter(state=State.DRAWN_UP):
        FLOW.take(earlier, "supersede", by=by)
    made = Aggregate(
        initiative=initiative, edition=last + 1, drawn_up_by=by, drawn_up_at=clock.now()
    )
    words = json.dumps(asdict(numbers))
    made.numbers = sealing.seal(words, of=made, field="numbers")
    made.save(force_insert=True)
    trail.record("draw up", made, by=by)
    return made


def _released(initiative: Initiative, by: User) -> Numbers | None:
    """What is out, also if it was followed or recalled: whoever read it knows it."""
    out = initiative.aggregates.exclude(released_by=None).order_by("-edition").first()
    return Numbers.load(sealing.unseal(out, "numbers", by=by)) if out else None


def _count(initiative: Initiative, before: Numbers | None, *, by: User) -> Numbers:
    threshold = max(initiative.threshold, before.threshold if before else 0)
    kinds = _kinds(initiative, by=by)
    total = sum(kinds["side"].values())
    was = _tables(before)
    if before and before.people and counting.crawls(before.people, total, threshold):
        said = _("Since the last numbers fewer than %(threshold)d people came or went:"
                 " what changed would tell who. Wait for more.")  # fmt: skip
        raise ValidationError(said % {"threshold": threshold})
    held = Workshop.objects.filter(initiative=initiative, state="closed")
    return Numbers(
        threshold=threshold,
        rounds=held.count(),
        sessions=Session.objects.filter(workshop__in=held, state="closed").count(),
        accounts=Summary.objects.filter(
            initiative=initiative, state="released"
        ).count(),
        people=total if total >= threshold else None,
        tables={
            name: counting.shown(cells, threshold, was.get(name))
            for name, cells in kinds.items()
        },
    )


def _tables(before: Numbers | None) -> dict[str, Table]:
    """What was out; where not even the total was, nothing was."""
    if before is None or before.people is None:
        return {}
    return {name: Table(before.people, cells) for name, cells in before.tables.items()}


def _kinds(initiative: Initiative, *, by: User) -> dict[str, Counter[str]]:
    """Who was at any round, each once, by kind. The third party is not counted."""
    was = Seat.objects.filter(initiative=initiative, state=Seat.State.ATTENDED)
    rows = Person.objects.filter(pk__in=was.values("candidacy__person"))
    there = list(rows.exclude(side__letter="T").select_related("side").order_by("code"))
    known = people.read(there, by=by)
    letters = initiative.sides.exclude(letter="T").values_list("letter", flat=True)
    counted = {"side": Counter(dict.fromkeys(sorted(letters), 0))}
    counted["side"].update(person.side.letter for person in there)
    for name in ("gender", "generation", "actor_type"):
        cells = [*TITLES[name][1], UNKNOWN]
        counted[name] = Counter(dict.fromkeys(cells, 0))
        counted[name].update(getattr(who, name) or UNKNOWN for who in known)
    return counted


@transaction.atomic
def release(aggregate: Aggregate, *, by: User) -> None:
    """The second signature: readers see it from here, and what was out before no more."""
    if aggregate.drawn_up_by_id == by.pk:
        why = "who draws numbers up does not release them"
        raise Refused(by, Action.RELEASE, aggregate, why)
    policy.require(by, Action.RELEASE, aggregate)
    others = Aggregate.objects.filter(initiative=aggregate.initiative_id)
    for earlier in others.filter(state=State.RELEASED).select_for_update():
        FLOW.take(earlier, "supersede", by=by)
    signed = {"released_by": by, "released_at": clock.now()}
    FLOW.take(aggregate, "release", by=by, **signed)


@transaction.atomic
def recall(aggregate: Aggregate, *, by: User) -> None:
    """Nobody reads them any more. Who has them knows them: they go on to count as out."""
    FLOW.take(aggregate, "recall", by=by)


def out(initiative: Initiative) -> Aggregate | None:
    """The edition that readers see."""
    rows = Aggregate.objects.filter(initiative=initiative, state=State.RELEASED)
    return rows.select_related("initiative").first()


def waiting(initiative: Initiative) -> Aggregate | None:
    """The edition that waits for its second signature."""
    rows = Aggregate.objects.filter(initiative=initiative, state=State.DRAWN_UP)
    return rows.select_related("initiative", "drawn_up_by").first()


def read(aggregate: Aggregate, *, by: User) -> Numbers:
    """What is released, for readers; what waits, for who may carry it away or release it."""
    policy.require(by, Action.READ_RELEASED, aggregate)
    if aggregate.state == State.DRAWN_UP:
        policy.require(by, Action.EXPORT, aggregate)
    elif aggregate.state != State.RELEASED:
        raise WrongState(aggregate, "read")
    return Numbers.load(sealing.unseal(aggregate, "numbers", by=by))


def rows(numbers: Numbers) -> list[Sequence[str]]:
    """As a table of words and numbers. Of what is hidden nothing stands in it."""
    few = _("fewer than %(threshold)d") % {"threshold": numbers.threshold}
    people = few if numbers.people is None else str(numbers.people)
    heading = [_("Kind"), _("Which"), _("People")]
    lines = [
        [title, name, str(count)]
        for title, each in numbers.sections
        for name, count in each
    ]
    return [heading, [_("Took part"), _("all"), people], *lines]
