"""Writing the record, in the same transaction as the act."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db import connection

from trackii import clock
from trackii.audit import marks
from trackii.audit.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db import models


class Actor(Protocol):
    """Who acts: a colleague, or somebody who came in by a private link. A number is enough."""

    pk: Any


# Every reading writes one: Django would build the same statement each time.
_COLUMNS = "at actor verb subject_kind subject initiative outcome rows mark".split()
_WRITING = "INSERT INTO {} ({}) VALUES ".format(  # noqa: S608 -- our own names
    Entry._meta.db_table, ", ".join(f'"{name}"' for name in _COLUMNS)
)
READING = "unseal"
_read: ContextVar[list[Entry] | None] = ContextVar("read", default=None)
_ROW = "({})".format(", ".join(["%s"] * len(_COLUMNS)))


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Actor | None,
    rows: int = 1,
    outcome: str = Entry.Outcome.DONE,
) -> None:
    """Write down one act. `by=None` is the house itself, acting on a due date.

    The subject is kept as kind and number: a name here would be a second copy of a
    secret in the one table nobody may erase.
    """
    made = entry(verb, obj, by=by, rows=rows, outcome=outcome)
    waiting = _read.get()
    if waiting is None or verb != READING:
        _write([made])
    else:
        waiting.append(made)


@contextmanager
def together() -> Iterator[None]:
    """What is opened for one page: an entry for each as ever, written in one statement.

    Before the page goes out, also where something fails on the way to it. What was done,
    and not only read, is written at once.
    """
    entries: list[Entry] = []
    before = _read.set(entries)
    try:
        yield
    finally:
        _read.reset(before)
        if entries:
            _write(entries)


def record_each(verb: str, objs: Sequence[models.Model], *, by: Actor | None) -> None:
    """Write down one act about several, an entry for each, in one statement."""
    if objs:
        _write([entry(verb, obj, by=by) for obj in objs])


def _write(entries: Sequence[Entry]) -> None:
    said = [getattr(each, name) for each in entries for name in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_WRITING + ", ".join([_ROW] * len(entries)), said)
    for _each in entries:
        marks.written()


def entry(
    verb: str,
    obj: models.Model,
    *,
    by: Actor | None,
    rows: int = 1,
    outcome: str = Entry.Outcome.DONE,
) -> Entry:
    """What would be written down, marked as the house's own."""
    made = Entry(
        at=clock.second(),
        actor=by.pk if by else None,
        verb=verb,
        subject_kind=obj._meta.label_lower,
        # A list has no one subject, and a library's row no number that means nothing.
        subject=obj.pk if rows == 1 and isinstance(obj.pk, UUID) else None,
        initiative=getattr(obj, "initiative_id", None),
        outcome=str(outcome),
        rows=rows,
    )
    made.mark = marks.make(marks.said(made))
    return made
