"""Who came in by a private link: for fifteen minutes, without an account, apart from any session.

The seeds rest in Redis under a key derived from the cookie's half and the root key, as a
keyring does; the token rests nowhere. The link's row is asked at every request: one that
was taken back admits nobody from then on.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from trackii import clock, principal
from trackii.accounts import limits
from trackii.vault import codes, links, spoken, suite
from trackii.vault.errors import Corrupt, LinkShut, TooManyTries, VaultAway, VaultError
from trackii.vault.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

A_DAY = 24 * 60 * 60
PER_LOCATOR = 10  # codes a day that opened nothing
PER_ADDRESS = 30
_SEEDS = 3 * suite.SEED


@dataclass(slots=True, repr=False)
class Visit:
    """Somebody who is in just now: her link, and what its token opens."""

    link: Link
    keys: links.Keys

    @property
    def has_words(self) -> bool:
        return bool(self.keys.word_seed)


def admit(typed: str, *, address: str) -> str:
    """Let somebody in with a code and return the cookie's half. Wrong codes are counted.

    Counted, and not the right one: else ten codes made up shut somebody out for a day, and
    through an onion as often as one likes. A guess has one chance in 2 to the 128; what
    the count keeps off is the noise. `address` is empty where it says nothing of who
    comes, as behind an onion.
    """
    code = codes.read(typed)
    _insist_on_redis()  # or an address would be used up, and nobody in
    try:
        link, keys = links.open_with(code)
    except LinkShut:
        _count(code.locator, address)
        raise
    half = suite.fresh()
    _keep(half, Visit(link, keys), ends=_now() + settings.UNLOCKED_SECONDS)
    return suite.text(half)


def _count(locator: str, address: str) -> None:
    """One more that opened nothing; of too many nobody is told why each did not."""
    names = [(f"link locator {locator}", PER_LOCATOR)]
    if address:
        names.append((f"link address {address}", PER_ADDRESS))
    counts = [limits.tried(name, seconds=A_DAY) <= most for name, most in names]
    if not all(counts):
        raise TooManyTries


def find(cookie: str) -> Visit | None:
    """Who is in, or nobody: any doubt is nobody. She is herself for the rest of the request."""
    half = _half(cookie)
    opened = _opened(half)
    if opened is None or _now() >= int.from_bytes(opened[:8], "big"):
        return None
    hers = UUID(bytes=opened[8:24])
    before = principal.become(principal.link(hers))
    link = Link.objects.filter(pk=hers).first()
    if link is None or not link.is_live:
        principal.become(before)
        return None
    seed, base, word_seed = (
        opened[24 + at : 24 + at + suite.SEED] for at in range(0, _SEEDS, suite.SEED)
    )
    return Visit(link, links.Keys(seed, base, word_seed))


@contextmanager
def attended(visit: Visit) -> Iterator[None]:
    """What does not open for her within this block is written down, and stays shut."""
    try:
        yield
    except VaultAway:
        raise
    except VaultError as refused:
        links.refuse(visit.link, type(refused).__name__.lower())
        raise


def say_words(cookie: str, visit: Visit, words: str) -> None:
    """Add what token and words open together, for the rest of this visit."""
    visit.keys.word_seed = spoken.say(visit.link, visit.keys.base, words)
    half = _half(cookie)
    opened = _opened(half)
    if opened is None:
        raise LinkShut
    _keep(half, visit, ends=int.from_bytes(opened[:8], "big"))


def leave(cookie: str) -> None:
    """Forget who was in."""
    try:
        _redis().delete(_place(_half(cookie)))
    except RedisError as error:
        raise VaultAway from error


def _keep(half: bytes, visit: Visit, *, ends: int) -> None:
    keys = visit.keys
    whole = ends.to_bytes(8, "big") + visit.link.pk.bytes
    whole += keys.seed + keys.base + keys.word_seed
    blob = suite.lock(whole, _key(half), about=_ABOUT)
    try:
        _redis().set(_place(half), blob, ex=settings.IDLE_SECONDS)
    except RedisError as error:
        raise VaultAway from error


def _opened(half: bytes) -> bytes | None:
    try:
        blob = _redis().getex(_place(half), ex=settings.IDLE_SECONDS)
        return suite.unlock(blob, _key(half), about=_ABOUT) if blob else None  # type: ignore[arg-type]
    except (RedisError, Corrupt):
        return None


def _insist_on_redis() -> None:
    try:
        _redis().ping()
    except RedisError as error:
        raise VaultAway from error


_ABOUT = b"link visit"


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
    return suite.derive(half + settings.ROOT_KEY, "link visit")


def _place(half: bytes) -> str:
    return "link:" + sha256(half).hexdigest()


def _now() -> int:
    return int(clock.now().timestamp())
