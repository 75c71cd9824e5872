"""Destroying: by two hands before the day, by itself on the day, and never under a hold.

What decides is written first, then the rows follow, and the files go last before the
commit: whoever stops half-way leaves an order that the next run carries out.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import bulletin, holds, initiatives, retention, testimony
from dialogues.holds import OnHold
from dialogues.models import Destruction, Initiative
from dialogues.retention import ENDINGS, Due
from trackii import clock, policy
from trackii.audit import chain, trail
from trackii.audit.models import Entry
from trackii.policy import Action, Refused
from trackii.states import Flow, Step, WrongState
from trackii.vault import keystore
from trackii.vault.errors import VaultAway

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from trackii.accounts.models import User

log = logging.getLogger("trackii.record")
State = Destruction.State
FLOW = Flow(
    Step("sign", {State.ASKED}, State.SIGNED, Action.DESTROY,
         gettext_lazy("Sign, and destroy it"), asks=True),
    Step("fall_due", {State.ASKED}, State.SIGNED, Action.DESTROY, by_itself=True),
    Step("carry_out", {State.SIGNED}, State.DONE, Action.DESTROY, by_itself=True),
)  # fmt: skip
# Asking is no step of the table: it makes the row. Its page asks all the same.
ASK = Step("destroy", set(), State.ASKED, Action.DESTROY,
           gettext_lazy("Ask for it to be destroyed"), asks=True)  # fmt: skip


@dataclass
class Done:
    """What one run did, in counts."""

    destroyed: int = 0
    held: int = 0  # things due that wait under a hold
    refused: int = 0  # orders the record knows nothing of, or for what is not due
    failed: int = 0  # what could not be carried out: the next run tries again
    ahead: int = 0  # falling due within the notice


@transaction.atomic
def ask(initiative: Initiative, kind: str, thing: UUID, *, by: User) -> Destruction:
    """Ask that something dies before its day. It does when a second person signs.

    Under a hold nobody can: it is remembered, so that nobody has to ask again after it.
    """
    policy.require(by, Action.DESTROY, initiative)
    return _ask(initiative, kind, thing, by)


@transaction.atomic
def pass_on(initiative: Initiative, kind: str, thing: UUID, *, by: User) -> None:
    """Somebody it belongs to told a colleague that it should die: that is asked for, once.

    Whoever invites hears such words. To sign is for who may destroy, and is not that one.
    """
    policy.require(by, Action.INVITE, initiative)
    if not Destruction.objects.filter(kind=kind, thing=thing).exists():
        _ask(initiative, kind, thing, by)


def _ask(initiative: Initiative, kind: str, thing: UUID, by: User) -> Destruction:
    if not retention.named(initiative, kind, thing):
        raise ValidationError(_("There is nothing of the kind to destroy."))
    try:
        with transaction.atomic():
            asked = Destruction.objects.create(
                pk=testimony.number(initiative.pk, kind, thing),
                initiative=initiative,
                kind=kind,
                thing=thing,
                asked_by=by,
                asked_at=clock.now(),
            )
    except IntegrityError as error:
        raise ValidationError(_("Somebody has asked for that already.")) from error
    trail.record("ask to destroy", asked, by=by)
    return asked


@transaction.atomic
def take_back(destruction: Destruction, *, by: User) -> None:
    """Take back what waits for a second signature."""
    policy.require(by, Action.DESTROY, destruction)
    trail.record("take back", destruction, by=by)
    asked = Destruction.objects.filter(pk=destruction.pk, state=State.ASKED)
    if not asked.delete()[0]:
        raise WrongState(destruction, "take back")


def sign(destruction: Destruction, *, by: User) -> None:
    """The second signature, by somebody else. What was sealed opens nowhere from here."""
    if destruction.asked_by_id == by.pk:
        raise Refused(
            by, Action.DESTROY, destruction, "early destruction is signed by two"
        )
    try:
        with transaction.atomic():
            holds.insist_on_none(destruction.initiative)
            if not testimony.read(destruction.initiative_id).asked(destruction):
                raise Refused(
                    by, Action.DESTROY, destruction, "the record knows nobody who asked"
                )
            FLOW.take(destruction, "sign", by=by, signed_by=by, signed_at=clock.now())
        carry_out(destruction)
    except OnHold:
        trail.record("sign", destruction, by=by, outcome=Entry.Outcome.REFUSED)
        raise


@transaction.atomic
def carry_out(destruction: Destruction) -> None:
    """Let the rows follow, write the certificate, and destroy the files last of all."""
    initiative, kind = destruction.initiative, destruction.kind
    holds.insist_on_none(initiative)
    _insist_on_order(destruction, testimony.read(initiative.pk))
    ending = ENDINGS[kind]
    files = [*ending.keys(destruction.thing)]
    ending.close(destruction.thing)
    head = chain.head()
    FLOW.take(
        destruction, "carry_out", by=None, done_at=clock.now(),
        horizon=settings.KEYSTORE_HORIZON_DAYS, head_position=head.position,
        head_mac=bytes.fromhex(head.mac),
    )  # fmt: skip
    for file in files:
        keystore.destroy(file)


def _insist_on_order(order: Destruction, told: testimony.Testimony) -> None:
    """Two gave it, or its day has come: by the record, and not by the row alone."""
    kind, thing = order.kind, order.thing
    if not told.ordered(order):
        raise ValidationError(_("The record knows nobody who ordered it."))
    if not (order.early or retention.fell_due(kind, thing, order.initiative, told)):
        raise ValidationError(_("It has not fallen due."))


def shred_due() -> Done:
    """Destroy what fell due, and what a run before this one began. Safe to run twice.

    Each thing by itself: what is wrong with one is counted, and stops no other.
    """
    done = Done()
    for initiative in retention.running():
        with _apart(done):
            _look_through(initiative, done)
    for order in Destruction.objects.filter(state=State.SIGNED):
        with _apart(done):
            _obey(order, done)
    with _apart(done):
        done.held = _held()
    bulletin.put_up(destroyed=done.destroyed, amiss=done.refused + done.failed)
    return done


@contextmanager
def _apart(done: Done) -> Iterator[None]:
    """What goes wrong in here is counted. Without the keystore nothing goes on at all."""
    try:
        yield
    except VaultAway:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, the others must go on
        log.error("%s: something due was not destroyed", type(error).__name__)
        done.failed += 1


def _look_through(initiative: Initiative, done: Done) -> None:
    """Order what is due at one table by its rows and by the record; count what is ahead."""
    dues = retention.calendar(initiative, within=retention.NOTICE)
    arrived = [due for due in dues if due.on <= clock.today()]
    done.ahead += len(dues) - len(arrived)
    told = testimony.read(initiative.pk) if arrived else testimony.Testimony([])
    for due in arrived if not told.is_held else ():
        days = retention.days_told(due.kind, due.thing, told)
        if any(day <= clock.today() for day in days):
            # A certificate of what stands is none: it is not written over either.
            done.refused += _fall_due(initiative, due).state == State.DONE
        elif days:  # it ended later than its dates say: closed late, or moved by hand
            done.ahead += 1
        else:
            done.refused += 1


def _obey(order: Destruction, done: Done) -> None:
    if holds.stands(order.initiative):
        return
    try:
        carry_out(order)
    except ValidationError:
        done.refused += 1
        _note(order)
    else:
        done.destroyed += 1


def _note(order: Destruction) -> None:
    """That somebody put an order there that nobody gave is written down, once."""
    refused = Entry.Outcome.REFUSED
    noted = Entry.objects.filter(initiative=order.initiative_id, subject=order.pk)
    if not noted.filter(verb=testimony.DONE, outcome=refused).exists():
        trail.record("carry_out", order, by=None, outcome=refused)


def _held() -> int:
    """How much is due and waits for a hold to be lifted."""
    count = 0
    for table in Initiative.objects.exclude(state=Initiative.State.ARCHIVED):
        dues = _due_now(table)
        count += len(dues) if dues and holds.stands(table) else 0
    return count


@transaction.atomic
def _fall_due(initiative: Initiative, due: Due) -> Destruction:
    """The day has come: an order, unless there is one. What two were asked needs none."""
    order = Destruction.objects.filter(kind=due.kind, thing=due.thing).first()
    if order is None:
        order = Destruction.objects.create(
            pk=testimony.number(initiative.pk, due.kind, due.thing),
            initiative=initiative, kind=due.kind, thing=due.thing, early=False,
            due_on=due.on, state=State.SIGNED,
        )  # fmt: skip
        trail.record("fall due", order, by=None)
    elif order.state == State.ASKED:
        FLOW.take(order, "fall_due", by=None, early=False, due_on=due.on)
    return order


def archive(thing: UUID) -> None:
    """All of it is gone: what is left of an initiative are its states and its record."""
    initiatives.FLOW.take(Initiative.objects.get(pk=thing), "archive", by=None)


def waiting(initiative: Initiative) -> list[str]:
    """What a hold keeps from being destroyed, by code names: fallen due, or asked for."""
    due = {(due.kind, due.thing): due.name for due in _due_now(initiative)}
    rows = Destruction.objects.waiting().filter(initiative=initiative)
    asked = names(initiative, rows)
    due |= {(row.kind, row.thing): asked.get(row.thing, "") for row in rows}
    kinds = Destruction.Kind
    found = [f"{kinds(kind).label}: {name}" for (kind, _thing), name in due.items()]
    return sorted(found)


def _due_now(initiative: Initiative) -> list[Due]:
    return retention.calendar(initiative, within=timedelta())


def asked_for(kind: str, thing: UUID) -> Destruction | None:
    """That something should die, as long as it waits for the second signature."""
    asked = Destruction.objects.filter(kind=kind, thing=thing, state=State.ASKED)
    return asked.select_related("asked_by").first()


def name(destruction: Destruction) -> str:
    """What it is called: a drawn code name or a number, never more."""
    return retention.named(destruction.initiative, destruction.kind, destruction.thing)


def names(initiative: Initiative, rows: Iterable[Destruction]) -> dict[UUID, str]:
    """The same for many of one table, a question for each kind."""
    found: dict[UUID, str] = {}
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.thing)
    for kind, things in by_kind.items():
        found |= ENDINGS[kind].names(initiative, things)
    return found
