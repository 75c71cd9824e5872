"""Keys in the keeping of three: any two of them together open a compartment, one alone nothing.

Of every pair the seed is sealed to the second, and that again to the first (nested HPKE).
The first takes off the outer layer with her own open vault and seals what is in it to the
second, who takes off the inner one. The lower place of a pair is its first.

Each of the three has a file in the keystore, which goes when she is dismissed: rows that
somebody puts back are vouched for by nothing from then on, and copies in a backup stay shut.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from trackii import clock, principal
from trackii.audit import trail
from trackii.vault import compartments, keyring, keystore, members, suite
from trackii.vault.errors import Corrupt, RolledBack, Shredded, WrongKey
from trackii.vault.models import (
    Compartment,
    Custodian,
    CustodyCopy,
    Epoch,
    MemberKey,
    PassedCopy,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from trackii.accounts.models import User
    from trackii.vault.keyring import Keyring

CUSTODIANS = 3

# Who knows whether a custody is on appends itself when it is ready.
standing: list[Callable[[UUID], bool]] = []


@transaction.atomic
def appoint(initiative: UUID, people: list[User], *, custody: UUID, by: User) -> None:
    """Give three members places, each vouched for together with the key she has now."""
    for place, member in enumerate(people, start=1):
        key = MemberKey.objects.get(member=member)
        custodian = Custodian(
            initiative=initiative, custody=custody, place=place, member=member
        )
        keystore.make(custodian.pk, within=initiative)
        public = members.public_key(key)
        custodian.mac = vouching(custodian, public)
        custodian.probe = suite.send(suite.fresh(), public, about=_probe(custodian))
        custodian.save(force_insert=True)
        trail.record("appoint", custodian, by=by)
    copy_what_is_missing(by=by)


@transaction.atomic
def dismiss(initiative: UUID, *, by: User) -> None:
    """Destroy every copy: what is sealed from the next epoch on, the three do not open.

    Two of them who kept what they could open, or find it in copies of yesterday's database
    and keystore, have the keys of today: so these are due to be followed, as when one leaves.
    """
    files = shred_keys(initiative)
    if files:
        compartments.outdate(initiative)
    for custodian in Custodian.objects.filter(initiative=initiative):
        trail.record("dismiss", custodian, by=by)
    Custodian.objects.filter(initiative=initiative).delete()
    for file in files:
        keystore.destroy(file)


def shred_keys(initiative: UUID) -> list[UUID]:
    """The files that the custody of a table dies by."""
    rows = Custodian.objects.filter(initiative=initiative)
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def lose(member: User, *, by: User) -> None:
    """One whose account is closed is sealed to no more; nor are the others, who were three.

    What the two of them keep already they keep until the next epoch. The team is told.
    """
    with principal.acting_as(principal.member(member.pk)):
        for custodian in Custodian.objects.filter(member=member):
            hers = Q(first=custodian) | Q(second=custodian)
            CustodyCopy.objects.filter(hers).delete()
            trail.record("lose custodian", custodian, by=by)


@transaction.atomic
def copy_what_is_missing(*, by: User) -> int:
    """Make the copies that are missing of what this member holds, if she has unlocked."""
    ring = keyring.current()
    if ring.member is None or ring.member.pk != by.pk or not ring.is_open:
        return 0  # the next holder who unlocks makes them
    tables = Custodian.objects.values("initiative")
    rooms = Compartment.objects.filter(
        initiative__in=tables, epochs__grants__member=by
    ).distinct()
    return sum(_copy_last(room, ring, by=by) for room in rooms)


def _copy_last(room: Compartment, ring: Keyring, *, by: User) -> int:
    try:
        held = ring.held(room.kind, room.about, initiative=room.initiative)
    except (WrongKey, RolledBack):
        return 0  # the rooms after it are copied all the same
    if CustodyCopy.objects.filter(epoch=held.epoch.id).exists():
        return 0
    epoch = Epoch.objects.select_related("compartment").get(pk=held.epoch.id)
    return copy(epoch, ring.epoch_seed(held), by=by)


def copy(epoch: Epoch, seed: bytes, *, by: User) -> int:
    """Three copies of one epoch's seed, a nesting for each pair; former ones go."""
    room = epoch.compartment
    sealed_to = _vouched(room.initiative)
    CustodyCopy.objects.filter(epoch__compartment=room).delete()
    copies = []
    for (first, to_first), (second, to_second) in combinations(sealed_to, 2):
        each = CustodyCopy(epoch=epoch, first=first, second=second)
        inner = suite.send(seed, to_second, about=_layer(each, "inner"))
        outer = suite.send(inner, to_first, about=_layer(each, "outer"))
        each.sealed = _shut(outer, first, about=_layer(each, "outer"))
        copies.append(each)
    CustodyCopy.objects.bulk_create(copies)
    if copies:
        trail.record("leave in custody", room, by=by)
    return len(copies)


