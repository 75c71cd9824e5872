"""Tries are counted in PostgreSQL, for the whole house, under names that tell nobody's."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection


def key(name: str, prefix: str, version: int) -> str:
    """What a counter is kept under. It speaks of an address or an account; the row does not."""
    own = hmac.digest(settings.SECRET_KEY.encode(), b"trackii tries", sha256)
    return hmac.digest(own, f"{prefix}:{version}:{name}".encode(), sha256).hex()


class Tries(BaseCache):
    """Django's cache over one table, as JSON.

    Its own keeps pickles there, and whoever writes to the database would have the web
    process run what he wrote.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = _run(
            "SELECT value FROM accounts_try"
            " WHERE cache_key = %s AND expires > clock_timestamp()",
            self.make_key(key, version),
        )
        return json.loads(found[0]) if found else default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        self._put(key, value, timeout, version, always=True)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return self._put(key, value, timeout, version, always=False)

    def delete(self, key: str, version: int | None = None) -> bool:
        gone = "DELETE FROM accounts_try WHERE cache_key = %s RETURNING cache_key"
        return _run(gone, self.make_key(key, version)) is not None

    def clear(self) -> None:
        _run("DELETE FROM accounts_try RETURNING cache_key")

    def _put(
        self, key: str, value: Any, timeout: Any, version: Any, *, always: bool
    ) -> bool:
        """Over what stands there, or only over what has run out."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        place = self.make_key(key, version)
        return _run(_PUT, place, json.dumps(value), seconds, always) is not None


_PUT = """
INSERT INTO accounts_try AS kept (cache_key, value, expires)
VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
WHERE %s OR kept.expires <= clock_timestamp() RETURNING cache_key
"""


def tried(name: str, *, seconds: int) -> int:
    """Count one try under a name, in one statement, and say how many there are now."""
    counted = _run(_COUNT, key(name, "tried", 1), seconds)
    assert counted is not None
    return int(counted[0])


def forgiven(name: str) -> None:
    """Take one try back: it was none."""
    _run(_FORGIVE, key(name, "tried", 1))


_COUNT = """
INSERT INTO accounts_try AS kept (cache_key, value, expires)
VALUES (%s, '1', clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (cache_key) DO UPDATE SET
    value = CASE WHEN kept.expires <= clock_timestamp() THEN '1'
            ELSE (kept.value::int + 1)::text END,
    expires = CASE WHEN kept.expires <= clock_timestamp() THEN excluded.expires
              ELSE kept.expires END
RETURNING value
"""
_FORGIVE = """
UPDATE accounts_try SET value = greatest(value::int - 1, 0)::text
WHERE cache_key = %s RETURNING cache_key
"""


def sweep() -> None:
    """Forget the counters whose time is over."""
    _run(
        "DELETE FROM accounts_try WHERE expires <= clock_timestamp() RETURNING cache_key"
    )


def _run(statement: str, *values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
