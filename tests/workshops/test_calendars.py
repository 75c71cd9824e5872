"""Calendar entries, read back by icalendar and by two readers that have nothing of it."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.calendars import Entry, Unwritable, cancel, feed, request, uid
from workshops.canvassing import NoSuchZone

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
STAMPED = datetime(2027, 1, 4, 12, tzinfo=UTC)
ENTRY = Entry(
    uid=UUID("0f6a6e8c-7c1d-4b6e-9a51-0d6a7a3c9d10"),
    code="AMBER-LAGOON",
    starts=datetime(2027, 3, 26, 8, tzinfo=UTC),  # before clocks go forward, and after
    ends=datetime(2027, 3, 29, 15, tzinfo=UTC),
    zone="Europe/Oslo",
    sender="desk@example.org",
    stamped=STAMPED,
)


def _lines(written):
    return written.decode().replace("\r\n ", "").split("\r\n")


def _event(written):
    [event] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    return event


def _read_by_vobject(written):
    """What vobject makes of it, by the rules of clocks in the entry and no others."""
    for zone in re.findall(r"TZID:(.+?)\r", written.decode()):
        vobject.icalendar.registerTzid(zone, None)
    event = vobject.readOne(written.decode()).vevent
    return event.dtstart.value, event.dtend.value


def _clocks(written):
    """The zone as dateutil reads it out of the entry."""
    [zone] = re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", written.decode(), re.DOTALL)
    return tzical(io.StringIO(zone)).get()


def test_a_request_says_this_and_no_more():
    assert _lines(request(ENTRY, to="ada@example.org")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Desk//Calendar//EN",
        "METHOD:REQUEST",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Oslo",
        "BEGIN:STANDARD",
        "DTSTART:20261025T030000",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20270328T020000",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:AMBER-LAGOON",
        "DTSTART;TZID=Europe/Oslo:20270326T090000",
        "DTEND;TZID=Europe/Oslo:20270329T170000",
        "DTSTAMP:20270104T120000Z",
        "UID:0f6a6e8c-7c1d-4b6e-9a51-0d6a7a3c9d10",
        "SEQUENCE:0",
        "ATTENDEE:mailto:ada@example.org",
        "CLASS:PRIVATE",
        "ORGANIZER:mailto:desk@example.org",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_move_replaces_and_a_cancellation_takes_out():
    day = timedelta(days=7)

    moved = ENTRY.moved(
        starts=ENTRY.starts + day, ends=ENTRY.ends + day, stamped=STAMPED
    )
    gone = cancel(moved, to="ada@example.org", stamped=STAMPED + day)

    first, second, third = (
        _event(written)
        for written in (request(ENTRY, to="a@b.c"), request(moved, to="a@b.c"), gone)
    )
    assert [event["SEQUENCE"] for event in (first, second, third)] == [0, 1, 2]
    assert len({event["UID"] for event in (first, second, third)}) == 1
    assert second.start.astimezone(UTC) == ENTRY.starts + day
    assert first.start.astimezone(UTC) == ENTRY.starts
    assert icalendar.Calendar.from_ical(gone)["METHOD"] == "CANCEL"
    assert third["STATUS"] == "CANCELLED"
    assert third["DTSTAMP"].dt == STAMPED + day


def test_two_people_have_no_uid_in_common_and_nobody_without_the_key_makes_one():
    workshop, ada, ben = uuid4(), uuid4(), uuid4()

    made = {
        uid(key, workshop=round_, recipient=who)
        for key in (b"one key", b"another")
        for round_ in (workshop, uuid4())
        for who in (ada, ben)
    }

    assert len(made) == 8
    again = uid(b"one key", workshop=workshop, recipient=ada)
    assert again in made
    assert workshop.hex[:8] not in str(again)


def test_a_feed_names_no_recipient_and_brings_the_clocks_of_every_zone_once():
    entries = [
        ENTRY,
        replace(ENTRY, uid=uuid4(), code="SILVER-HERON", zone="Africa/Casablanca"),
        replace(ENTRY, uid=uuid4(), starts=ENTRY.starts + timedelta(days=200),
                ends=ENTRY.ends + timedelta(days=220)),
    ]  # fmt: skip

    written = feed(entries)

    calendar = icalendar.Calendar.from_ical(written)
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == [
        "Africa/Casablanca", "Europe/Oslo",
    ]  # fmt: skip
    assert [event["SUMMARY"] for event in calendar.walk("VEVENT")] == [
        "AMBER-LAGOON", "SILVER-HERON", "AMBER-LAGOON",
    ]  # fmt: skip
    assert b"ATTENDEE" not in written


def test_an_empty_feed_is_a_calendar_all_the_same():
    assert icalendar.Calendar.from_ical(feed([])).walk("VEVENT") == []


# --- clocks


def _as_clocks_go(zone):
    """What a zone's clocks show through two years, every ten days."""
    days = (
        datetime(2026, 12, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 730, 10)
    )
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days)


def test_in_every_zone_there_is_another_reader_reads_the_same_moments():
    """Of zones whose clocks go alike one is asked."""
    zones = {_as_clocks_go(zone): zone for zone in ZONES}.values()
    autumn = datetime(2027, 10, 29, 8, 30, tzinfo=UTC)
    asked = [
        replace(ENTRY, zone=zone, starts=starts, ends=starts + timedelta(days=20))
        for zone in zones
        for starts in (ENTRY.starts, autumn)
    ]

    read = {entry: request(entry, to="ada@example.org") for entry in asked}

    assert len(asked) > 100
    assert [
        entry for entry, said in read.items() if _times(entry) != _read_by_vobject(said)
    ] == []
    assert [
        entry for entry, said in read.items() if _times(entry) != _by_icalendar(said)
    ] == []


