"""Recovery by custodians: off unless two people switch it on, and then never by one alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import keys
from dialogues.models import Custody, Initiative, Membership, Recovery
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step
from trackii.vault import custody as keeping
from trackii.vault import members
from trackii.vault.errors import VaultError, VaultLocked
from trackii.vault.models import Compartment, Custodian, CustodyCopy, MemberKey

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

CUSTODY = Flow(
    Step("sign", {Custody.State.NAMED}, Custody.State.ON, Action.SIGN),
    Step("end", {Custody.State.NAMED, Custody.State.ON}, Custody.State.ENDED,
         Action.STAFF, gettext_lazy("End recovery by custodians"), asks=True),
)  # fmt: skip
State = Recovery.State
FLOW = Flow(
    Step("pass_on", {State.ASKED}, State.PASSED, Action.KEEP),
    Step("restore", {State.PASSED}, State.GIVEN, Action.KEEP),
    Step("withdraw", {State.ASKED, State.PASSED}, State.WITHDRAWN, Action.VIEW),
)


@dataclass
class Keeping:
    """How recovery stands at one table, as its team sees it."""

    custody: Custody | None = None
    people: list[tuple[User, Custodian | None]] = field(default_factory=list)
    copied: int = 0
    rooms: int = 0
    recoveries: list[Recovery] = field(default_factory=list)
    lost: list[Compartment] = field(default_factory=list)

    @property
    def would_work(self) -> bool:
        """Two of three have shown it, and of everything there are copies."""
        shown = [each for _who, each in self.people if each and each.drilled_at]
        return len(shown) > 1 and self.copied == self.rooms


@transaction.atomic
def name(initiative: Initiative, people: list[User], *, by: User) -> Custody:
    """Name three custodians. It counts when a second person has signed, none of the three."""
    policy.require(by, Action.STAFF, initiative)
    if len({*people}) != keeping.CUSTODIANS or by in people:
        raise ValidationError(
            _("Name three different colleagues, and not yourself among them.")
        )
    with_key = set(keys.with_key())
    for each in people:
        if each.pk not in with_key or each.is_administrator:
            raise ValidationError(
                _("%(name)s cannot keep a key: she has no vault, or is in no room.")
                % {"name": each}
            )
    first, second, third = people
    custody = Custody(
        initiative=initiative, first=first, second=second, third=third,
        named_by=by, named_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            custody.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("Custodians are named already.")) from error
    trail.record("name custodians", custody, by=by)
    return custody


@transaction.atomic
def sign(custody: Custody, *, by: User) -> None:
    """The second signature: copies are made from here on, as holders unlock."""
    if by.pk in {custody.named_by_id, *custody.custodians}:
        raise Refused(by, Action.SIGN, custody, "custody is signed by somebody else")
    CUSTODY.take(custody, "sign", by=by, signed_by=by, signed_at=clock.now())
    people = [custody.first, custody.second, custody.third]
    keeping.appoint(custody.initiative_id, people, by=by)


@transaction.atomic
def end(custody: Custody, *, by: User) -> None:
    """Switch it off: the copies are destroyed, and what was asked for is withdrawn."""
    CUSTODY.take(custody, "end", by=by, ended_by=by, ended_at=clock.now())
    for recovery in Recovery.objects.waiting().filter(initiative=custody.initiative_id):
        _close(recovery, by=by)
    keeping.dismiss(custody.initiative_id, by=by)


@transaction.atomic
def ask(initiative: Initiative, *, by: User) -> Recovery:
    """Ask for the keys of one's own role that nobody gave again."""
    policy.require(by, Action.VIEW, initiative)
    if not initiative.custodies.filter(state=Custody.State.ON).exists():
        raise ValidationError(_("Nobody keeps keys for this table."))
    if not lost(initiative, by):
        raise ValidationError(_("You hold every key your role calls for."))
    recovery = Recovery(initiative=initiative, member=by, asked_at=clock.now())
    try:
        with transaction.atomic():
            recovery.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("You have asked already.")) from error
    trail.record("ask recovery", recovery, by=by)
    return recovery


@transaction.atomic
def withdraw(recovery: Recovery, *, by: User) -> None:
    """Take it back: what was passed on is forgotten."""
    staff = policy.can(by, Action.STAFF, recovery)
    if by.pk != recovery.member_id and not staff:
        raise Refused(by, Action.STAFF, recovery, "it is hers to withdraw")
    _close(recovery, by=by)


