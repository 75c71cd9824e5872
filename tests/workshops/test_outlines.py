"""Outlines are shown, then laid; sessions change places; what does not go together is said."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import make
import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from trackii import clock
from workshops import outlines, programme, rooms, running_order, scheduling
from workshops.models import Session, Workshop

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")
URL = "/dialogues/heron/workshops/1/programme/"


@pytest.fixture
def empty(heron, farid, worker):
    """Three days from eight in the morning to eight in the evening, by the venue's clock."""
    return _settled(heron, farid, days=3)


def _settled(heron, farid, *, days):
    made = make.workshop(heron, by=farid)
    first = clock.today() + timedelta(days=20)
    starts = datetime.combine(first, datetime.min.time(), OSLO).replace(hour=8)
    ends = (starts + timedelta(days=days - 1)).replace(hour=20)
    with make.acting(farid):
        scheduling.settle(made, by=farid, starts_at=starts, ends_at=ends)
    return Workshop.objects.get(pk=made.pk)


def _lay(workshop, key, farid):
    with make.acting(farid):
        return outlines.lay(workshop, key, by=farid)


def _hours(workshop):
    rows = workshop.sessions.order_by("starts_at", "number")
    return [
        (f"{each.starts_at.astimezone(OSLO):%H:%M}", f"{each.ends_at.astimezone(OSLO):%H:%M}")
        for each in rows
    ]  # fmt: skip


def test_a_problem_solving_workshop_goes_through_the_phases_in_their_order(
    empty, farid
):
    assert _lay(empty, "problem-solving", farid) == 7

    rows = list(empty.sessions.order_by("starts_at"))
    assert [each.phase for each in rows] == [
        "ground_rules", "information", "needs_and_fears", "shape", "constraints",
        "overcoming", "next_steps",
    ]  # fmt: skip
    assert {each.regime for each in rows} == {empty.initiative.regime}
    assert _hours(empty)[0] == ("09:00", "10:30")
    with make.acting(farid):
        assert programme.read(rows, by=farid)[2].startswith("What each side needs")


@pytest.mark.parametrize("key", outlines.OUTLINES)
def test_every_outline_is_laid_as_it_was_shown_and_nothing_in_it_clashes(
    empty, farid, key
):
    with make.acting(farid):
        foreseen = outlines.foresee(empty, key, by=farid)
    _lay(empty, key, farid)

    rows = list(empty.sessions.order_by("starts_at"))
    assert [(each.starts_at, each.ends_at, each.phase) for each in rows] == [
        (each.starts, each.ends, each.phase) for each in foreseen
    ]
    assert all(each.fits and each.purpose for each in foreseen)
    assert running_order.warnings(empty, rows) == []


def test_each_side_has_a_caucus_of_its_own(empty, farid):
    _lay(empty, "caucus", farid)

    rows = list(empty.sessions.order_by("starts_at"))
    with make.acting(farid):
        words = programme.read(rows, by=farid)
    assert [each.split(":")[0] for each in words] == ["Side A alone", "Side B alone"]
    assert _hours(empty) == [("09:00", "10:30"), ("11:00", "12:30")]


def test_what_lies_outside_the_round_is_said_and_not_laid(heron, farid, browse, worker):
    short = _settled(heron, farid, days=1)

    page = browse(farid).get(f"{URL}outlines/problem-solving/").text

    assert page.count("Outside the dates of the round: not laid.") == 4
    assert _lay(short, "problem-solving", farid) == 3


def test_a_programme_that_is_not_empty_is_not_laid_over(empty, farid):
    _lay(empty, "exchange", farid)

    with pytest.raises(ValidationError, match="in the programme already"):
        _lay(empty, "conference", farid)

    assert empty.sessions.count() == 5


def test_only_who_plans_lays_and_reorders(empty, farid, oskar, rosa, carla):
    _lay(empty, "exchange", farid)
    session = empty.sessions.first()

    for other in (oskar, rosa, carla):
        with pytest.raises(PermissionDenied):
            outlines.lay(empty, "conference", by=other)
        with pytest.raises(PermissionDenied):
            running_order.defer(session, by=other)
        with pytest.raises(PermissionDenied):
            running_order.place(session, by=other, to=2)


def test_two_sessions_change_places_and_each_keeps_its_length(empty, farid):
    _lay(empty, "conference", farid)
    before = _hours(empty)
    first, second = empty.sessions.order_by("starts_at")[:2]

    with make.acting(farid):
        running_order.defer(first, by=farid)
        moved = _hours(empty)
        running_order.advance(Session.objects.get(pk=first.pk), by=farid)

    assert before[:2] == [("09:00", "10:00"), ("10:30", "12:30")]
    assert moved[:2] == [("09:00", "11:00"), ("11:30", "12:30")]
    assert empty.sessions.order_by("starts_at")[1] == second
    assert _hours(empty) == before