def _times(entry):
    return entry.starts, entry.ends


def _by_icalendar(written):
    event = _event(written)
    return event.start, event.end


def _changes(zone, first, last):
    """Where a zone's clocks change, hour by hour."""
    place, hour, moment = ZoneInfo(zone), timedelta(hours=1), first
    while moment < last:
        if (
            moment.astimezone(place).utcoffset()
            != (moment + hour).astimezone(place).utcoffset()
        ):
            yield moment + hour
        moment += hour


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Oslo", "Europe/London", "Europe/Dublin", "America/New_York", "Asia/Beirut",
        "Africa/Casablanca", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago",
        "Asia/Gaza", "Pacific/Chatham", "Antarctica/Troll", "Asia/Kathmandu",
    ],
)  # fmt: skip
def test_through_every_change_of_clocks_the_written_ones_show_what_clocks_show(zone):
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    place = ZoneInfo(zone)

    for change in [*_changes(zone, first, last), first]:
        entry = replace(
            ENTRY, zone=zone, starts=change - timedelta(days=2, hours=5),
            ends=change + timedelta(days=3),
        )  # fmt: skip
        clocks = _clocks(request(entry, to="ada@example.org"))
        moment = entry.starts
        while moment <= entry.ends:
            local = moment.astimezone(place)
            alike = local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
            if not alike:  # of two hours that look alike nobody can tell
                assert local.replace(tzinfo=clocks).utcoffset() == local.utcoffset()
            moment += timedelta(minutes=15)


def test_the_second_of_two_hours_that_look_alike_is_written_as_the_moment_it_is():
    starts = datetime(
        2027, 10, 31, 1, 30, tzinfo=UTC
    )  # the later half past two in Oslo
    entry = replace(ENTRY, starts=starts, ends=starts + timedelta(hours=8))

    written = request(entry, to="ada@example.org")

    assert "DTSTART:20271031T013000Z" in _lines(written)
    assert b"VTIMEZONE" not in written
    assert _read_by_vobject(written) == (entry.starts, entry.ends)


@pytest.mark.parametrize("zone", ["UTC", "GMT", "Etc/GMT", "Greenwich"])
def test_what_a_reader_might_take_for_london_is_written_in_utc(zone):
    written = request(replace(ENTRY, zone=zone), to="ada@example.org")

    assert "DTSTART:20270326T080000Z" in _lines(written)
    assert b"TZID" not in written


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=31)),
)
def test_whenever_it_is_another_reader_reads_the_same(zone, starts, length):
    starts = starts.replace(tzinfo=UTC, microsecond=0)
    length -= timedelta(microseconds=length.microseconds)
    entry = replace(ENTRY, zone=zone, starts=starts, ends=starts + length)

    written = request(entry, to="ada@example.org")

    assert _read_by_vobject(written) == (entry.starts, entry.ends)
    event = _event(written)
    assert (event.start, event.end) == (entry.starts, entry.ends)


# --- what cannot be written


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"code": ""}, "code"),
        ({"code": " "}, "code"),
        ({"code": "HERON\r\nATTENDEE:mailto:eve@example.org"}, "code"),
        ({"code": "HERON\x00"}, "code"),
        ({"code": "HERON\u2028X"}, "code"),
        ({"code": "H" * 61}, "code"),
        ({"sender": "desk"}, "address"),
        ({"sender": "desk@example.org\r\nX:y"}, "address"),
        ({"sender": "a@b.c,d@e.f"}, "address"),
        ({"sequence": -1}, "sequence"),
        ({"starts": datetime(2027, 3, 26, 8)}, "naive"),
        ({"stamped": datetime(2027, 3, 26, 8)}, "naive"),
        ({"ends": ENTRY.starts}, "backwards"),
    ],
)
def test_what_no_entry_can_say_is_refused_whole(wrong, kind):
    with pytest.raises(Unwritable) as refused:
        replace(ENTRY, **wrong)

    assert refused.value.kind == kind


@pytest.mark.parametrize(
    "to", ["", "ada", "ada@example.org\nX:y", "ada@example.org;x", "<a@b>"]
)
def test_an_address_that_would_break_the_entry_is_refused(to):
    with pytest.raises(Unwritable):
        request(ENTRY, to=to)
    with pytest.raises(Unwritable):
        cancel(ENTRY, to=to, stamped=STAMPED)


def test_a_zone_nobody_knows_and_an_entry_twice_are_refused():
    with pytest.raises(NoSuchZone):
        replace(ENTRY, zone="Mars/Olympus")
    with pytest.raises(Unwritable, match="twice"):
        feed([ENTRY, ENTRY])


VISIBLE = st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u2028")


@settings(max_examples=200, deadline=None)
@given(st.text(VISIBLE, min_size=1, max_size=60))
def test_whatever_a_code_name_is_the_entry_says_it_and_nothing_more(code):
    written = request(replace(ENTRY, code=code), to="ada@example.org")

    plain = request(ENTRY, to="ada@example.org")
    assert _event(written)["SUMMARY"] == code
    assert vobject.readOne(written.decode()).vevent.summary.value == code
    assert [line.partition(":")[0] for line in _lines(written)] == [
        line.partition(":")[0] for line in _lines(plain)
    ]
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))


def test_the_writer_knows_nothing_of_django():
    asked = "import sys, workshops.calendars; print('django' in sys.modules)"

    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )

    assert told.stdout == "False\n"