def _vouched(initiative: UUID) -> list[tuple[Custodian, bytes]]:
    """The three with their keys, or none: whoever wrote herself in here is not sealed to."""
    rows = Custodian.objects.filter(initiative=initiative, member__is_active=True)
    found = [(row, key_of(row)) for row in rows.order_by("place")]
    known = [(row, public) for row, public in found if public is not None]
    on = all(is_on(row.custody) for row, _public in known for is_on in standing)
    return known if on and len(known) == CUSTODIANS else []


def key_of(custodian: Custodian) -> bytes | None:
    """Her public key, if it is the one she was appointed with."""
    key = MemberKey.objects.filter(member=custodian.member_id).first()
    try:
        public = members.public_key(key) if key else b""
    except Corrupt:
        return None
    try:
        owner = _place(custodian)
    except Shredded:  # dismissed, and put back by somebody else
        return None
    known = members.vouched(custodian.mac, "custodian", custodian.pk, owner, public)
    return public if known else None


def vouching(custodian: Custodian, public: bytes) -> bytes:
    """What binds a custodian to her custody, place and key: none of them can be swapped."""
    return members.public_mac("custodian", custodian.pk, _place(custodian), public)


def _place(custodian: Custodian) -> str:
    """Whose place it is, as long as it is hers: nobody can say it without her file."""
    of = (custodian.initiative, custodian.custody, custodian.place, custodian.member_id)
    said = "|".join(map(str, of))
    return suite.mac(_file(custodian, "place"), said.encode()).hex()


@transaction.atomic
def pass_on(recovery: UUID, rooms: Collection[UUID], *, to_help: UUID, by: User) -> int:
    """The first of a pair takes off her layer, and seals the rest to the second."""
    ring, passed = keyring.of(by), []
    copies = CustodyCopy.objects.filter(
        epoch__compartment__in=rooms, first__member=by
    ).exclude(second__member=to_help)
    for each in copies.select_related("first", "second", "epoch"):
        public = key_of(each.second)
        if public is None:
            continue
        inner = _outer(each, ring)
        row = PassedCopy(recovery=recovery, copy=each)
        sent = suite.send(inner, public, about=_passed(row))
        row.sealed = _shut(sent, each.second, about=_passed(row))
        passed.append(row)
    PassedCopy.objects.bulk_create(passed)
    return len({row.copy.epoch_id for row in passed})


@transaction.atomic
def restore(
    recovery: UUID, rooms: Collection[UUID], *, to: User, by: User
) -> list[Compartment]:
    """The second takes off the last layer, and gives the key to whom it was asked for."""
    ring, given = keyring.of(by), []
    rows = PassedCopy.objects.filter(
        recovery=recovery, copy__second__member=by, copy__epoch__compartment__in=rooms
    )
    for row in rows.select_related("copy__epoch__compartment", "copy__second"):
        sent = _unshut(bytes(row.sealed), row.copy.second, about=_passed(row))
        inner = ring.receive(sent, about=_passed(row))
        seed = ring.receive(inner, about=_layer(row.copy, "inner"))
        epoch = row.copy.epoch
        if suite.public(seed) != compartments.public_key(epoch):
            raise Corrupt
        compartments.hand(epoch, seed, to=to, by=by)
        given.append(epoch.compartment)
    forget(recovery)
    return given


def forget(recovery: UUID) -> None:
    """What was passed on and is no longer needed."""
    PassedCopy.objects.filter(recovery=recovery).delete()


@transaction.atomic
def drill(initiative: UUID, *, by: User) -> int:
    """Take off every layer that is hers to take off, keep nothing, and write the day down.

    Her own place is tried with words sealed to it: so the inner layers would open too.
    """
    ring = keyring.of(by)
    custodian = Custodian.objects.get(initiative=initiative, member=by)
    ring.receive(bytes(custodian.probe), about=_probe(custodian))
    copies = CustodyCopy.objects.filter(first=custodian).select_related("first")
    for each in copies:
        _outer(each, ring)
    Custodian.objects.filter(pk=custodian.pk).update(drilled_at=clock.now())
    trail.record("drill", custodian, by=by)
    return len(copies)


def _outer(each: CustodyCopy, ring: Keyring) -> bytes:
    """What is under the first's layer, for the first."""
    about = _layer(each, "outer")
    return ring.receive(
        _unshut(bytes(each.sealed), each.first, about=about), about=about
    )


def _shut(sent: bytes, by: Custodian, *, about: bytes) -> bytes:
    return suite.lock(sent, _file(by, "copy"), about=about)


def _unshut(sealed: bytes, by: Custodian, *, about: bytes) -> bytes:
    return suite.unlock(sealed, _file(by, "copy"), about=about)


def _file(custodian: Custodian, use: str) -> bytes:
    return suite.derive(keystore.get(custodian.pk), f"custodian {use}")


def _layer(copy: CustodyCopy, which: str) -> bytes:
    pair = f"{copy.first_id}|{copy.second_id}"
    return f"custody|{which}|{copy.epoch_id}|{pair}".encode()


def _passed(row: PassedCopy) -> bytes:
    return f"passed|{row.recovery}|{row.copy_id}".encode()


def _probe(custodian: Custodian) -> bytes:
    return f"probe|{custodian.pk}|{custodian.member_id}".encode()
