"""Balance: the people of a table opened in memory, counted against what is wanted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants import attributes, matrix, people
from participants.models import Candidacy, Target
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialogues.models import Initiative
    from trackii.accounts.models import User

S = Candidacy.State
ATTRIBUTES = {
    "gender": ("Gender", gettext_lazy("Gender")),
    "generation": ("Generation", gettext_lazy("Generation")),
    "actor_type": ("ActorType", gettext_lazy("Actor type")),
    "access": ("Access", gettext_lazy("Access to decision-makers")),
}
STANDING = {
    S.NOMINATED: matrix.COMING, S.SOUNDED_OUT: matrix.COMING,
    S.IN_REVIEW: matrix.COMING, S.REFERRED: matrix.COMING,
    S.RESERVE: matrix.RESERVE, S.APPROVED: matrix.READY, S.INVITED: matrix.READY,
    S.ACCEPTED: matrix.READY, S.CONFIRMED: matrix.READY,
}  # fmt: skip
Wanted = dict[str, dict[str, int]]


@dataclass
class Table:
    """One attribute as a page draws it."""

    attribute: str
    label: Any
    rows: list[tuple[str, matrix.Row]]  # the value's word, and its cells

    @property
    def gap(self) -> int:
        return sum(row.gap for _word, row in self.rows)


@transaction.atomic
def want(initiative: Initiative, *, by: User, numbers: Wanted) -> None:
    """Say how many of each value every side should have. It replaces what was said before."""
    policy.require(by, Action.NOMINATE, initiative)
    initiatives.at_work(initiative)
    found = Target.objects.filter(initiative=initiative).first()
    target = found or Target(initiative=initiative)
    target.set_by, target.set_at = by, clock.now()
    target.numbers = sealing.seal(json.dumps(numbers), of=target, field="numbers")
    target.save()
    trail.record("want", target, by=by)


def wanted(initiative: Initiative, *, by: User) -> Wanted:
    """What is wanted, by attribute and value; nothing, for who may not know."""
    rows = Target.objects.allowing(Action.READ_PEOPLE, by).filter(initiative=initiative)
    target = rows.first()
    if target is None:
        return {}
    found: Wanted = json.loads(sealing.unseal(target, "numbers", by=by))
    return found


def tables(initiative: Initiative, sides: list[str], *, by: User) -> list[Table]:
    """Every attribute of everybody who is in play, side by side. One table is opened, in memory."""
    numbers = wanted(initiative, by=by)
    rows = Candidacy.objects.active().filter(initiative=initiative)
    rows = rows.filter(state__in=STANDING)
    found = list(rows.exclude(person__side__letter="T").select_related("person__side"))
    known = people.read([each.person for each in found], by=by)
    members = [
        matrix.Member(
            each.person.side.letter,
            STANDING[S(each.state)],
            {name: getattr(who, name, "") for name in ATTRIBUTES},
        )
        for each, who in zip(found, known, strict=True)
    ]
    return [_table(name, members, sides, numbers) for name in ATTRIBUTES]


def values(attribute: str) -> dict[str, str]:
    """The values an attribute may have, with their words."""
    choices = getattr(attributes, ATTRIBUTES[attribute][0], None)
    return (
        {str(value): str(label) for value, label in choices.choices if value}
        if choices
        else {}
    )


def _table(
    name: str,
    members: list[matrix.Member],
    sides: list[str],
    numbers: Mapping[str, Mapping[str, int]],
) -> Table:
    words = values(name)
    rows = matrix.table(
        members, name, values=words, sides=sides, wanted=numbers.get(name, {})
    )
    named = [(words.get(row.value) or row.value or _("not known"), row) for row in rows]
    return Table(name, ATTRIBUTES[name][1], named)