def _close(recovery: Recovery, *, by: User) -> None:
    FLOW.take(recovery, "withdraw", by=by)
    keeping.forget(recovery.pk)


@transaction.atomic
def pass_on(recovery: Recovery, *, by: User) -> None:
    """The first custodian, having compared four words, takes off her layer."""
    FLOW.take(recovery, "pass_on", by=by, passed_by=by, passed_at=clock.now())
    rooms = [room.pk for room in lost(recovery.initiative, recovery.member)]
    if not keeping.pass_on(recovery.pk, rooms, to_help=recovery.member_id, by=by):
        raise ValidationError(
            _(
                "There is nothing you could pass on: another of the three has to begin,"
                " or no copy was made yet."
            )
        )


@transaction.atomic
def restore(recovery: Recovery, *, by: User) -> None:
    """The second, having compared them too, takes off the last and gives the keys."""
    if by.pk == recovery.passed_by_id:
        raise Refused(by, Action.KEEP, recovery, "the last layer is another's")
    FLOW.take(recovery, "restore", by=by, given_by=by, given_at=clock.now())
    rooms = [room.pk for room in lost(recovery.initiative, recovery.member)]
    if not keeping.restore(recovery.pk, rooms, to=recovery.member, by=by):
        raise ValidationError(_("Nothing was passed on to you. Ask the third of you."))


@transaction.atomic
def drill(custody: Custody, *, by: User) -> int:
    """Show that it would work, without opening or giving anything."""
    policy.require(by, Action.KEEP, custody)
    try:
        return keeping.drill(custody.initiative_id, by=by)
    except VaultLocked:
        raise
    except VaultError as error:
        raise ValidationError(
            _(
                "It would not work: what is sealed to you does not open with your key."
                " Ask the convener to name custodians anew."
            )
        ) from error


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
    return list(rooms.exclude(epochs__grants__member=member).order_by("kind", "pk"))


def at(initiative: Initiative, *, by: User) -> Keeping:
    """How it stands, for the team's page."""
    mine, custody = lost(initiative, by), standing(initiative)
    if custody is None:
        return Keeping(lost=mine)
    places = {
        row.member_id: row for row in Custodian.objects.filter(initiative=initiative.pk)
    }
    copies = CustodyCopy.objects.filter(epoch__compartment__initiative=initiative.pk)
    return Keeping(
        custody,
        [(u, places.get(u.pk)) for u in (custody.first, custody.second, custody.third)],
        copies.values("epoch").distinct().count(),
        Compartment.objects.filter(initiative=initiative.pk).count(),
        list(initiative.recoveries.waiting().select_related("member", "passed_by")),
        mine,
    )


def standing(initiative: Initiative) -> Custody | None:
    """Who keeps for this table now, or is named to."""
    found = initiative.custodies.exclude(state=Custody.State.ENDED)
    return found.select_related("first", "second", "third", "initiative").first()


def stands(initiative: Initiative) -> str:
    """Whether custody is on, or named and waiting; empty if neither."""
    found = initiative.custodies.exclude(state=Custody.State.ENDED).order_by()
    return found.values_list("state", flat=True).first() or ""


def kept_by(member: User) -> list[tuple[Custody, Custodian | None, list[Recovery]]]:
    """The tables somebody keeps for: her place there, and what waits for her."""
    mine = Custody.objects.allowing(Action.KEEP, member).select_related("initiative")
    places = {row.initiative: row for row in Custodian.objects.filter(member=member)}
    asked = Recovery.objects.allowing(Action.KEEP, member).waiting()
    return [
        (
            each,
            places.get(each.initiative_id),
            [r for r in asked if r.initiative_id == each.initiative_id],
        )
        for each in mine.order_by("initiative__code")
    ]


def words_of(recovery: Recovery) -> list[str]:
    """The four words of the key she has now, to be compared by voice."""
    key = MemberKey.objects.filter(member=recovery.member_id).first()
    return members.four_words(key) if key else []


def find(pk: UUID, *, by: User) -> Recovery | None:
    """One request, for who keeps for its table."""
    mine = Recovery.objects.allowing(Action.KEEP, by).filter(pk=pk)
    return mine.select_related("initiative", "member", "passed_by").first()
