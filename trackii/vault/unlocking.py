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
from redis import Redis
from redis.exceptions import RedisError

from trackii import clock
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.vault import compartments, keyring, members, suite
from trackii.vault.errors import Corrupt, VaultAway, VaultError, WrongPassphrase
from trackii.vault.models import MemberKey

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
    blob = suite.lock(
        ends.to_bytes(8, "big") + seed, _key(half), about=_about(member.pk, session)
    )
    try:
        with _redis().pipeline() as pipe:
            pipe.set(_place(half), blob, ex=settings.IDLE_SECONDS)
            pipe.sadd(_places(member.pk), _place(half))
            pipe.expire(_places(member.pk), settings.UNLOCKED_SECONDS)
            pipe.execute()
    except RedisError as error:
        raise VaultAway from error
    trail.record("unlock", MemberKey.objects.get(member=member), by=member)
    _make_what_is_due(member, seed)
    return suite.text(half)


def _make_what_is_due(member: User, seed: bytes) -> None:
    """Nothing that needs a key happens while everybody is away: now somebody is here."""
    with suppress(VaultError), keyring.using(keyring.Keyring(member, lambda: seed)):
        compartments.renew_due(by=member)


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
    try:
        opened = suite.unlock(blob, _key(half), about=_about(member.pk, session))
    except Corrupt:
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
        places = redis.smembers(_places(member.pk))
        redis.delete(_places(member.pk), *places)
    except RedisError as error:
        raise VaultAway from error
    for key in MemberKey.objects.filter(member=member):
        trail.record("lock everywhere", key, by=member)


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


def _key(half: bytes) -> bytes:
    return suite.derive(half + settings.ROOT_KEY, "keyring")


def _place(half: bytes) -> str:
    return "keyring:" + sha256(half).hexdigest()


def _places(member: UUID) -> str:
    # Not the member's number: Redis is not to tell who has been at work.
    key = suite.derive(settings.ROOT_KEY, "keyrings")
    return "keyrings:" + suite.mac(key, member.bytes).hex()


def _about(member: UUID, session: str) -> bytes:
    return f"keyring|{member}|{session}".encode()
