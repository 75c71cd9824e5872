"""What stands around one candidate for an officer: checks, closeness, who else may sign."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from dialogues.models import Membership
from participants import demands, signing
from participants.models import Candidacy, Check, Conflict, Demand
from participants.models.check import (
    CLEARED,
    OPEN,
    cleared_of_sanctions,
    lists_in_force,
)
from trackii import clock
from trackii.policy import Role

if TYPE_CHECKING:
    from uuid import UUID


@dataclass
class Line:
    """One check as a list shows it; one that is asked for and not there has no state."""

    kind: str
    state: str = ""
    outcome: str = ""
    found_by: str = ""
    expires_on: date | None = None
    asked: bool = False
    stands: bool = True  # of sanctions: against the lists in force, as she is known

    @property
    def label(self) -> str:
        return str(Check.Kind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str(Check.State(self.state).label) if self.state else ""

    @property
    def waits(self) -> bool:
        """Whether one officer found something that another has yet to confirm."""
        open_ = ("pending", "possible_match", "referred")
        return bool(self.found_by) and self.state in open_

    @property
    def is_expired(self) -> bool:
        expires = self.expires_on if self.state in CLEARED else None
        return expires is not None and expires < clock.today()

    @property
    def is_stale(self) -> bool:
        """Cleared, and the lists or what is known of her have moved on since."""
        return self.state in CLEARED and not self.is_expired and not self.stands

    @property
    def why_not(self) -> str:
        """How far it is from being cleared, in a word or two."""
        if self.is_expired:
            return _("past its day")
        if self.is_stale:
            return _("the lists moved on")
        return self.state_label.lower() or _("not begun")

    @property
    def is_cleared(self) -> bool:
        return self.state in CLEARED and not self.is_expired and self.stands


@dataclass
class Dossier:
    """Everything a page draws around one candidate, asked for in one question."""

    checks: list[Line] = field(default_factory=list)
    close: set[UUID] = field(default_factory=set)  # who declared a conflict
    barred: set[UUID] = field(
        default_factory=set
    )  # who signs nothing, for whatever reason
    free: set[UUID] = field(default_factory=set)  # the officers who may sign
    before: str = (
        ""  # code names of the neighbours in the queue that wait for the reader
    )
    after: str = ""

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.checks if line.asked and not line.is_cleared]

    @property
    def open_checks(self) -> list[str]:
        return [line.label for line in self.missing]

    def is_stuck(self, candidacy: Candidacy) -> bool:
        """Whether nobody is there to be second: the answer is no, and nobody gives another."""
        return len(self.free | {candidacy.recommended_by_id} - {None}) < 2


def around(candidacy: Candidacy) -> Dossier:
    """What stands around her just now, or stood there when she was looked up."""
    if not hasattr(candidacy, "pieces"):
        found = beside(Candidacy.objects.filter(pk=candidacy.pk)).get()
        candidacy.__dict__ |= {name: getattr(found, name) for name in BESIDE}
    said = {name: getattr(candidacy, name, ()) for name in (*BESIDE, *NEIGHBOURS)}
    found = {line.kind: line for line in map(_line, said["pieces"])}
    asked = [_kinds(each) for each in said["asked"]] or [[*map(str, demands.DEFAULT)]]
    for kind in Check.Kind.values:
        found.setdefault(kind, Line(kind)).asked = kind in asked[0]
    sanctions = found[Check.Kind.SANCTIONS]
    sanctions.stands = said["is_clear"]
    sanctions.asked |= bool(said["edition"])
    barred = set(said["barred"])
    return Dossier(
        checks=[found[kind] for kind in Check.Kind.values],
        close=set(said["close"]),
        barred=barred,
        free=set(said["officers"]) - barred,
        before="".join(said["before"]),
        after="".join(said["after"]),
    )


def _line(row: Any) -> Line:
    said = json.loads(row) if isinstance(row, str) else row
    ends = said.pop("expires_on")
    return Line(**said, expires_on=date.fromisoformat(ends) if ends else None)


def _kinds(row: Any) -> list[str]:
    said = json.loads(row) if isinstance(row, str) else row
    return [kind for kind, asked in said.items() if asked]


BESIDE = ("is_clear", "edition", "pieces", "close", "barred", "officers", "asked")
NEIGHBOURS = ("before", "after")


def beside(rows: QuerySet) -> QuerySet:
    """Candidacies with what `around` needs, so that a page asks for both at once."""
    person, table = (
        {"person": OuterRef("person")},
        {"initiative": OuterRef("initiative")},
    )
    pieces = Check.objects.filter(**person).order_by("kind")
    said = {name: name for name in ("kind", "state", "outcome", "expires_on")}
    said["found_by"] = "found_by__name"
    asked = Demand.objects.filter(**table, state=Demand.State.IN_FORCE)
    kinds = {kind: kind for kind in Check.Kind.values}
    officers = Membership.objects.filter(
        **table, role=Role.VETTING_OFFICER, state="active", user__is_active=True
    )
    return rows.annotate(
        pieces=ArraySubquery(pieces.values(it=JSONObject(**said))),
        close=signing.close("person"),
        barred=signing.barred("person"),
        is_clear=cleared_of_sanctions(date.min),  # its day is looked at here
        edition=lists_in_force(),
        officers=ArraySubquery(officers.values("user")),
        asked=ArraySubquery(asked.values(it=JSONObject(**kinds))),
    )


def among_others(rows: QuerySet, officer: UUID) -> QuerySet:
    """Candidacies with the code names before and behind them that wait for one officer's word."""
    before, after = _neighbours("lt", officer).reverse(), _neighbours("gt", officer)
    return rows.annotate(
        before=ArraySubquery(before.values("person__code")[:1]),
        after=ArraySubquery(after.values("person__code")[:1]),
    )


def _neighbours(way: str, officer: UUID) -> QuerySet:
    """Those before or behind the row that asks, in the queue's order, who wait for an officer.

    Not those she put forward or is close to; and of those she signed for, only whom another
    officer found something of that she may confirm.
    """
    at, code = OuterRef("nominated_at"), OuterRef("person__code")
    beside = Q(nominated_at=at, **{f"person__code__{way}": code})
    rows = Candidacy.objects.filter(initiative=OuterRef("initiative"))
    rows = rows.filter(Q(**{f"nominated_at__{way}": at}) | beside)
    rows = rows.exclude(nominated_by=officer)
    near = Conflict.objects.filter(person=OuterRef("person"), declared_by=officer)
    found = Check.objects.filter(person=OuterRef("person"), state__in=OPEN)
    found = found.exclude(found_by=None).exclude(found_by=officer)
    hers = Q(recommended_by=None) | ~Q(recommended_by=officer) | Exists(found)
    return rows.filter(~Exists(near), hers).awaiting_officers()
