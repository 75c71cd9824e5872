"""Grants: how a key that this house gave is told from a row that somebody wrote beside it.

Whoever writes to the database can add a row, move it or copy it. None of these is given
anything: what vouches for a grant is made of the web's root key over its epoch, its member
and the bytes that are sealed to her.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BinaryField, F, Func

from trackii import generations
from trackii.vault import keystore, members
from trackii.vault.models import Compartment, Epoch, Grant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

# Where a whole grant has what: epoch, member, digest of what is sealed, and then its MAC.
_EPOCH, _MEMBER, _SEALED = slice(0, 16), slice(16, 32), slice(32, 64)
_MAC = slice(64, None)
_TAKEN = slice(
    32, 48
)  # what is marked beside the keys when it is taken: half its digest


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
        keystore.end(UUID(bytes=bytes(each)[:16]))


def whole(
    epoch: UUID, member: UUID, mac: bytes | memoryview, sealed_seed: bytes | memoryview
) -> bytes:
    """A grant in one piece, as it is vouched for: a page asks about hundreds."""
    return epoch.bytes + member.bytes + digest(sealed_seed) + bytes(mac)


def wholes(at: str = "") -> Func:
    """The same, put together by PostgreSQL; `at` leads to the grants."""
    parts = (
        Func(F(f"{at}epoch"), function="uuid_send"),
        Func(F(f"{at}member"), function="uuid_send"),
        Digest(f"{at}sealed_seed"),
        F(f"{at}mac"),
    )
    return Func(
        *parts,
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=BinaryField(),
    )


def member_of(grant: bytes) -> bytes:
    """To whom a whole grant gives its key, by her sixteen bytes."""
    return grant[_MEMBER]


def all_genuine(given: Sequence[bytes]) -> list[bool]:
    """Of each of many whole grants, whether this house gave it, and nobody took it."""
    over = keystore.ended([each[_TAKEN] for each in given])
    roots = tuple(generations.of("ROOT_KEY"))
    return [_made(each, roots) and each[_TAKEN] not in over for each in given]


def standing(given: Sequence[bytes]) -> list[bool]:
    """The same, and the epoch was not followed by another: asked once for all its holders."""
    epochs = {each[_EPOCH] for each in given}
    over = keystore.ended(epochs)
    return [
        genuine and each[_EPOCH] not in over
        for each, genuine in zip(given, all_genuine(given), strict=True)
    ]


@lru_cache(maxsize=8192)
def _made(grant: bytes, _roots: tuple[bytes, ...]) -> bool:
    """Whether a root key vouches for it where it stands. All it hangs on is in its name."""
    epoch, member = UUID(bytes=grant[_EPOCH]), UUID(bytes=grant[_MEMBER])
    return members.vouched(grant[_MAC], "grant", epoch, member, grant[_SEALED])


def holders(epoch: UUID) -> set[UUID]:
    """Who was given the key of an epoch."""
    given = [*_wholes(Grant.objects.filter(epoch=epoch))]
    return {
        UUID(bytes=grant[_MEMBER])
        for grant, stands in zip(given, standing(given), strict=True)
        if stands
    }


def holders_of(kind: str, about: UUID) -> set[UUID]:
    """Who was given the key of a compartment's last epoch."""
    epochs = Epoch.objects.filter(compartment__kind=kind, compartment__about=about)
    last = epochs.order_by("-number").values_list("pk", flat=True).first()
    return holders(last) if last else set()


def lacking(rooms: QuerySet, member: UUID) -> list[Compartment]:
    """Of these compartments, those whose key somebody was not given by this house."""
    found: dict[UUID, Compartment] = {}
    given: list[tuple[UUID, bytes]] = []
    at = "epochs__grants__"
    for room in rooms.annotate(to=F(f"{at}member"), grant=wholes(at)):
        found[room.pk] = room
        if room.to == member:
            given.append((room.pk, room.grant))
    genuine = standing([grant for _room, grant in given])
    held = {row[0] for row, stands in zip(given, genuine, strict=True) if stands}
    return [room for key, room in found.items() if key not in held]


def false_at(compartments: QuerySet) -> set[UUID]:
    """Of these compartments, those that have a row this house did not write."""
    at = Grant.objects.filter(epoch__compartment__in=compartments)
    rows = list(at.values_list("epoch__compartment", wholes()))
    genuine = standing([grant for _room, grant in rows])
    return {row[0] for row, stands in zip(rows, genuine, strict=True) if not stands}


def _wholes(of: QuerySet) -> QuerySet:
    return of.values_list(wholes(), flat=True)
