"""What two custodians together give back: asked for by who lost it, and not for long."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dialogues.models import Custody, Initiative, Membership, Recovery
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step, WrongState
from trackii.vault import custody as keeping
from trackii.vault import grants, members
from trackii.vault.models import Compartment, MemberKey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from trackii.accounts.models import User

State = Recovery.State
FLOW = Flow(
    Step("pass_on", {State.ASKED}, State.PASSED, Action.KEEP),
    Step("restore", {State.PASSED}, State.GIVEN, Action.KEEP),
    Step("withdraw", {State.ASKED, State.PASSED}, State.WITHDRAWN, Action.VIEW),
    Step("lapse", {State.ASKED, State.PASSED}, State.LAPSED, Action.VIEW,
         by_itself=True),
)  # fmt: skip


@transaction.atomic
def ask(initiative: Initiative, *, by: User) -> Recovery:
    """Ask for the keys of one's own role that nobody gave again."""
    policy.require(by, Action.VIEW, initiative)
    if not initiative.custodies.filter(state=Custody.State.ON).exists():
        raise ValidationError(_("Nobody keeps keys for this table."))
    if not lost(initiative, by):
        raise ValidationError(_("You hold every key your role calls for."))
    standing(Recovery.objects.filter(initiative=initiative, member=by).overdue())
    recovery = Recovery(initiative=initiative, member=by, asked_at=clock.now())
    try:
        with transaction.atomic():
            recovery.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("You have asked already.")) from error
    trail.record("ask recovery", recovery, by=by)
    return recovery


def withdraw(recovery: Recovery, *, by: User) -> None:
    """Who asked, or who staffs the team, takes it back."""
    _insist_it_stands(recovery, "withdraw", Action.VIEW, by)
    staff = policy.can(by, Action.STAFF, recovery)
    if by.pk != recovery.member_id and not staff:
        raise Refused(by, Action.STAFF, recovery, "it is hers to withdraw")
    close(recovery, by=by)


@transaction.atomic
def _lapse(recovery: Recovery) -> None:
    """Not two of the three have acted in time: what was passed on is forgotten."""
    FLOW.take(recovery, "lapse", by=None)
    keeping.forget(recovery.pk)


def lapse_overdue() -> int:
    """The same for all of them, once an hour. Safe to run twice, and at the same time."""
    overdue = list(Recovery.objects.overdue())
    return len(overdue) - len(standing(overdue))


def lapse_all() -> int:
    """After a restore, in its transaction: who still needs hers asks again."""
    waiting = list(Recovery.objects.waiting())
    for recovery in waiting:
        _lapse(recovery)
    return len(waiting)


def standing(recoveries: Iterable[Recovery]) -> list[Recovery]:
    """Those that still wait; one that is overdue lapses when it is looked at."""
    return [each for each in recoveries if not _lapsed(each)]


def _lapsed(recovery: Recovery) -> bool:
    if recovery.is_overdue:
        with suppress(WrongState):  # somebody was here before
            _lapse(recovery)
    return recovery.state == State.LAPSED


def _insist_it_stands(recovery: Recovery, verb: str, action: Action, by: User) -> None:
    """Outside the act, which is undone where it is refused: the lapse stays."""
    policy.require(by, action, recovery)
    if _lapsed(recovery):
        raise WrongState(recovery, verb)


@transaction.atomic
def close(recovery: Recovery, *, by: User) -> None:
    """Take it back: what was passed on is forgotten."""
    FLOW.take(recovery, "withdraw", by=by)
    keeping.forget(recovery.pk)


def pass_on(recovery: Recovery, *, by: User) -> None:
    """The first custodian, having compared four words, takes off her layer."""
    _insist_it_stands(recovery, "pass_on", Action.KEEP, by)
    _pass_on(recovery, by=by)


@transaction.atomic
def _pass_on(recovery: Recovery, *, by: User) -> None:
    FLOW.take(recovery, "pass_on", by=by, passed_by=by, passed_at=clock.now())
    rooms = [room.pk for room in lost(recovery.initiative, recovery.member)]
    if not keeping.pass_on(recovery.pk, rooms, to_help=recovery.member_id, by=by):
        raise ValidationError(
            _(
                "There is nothing you could pass on: another of the three has to begin,"
                " or no copy was made yet."
            )
        )


def restore(recovery: Recovery, *, by: User) -> None:
    """The second, having compared them too, takes off the last and gives the keys."""
    _insist_it_stands(recovery, "restore", Action.KEEP, by)
    if by.pk == recovery.passed_by_id:
        raise Refused(by, Action.KEEP, recovery, "the last layer is another's")
    _restore(recovery, by=by)


@transaction.atomic
def _restore(recovery: Recovery, *, by: User) -> None:
    FLOW.take(recovery, "restore", by=by, given_by=by, given_at=clock.now())
    rooms = [room.pk for room in lost(recovery.initiative, recovery.member)]
    if not keeping.restore(recovery.pk, rooms, to=recovery.member, by=by):
        raise ValidationError(_("Nothing was passed on to you. Ask the third of you."))


def lost(initiative: Initiative, member: User) -> list[Compartment]:
    """What her roles call for and no live grant gives her."""
    seats = Membership.objects.filter(
        initiative=initiative,
        user=member,
        user__is_active=True,
        state=Membership.State.ACTIVE,
    )
    roles = set(seats.values_list("role", flat=True))
    kinds = [kind for kind, holders in policy.KEYS.items() if holders & roles]
    rooms = Compartment.objects.filter(initiative=initiative.pk, kind__in=kinds)
    return grants.lacking(rooms.order_by("kind", "pk"), member.pk)


def words_of(recovery: Recovery) -> list[str]:
    """The four words of the key she has now, to be compared by voice."""
    key = MemberKey.objects.filter(member=recovery.member_id).first()
    return members.four_words(key) if key else []


def find(pk: UUID, *, by: User) -> Recovery | None:
    """One request, for who keeps for its table."""
    mine = Recovery.objects.allowing(Action.KEEP, by).filter(pk=pk)
    found = mine.select_related("initiative", "member", "passed_by").first()
    if found is not None:
        _lapsed(found)
    return found