def test_one_is_put_where_another_stands_and_those_between_move_up(empty, farid):
    _lay(empty, "conference", farid)
    before = _hours(empty)

    with make.acting(farid):
        running_order.place(empty.sessions.get(number=1), by=farid, to=3)
        moved = list(
            empty.sessions.order_by("starts_at").values_list("number", flat=True)
        )
        running_order.place(empty.sessions.get(number=1), by=farid, to=2)

    assert moved == [2, 3, 1, 4, 5]
    assert _hours(empty) == before


def test_nothing_is_put_where_nothing_stands_or_past_what_has_begun(empty, farid):
    _lay(empty, "conference", farid)
    before = _hours(empty)
    Session.objects.filter(number=2).update(state="open")

    for to, said in ((9, "no session to change"), (3, "has begun keeps its place")):
        with make.acting(farid), pytest.raises(ValidationError, match=said):
            running_order.place(empty.sessions.get(number=1), by=farid, to=to)

    assert _hours(empty) == before


def test_in_one_room_they_change_places_too(heron, empty, farid):
    mill = make.venue(heron, by=farid)
    with make.acting(farid):
        make.venues.hold_at(empty, mill, by=farid, time_zone="Europe/Oslo")
        outlines.lay(empty, "conference", by=farid)
        for session in empty.sessions.all():
            rooms.set_room(session, 1, by=farid)
        running_order.defer(empty.sessions.get(number=1), by=farid)

    assert _hours(empty)[:2] == [("09:00", "11:00"), ("11:30", "12:30")]


@pytest.mark.parametrize(
    ("number", "act", "said"),
    [
        (1, running_order.advance, "no session to change places with"),
        (5, running_order.defer, "no session to change places with"),
        (2, running_order.advance, "has begun keeps its place"),
    ],
)
def test_the_ends_and_what_has_begun_stay(empty, farid, number, act, said):
    _lay(empty, "conference", farid)
    Session.objects.filter(number=1).update(state="open")

    with make.acting(farid), pytest.raises(ValidationError, match=said):
        act(empty.sessions.get(number=number), by=farid)


def test_what_clashes_and_what_overruns_is_said(heron, empty, farid, browse):
    _lay(empty, "conference", farid)
    Session.objects.filter(number=2).update(
        starts_at=empty.starts_at + timedelta(hours=1)
    )
    Session.objects.filter(number=5).update(ends_at=empty.ends_at + timedelta(days=1))

    page = browse(farid).get(URL).text

    found = running_order.warnings(empty, list(empty.sessions.order_by("number")))
    assert found == [
        "Held at the same time: sessions 1, 2.",
        "Outside the dates of the round: sessions 5.",
    ]
    for words in found:
        assert words in page


def test_side_by_side_in_two_rooms_is_no_clash(empty, farid):
    _lay(empty, "conference", farid)
    one, other = empty.sessions.filter(number__lt=3).order_by("number")
    other.starts_at, one.room, other.room = one.starts_at, 1, 2

    assert running_order.warnings(empty, [one, other]) == []


def test_a_programme_is_laid_reordered_and_printed_from_the_pages_alone(
    empty, farid, rosa, browse
):
    client = browse(farid)

    assert "Begin from an outline" in client.get(URL).text
    assert "Side A alone" in client.get(f"{URL}outlines/caucus/").text
    assert client.post(f"{URL}outlines/problem-solving/").status_code == 302
    twice = client.post(f"{URL}outlines/problem-solving/")
    moved = client.post(f"{URL}2/advance/")
    sheet = browse(rosa).get(f"{URL}run-sheet.pdf")

    assert (twice.status_code, moved.status_code) == (422, 302)
    assert "in the programme already" in twice.text
    pages = pypdf.PdfReader(BytesIO(sheet.content)).pages
    words = " ".join(" ".join(each.extract_text() for each in pages).split())
    assert "2. Information exchange" in words
    assert words.index("2. Information") < words.index("1. Introductions")
    for told in (make.plan().title, make.plan().venue, "Farid"):
        assert told not in words


def test_the_purposes_are_sealed(empty, farid):
    _lay(empty, "exchange", farid)

    assert {str(each.purpose) for each in empty.sessions.all()} == {"[sealed]"}
