"""How fast somebody asks: a person reads what she asked for, a machine with her cookie does not.

Counted in Redis by the minute, under a number that names nobody. What a machine could carry
off is bounded by it; what was opened stands in the record anyhow. Redis away, PostgreSQL
counts, as it does for signing in, unlocking and private links: it costs more, and holds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from trackii import clock
from trackii.accounts import limits
from trackii.vault import suite

if TYPE_CHECKING:
    from trackii.accounts.models import User

MINUTE = 60  # in seconds


def is_too_fast(member: User) -> bool:
    """Count one more page or press of hers, and say whether it is one too many."""
    if not settings.PACE:
        return False
    try:
        with _redis().pipeline() as pipe:
            pipe.incr(_place(member))
            pipe.expire(_place(member), 2 * MINUTE)
            [count, _set] = pipe.execute()
    except RedisError:
        count = limits.tried(_place(member), seconds=2 * MINUTE)
    return int(count) > settings.PACE


def _place(member: User) -> str:
    minute = int(clock.now().timestamp()) // MINUTE
    key = suite.derive(settings.ROOT_KEY, "pace")
    return "pace:" + suite.mac(key, member.pk.bytes, b"%d" % minute).hex()


@cache
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
    )
