"""Recovery by custodians: off unless two people switch it on, and then never by one alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import keys, recoveries
from dialogues.models import Custody, Initiative, Recovery
from dialogues.models.custody import PLACES
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.prepared import Prepared
from trackii.states import Flow, Step
from trackii.vault import compartments
from trackii.vault import custody as keeping
from trackii.vault.errors import VaultError, VaultLocked
from trackii.vault.models import Compartment, Custodian, CustodyCopy

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

FLOW = Flow(
    Step("sign", {Custody.State.NAMED}, Custody.State.ON, Action.SIGN),
    Step("end", {Custody.State.NAMED, Custody.State.ON}, Custody.State.ENDED,
         Action.STAFF, gettext_lazy("End recovery by custodians"), asks=True),
)  # fmt: skip


@dataclass
class Keeping:
    """How recovery stands at one table, as its team sees it."""

    custody: Custody | None = None
    people: list[tuple[User, Custodian | None]] = field(default_factory=list)
    copied: int = 0
    rooms: int = 0
    recoveries: list[Recovery] = field(default_factory=list)
    lost: list[Compartment] = field(default_factory=list)
    has_asked: bool = False

    @property
    def kinds(self) -> list[str]:
        return keys.kinds(self.lost)

    @property
    def would_work(self) -> bool:
        """Two of three have shown it, and of everything there are copies."""
        shown = [each for _who, each in self.people if each and each.drilled_at]
        return len(shown) > 1 and self.copied == self.rooms and not self.gone

    @property
    def gone(self) -> list[str]:
        """Custodians whose accounts were closed: nothing is left in custody any more."""
        return [who.name for who, _place in self.people if not who.is_active]


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
    FLOW.take(custody, "sign", by=by, signed_by=by, signed_at=clock.now())
    people = [custody.first, custody.second, custody.third]
    keeping.appoint(custody.initiative_id, people, custody=custody.pk, by=by)


@transaction.atomic
def end(custody: Custody, *, by: User) -> None:
    """Switch it off: the copies are destroyed, and what was asked for is withdrawn.

    New keys are due; of what she holds, who ends it makes them at once.
    """
    FLOW.take(custody, "end", by=by, ended_by=by, ended_at=clock.now())
    for recovery in Recovery.objects.waiting().filter(initiative=custody.initiative_id):
        recoveries.close(recovery, by=by)
    keeping.dismiss(custody.initiative_id, by=by)
    compartments.renew_due(by=by)


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


def at(initiative: Initiative, *, by: User) -> Keeping:
    """How it stands, for the team's page."""
    mine, custody = recoveries.lost(initiative, by), standing(initiative)
    if custody is None:
        return Keeping(lost=mine)
    places = {
        row.member_id: row for row in Custodian.objects.filter(initiative=initiative.pk)
    }
    copies = CustodyCopy.objects.filter(epoch__compartment__initiative=initiative.pk)
    waiting = initiative.recoveries.waiting().select_related("member", "passed_by")
    asked = recoveries.standing(waiting)
    return Keeping(
        custody,
        [(u, places.get(u.pk)) for u in (custody.first, custody.second, custody.third)],
        copies.values("epoch").distinct().count(),
        Compartment.objects.filter(initiative=initiative.pk).count(),
        asked,
        mine,
        has_asked=any(each.member_id == by.pk for each in asked),
    )


def standing(initiative: Initiative) -> Custody | None:
    """Who keeps for this table now, or is named to."""
    found = initiative.custodies.exclude(state=Custody.State.ENDED)
    return found.select_related("first", "second", "third", "initiative").first()


def is_on(custody: UUID) -> bool:
    """Whether copies are made under it: the vault asks before it seals any."""
    return Custody.objects.filter(pk=custody, state=Custody.State.ON).exists()


def stands(initiative: Initiative) -> str:
    """Whether custody is on, short of one of the three, or named; empty if none of these."""
    for state, *active in _standing(table=initiative.pk):
        return str(state) if all(active) else "short"
    return ""


@Prepared
def _standing(table: UUID) -> QuerySet:
    """How it stands, and whose accounts are open."""
    found = Custody.objects.filter(initiative=table).exclude(state=Custody.State.ENDED)
    open_accounts = [f"{place}__is_active" for place in PLACES]
    return found.order_by().values_list("state", *open_accounts)


def kept_by(member: User) -> list[tuple[Custody, Custodian | None, list[Recovery]]]:
    """The tables somebody keeps for: her place there, and what waits for her."""
    kept = Custody.objects.allowing(Action.KEEP, member).select_related("initiative")
    mine = list(kept.order_by("initiative__code"))
    places = {row.initiative: row for row in Custodian.objects.filter(member=member)}
    waiting = Recovery.objects.allowing(Action.KEEP, member).waiting()
    asked = recoveries.standing(waiting if mine else [])
    return [
        (
            each,
            places.get(each.initiative_id),
            [r for r in asked if r.initiative_id == each.initiative_id],
        )
        for each in mine
    ]
