"""Moments: what a clock on the wall says, and which moment that is. Never guessed.

When clocks are put forward an hour of the wall does not exist; when they are put back one
comes twice. Both are asked about: `Skipped` and `Twice` carry the moments to choose from.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_NOWHERE = {"localtime", "posixrules", "Factory"}


class NoSuchZone(ValueError):
    """Nobody knows a time zone of this name."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        super().__init__("no such zone")


class _Unclear(ValueError):
    """A local time that is not one moment. `choices` are the two that may be meant, in UTC."""

    def __init__(self, local: datetime, zone: str, choices: tuple[datetime, datetime]):
        self.local, self.zone, self.choices = local, zone, choices
        super().__init__(type(self).__name__.lower())


class Skipped(_Unclear):
    """The clocks go forward over this time. An offer: as much before, or after, the change."""


class Twice(_Unclear):
    """The clocks go back over this time: it is meant before the change, or after it."""


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name, or `NoSuchZone`. What a machine is set to is no zone."""
    if name in _NOWHERE or name.startswith(("posix/", "right/")):
        raise NoSuchZone(name)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise NoSuchZone(name) from error


def instant(local: datetime, zone: str, *, second: bool | None = None) -> datetime:
    """The moment, in UTC, at which clocks in this zone show `local`, a time without a zone.

    `second` answers which of two was meant: the later one, or the earlier. Asked for a time
    that does not exist, or that comes twice and nobody said which: `Skipped`, `Twice`.
    """
    if local.tzinfo is not None:
        raise ValueError("a local time names no zone")
    place = zone_of(zone)
    first, later = (local.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.utcoffset() == later.utcoffset():
        return first.astimezone(UTC)
    choices = sorted((first.astimezone(UTC), later.astimezone(UTC)))
    if choices[0].astimezone(place).replace(tzinfo=None) != local:
        raise Skipped(local, zone, (choices[0], choices[1]))
    if second is None:
        raise Twice(local, zone, (choices[0], choices[1]))
    return choices[second]


def seen_from(moment: datetime, zone: str) -> datetime:
    """The same moment as a clock in this zone shows it."""
    return moment.astimezone(zone_of(zone))
