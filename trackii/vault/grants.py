"""Grants: how a key that this house gave is told from a row that somebody wrote beside it.

Whoever writes to the database can add a row, move it or copy it. None of these is given
anything: what vouches for a grant is made of the web's root key over its epoch, its member
and the bytes that are sealed to her.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BinaryField, F, Func

from trackii.vault import keystore, members
from trackii.vault.models import Compartment, Epoch, Grant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from django.db.models import QuerySet


def digest(sealed_seed: bytes | memoryview) -> bytes:
    return sha256(sealed_seed).digest()


class Digest(Func):
    """The same, made by PostgreSQL: a list of grants does not carry what is sealed in them."""

    function = "sha256"
    output_field = BinaryField()


def vouch(grant: Grant) -> bytes:
    sealed = digest(grant.sealed_seed)
    return members.public_mac("grant", grant.epoch_id, grant.member_id, sealed)


def mark_taken(sealed: Iterable[bytes]) -> None:
    """That a grant was taken stays beside the keys: put back, it is none. By its digest."""
    for each in sealed:
        keystore.end(UUID(bytes=_taken(each)))


def is_genuine(
    epoch: UUID, member: UUID, mac: bytes | memoryview, sealed: bytes | memoryview
) -> bool:
    """Whether this house gave this member this epoch's key; `sealed` is the digest of it."""
    return all_genuine([(epoch, member, mac, sealed)])[0]


def all_genuine(rows: Sequence[Sequence[Any]]) -> list[bool]:
    """The same of each of many, in one look at the keystore."""
    marks = [_taken(sealed) for *_place, sealed in rows]
    over = keystore.ended(marks)
    made = _made(rows)
    return [
        genuine and mark not in over for mark, genuine in zip(marks, made, strict=True)
    ]


def stands(
    epoch: UUID, member: UUID, mac: bytes | memoryview, sealed: bytes | memoryview
) -> bool:
    """The same, and the epoch was not followed by another."""
    return standing([(epoch, member, mac, sealed)])[0]


def standing(rows: Sequence[Sequence[Any]]) -> list[bool]:
    """Of each of many: the keystore is asked but once for an epoch that several hold."""
    epochs = {epoch: epoch.bytes for epoch, *_seal in rows}
    marks = [_taken(sealed) for *_place, sealed in rows]
    over = keystore.ended({*epochs.values(), *marks})
    made = _made(rows)
    return [
        genuine and epochs[row[0]] not in over and mark not in over
        for row, mark, genuine in zip(rows, marks, made, strict=True)
    ]


def _taken(sealed: bytes | memoryview) -> bytes:
    """What is marked beside the keys when a grant is taken: half of its digest."""
    return bytes(sealed)[:16]


def _made(rows: Iterable[Sequence[Any]]) -> list[bool]:
    """Of each of many, whether the root key vouches for it where it stands."""
    places = (
        (mac, epoch, member, bytes(sealed)) for epoch, member, mac, sealed in rows
    )
    return members.all_vouched("grant", places)


def holders(epoch: UUID) -> set[UUID]:
    """Who was given the key of an epoch."""
    rows = list(_rows(Grant.objects.filter(epoch=epoch)))
    return {row[1] for row, stands in zip(rows, standing(rows), strict=True) if stands}


def holders_of(kind: str, about: UUID) -> set[UUID]:
    """Who was given the key of a compartment's last epoch."""
    epochs = Epoch.objects.filter(compartment__kind=kind, compartment__about=about)
    last = epochs.order_by("-number").values_list("pk", flat=True).first()
    return holders(last) if last else set()


def lacking(rooms: QuerySet, member: UUID) -> list[Compartment]:
    """Of these compartments, those whose key somebody was not given by this house."""
    found: dict[UUID, Compartment] = {}
    held = set()
    for room in rooms.annotate(
        to=F("epochs__grants__member"),
        epoch=F("epochs__grants__epoch"),
        mac=F("epochs__grants__mac"),
        sealed=Digest("epochs__grants__sealed_seed"),
    ):
        found[room.pk] = room
        if room.to == member and stands(room.epoch, member, room.mac, room.sealed):
            held.add(room.pk)
    return [room for key, room in found.items() if key not in held]


def false_at(compartments: QuerySet) -> set[UUID]:
    """Of these compartments, those that have a row this house did not write."""
    at = Grant.objects.filter(epoch__compartment__in=compartments)
    rows = list(_rows(at, "epoch__compartment"))
    genuine = standing([grant for _room, *grant in rows])
    return {row[0] for row, stands in zip(rows, genuine, strict=True) if not stands}


def _rows(of: QuerySet, *beside: str) -> QuerySet:
    return of.values_list(*beside, "epoch", "member", "mac", Digest("sealed_seed"))
