"""Accounts: of what one is, a whole round or one session of it; which there are, and whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from dialogues import retention
from dialogues.models import Membership
from trackii import policy
from trackii.http import address
from trackii.policy import Action
from trackii.prepared import Prepared
from workshops.models import Session, Summary, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

OUT = {Summary.State.RELEASED, Summary.State.RECALLED}


class Scope(NamedTuple):
    """What an account speaks of: one session of a round, or all of them (None)."""

    workshop: Workshop
    session: Session | None = None
    known: tuple[Part, ...] | None = None  # as they were asked for already

    @property
    def begun(self) -> Sequence[Part]:
        return parts(self.workshop) if self.known is None else self.known

    @property
    def number(self) -> str:
        """As an address says it: of round 3, or of its second session, 3.2."""
        of = str(self.workshop.number)
        return f"{of}.{self.session.number}" if self.session else of

    @property
    def has_begun(self) -> bool:
        if self.session is not None:
            return self.session.state != Session.State.PLANNED
        return bool(self.begun)


def scope(workshop: Workshop, session: int) -> Scope | None:
    """One session of a round by its number, or the round (0); None, if there is none such."""
    if not session:
        return Scope(workshop)
    known = tuple(parts(workshop))
    for part in known:
        if part.session.number == session:
            return Scope(workshop, part.session, known)
    planned = Session.objects.filter(workshop=workshop, number=session).first()
    return Scope(workshop, planned, known) if planned else None


def find(of: Scope, *, by: User) -> Summary | None:
    """The last account of something, if there is one and one may know of it."""
    if of.session is not None:
        rows = _of_session.objects(member=policy.member(by), session=of.session.pk)
    else:
        rows = _of_round.objects(member=policy.member(by), workshop=of.workshop.pk)
    return next(iter(rows), None)


@Prepared
def _of_round(member: UUID, workshop: UUID) -> QuerySet:
    rows = Summary.objects.seated(Action.VIEW, member).filter(workshop=workshop)
    return _whole(rows.filter(session=None))


@Prepared
def _of_session(member: UUID, session: UUID) -> QuerySet:
    rows = Summary.objects.seated(Action.VIEW, member)
    return _whole(rows.filter(session=session))


def _whole(rows: QuerySet) -> QuerySet:
    author = Exists(writers(OuterRef("initiative"), OuterRef("written_by")))
    ended = retention.has_ended(OuterRef("workshop"), OuterRef("initiative"))
    return rows.annotate(author_stays=author, has_ended=ended).select_related(
        "workshop__initiative", "session", "written_by", "second_read_by", "released_by"
    )


def writers(table: Any, user: Any) -> QuerySet:
    """The roles in which somebody may write accounts at a table just now."""
    hers = Membership.objects.filter(initiative=table, user=user, state="active")
    return hers.filter(role__in=policy.granted(Action.WRITE_NOTES))


class Part(NamedTuple):
    """One session of a round that has begun, and how far an account of it alone has come."""

    session: Session
    state: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        return str(Summary.State(self.state).label) if self.state else ""

    @property
    def is_out(self) -> bool:
        return self.state in OUT


def parts(workshop: Workshop) -> list[Part]:
    """The sessions of a round that have begun, each with the state of its own account."""
    code = workshop.initiative.code
    return [
        Part(held, held.account or "", _way(code, workshop.number, held.number))
        for held in _parts.objects(workshop=workshop.pk)
    ]


def _way(code: str, number: int, session: int) -> str:
    return address("workshops:summary", code, f"{number}.{session}")


@Prepared
def _parts(workshop: UUID) -> QuerySet:
    last = Summary.objects.filter(session=OuterRef("pk")).order_by("-written_at")
    rows = Session.objects.filter(workshop=workshop)
    rows = rows.exclude(state=Session.State.PLANNED).order_by("number")
    account = Subquery(last.values("state")[:1])
    return rows.annotate(account=account).only("number", "state", "phase", "regime")
