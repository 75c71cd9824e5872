"""What waits for one colleague, across every table she sits at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import JSONObject

from dialogues import keys, retention
from dialogues.keys import Doubt
from dialogues.models import Destruction, Initiative, Membership
from participants import rescreening
from participants.models import Candidacy, Check, Watchlist
from participants.models.check import CLEARED
from participants.models.watchlist import WAITS
from participants.rescreening import OVER
from trackii import ahead, clock, policy, underway
from trackii.http import address
from trackii.labels import words
from trackii.outbox.models import Letter
from trackii.policy import Action
from trackii.prepared import Prepared
from workshops import copies
from workshops.models import Summary, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trackii.accounts.models import User

DAY = timedelta(days=1)


class ToVet(NamedTuple):
    """Somebody who waits for an officer, by code names: one line of a long pile."""

    table: str
    person: str
    state: str
    first: UUID | None  # who signed the review

    @property
    def url(self) -> str:
        return address("participants:candidacy", self.table, self.person)

    @property
    def name(self) -> str:
        return f"{self.table} {self.person}".upper()

    @property
    def label(self) -> str:
        return words(_STATE)[self.state]


_STATE = Candidacy._meta.get_field("state")


@dataclass
class Desk:
    """The piles on one desk, each already narrowed to what its owner may do."""

    openings: list[Initiative] = field(default_factory=list)
    changes: list[Membership] = field(default_factory=list)
    decisions: list[ToVet] = field(default_factory=list)
    doubtful: list[Summary] = field(default_factory=list)
    readings: list[Summary] = field(default_factory=list)
    writing: list[Summary] = field(default_factory=list)
    releases: list[Summary] = field(default_factory=list)
    carrying: list[Summary] = field(default_factory=list)
    released: list[Summary] = field(default_factory=list)
    rounds: list[Workshop] = field(default_factory=list)
    tilted: list[Workshop] = field(default_factory=list)  # sides changed since
    letters: list[Initiative] = field(default_factory=list)
    copies: list[Initiative] = field(default_factory=list)
    orders: list[Initiative] = field(default_factory=list)
    checks: list[Initiative] = field(default_factory=list)
    looks: list[Initiative] = field(default_factory=list)
    brought: bool = False  # an edition of a public list that another officer confirms
    endings: list[Initiative] = field(default_factory=list)
    keys: list[keys.Owed] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        return not any(vars(self).values())


def sits(user: User) -> bool:
    """Whether she is on any team yet: naming her for one is not enough."""
    return Initiative.objects.allowing(Action.VIEW, user).exists()


def for_member(user: User, *, unlocked: bool) -> Desk:
    """Nineteen piles at most, the oldest on top of each. Nothing is unsealed for it."""
    mine = {"member": policy.member(user)}
    ended = clock.now() - retention.DESTROYED + retention.NOTICE
    tables = _at_tables(**mine, ended=ended, yesterday=clock.now() - DAY)
    soon, tilted = ahead.rounds(mine["member"])
    owed, doubts = keys.at_desk(user) if unlocked else ([], [])
    return Desk(
        openings=_openings.objects(**mine),
        changes=_changes.objects(**mine),
        decisions=[ToVet(*row) for row in _decisions(**mine)],
        **underway.piles(user, lately=clock.now() - ahead.FORTNIGHT),
        rounds=soon,
        tilted=tilted,
        letters=[table for table in tables if table.letters],
        copies=[table for table in tables if table.copies_to_tell],
        orders=[table for table in tables if table.orders],
        checks=[table for table in tables if any((table.checks or {}).values())],
        looks=[table for table in tables if table.stale],
        brought=any(table.brought for table in tables),
        endings=[table for table in tables if table.rooms],
        keys=owed,
        doubts=doubts,
    )


@Prepared
def _openings(member: UUID) -> QuerySet:
    rows = Initiative.objects.seated(Action.SIGN, member).filter(state="scoping")
    return rows.exclude(opened_by=member).defer("charter")


@Prepared
def _changes(member: UUID) -> QuerySet:
    rows = Membership.objects.seated(Action.SIGN, member).exclude(
        initiative__state="scoping"
    )
    named = Q(state="named") & ~Q(named_by=member)
    leaving = Q(state="active", leaving_named_by__isnull=False)
    rows = rows.filter(named | leaving & ~Q(leaving_named_by=member))
    return rows.exclude(user=member).select_related("initiative", "user")


@Prepared
def _decisions(member: UUID) -> QuerySet:
    rows = Candidacy.objects.seated(Action.VET, member).awaiting_officers()
    mine = Q(nominated_by=member) | Q(recommended_by=member)
    shown = ("initiative__code", "person__code", "state", "recommended_by")
    return rows.exclude(mine).values_list(*shown)[:50]


def _at_tables(**asked: Any) -> list[Any]:
    tables = _tables.objects(**asked)
    for table in tables:
        table.stale = rescreening.stale(table.looked, table.lists)
    return tables


@Prepared
def _tables(member: UUID, ended: datetime, yesterday: datetime) -> QuerySet:
    """Tables with letters to look at, copies to tell of, orders or checks to sign, or something to fall due."""
    stuck = Letter.objects.filter(
        initiative__in=Initiative.objects.seated(Action.INVITE, member).values("pk"),
        state__in=Letter.STUCK,
    )
    orders, rooms = _orders(member), _ending(member, ended)
    return (
        Initiative.objects.seated(Action.VIEW, member)
        .annotate(
            letters=_counted(stuck),
            copies_to_tell=_counted(_untold(member)),
            orders=_counted(orders),
            sign_by=_first_day(orders),
            rooms=_counted(rooms),
            checks=_checks(member, yesterday),
            lists=Func(F("pk"), function="lists_in_force", output_field=CharField()),
            looked=rescreening.looked_on(member),
            brought=_brought(member),
        )
        .only("code")
    )


def _untold(member: UUID) -> QuerySet:
    hers = Initiative.objects.seated(Action.EXPORT, member).values("pk")
    return copies.untold().filter(initiative__in=hers)


def _orders(member: UUID) -> QuerySet:
    orders = Destruction.objects.seated(Action.DESTROY, member).filter(state="asked")
    orders = orders.exclude(initiative__holds__state__in=["standing", "lifting"])
    return orders.exclude(asked_by=member)


def _ending(member: UUID, ended: datetime) -> QuerySet:
    """Rooms that are destroyed within a month."""
    rooms = Workshop.objects.seated(Action.HOLD, member).filter(
        state__in=["closed", "cancelled"],
        ends_at__lte=ended,
        initiative__kept_by_decision=False,
    )
    return rooms.exclude(pk__in=retention.ended("round"))


def _first_day(orders: QuerySet) -> Subquery:
    """The day by which the oldest of these should be signed."""
    first = orders.filter(initiative=OuterRef("pk")).order_by("asked_at")
    return Subquery(first.values(day=F("asked_at") + Destruction.ANSWER)[:1])


def _checks(member: UUID, yesterday: datetime) -> Subquery:
    """How many checks are to be confirmed by another; with somebody listed near, or with
    legal; past their day. Counted in one look."""
    rows = Check.objects.seated(Action.VET, member)
    rows = rows.filter(person__candidacy__isnull=False, person__state="active")
    rows = rows.exclude(person__candidacy__state__in=OVER)
    found = Q(found_by__isnull=False)
    day_over = Value(yesterday, DateTimeField())  # until its end it counts
    piles = {
        "signed": found & Q(settled_by=None) & ~Q(found_by=member),
        "near": Q(state__in=["possible_match", "referred"]) & ~found,
        "expired": Q(state__in=CLEARED, expires_on__lte=day_over),
    }
    counted = {name: Count("pk", filter=pile) for name, pile in piles.items()}
    at = rows.filter(initiative=OuterRef("pk")).order_by().values("initiative")
    return Subquery(at.annotate(n=JSONObject(**counted)).values("n"))


def _brought(member: UUID) -> ExpressionWrapper:
    """Whether somebody else brought an edition, and this officer may confirm it."""
    hers = Initiative.objects.seated(Action.VET, member).filter(pk=OuterRef("pk"))
    others = Watchlist.objects.filter(WAITS).exclude(added_by=member)
    return ExpressionWrapper(Q(Exists(hers), Exists(others)), BooleanField())


def _counted(rows: QuerySet) -> Subquery:
    """How many of these a table has."""
    at = rows.filter(initiative=OuterRef("pk")).order_by().values("initiative")
    return Subquery(at.annotate(n=Count("pk")).values("n"))
