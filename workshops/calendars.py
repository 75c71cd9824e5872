"""Calendar entries: a code name and when, in a form every calendar reads (RFC 5545, 5546).

An entry says nothing else: no title, place, people or link. Its UID is the recipient's own,
so that two people's calendars, laid side by side, have no UID in common. Each entry brings
the change of clocks it falls into: the zone's rules are written out for its days, one
observance for each change, since a reader's own rules may be years old. What cannot be
written is refused, and no half of an entry is ever handed out.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

from workshops.canvassing.moments import zone_of

_ADDRESS = re.compile(r"""[^\s@<>()\[\]"',;:\\\x00-\x20\x7f]+@[\w.-]+""")
_LONGEST = 60  # letters of a code name
_PRODUCT = "-//Desk//Calendar//EN"  # the format wants one; it names nobody
_PLAIN_UTC = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT",
              "Universal", "Etc/Universal", "Greenwich", "Etc/Greenwich", "GMT0", "GMT+0",
              "GMT-0", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0"}  # fmt: skip
_STEP = timedelta(hours=6)  # no zone changes its clocks twice in so little time
_BACK = timedelta(days=370)
_SECOND = timedelta(seconds=1)
_LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001 -- by whatever clock


class Unwritable(ValueError):
    """No entry can say this. `kind`: code | address | sequence | naive | backwards | twice."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class Entry:
    """One round in one recipient's calendar. `sequence` counts what was said of it before."""

    uid: UUID
    code: str  # the code name of the initiative
    starts: datetime
    ends: datetime
    zone: str  # the venue's
    sender: str  # the address that stands on every letter
    stamped: datetime  # when this was said
    sequence: int = 0
    status: str = "CONFIRMED"  # or TENTATIVE, or CANCELLED

    def __post_init__(self) -> None:
        moments = (self.starts, self.ends, self.stamped)
        for kind, wrong in (
            ("code", not self.code.strip() or not self.code.isprintable()),
            ("code", len(self.code) > _LONGEST),
            ("address", not _ADDRESS.fullmatch(self.sender)),
            ("sequence", self.sequence < 0),
            ("naive", any(moment.tzinfo is None for moment in moments)),
        ):
            if wrong:
                raise Unwritable(kind)
        if self.ends <= self.starts:
            raise Unwritable("backwards")
        zone_of(self.zone)

    def moved(self, *, starts: datetime, ends: datetime, stamped: datetime) -> Entry:
        """The same entry at another time: what a calendar has of it is replaced."""
        return replace(
            self, starts=starts, ends=ends, stamped=stamped, sequence=self.sequence + 1
        )


def uid(key: bytes, *, workshop: UUID, recipient: UUID) -> UUID:
    """A UID for one round and one recipient; without the key nobody tells whose, or of what."""
    told = b"calendar entry|" + workshop.bytes + recipient.bytes
    return UUID(bytes=hmac.digest(key, told, hashlib.sha256)[:16], version=4)


def request(entry: Entry, *, to: str) -> bytes:
    """An entry to be mailed to its recipient; sent again with a higher sequence, it moves."""
    return _written("REQUEST", [_event(entry, "CONFIRMED", to)], [entry])


def cancel(entry: Entry, *, to: str, stamped: datetime) -> bytes:
    """Take the entry out of its recipient's calendar. `entry` is as it was said last."""
    last = entry.moved(starts=entry.starts, ends=entry.ends, stamped=stamped)
    return _written("CANCEL", [_event(last, "CANCELLED", to)], [last])


def feed(entries: Sequence[Entry]) -> bytes:
    """Entries to be fetched, or handed out behind a link: they name no recipient."""
    if len({entry.uid for entry in entries}) < len(entries):
        raise Unwritable("twice")
    events = [_event(entry, entry.status) for entry in entries]
    return _written("PUBLISH", events, entries)


def _written(
    method: str, events: Sequence[icalendar.Event], entries: Sequence[Entry]
) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    spans: dict[str, list[Entry]] = {}
    for entry in entries:
        if _place(entry) is not UTC:
            spans.setdefault(entry.zone, []).append(entry)
    for zone, some in sorted(spans.items()):
        first, last = min(e.starts for e in some), max(e.ends for e in some)
        calendar.add_component(_timezone(zone, first, last))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _event(entry: Entry, status: str, to: str | None = None) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", str(entry.uid))
    event.add("dtstamp", entry.stamped.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("status", status)
    event.add("summary", entry.code)
    place = _place(entry)
    event.add("dtstart", entry.starts.astimezone(place).replace(microsecond=0))
    event.add("dtend", entry.ends.astimezone(place).replace(microsecond=0))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("organizer", _mailto(entry.sender))
    if to is not None:
        event.add("attendee", _mailto(to))
    return event


def _mailto(address: str) -> icalendar.vCalAddress:
    if not _ADDRESS.fullmatch(address):
        raise Unwritable("address")
    return icalendar.vCalAddress(f"mailto:{address}")


def _place(entry: Entry) -> tzinfo:
    """The zone an entry is written in: the venue's, or UTC where that would be in doubt.

    The format has no word for the second of two hours that look alike; and readers have
    taken the name GMT for London with its summer.
    """
    place = zone_of(entry.zone)
    doubtful = any(m.astimezone(place).fold for m in (entry.starts, entry.ends))
    return UTC if doubtful or entry.zone in _PLAIN_UTC else place


def _timezone(zone: str, first: datetime, last: datetime) -> icalendar.Timezone:
    """What clocks in a zone do between two moments, and since the change before them."""
    place = zone_of(zone)
    component = icalendar.Timezone()
    component.add("tzid", zone)
    changes = list(_changes(place, first, last))
    if not changes or changes[0] > first:  # as far as these days go it was always so
        component.add_component(_observance(_LONG_AGO, first.astimezone(place)))
    for change in changes:
        before = (change - _SECOND).astimezone(place)
        onset = (
            before.replace(tzinfo=None) + _SECOND
        )  # by the clock as it was until then
        component.add_component(_observance(onset, change.astimezone(place), before))
    return component


def _observance(
    onset: datetime, after: datetime, before: datetime | None = None
) -> icalendar.cal.Component:
    """What a zone's clocks show from here on, until the next observance."""
    kind = icalendar.TimezoneDaylight if after.dst() else icalendar.TimezoneStandard
    observance = kind()
    observance.add("dtstart", onset)
    observance.add("tzoffsetfrom", (before or after).utcoffset())
    observance.add("tzoffsetto", after.utcoffset())
    observance.add("tzname", after.tzname())
    return observance


def _changes(place: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """The last change of clocks before the first moment, if it is near, and all that follow."""
    begin = first.astimezone(UTC).replace(microsecond=0) - _BACK
    shown, found = _shows(place, begin), []
    while begin < last:
        now = _shows(place, begin + _STEP)
        if now != shown:
            found.append(_between(place, begin, begin + _STEP))
        begin, shown = begin + _STEP, now
    earlier = [change for change in found if change <= first]
    return [*earlier[-1:], *(change for change in found if first < change <= last)]


def _between(place: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The very second at which clocks change, by halving."""
    shown = _shows(place, low)
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        low, high = (middle, high) if _shows(place, middle) == shown else (low, middle)
    return high


def _shows(place: ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(place)
    return local.utcoffset(), local.tzname()
