"""The sessions of a round. The regime is fixed when a session opens, and after that only tightened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from dialogues.models import Initiative
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.states import Flow, Step, WrongState
from trackii.vault import keystore, sealing
from workshops import occupancy, rooms
from workshops.models import Session, Summary, Workshop

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

State = Session.State
FLOW = Flow(
    Step("open_session", {State.PLANNED}, State.OPEN, Action.SCHEDULE,
         gettext_lazy("Open the session"), leads=True),
    Step("close_session", {State.OPEN}, State.CLOSED, Action.SCHEDULE,
         gettext_lazy("Close the session"), asks=True, leads=True),
    Step("strike", {State.PLANNED}, State.PLANNED, Action.SCHEDULE,
         gettext_lazy("Strike it out"), asks=True),
)  # fmt: skip
TIGHTEST_FIRST = list(Initiative.Regime)


@transaction.atomic
def plan(
    workshop: Workshop,
    *,
    by: User,
    phase: str,
    regime: str,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    room: int | None = None,
) -> Session:
    """Add a session to the programme, within the dates of its round."""
    policy.require(by, Action.SCHEDULE, workshop)
    initiatives.at_work(workshop.initiative)
    if not is_open(workshop):
        raise WrongState(workshop, "plan")
    _within(workshop, starts_at, ends_at)
    rooms.insist_on(workshop, room, by=by)
    session = Session(
        initiative_id=workshop.initiative_id,
        workshop=workshop,
        number=_next_number(workshop),
        phase=phase,
        regime=regime,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
    )
    keystore.make(session.pk, within=workshop.pk)  # its notes die by it
    session.purpose = sealing.seal(purpose, of=session, field="purpose")
    with occupancy.told():
        session.save(force_insert=True)
    trail.record("plan", session, by=by)
    return session


def _next_number(workshop: Workshop) -> int:
    """The next number of a round. One that was struck out is not given again.

    The row of the round is the queue for it.
    """
    Workshop.objects.filter(pk=workshop.pk).update(last_session=F("last_session") + 1)
    workshop.refresh_from_db(fields=["last_session"])
    return workshop.last_session


@transaction.atomic
def strike(session: Session, *, by: User) -> None:
    """Take a session that has not opened out of the programme; nothing hangs on it yet."""
    FLOW.take(session, "strike", by=by)
    if session.notes.exists():
        raise WrongState(session, "strike")
    file = session.pk
    session.delete()
    keystore.destroy(file)  # nothing was ever sealed by it


@transaction.atomic
def open_session(session: Session, *, by: User) -> None:
    """Open a session: its regime is fixed from here."""
    if session.workshop.state != Workshop.State.IN_SESSION:
        raise ValidationError(_("Open the round first."))
    FLOW.take(session, "open_session", by=by)


@transaction.atomic
def close_session(session: Session, *, by: User) -> None:
    """Close a session. Notes of it may still be completed."""
    FLOW.take(session, "close_session", by=by)


@transaction.atomic
def set_regime(session: Session, regime: str, *, by: User) -> None:
    """Change the regime of a planned session; of an opened one, only to a tighter."""
    policy.require(by, Action.SCHEDULE, session)
    _not_behind_a_release(session, regime)
    tighter = TIGHTEST_FIRST[: TIGHTEST_FIRST.index(session.regime)]  # type: ignore[arg-type]
    standing = Session.objects.filter(pk=session.pk, regime=session.regime)
    if regime not in tighter:
        standing = standing.filter(state=State.PLANNED)
    if not standing.update(regime=regime):
        raise ValidationError(_("Once a session has opened its regime only tightens."))
    session.refresh_from_db()
    trail.record("set regime", session, by=by)


def _not_behind_a_release(session: Session, regime: str) -> None:
    """What is out under one regime cannot be put under a tighter by turning a switch."""
    speaks = Q(session=None) | Q(session=session.pk)  # all of it, or of this alone
    rows = Summary.objects.filter(workshop=session.workshop_id, state="released")
    out = rows.filter(speaks)
    if regime != session.regime and session.state != State.PLANNED and out.exists():
        raise ValidationError(_("A summary is released. Recall it first."))


def shift(workshop: Workshop, by: timedelta) -> None:
    """Move every session with its round. What then lies outside is shown, not dropped."""
    workshop.sessions.update(starts_at=F("starts_at") + by, ends_at=F("ends_at") + by)


def open_to(user: User, session: Session) -> list[Step]:
    """The steps this user could take: no session opens before its round has."""
    steps = FLOW.open_to(user, session)
    held = session.workshop.state == Workshop.State.IN_SESSION
    return [step for step in steps if held or step.verb != "open_session"]


def is_open(workshop: Workshop) -> bool:
    """Whether sessions can still be added: not to what is over or called off."""
    over = {Workshop.State.CLOSED, Workshop.State.CANCELLED, Workshop.State.POSTPONED}
    return workshop.state not in over


def regimes_open_to(session: Session) -> list[Initiative.Regime]:
    """The regimes a session can still be given; none where it has the tightest."""
    if session.state == State.PLANNED:
        return TIGHTEST_FIRST
    tighter = TIGHTEST_FIRST.index(Initiative.Regime(session.regime)) + 1
    return TIGHTEST_FIRST[:tighter] if tighter > 1 else []


def sessions(workshop: Workshop) -> list[Session]:
    """The sessions of one round in their order."""
    found = _sessions.objects(workshop=workshop.pk)
    for session in found:
        session.workshop = workshop
    return found


@Prepared
def _sessions(workshop: UUID) -> models.QuerySet:
    return Session.objects.filter(workshop=workshop)


def read(sessions: Sequence[Session], *, by: User) -> list[str]:
    """What each session is for."""
    for session in sessions[:1]:
        policy.require(by, Action.READ_BRIEF, session)
    return sealing.unseal_all(sessions, "purpose", by=by)


def tightest(sessions: Iterable[Session]) -> str:
    """The regime that several sessions together obey."""
    regimes = [session.regime for session in sessions] or [TIGHTEST_FIRST[0]]
    return min(regimes, key=TIGHTEST_FIRST.index)  # type: ignore[arg-type]


def _within(workshop: Workshop, starts_at: datetime, ends_at: datetime) -> None:
    if workshop.starts_at is None or workshop.ends_at is None:
        raise ValidationError(_("Settle the dates of the round first."))
    if not is_within(workshop, starts_at, ends_at):
        raise ValidationError(_("A session lies within the dates of its round."))


def is_within(workshop: Workshop, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a session would lie within the dates of its round, as far as it has some."""
    if workshop.starts_at is None or workshop.ends_at is None:
        return False
    return workshop.starts_at <= starts_at < ends_at <= workshop.ends_at
