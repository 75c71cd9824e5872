"""Who on a team holds which key, who waits for one, and handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dialogues.models import Initiative, Membership
from trackii import policy
from trackii.policy import Action
from trackii.vault import compartments, members
from trackii.vault.models import Compartment, Grant, MemberKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trackii.accounts.models import User

State = Membership.State


@dataclass
class Owed:
    """A key somebody on the team should hold and does not."""

    compartment: Compartment
    initiative: Initiative
    to: User
    words: list[str]


@dataclass
class Holder:
    """One colleague of a team: her roles there, and the four words of her key."""

    seat: Membership
    words: list[str] | None


@dataclass
class KeyRow:
    """One compartment of an initiative and who can open it."""

    label: str
    names: list[str]


def owed(by: User, initiative: Initiative | None = None) -> list[Owed]:
    """Keys this member holds and could give to somebody whose role calls for them."""
    rooms = Compartment.objects.filter(epochs__grants__member=by).distinct()
    if initiative is not None:
        rooms = rooms.filter(initiative=initiative.pk)
    held = list(rooms)
    given = set(
        Grant.objects.filter(epoch__compartment__in=held).values_list(
            "epoch__compartment", "member"
        )
    )
    team = Membership.objects.filter(
        initiative__in={room.initiative for room in held}, state=State.ACTIVE
    ).select_related("initiative", "user__member_key")
    found: dict[tuple[UUID, UUID], Owed] = {}
    for seat in team:
        for room in _due(seat, held):
            key = getattr(seat.user, "member_key", None)
            if (room.pk, seat.user_id) not in given and key is not None:
                found[room.pk, seat.user_id] = Owed(
                    room, seat.initiative, seat.user, members.four_words(key)
                )
    return list(found.values())


def owed_at(initiative: Initiative, *, by: User) -> list[Owed]:
    """The same, at one table."""
    return owed(by, initiative)


@transaction.atomic
def give(initiative: Initiative, compartment: UUID, user: UUID, *, by: User) -> None:
    """Give a key that is owed, and no other."""
    policy.require(by, Action.READ_BRIEF, initiative)
    for debt in owed(by, initiative):
        if debt.compartment.pk == compartment and debt.to.pk == user:
            return compartments.give(debt.compartment, to=debt.to, by=by)
    raise PermissionDenied("this key is not owed")


def with_key() -> list[UUID]:
    """Members who have made their vault: only they can be given a key."""
    return list(MemberKey.objects.values_list("member", flat=True))


def words_of(colleagues: Iterable[User]) -> list[tuple[User, list[str]]]:
    """Four words of each colleague's key, to be compared by voice before it counts."""
    keys = MemberKey.objects.filter(member__in=list(colleagues)).select_related(
        "member"
    )
    return [
        (key.member, members.four_words(key)) for key in keys.order_by("member__name")
    ]


def team(initiative: Initiative) -> list[Holder]:
    """Everybody on the team or named to it, with the words of their keys."""
    seats = initiative.memberships.standing().select_related(
        "user__member_key", "named_by", "signed_by", "leaving_named_by"
    )
    return [
        Holder(seat, members.four_words(key) if key else None)
        for seat in seats
        for key in [getattr(seat.user, "member_key", None)]
    ]


def table(initiative: Initiative) -> list[KeyRow]:
    """Each compartment of an initiative with the names of who can open it now."""
    grants = Grant.objects.filter(epoch__compartment__initiative=initiative.pk)
    names: dict[str, set[str]] = {}
    for kind, name in grants.values_list("epoch__compartment__kind", "member__name"):
        names.setdefault(kind, set()).add(name)
    return [
        KeyRow(str(kind.label), sorted(names.get(kind, set())))
        for kind in Compartment.Kind
    ]


def _due(seat: Membership, rooms: list[Compartment]) -> list[Compartment]:
    """The compartments one role calls for, of those somebody holds."""
    return [
        room
        for room in rooms
        if room.initiative == seat.initiative_id and seat.role in policy.KEYS[room.kind]
    ]
