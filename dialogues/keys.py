"""Keys of a team: who waits for one, what is in doubt, and handing one over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BinaryField, F, Func
from django.utils.translation import gettext as _

from dialogues.models import Initiative, Membership
from trackii import policy
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.vault import compartments, grants, members
from trackii.vault.errors import Corrupt
from trackii.vault.models import Compartment, MemberKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from trackii.accounts.models import User

State = Membership.State
_ROOM = ("id", "kind", "about", "initiative", "due_since")
_TABLE = 3  # where a row of `_holders` has its table


@dataclass
class Owed:
    """The keys of one table that somebody on its team should hold and does not."""

    initiative: Initiative
    to: User
    words: list[str]
    compartments: list[Compartment]

    @property
    def kinds(self) -> list[str]:
        return kinds(self.compartments)


def kinds(compartments: Iterable[Compartment]) -> list[str]:
    """What they open, each named once: several rooms are one kind of thing."""
    return list(dict.fromkeys(each.get_kind_display() for each in compartments))


@dataclass
class Doubt:
    """What is not as it should be with the keys of one table."""

    initiative: Initiative
    false: int = 0  # rows that give somebody a key, and that this house did not write
    late: list[Compartment] = field(default_factory=list)  # a new key of them is due

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(each.get_kind_display() for each in self.late))


class _Room(NamedTuple):
    """One compartment of her own as it was read, and who else was given its key."""

    read: Sequence[Any]
    given: set[bytes]  # members by their sixteen bytes

    @property
    def kind(self) -> str:
        return self.read[1]

    @property
    def is_late(self) -> bool:
        return self.read[4] is not None

    @property
    def compartment(self) -> Compartment:
        return Compartment.from_db(None, _ROOM, self.read)


@dataclass
class _Known:
    """The compartments at one member's tables, and to whom this house gave their keys."""

    false: Counter[UUID] = field(default_factory=Counter)  # by table
    mine: dict[UUID, list[_Room]] = field(default_factory=dict)  # by table


def owed(by: User, initiative: Initiative | None = None) -> list[Owed]:
    """Keys this member holds and could give to somebody whose role calls for them."""
    return _owed(_missing(_known(by, initiative), by))


def at_desk(by: User) -> tuple[list[Owed], list[Doubt]]:
    """What is owed at all her tables, and what is to be looked at there."""
    known = _known(by)
    return _owed(_missing(known, by)), _doubts(known)


def _doubts(known: _Known) -> list[Doubt]:
    late = {
        table: [room.compartment for room in rooms if room.is_late]
        for table, rooms in known.mine.items()
    }
    tables = {table for table, rooms in late.items() if rooms} | set(known.false)
    if not tables:
        return []
    rows = Initiative.objects.filter(pk__in=tables).defer("charter")
    return [
        Doubt(each, known.false[each.pk], late.get(each.pk, []))
        for each in rows.order_by("code")
    ]


def _owed(missing: dict[UUID, list[Compartment]]) -> list[Owed]:
    if not missing:
        return []
    seats = Membership.objects.filter(pk__in=missing)
    found: dict[tuple[UUID, UUID], Owed] = {}
    for seat in seats.select_related("initiative", "user__member_key"):
        try:
            words = members.four_words(seat.user.member_key)
        except Corrupt:  # a key that was swapped is given nothing
            continue
        debt = Owed(seat.initiative, seat.user, words, [])
        debt = found.setdefault((seat.initiative_id, seat.user_id), debt)
        more = [each for each in missing[seat.pk] if each not in debt.compartments]
        debt.compartments += more
    return list(found.values())


def owed_at(initiative: Initiative, *, by: User) -> list[Owed]:
    """The same, at one table."""
    return owed(by, initiative)


@transaction.atomic
def give(initiative: Initiative, user: UUID, *, by: User) -> None:
    """Give a colleague the keys she is owed here, and no other."""
    policy.require(by, Action.READ_BRIEF, initiative)
    # Whoever is released meanwhile is released first, or keeps nothing she was given.
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    debts = [debt for debt in owed(by, initiative) if debt.to.pk == user]
    if not debts:
        raise ValidationError(
            _("No key of yours is owed there: it was given before, or the role ended.")
        )
    for compartment in debts[0].compartments:
        compartments.give(compartment, to=debts[0].to, by=by)


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


def _known(by: User, initiative: Initiative | None = None) -> _Known:
    """At one table, or at all of hers; only rows that are looked at are vouched for."""
    known = _Known()
    rows = _holders(member=by.pk)
    if initiative:
        rows = [row for row in rows if row[_TABLE] == initiative.pk]
    stands = iter(grants.standing([each for *_room, given in rows for each in given]))
    for *read, given in rows:
        to = {grants.member_of(each) for each in given if next(stands)}
        table = read[_TABLE]
        if len(to) < len(given):
            known.false[table] += len(given) - len(to)
        if by.pk.bytes in to:
            known.mine.setdefault(table, []).append(_Room(read, to))
    return known


def _missing(known: _Known, by: User) -> dict[UUID, list[Compartment]]:
    """What each seat calls for, this member could give and nobody has given."""
    due = {
        seat: [
            room.compartment
            for room in known.mine[table]
            if user not in room.given and role in policy.KEYS[room.kind]
        ]
        for seat, table, user, role in _seats(member=by.pk)
        if table in known.mine
    }
    return {seat: missing for seat, missing in due.items() if missing}


@Prepared
def _holders(member: UUID) -> QuerySet:
    """Every compartment at a member's tables that has holders, and all that is given of it."""
    rows = Compartment.objects.filter(initiative__in=_tables(member))
    rows = rows.filter(epochs__grants__isnull=False).order_by()
    given = ArrayAgg(grants.wholes("epochs__grants__"))
    return rows.annotate(given=given).values_list(*_ROOM, "given")


@Prepared
def _seats(member: UUID) -> QuerySet:
    """Who sits with her there, as far as they have made their vault."""
    seats = Membership.objects.filter(
        initiative__in=_tables(member),
        state=State.ACTIVE,
        user__is_active=True,
        user__member_key__isnull=False,
    )
    who = Func(F("user"), function="uuid_send", output_field=BinaryField())
    return seats.order_by().values_list("pk", "initiative", who, "role")


def _tables(member: UUID) -> QuerySet:
    """Who reads releases holds a key as well, but hands none on."""
    mine = Initiative.objects.seated(Action.READ_BRIEF, member)
    return mine.order_by().values("pk")
