"""Opening the vault for a while: half the key in a cookie, half in Redis, a third in neither.

The seed rests in Redis under a key derived from the cookie's half and the root key, for
fifteen minutes that slide and four hours that do not. Cookie alone, Redis alone, both
without the root key: useless. Redis away: locked, and the rest of the house stands.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from contextlib import suppress
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

from trackii import clock, generations
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.vault import compartments, custody, keyring, members, suite
from trackii.vault.errors import Corrupt, VaultAway, VaultError, WrongPassphrase
from trackii.vault.models import Eviction, MemberKey

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User


def unlock(member: User, passphrase: str, *, session: str) -> str:
    """Open the member's vault and return the cookie's half of the key to it."""
    try:
        seed = members.open_seed(member, passphrase)
    except WrongPassphrase:
        trail.record("unlock", member, by=member, outcome=Entry.Outcome.REFUSED)
        raise
    half = suite.fresh()
    ends = int(clock.now().timestamp()) + settings.UNLOCKED_SECONDS
    blob = generations.present("ROOT_KEY") + suite.lock(
        ends.to_bytes(8, "big") + seed,
        _key(half, settings.ROOT_KEY),
        about=_about(member.pk, session),
    )
    try:
        with _redis().pipeline() as pipe:
            pipe.set(_place(half), blob, ex=settings.IDLE_SECONDS)
            [hers, *_former] = _places(member.pk)
            pipe.sadd(hers, _place(half))
            pipe.expire(hers, settings.UNLOCKED_SECONDS)
            pipe.execute()
    except RedisError as error:
        raise VaultAway from error
    trail.record("unlock", MemberKey.objects.get(member=member), by=member)
    _make_what_is_due(member, seed)
    return suite.text(half)


def _make_what_is_due(member: User, seed: bytes) -> None:
    """Nothing that needs a key happens while everybody is away: now somebody is here."""
    with suppress(VaultError), keyring.using(keyring.Keyring(member, lambda: seed)):
        compartments.refuse_false_grants(by=member)
        compartments.renew_due(by=member)
        custody.copy_what_is_missing(by=member)


def find(cookie: str, member: User, *, session: str, slide: bool) -> bytes | None:
    """The seed of an opened vault, or None: any doubt is a locked vault."""
    half = _half(cookie)
    try:
        redis, place = _redis(), _place(half)
        blob = (
            redis.getex(place, ex=settings.IDLE_SECONDS) if slide else redis.get(place)
        )
    except RedisError:
        return None
    if not isinstance(blob, bytes):
        return None
    opened = _opened(blob, half, _about(member.pk, session))
    if opened is None:
        return None
    ends = int.from_bytes(opened[:8], "big")
    return opened[8:] if clock.now().timestamp() < ends else None


def lock(cookie: str, *, by: User) -> None:
    """Forget one opened vault."""
    try:
        _redis().delete(_place(_half(cookie)))
    except RedisError as error:
        raise VaultAway from error
    trail.record("lock", by, by=by)


def lock_everywhere(member: User) -> None:
    """Forget every opened vault of one member, on every device. Her sessions go on."""
    try:
        redis: Any = _redis()
        for hers in _places(member.pk):
            redis.delete(hers, *redis.smembers(hers))
    except RedisError as error:
        raise VaultAway from error
    for key in MemberKey.objects.filter(member=member):
        trail.record("lock everywhere", key, by=member)


@transaction.atomic
def evict(member: User, *, by: User) -> None:
    """Forget every opened vault of who leaves, as soon as her leave is committed.

    Her sessions end with it: what Redis does not hear at once opens for nobody, and the
    worker says it again. A vault she opened since, for another table, she opens once more.
    """
    Eviction.objects.bulk_create(Eviction(place=place) for place in _places(member.pk))
    trail.record("evict", member, by=by)
    transaction.on_commit(_carry_out_now)


def _carry_out_now() -> None:
    with suppress(VaultAway):
        carry_out_evictions()


def carry_out_evictions() -> None:
    """Needs no key: the rows say where. Doing it twice does nothing more."""
    redis: Any = _redis()
    for eviction in Eviction.objects.all():
        try:
            redis.delete(eviction.place, *redis.smembers(eviction.place))
        except RedisError as error:
            raise VaultAway from error
        eviction.delete()


def lock_all() -> None:
    """Forget every opened vault of everybody."""
    try:
        redis: Any = _redis()
        for pattern in ("keyring:*", "keyrings:*"):
            for place in redis.scan_iter(pattern):
                redis.delete(place)
    except RedisError as error:
        raise VaultAway from error


@cache
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
    )


def _half(cookie: str) -> bytes:
    try:
        return urlsafe_b64decode(cookie.encode() + b"=")
    except ValueError:
        return b""


def opened_before() -> int:
    """How many vaults stand open under a root key that was followed; hours end them all."""
    name = generations.present("ROOT_KEY")
    try:
        redis: Any = _redis()
        blobs = (redis.get(place) or name for place in redis.scan_iter("keyring:*"))
        return sum(not blob.startswith(name) for blob in blobs)
    except RedisError as error:
        raise VaultAway from error


def _opened(blob: bytes, half: bytes, about: bytes) -> bytes | None:
    name, locked = blob[: generations.NAME], blob[generations.NAME :]
    for root in generations.named("ROOT_KEY", name):
        with suppress(Corrupt):
            return suite.unlock(locked, _key(half, root), about=about)
    return None


def _key(half: bytes, root: bytes) -> bytes:
    return suite.derive(half + root, "keyring")


def _place(half: bytes) -> str:
    return "keyring:" + sha256(half).hexdigest()


def _places(member: UUID) -> list[str]:
    """Where her opened vaults are listed, under the root key of now and those it followed."""
    # Not the member's number: Redis is not to tell who has been at work.
    keys = [suite.derive(root, "keyrings") for root in generations.of("ROOT_KEY")]
    return ["keyrings:" + suite.mac(key, member.bytes).hex() for key in keys]


def _about(member: UUID, session: str) -> bytes:
    return f"keyring|{member}|{session}".encode()
