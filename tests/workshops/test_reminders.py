"""Reminders: by day, at one moment for a round; held, hurried, and sent once more by hand."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import make
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import undone

from participants import care, people
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery, letters
from trackii.outbox.models import Letter
from trackii.states import WrongState
from workshops import reminders, scheduling, seating
from workshops.models import Seat, Workshop

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
ZONES = ["Pacific/Auckland", "Asia/Kathmandu", "Europe/Oslo", "UTC", "America/Bogota",
         "Pacific/Honolulu", "America/St_Johns", "Australia/Lord_Howe"]  # fmt: skip
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


def _asleep(at, zone):
    local = at.astimezone(ZoneInfo(zone)).time()
    return not reminders.MORNING <= local <= reminders.EVENING


@settings(max_examples=150, deadline=None)
@given(STARTS, st.integers(1, 60), st.lists(st.sampled_from(ZONES), max_size=12))
def test_a_reminder_is_never_late_and_wakes_as_few_as_can_be(starts, days, zones):
    round_ = Workshop(starts_at=starts, remind_days=days)
    due = starts - timedelta(days=days)

    at = reminders.moment(round_, zones)

    def woken(hour):
        return sum(_asleep(hour, zone) for zone in zones)

    assert due - A_DAY < at <= due
    assert woken(at) == min(woken(due - timedelta(hours=n)) for n in range(24))
    assert woken(at) == 0 or len(set(zones)) > 1


@settings(max_examples=60, deadline=None)
@given(STARTS, st.integers(1, 60), st.sampled_from(ZONES))
def test_whatever_the_jitter_who_lives_by_one_clock_is_not_woken(starts, days, zone):
    at = reminders.moment(Workshop(starts_at=starts, remind_days=days), [zone])

    for jitter in (-letters.JITTER, letters.JITTER):
        local = (at + jitter).astimezone(ZoneInfo(zone)).time()
        assert 8 <= local.hour <= 21
        assert local.hour < 21 or local.minute == 0


def _at_home(candidacy, by, zone):
    with make.acting(by):
        known = care.read([candidacy.person], by=by)[0]
        known.time_zone = zone
        people.correct(candidacy.person, by=by, particulars=known)


def test_all_reminders_of_a_round_go_at_one_moment_so_that_none_tells_a_clock(
    heron, farid, carla, approved, worker
):
    """One lives in Auckland and one in Bogotá: whose letter is whose, no hour tells."""
    for candidacy, zone in zip(
        approved, ["Pacific/Auckland", "America/Bogota"], strict=True
    ):
        _at_home(candidacy, carla, zone)

    made = make.workshop(heron, by=farid, state="confirmed", seated=approved)

    one, other = Letter.objects.filter(kind="reminder").values_list("due_at", flat=True)
    assert abs(one - other) <= 2 * letters.JITTER
    assert abs(one - made.remind_at) <= letters.JITTER
    assert made.remind_at <= made.starts_at - made.remind_days * A_DAY
    moved = made.starts_at + 7 * A_DAY
    with make.acting(farid):
        scheduling.move(made, by=farid, starts_at=moved, ends_at=moved + A_DAY)
    due = moved - made.remind_days * A_DAY
    assert due - A_DAY < Workshop.objects.get().remind_at <= due


# --- by hand


@pytest.fixture
def reminder(confirmed):
    seat = Seat.objects.get(candidacy__person__code="a-01")
    return Letter.objects.get(occasion=seat.pk, kind="reminder")


def _sent_by(moment):
    mail.outbox.clear()
    with clock.at(moment):
        delivery.deliver_due()
    return sorted(each.to[0] for each in mail.outbox)


def test_a_letter_that_is_held_does_not_go_until_somebody_lets_it(
    reminder, confirmed, oskar
):
    letters.keep_back(reminder, by=oskar)
    day = confirmed.starts_at - A_DAY

    assert _sent_by(day) == ["boris.lem@example.net"]
    with clock.at(day):
        letters.let_go(reminder, by=oskar)
    assert _sent_by(day + timedelta(hours=1)) == ["amal.haddad@example.net"]
    verbs = Entry.objects.filter(subject=reminder.pk, actor=oskar.pk)
    assert [each.verb for each in verbs.order_by("pk")] == ["keep back", "let go"]


def test_what_is_held_past_its_day_lapses(reminder, confirmed, oskar):
    letters.keep_back(reminder, by=oskar)

    assert "amal.haddad@example.net" not in _sent_by(confirmed.starts_at)

    reminder.refresh_from_db()
    assert (reminder.state, reminder.recipient) == ("cancelled", None)


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_what_is_held_is_cancelled_with_its_round(reminder, confirmed, farid, verb):
    letters.keep_back(reminder, by=farid)

    scheduling.take(confirmed, verb, by=farid)

    reminder.refresh_from_db()
    assert (reminder.state, reminder.recipient) == ("cancelled", None)


def test_a_held_letter_is_posted_no_second_time(reminder, confirmed, oskar):
    letters.keep_back(reminder, by=oskar)

    with make.acting(oskar):
        reminders.post(confirmed, by=oskar)

    assert Letter.objects.filter(occasion=reminder.occasion).count() == 1
    reminder.refresh_from_db()
    assert reminder.state == "held"


def test_who_declined_is_reminded_of_nothing_though_it_was_held(reminder, oskar):
    letters.keep_back(reminder, by=oskar)

    letters.hold(reminder.occasion)  # as when she declines by her link

    assert not letters.let_go(reminder, by=oskar)
    reminder.refresh_from_db()
    assert reminder.state == "drafted"


def test_one_that_is_sent_now_goes_now_and_once(reminder, confirmed, oskar):
    letters.send_now(reminder, by=oskar)

    soon = clock.now() + timedelta(seconds=1)
    assert _sent_by(soon) == ["amal.haddad@example.net"]
    assert not letters.send_now(reminder, by=oskar)
    assert _sent_by(confirmed.starts_at - A_DAY) == ["boris.lem@example.net"]


def _went(reminder, by):
    letters.send_now(reminder, by=by)
    _sent_by(clock.now() + timedelta(seconds=1))
    reminder.refresh_from_db()
    assert (reminder.state, reminder.recipient) == ("sent", None)


def test_a_reminder_that_got_lost_goes_once_more_to_the_address_known_now(
    reminder, confirmed, oskar
):
    _went(reminder, oskar)

    with make.acting(oskar):
        reminders.resend(reminder, by=oskar)

    later = clock.now() + timedelta(hours=1)
    assert _sent_by(later) == ["amal.haddad@example.net"]
    assert _sent_by(later) == []


def _declined(confirmed, by):
    seating.decline(Seat.objects.get(candidacy__person__code="a-01"), by=by)


def _off(confirmed, by):
    scheduling.take(confirmed, "cancel", by=by)


@pytest.mark.parametrize("how", [_declined, _off])
def test_nothing_goes_once_more_for_what_is_no_longer_true(
    reminder, confirmed, farid, how
):
    _went(reminder, farid)
    how(confirmed, farid)

    with make.acting(farid), pytest.raises(ValidationError, match="nothing to remind"):
        reminders.resend(reminder, by=farid)

    assert not Letter.objects.filter(state="due", occasion=reminder.occasion).exists()


def test_what_goes_once_more_is_cancelled_with_the_move(reminder, confirmed, farid):
    _went(reminder, farid)
    with make.acting(farid):
        reminders.resend(reminder, by=farid)
        later = confirmed.starts_at + 7 * A_DAY
        scheduling.move(confirmed, by=farid, starts_at=later, ends_at=later + A_DAY)

    due = Letter.objects.filter(state="due", occasion=reminder.occasion)
    assert due.count() == 1
    assert due.get().due_at > clock.now() + A_DAY


def test_the_page_counts_letters_and_offers_what_can_be_done(reminder, browse, oskar):
    client, page = browse(oskar), reverse("workshops:letters", args=["heron"])
    hold = reverse("workshops:letter_keep_back", args=["heron", reminder.pk])

    first = client.get(page).text
    held = client.post(hold)
    then = client.get(page).text

    assert "Due: 2" in first
    assert hold.removeprefix(page) in first
    assert held.status_code == 302
    assert "Held: 1 · Due: 1" in then
    go = reverse("workshops:letter_let_go", args=["heron", reminder.pk])
    assert go.removeprefix(page) in then
    late = client.post(hold, follow=True).text
    assert "before you pressed. Nothing was changed." in late
    reminder.refresh_from_db()
    assert reminder.state == "held"


def test_nobody_holds_a_letter_that_goes_to_a_colleague(
    confirmed, browse, oskar, heron
):
    letter = Letter.objects.filter(state="due").first()
    Letter.objects.filter(pk=letter.pk).update(person=None, kind="recheck")

    answer = browse(oskar).post(
        reverse("workshops:letter_keep_back", args=["heron", letter.pk])
    )

    assert answer.status_code == 404
    assert Letter.objects.get(pk=letter.pk).state == "due"


# --- whatever happens to a round

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(1, 40)),  # days from then
        st.tuples(st.just("wait"), st.integers(1, 30)),  # days
        st.tuples(
            st.sampled_from(["decline", "postpone", "cancel", "open"]), st.just(0)
        ),
    ),
    max_size=6,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
def test_whatever_happens_nothing_goes_for_what_is_past_cancelled_or_moved(
    acts, confirmed, farid, oskar
):
    """After every act, what waits speaks of the dates there are, and goes before them."""
    with undone():
        now, came, starts = clock.now(), [], {confirmed.starts_at}
        for act, days in acts:
            now += timedelta(days=days if act == "wait" else 0, hours=1)
            with clock.at(now):
                mail.outbox.clear()
                delivery.deliver_due()
                round_ = Workshop.objects.get(pk=confirmed.pk)
                came += [each.to[0] for each in mail.outbox]
                assert not mail.outbox or round_.starts_at > now
                assert not mail.outbox or round_.state == "confirmed"
                _happen(round_, act, days, farid, oskar)
                round_ = Workshop.objects.get(pk=confirmed.pk)
            starts.add(round_.starts_at)
            _waits_for_what_is_true(round_)
        assert all(came.count(address) <= len(starts) for address in came)


def _happen(round_, act, days, farid, oskar):
    """One act, where it can be done at all."""
    with suppress(WrongState, ValidationError):
        if act == "move":
            begins = clock.now() + days * A_DAY
            with make.acting(farid):
                scheduling.move(
                    round_, by=farid, starts_at=begins, ends_at=begins + A_DAY
                )
        elif act == "decline":
            seat = round_.seats.get(candidacy__person__code="a-01")
            with make.acting(oskar):
                seating.decline(seat, by=oskar)
        elif act != "wait":
            with make.acting(farid):
                scheduling.take(round_, act, by=farid)


def _waits_for_what_is_true(round_):
    waits = Letter.objects.filter(kind="reminder", state__in=letters.NOT_GONE)
    coming = set(round_.seats.filter(state="accepted").values_list("pk", flat=True))
    if round_.state != "confirmed":
        assert not waits.exists()
    for letter in waits:
        assert letter.occasion in coming
        assert letter.lapses_at == round_.starts_at
        assert letter.due_at - letters.JITTER <= round_.starts_at
    assert waits.count() == waits.values("occasion").distinct().count()
