"""The only "now" in the house: tests and the demo set it, nobody else may."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, or the one somebody set."""
    return _set.get() or timezone.now()


def second() -> datetime:
    """The present moment cut to the second: the record promises no finer grain."""
    return now().replace(microsecond=0)


def today() -> date:
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block it is another time."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
