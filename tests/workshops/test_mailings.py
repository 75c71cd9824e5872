"""Entries come by mail to colleagues who asked for them, and say a code name and hours."""

from datetime import timedelta

import icalendar
import make
import pytest
import vobject
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.policy import Refused
from workshops import mailings, scheduling, seating
from workshops.models import Mailing, Posting, Workshop

A_WEEK = timedelta(days=7)


@pytest.fixture
def asked(heron, farid, worker):
    mailings.take(heron, "want_entries", by=farid)


@pytest.fixture
def ahead(asked, heron, farid, approved):
    """A confirmed round, after he asked."""
    return make.workshop(heron, by=farid, state="confirmed", seated=approved)


def _delivered():
    """What the worker mails just now, each with the method of the calendar in it."""
    mail.outbox.clear()
    Letter.objects.filter(kind="entry", state="due").update(due_at=clock.now())
    delivery.deliver_due()
    return [(letter, *letter.alternatives[0]) for letter in mail.outbox]


def _event(written):
    [event] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    return event


def _move(workshop, by, later=A_WEEK):
    starts, ends = workshop.starts_at + later, workshop.ends_at + later
    with make.acting(by):
        scheduling.move(workshop, by=by, starts_at=starts, ends_at=ends)


def test_who_asked_is_mailed_a_request_and_nobody_else(ahead, farid):
    [(letter, written, kind)] = _delivered()

    assert letter.to == [farid.email]
    assert kind == "text/calendar; method=REQUEST"
    calendar = icalendar.Calendar.from_ical(written)
    assert str(calendar["method"]) == "REQUEST"
    event = _event(written)
    assert (str(event["summary"]), event.start, event.end, event["sequence"]) == (
        "HERON", ahead.starts_at, ahead.ends_at, 0,
    )  # fmt: skip
    assert str(event["attendee"]) == f"mailto:{farid.email}"


def test_the_letter_says_nothing_and_the_entry_no_more_than_a_code_name(ahead):
    [(letter, written, _kind)] = _delivered()

    assert letter.subject == "A note for you"
    plan = make.plan()
    for told in (plan.title, plan.venue, "Amal", "Farid", "round", "LARCH"):
        assert told not in letter.body + written + letter.subject
    assert "HERON" not in letter.body
    assert sorted(_event(written)) == [
        "ATTENDEE", "CLASS", "DTEND", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE",
        "STATUS", "SUMMARY", "TRANSP", "UID",
    ]  # fmt: skip


def test_a_mail_program_finds_the_calendar_beside_the_words(ahead):
    [(letter, _written, _kind)] = _delivered()

    parts = {part.get_content_type(): part for part in letter.message().walk()}

    calendar = parts["text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    event = vobject.readOne(calendar.get_payload(decode=True).decode()).vevent
    assert (event.summary.value, event.dtstart.value) == ("HERON", _starts())


def _starts():
    return Workshop.objects.get(state="confirmed").starts_at


def test_what_moves_keeps_its_uid_and_its_sequence_rises(ahead, farid):
    told = [_event(_delivered()[0][1])]
    _move(ahead, farid)
    told.append(_event(_delivered()[0][1]))
    with make.acting(farid):
        scheduling.take(ahead, "postpone", by=farid)
    [(_letter, off, kind)] = _delivered()
    told.append(_event(off))

    assert kind == "text/calendar; method=CANCEL"
    assert len({str(each["uid"]) for each in told}) == 1
    assert [each["sequence"] for each in told] == [0, 1, 2]
    assert told[1].start - told[0].start == A_WEEK
    assert str(told[2]["status"]) == "CANCELLED"
    assert vobject.readOne(off).vevent.status.value == "CANCELLED"


def test_a_round_confirmed_again_is_put_in_again_above_its_cancelling(ahead, farid):
    _delivered()
    with make.acting(farid):
        scheduling.take(ahead, "postpone", by=farid)
        _delivered()
        scheduling.settle(
            ahead, by=farid, starts_at=ahead.starts_at + A_WEEK,
            ends_at=ahead.ends_at + A_WEEK,
        )  # fmt: skip
        assert _delivered() == []  # nobody has said yes to these dates yet
        for seat in ahead.seats.filter(state="offered"):
            seating.accept(seat, by=farid)
        scheduling.take(ahead, "confirm", by=farid)

    [(_letter, written, _kind)] = _delivered()

    assert (_event(written)["sequence"], Posting.objects.get().stands) == (2, True)


def test_what_moved_before_it_went_goes_once_and_as_it_is_now(ahead, farid):
    _move(ahead, farid)
    _move(ahead, farid)

    [(_letter, written, _kind)] = _delivered()

    assert _event(written).start == _starts()
    assert Letter.objects.filter(kind="entry", state="cancelled").count() == 2


def test_what_never_went_needs_no_cancelling(ahead, farid):
    with make.acting(farid):
        scheduling.take(ahead, "cancel", by=farid)

    assert _delivered() == []


def test_who_asks_later_has_what_is_confirmed_already(ahead, heron, rosa, farid):
    _delivered()

    mailings.take(heron, "want_entries", by=rosa)

    [(letter, written, _kind)] = _delivered()
    assert letter.to == [rosa.email]
    numbers = {posting.colleague: posting.pk for posting in Posting.objects.all()}
    assert str(_event(written)["uid"]) == str(numbers[rosa]) != str(numbers[farid])


def test_who_wants_none_any_more_is_mailed_none_and_has_no_letter_due(
    ahead, heron, farid
):
    mailings.take(heron, "refuse_entries", by=farid)
    _move(ahead, farid)

    assert _delivered() == []
    assert not Mailing.objects.exists()


def test_who_left_the_team_is_told_of_no_other_dates(ahead, heron, farid, rosa, carla):
    mailings.take(heron, "want_entries", by=rosa)
    _delivered()
    make.by_hand("DELETE FROM dialogues_membership WHERE user_id = %s", rosa.pk)

    _move(ahead, farid)

    assert [letter.to for letter, *_rest in _delivered()] == [[farid.email]]


def test_a_reader_asks_for_nothing(heron, rhea):
    with pytest.raises(Refused):
        mailings.take(heron, "want_entries", by=rhea)


def test_a_wish_and_a_number_are_there_once(ahead, heron, farid):
    with pytest.raises(IntegrityError, match="a_wish_is_said_once"):
        Mailing(initiative=heron, colleague=farid).save(force_insert=True)


def test_the_page_says_what_it_tells_and_takes_the_wish(heron, farid, browse, worker):
    client = browse(farid)
    page = client.get(reverse("workshops:entries", args=["heron"]))
    client.post(reverse("workshops:want_entries", args=["heron"]))
    wanted = client.get(reverse("workshops:entries", args=["heron"]))
    client.post(reverse("workshops:refuse_entries", args=["heron"]))

    assert "Whoever runs your mailbox" in page.text
    assert "Mail me none any more" in wanted.text
    assert not Mailing.objects.exists()
    verbs = Entry.objects.filter(subject_kind="workshops.mailing")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "refuse_entries", "want_entries",
    ]  # fmt: skip


def test_the_list_of_letters_says_whose_entry_it_is(ahead, oskar, browse):
    page = browse(oskar).get(reverse("workshops:letters", args=["heron"]))

    assert "Entry for the calendar" in page.text
    assert "Farid Mansour" in page.text
