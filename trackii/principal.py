"""Who stands before the database: the one name its rows are shown or withheld by.

The name is a setting of the connection, `trackii.principal`. PostgreSQL compares it in
the policies of every table that hangs on an initiative; without one, there are no rows.
It is a wall against a forgotten filter, not against whoever can type SQL: the setting
can be set by anybody who holds the connection.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.pq import TransactionStatus

from trackii import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

NOBODY = ""
WORKER = "worker"  # what delivers, prints, chains and sweeps
OPERATOR = "operator"  # what counts and verifies, and opens nothing

_OF_LINK = """
SELECT set_config('trackii.principal', coalesce('link:' || link_with(%s, %s), ''), false)
"""
# A statement that begins so names somebody, or nobody, whoever it was before.
_NAMING = "SELECT set_config('trackii.principal'"
_SET = """
WITH before AS MATERIALIZED (SELECT current_setting('trackii.principal', true) AS name)
SELECT name, set_config('trackii.principal', %s, false) FROM before
"""
_WORKS = """
SELECT current_user = %s OR NOT row_security_active('dialogues_initiative')
"""


def member(pk: UUID) -> str:
    return f"member:{pk}"


def link(pk: UUID) -> str:
    """Somebody with a private link: she is shown what it is about, and no table."""
    return f"link:{pk}"


def become(name: str) -> str:
    """Be somebody from here on, and say who it was before."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [name])
        return cursor.fetchone()[0] or NOBODY


def become_link(locator: str, token_hash: bytes) -> None:
    """Be the private link whose token this is the hash of from here on, or nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_LINK, [locator, token_hash])


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Be somebody within this block, and whoever it was before afterwards."""
    before = become(name)
    try:
        yield
    finally:
        if not _undone():
            become(before)


@contextmanager
def unnamed() -> Iterator[None]:
    """Begin as nobody, until somebody is named, and leave no name behind.

    A pool hands connections on with whatever was set on them. So the name is taken off
    twice: before the first question, unless that one names somebody itself, and at the
    end. Where nothing is asked it costs nothing.
    """
    told: list[bool] = []

    def first(
        execute: Callable[..., Any], sql: Any, values: Any, many: Any, context: Any
    ) -> Any:
        if not told:
            told.append(True)
            if _NAMING not in str(sql):
                _forget()
        return execute(sql, values, many, context)

    try:
        with connection.execute_wrapper(first):
            yield
    finally:
        if told and not _undone():
            _forget()


def works() -> bool:
    """Whether this process logs in as who works in the background, or as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKS, [rows.WORKER])
        return bool(cursor.fetchone()[0])


def let_open(initiative: UUID) -> None:
    """Let whoever acts lay a table that is not there yet, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('trackii.opening', %s, true)", [str(initiative)]
        )


def _forget() -> None:
    """Past Django's cursor: no wrapper hears of it, no count of queries grows."""
    with connection.wrap_database_errors:
        connection.connection.execute(f"{_NAMING}, '', false)")


def _undone() -> bool:
    """Whether the transaction or the connection broke, and took the name with it."""
    raw = connection.connection
    return raw is None or raw.info.transaction_status in {
        TransactionStatus.INERROR,
        TransactionStatus.UNKNOWN,
    }
