"""The team: who is on it, who may not be both, and the two hands a change of role needs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.models import Initiative, Membership
from trackii import clock, policy
from trackii.accounts import colleagues
from trackii.accounts.models import User
from trackii.audit import trail
from trackii.policy import Action, Refused, Role
from trackii.states import Flow, Step, WrongState
from trackii.vault import compartments, grants, unlocking

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


State = Membership.State
FLOW = Flow(
    Step("sign", {State.NAMED}, State.ACTIVE, Action.SIGN),
    Step("release", {State.ACTIVE}, State.ENDED, Action.SIGN),
)


def check(seats: list[tuple[User, str]], *, opener: User) -> None:
    """Refuse a team that is too small, lacks its opener, or asks one person too much."""
    roles: dict[User, set[str]] = defaultdict(set)
    for user, role in seats:
        roles[user].add(role)
    if Role.CONVENER not in roles.get(opener, set()):
        raise ValidationError(_("Who opens an initiative is one of its conveners."))
    if len(roles) < policy.SMALLEST_TEAM:
        raise ValidationError(
            _("Name at least %(count)d people, yourself included.")
            % {"count": policy.SMALLEST_TEAM}
        )
    for user, held in roles.items():
        check_roles(user, held)


def check_roles(user: User, held: set[str]) -> None:
    """Who judges people does not hear them; a reader is nothing else, an administrator nothing."""
    if user.is_administrator:
        raise ValidationError(
            _("%(name)s looks after the installation, and is in no room.")
            % {"name": user}
        )
    for role, others in policy.APART:
        clash = held & others
        if role in held and clash:
            raise ValidationError(
                _("%(name)s cannot be %(one)s and %(other)s at once.")
                % {
                    "name": user,
                    "one": Role(role).label.lower(),
                    "other": Role(min(clash)).label.lower(),
                }
            )


def only_reads(user: User) -> bool:
    """Whether all this colleague ever was at any table is a reader.

    Such a one opens nothing: the page of an opening shows who else works here.
    """
    roles = set(Membership.objects.filter(user=user).values_list("role", flat=True))
    return roles == {Role.READER}


def step(seat: Membership, user: User, *, staffs: bool) -> tuple[str, bool]:
    """What a page offers somebody with one role, by verb, and whether it can be taken back."""
    other, scoping = seat.user_id != user.pk, Initiative.State.SCOPING
    if seat.state == State.NAMED:
        if other and seat.named_by_id != user.pk and seat.initiative.state != scoping:
            return "sign", False
        return "named", staffs and other and not seat.founding
    if first := seat.leaving_named_by_id:
        if other and first != user.pk:
            return "release", False
        return "leaving", staffs and other
    asks = staffs and other and seat.state == State.ACTIVE
    return "name_leaving" if asks else "", False


@transaction.atomic
def name(initiative: Initiative, user: User, role: str, *, by: User) -> Membership:
    """Name a colleague for a role. It counts when a second person has signed."""
    policy.require(by, Action.STAFF, initiative)
    if by == user:
        raise Refused(by, Action.STAFF, initiative, "nobody names herself")
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    standing = initiative.memberships.standing().filter(user=user)
    held = set(standing.values_list("role", flat=True))
    if role in held:
        raise ValidationError(_("%(name)s holds that role.") % {"name": user})
    check_roles(user, held | {role})
    membership = Membership.objects.create(
        initiative=initiative, user=user, role=role, named_by=by, named_at=clock.now()
    )
    trail.record("name", membership, by=by)
    return membership


# Whoever must learn of a newcomer appends itself when it is ready.
on_sign: list[Callable[[Membership], None]] = []


@transaction.atomic
def sign(membership: Membership, *, by: User) -> None:
    """The second signature under a change of role, by neither the first nor the subject."""
    founding = membership.initiative.state == Initiative.State.SCOPING
    if founding or by.pk in {membership.named_by_id, membership.user_id}:
        raise Refused(
            by, Action.SIGN, membership, "a change of role is signed by somebody else"
        )
    _still_fits(membership)
    FLOW.take(membership, "sign", by=by, signed_by=by, signed_at=clock.now())
    for tell in on_sign:
        tell(membership)


@transaction.atomic
def name_leaving(membership: Membership, *, by: User) -> None:
    """Ask that a role ends. It ends when a second person signs."""
    policy.require(by, Action.STAFF, membership)
    if by.pk == membership.user_id:
        raise Refused(by, Action.STAFF, membership, "a leaver is named by another")
    _not_the_last_convener(membership)
    waiting = Membership.objects.filter(pk=membership.pk, state=State.ACTIVE)
    waiting.filter(leaving_named_by=None).update(
        leaving_named_by=by, leaving_named_at=clock.now()
    )
    membership.refresh_from_db()
    trail.record("name leaving", membership, by=by)


@transaction.atomic
def take_back(membership: Membership, *, by: User) -> None:
    """Take back what waits for a second signature: a naming, or the asking for an end.

    Never by the colleague it is about: a convener would stay for as long as she likes.
    """
    policy.require(by, Action.STAFF, membership)
    if by.pk == membership.user_id:
        why = "a change of role is taken back by another than its subject"
        raise Refused(by, Action.STAFF, membership, why)
    trail.record("take back", membership, by=by)
    row = Membership.objects.filter(pk=membership.pk)
    leaving = row.filter(state=State.ACTIVE, leaving_named_by__isnull=False)
    stays = leaving.update(leaving_named_by=None, leaving_named_at=None)
    if not stays and not row.filter(state=State.NAMED, founding=False).delete()[0]:
        raise WrongState(membership, "take back")


@transaction.atomic
def release(membership: Membership, *, by: User) -> None:
    """End a role on the second signature; keys that no other role carries go at once."""
    first = membership.leaving_named_by_id
    if first is None or by.pk in {first, membership.user_id}:
        raise Refused(
            by,
            Action.SIGN,
            membership,
            "a leave is signed by two, neither of them the leaver",
        )
    _not_the_last_convener(membership)
    # _not_the_last_convener holds the table's lock: no key is given in between.
    FLOW.take(membership, "release", by=by, ended_by=by, ended_at=clock.now())
    standing = Membership.objects.filter(
        initiative=membership.initiative, user=membership.user, state=State.ACTIVE
    )
    kept = set(standing.values_list("role", flat=True))
    lost = [kind for kind, roles in policy.KEYS.items() if not kept & roles]
    compartments.take(
        membership.user, initiative=membership.initiative_id, kinds=lost, by=by
    )
    if not kept:
        _show_out(membership.user, by=by)
    compartments.renew_due(by=by)


def _show_out(leaver: User, *, by: User) -> None:
    """Who has no role left here is signed out, and her vault locked, wherever she sits.

    At another table she is as before, once she has signed in and unlocked again.
    """
    colleagues.end_sessions(leaver)
    unlocking.evict(leaver, by=by)


def _still_fits(membership: Membership) -> None:
    """Of two roles named side by side that may not meet, the second is not signed."""
    Initiative.objects.select_for_update().get(pk=membership.initiative_id)
    standing = Membership.objects.filter(
        initiative=membership.initiative_id, user=membership.user_id, state=State.ACTIVE
    )
    held = set(standing.values_list("role", flat=True))
    check_roles(membership.user, held | {membership.role})


def _not_the_last_convener(membership: Membership) -> None:
    """Without a convener nobody could ever be named again. One is asked at a time."""
    Initiative.objects.select_for_update().get(pk=membership.initiative_id)
    conveners = Membership.objects.filter(
        initiative=membership.initiative_id, role=Role.CONVENER, state=State.ACTIVE
    )
    others = conveners.exclude(user=membership.user_id)
    if membership.role == Role.CONVENER and not others.exists():
        raise ValidationError(_("Name another convener first: this is the last."))


def holders(initiative: Initiative, kind: str) -> list[User]:
    """Who a new compartment of this kind is made for: by role, and holding the brief.

    A seat alone is a row that anybody could have written. Who was given the brief is known:
    somebody compared four words with her. The others wait for theirs, as newcomers do.
    """
    standing = initiative.memberships.filter(
        state=State.ACTIVE, role__in=policy.KEYS[kind], user__is_active=True
    )
    known = grants.holders_of("brief", initiative.pk)
    found = standing.filter(user__in=known).select_related("user")
    if not found:
        raise ValidationError(
            _(
                "Nobody who would hold its key holds that of the brief. Ask a colleague"
                " to give it first."
            )
        )
    return [membership.user for membership in found]


def names(actors: set[UUID | None]) -> dict[UUID, str]:
    """The colleagues behind the opaque numbers of the record."""
    known = User.objects.filter(pk__in=[actor for actor in actors if actor])
    return dict(known.values_list("pk", "name"))
