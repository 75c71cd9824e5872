"""Rounds: confirmed at quorum, reminded once, and silent about what is no longer true."""

from datetime import timedelta

import make
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from dialogues import initiatives
from participants import people
from participants.models import Candidacy
from participants.particulars import Particulars
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.policy import Role
from trackii.states import WrongState
from trackii.vault.models import Grant
from workshops import evenness, scheduling, seating, tally
from workshops.models import RegistryEntry, Workshop
from workshops.plan import Plan

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def proposed(heron, farid):
    return make.workshop(heron, by=farid)


@pytest.fixture
def provisional(heron, farid, approved, worker):
    """Settled, with both approved people seated and accepted."""
    return make.workshop(heron, by=farid, state="provisional", seated=approved)


def _states():
    return sorted(Letter.objects.values_list("state", flat=True))


def _move(workshop, by, days):
    starts = workshop.starts_at + days * A_DAY
    with make.acting(by):
        scheduling.move(workshop, by=by, starts_at=starts, ends_at=starts + 2 * A_DAY)


def test_rounds_are_counted_and_their_plan_is_sealed(heron, farid, rosa):
    first, second = (make.workshop(heron, by=farid) for _ in range(2))

    with make.acting(rosa):
        plan = scheduling.read(second, by=rosa)

    assert (first.number, second.number, str(second)) == (1, 2, "HERON, round 2")
    assert plan == make.plan()
    assert str(second.plan) == "[sealed]"


def test_its_room_is_made_for_who_will_be_in_it(proposed):
    holders = Grant.objects.filter(
        epoch__compartment__kind="room", epoch__compartment__about=proposed.pk
    )

    assert {grant.member.name for grant in holders} == {"Farid Mansour", "Rosa Reyes"}


def test_only_a_facilitator_schedules(heron, carla, vera, rosa, oskar, rhea, omar):
    for other in (carla, vera, rosa, oskar, rhea, omar):
        with pytest.raises(PermissionDenied):
            make.workshop(heron, by=other)

    assert not Workshop.objects.exists()


def test_no_round_is_proposed_while_an_initiative_rests(heron, carla, farid):
    initiatives.steer(heron, "begin", by=carla)
    initiatives.steer(heron, "pause", by=carla)

    with pytest.raises(ValidationError, match="The initiative is paused"):
        make.workshop(heron, by=farid)


def test_a_round_confirms_at_quorum_on_every_side(provisional, farid):
    with make.acting(farid):
        scheduling.confirm(provisional, by=farid)

    assert Workshop.objects.get().state == "confirmed"
    assert set(Candidacy.objects.values_list("state", flat=True)) == {"confirmed"}


def test_one_side_short_of_the_quorum_holds_the_round(heron, farid, approved, worker):
    amal, _boris = approved
    short = make.workshop(heron, by=farid, state="provisional", seated=[amal])

    with (
        make.acting(farid),
        pytest.raises(ValidationError, match="side B: the quorum is 1"),
    ):
        scheduling.confirm(short, by=farid)

    assert Workshop.objects.get().state == "provisional"
    assert not Letter.objects.exists()


def test_an_offered_or_declined_seat_counts_for_nothing(heron, farid, approved, worker):
    amal, boris = approved
    workshop = make.workshop(heron, by=farid, state="provisional", seated=[amal])
    with make.acting(farid):
        seat = seating.offer(workshop, boris, by=farid)
        offered = [(b.letter, b.seated, b.offered) for b in tally.balance(workshop)]
        seating.decline(seat, by=farid)
        declined = [(b.letter, b.seated, b.offered) for b in tally.balance(workshop)]

    assert offered == [("A", 1, 0), ("B", 0, 1)]
    assert declined == [("A", 1, 0), ("B", 0, 0)]


def test_the_third_party_sits_at_the_table_and_is_not_counted(
    heron, carla, farid, vera, viktor, approved, worker
):
    host = make.candidacy(
        heron, by=carla, side="T", name="Chiara Rossi", state="approved",
        officers=(vera, viktor),
    )  # fmt: skip
    workshop = make.workshop(
        heron, by=farid, state="provisional", seated=[*approved, host]
    )

    bars = tally.balance(workshop)

    assert [(bar.letter, bar.seated, bar.short) for bar in bars] == [
        ("A", 1, False), ("B", 1, False),
    ]  # fmt: skip


def test_seats_at_another_round_do_not_count_here(provisional, heron, farid):
    other = make.workshop(heron, by=farid)

    assert [bar.seated for bar in tally.balance(provisional)] == [1, 1]
    assert [bar.seated for bar in tally.balance(other)] == [0, 0]


def test_confirming_copies_everybody_into_the_room_and_posts_a_reminder_each(
    provisional, farid
):
    with make.acting(farid):
        scheduling.confirm(provisional, by=farid)

    codes = list(RegistryEntry.objects.values_list("code", flat=True))
    assert codes == ["a-01", "b-01"]
    assert _states() == ["due", "due"]


def test_a_refused_confirmation_leaves_nothing_behind(provisional, farid, settings):
    """The addresses cannot be sealed to a worker: then nothing at all has happened."""
    settings.WORKER_PUBLIC = b""

    with make.acting(farid), pytest.raises(ValueError, match="public"):
        scheduling.confirm(provisional, by=farid)

    assert Workshop.objects.get().state == "provisional"
    assert not RegistryEntry.objects.exists()
    assert not Letter.objects.exists()


def test_a_round_confirms_once(provisional, farid):
    in_another_tab = Workshop.objects.get()
    with make.acting(farid):
        scheduling.confirm(provisional, by=farid)
        with pytest.raises(WrongState, match="it is now confirmed"):
            scheduling.confirm(in_another_tab, by=farid)

    assert _states() == ["due", "due"]


def test_a_reminder_is_due_as_many_days_before_as_was_said(confirmed):
    wanted = confirmed.starts_at - confirmed.remind_days * A_DAY

    apart = [abs(letter.due_at - wanted) for letter in Letter.objects.all()]

    assert len(apart) == 2
    assert max(apart) <= timedelta(minutes=20)


def test_a_round_that_moves_cancels_its_reminders_and_posts_new_ones(confirmed, farid):
    _move(confirmed, farid, 7)

    due = Letter.objects.filter(state="due")
    assert _states() == ["cancelled", "cancelled", "due", "due"]
    assert min(letter.due_at for letter in due) > confirmed.starts_at - 4 * A_DAY


def test_a_round_that_moves_away_and_back_reminds_once(confirmed, farid):
    _move(confirmed, farid, 7)
    _move(confirmed, farid, -7)

    with clock.at(confirmed.starts_at - A_DAY):
        delivery.deliver_due()

    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "amal.haddad@example.net", "boris.lem@example.net",
    ]  # fmt: skip


def test_who_said_yes_before_a_round_moved_is_marked_until_she_says_it_again(
    confirmed, farid, oskar, browse
):
    """Her seat stands, and a facilitator sees whose yes was to other days."""
    page, mark = "/dialogues/heron/workshops/1/seats/", "said of the dates before"
    client = browse(oskar)
    before = client.get(page).text.count(mark)
    later = timedelta(minutes=5)
    with clock.at(clock.now() + later):
        _move(confirmed, farid, 7)
    moved = client.get(page).text
    with clock.at(clock.now() + 2 * later):
        answer = client.post(f"{page}a-01/stay/")

    again = client.get(page).text
    assert (before, moved.count(mark), again.count(mark)) == (0, 2, 1)
    assert ("a-01/stay/" in moved, "a-01/stay/" in again) == (True, False)
    assert answer.status_code == 302
    assert confirmed.seats.filter(state="accepted").count() == 2
    assert Entry.objects.filter(verb="stay", actor=oskar.pk).count() == 1


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_nobody_is_reminded_of_what_is_called_off(confirmed, farid, verb):
    scheduling.take(confirmed, verb, by=farid)

    with clock.at(confirmed.starts_at - A_DAY):
        delivery.deliver_due()

    assert _states() == ["cancelled", "cancelled"]
    assert mail.outbox == []
    assert not Letter.objects.exclude(recipient=None).exists()


def test_nobody_is_reminded_of_what_is_kept_by_decision(
    heron, carla, farid, approved, worker
):
    initiatives.keep_by_decision(heron, by=carla)

    make.workshop(heron, by=farid, state="confirmed", seated=approved)

    assert not Letter.objects.exists()


def test_at_short_notice_a_reminder_goes_at_once(heron, farid, approved, worker):
    make.workshop(
        heron, by=farid, state="confirmed", seated=approved, starts_in=2 * A_DAY
    )

    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()
    assert len(mail.outbox) == 2


def test_no_reminder_arrives_after_the_round_has_begun(confirmed, farid):
    """The worker was away for a fortnight."""
    with clock.at(confirmed.starts_at + timedelta(minutes=1)):
        delivery.deliver_due()

    assert mail.outbox == []
    assert _states() == ["cancelled", "cancelled"]
    assert not Letter.objects.exclude(recipient=None).exists()


def test_who_has_no_address_has_no_reminder(
    heron, carla, farid, vera, viktor, approved, worker
):
    amal, boris = approved
    with make.acting(carla):
        people.correct(
            boris.person, by=carla, particulars=Particulars(name="Boris Lem")
        )

    make.workshop(heron, by=farid, state="confirmed", seated=[amal, boris])

    with clock.at(clock.now() + 9 * A_DAY):
        delivery.deliver_due()
    assert [sent.to for sent in mail.outbox] == [["amal.haddad@example.net"]]


@pytest.mark.parametrize(
    ("way", "state"),
    [
        (["open"], "in_session"),
        (["open", "close"], "closed"),
        (["postpone", "cancel"], "cancelled"),
    ],
)
def test_a_round_takes_its_way(confirmed, farid, way, state):
    for verb in way:
        scheduling.take(confirmed, verb, by=farid)

    assert Workshop.objects.get().state == state


@pytest.mark.parametrize("verb", ["cancel", "postpone", "confirm"])
def test_what_is_in_session_is_not_called_off(in_session, farid, verb):
    with make.acting(farid), pytest.raises(WrongState, match="it is now in session"):
        scheduling.take(in_session, verb, by=farid)


def test_dates_are_no_plain_step(proposed, farid):
    with pytest.raises(ValueError, match="settle"):
        scheduling.take(proposed, "settle", by=farid)


@pytest.mark.parametrize(
    ("constraint", "break_in"),
    [
        ("dates_have_two_ends", "SET ends_at = NULL"),
        ("a_round_ends_after_it_starts", "SET ends_at = starts_at"),
        ("a_quorum_is_somebody", "SET quorum = 0"),
    ],
)
def test_postgresql_refuses_impossible_rounds(provisional, constraint, break_in):
    with pytest.raises(IntegrityError, match=constraint):
        make.by_hand(f"UPDATE workshops_workshop {break_in}")


def test_postgresql_counts_rounds(heron, farid):
    make.workshop(heron, by=farid)
    make.workshop(heron, by=farid)

    with pytest.raises(IntegrityError, match="rounds_are_counted"):
        make.by_hand("UPDATE workshops_workshop SET number = 1")


def test_a_venue_has_the_clock_of_its_wall():
    plan = Plan.load(make.plan(time_zone="Asia/Beirut").dump())

    assert plan.zone.key == "Asia/Beirut"
    assert (plan.title, plan.safety) == (make.plan().title, "Come by the garden gate.")


def test_a_timeline_shows_numbers_states_and_dates(heron, proposed):
    [row] = scheduling.rounds(heron)

    assert row == {
        "number": 1,
        "state": "proposed",
        "label": "Proposed",
        "starts_at": None,
        "url": "/dialogues/heron/workshops/1/",
    }
    assert initiatives.rounds(heron) == [row]


def test_a_team_without_a_rapporteur_still_has_a_room(team, farid):
    small = {role: members for role, members in team.items() if role != Role.RAPPORTEUR}
    table = make.initiative(small, code="larch")

    made = make.workshop(table, by=farid)

    [grant] = Grant.objects.filter(epoch__compartment__about=made.pk)
    assert grant.member == farid


def test_a_corrected_address_gets_what_is_due_and_the_old_one_nothing(confirmed, oskar):
    seat = confirmed.seats.order_by("candidacy__person__code").first()
    known = Particulars(name="Amal Haddad", email="new@example.org")

    with make.acting(oskar):
        people.correct(seat.candidacy.person, by=oskar, particulars=known)
    with clock.at(clock.now() + 9 * A_DAY):
        delivery.deliver_due()

    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "boris.lem@example.net",
        "new@example.org",
    ]


def test_once_a_round_is_open_nobody_is_reminded_of_it(confirmed, farid):
    scheduling.take(confirmed, "open", by=farid)

    assert _states() == ["cancelled", "cancelled"]


def test_settling_other_dates_moves_the_programme_and_ends_the_pack(
    provisional, farid, oskar, worker
):
    session = make.session(provisional, by=farid, opened=False)
    make.briefing(provisional, by=oskar)
    week = 7 * A_DAY
    starts, ends = provisional.starts_at + week, provisional.ends_at + week

    scheduling.settle(provisional, by=farid, starts_at=starts, ends_at=ends)

    moved = provisional.sessions.get()
    assert moved.starts_at - session.starts_at == week
    assert provisional.briefings.get().state == "superseded"


def test_a_plan_is_put_right_and_no_pack_says_otherwise(confirmed, farid, oskar):
    make.briefing(confirmed, by=oskar)
    plan = Plan("The Marsh Talks", venue="The Other Mill")

    with make.acting(farid):
        scheduling.revise(confirmed, by=farid, plan=plan, quorum=1, remind_days=5)
        assert scheduling.read(confirmed, by=farid).venue == "The Other Mill"

    assert (confirmed.quorum, confirmed.remind_days) == (1, 5)
    assert confirmed.briefings.get().state == "superseded"
    assert _states() == ["cancelled", "cancelled", "due", "due"]


def test_nothing_concludes_while_a_round_is_ahead(heron, confirmed, carla):
    initiatives.steer(heron, "begin", by=carla)

    with pytest.raises(ValidationError, match="still ahead first: round 1"):
        initiatives.steer(heron, "conclude", by=carla)

    assert heron.state == "active"


@pytest.mark.parametrize("act", ["open", "confirm"])
def test_a_table_that_rests_holds_no_round(heron, confirmed, carla, farid, act):
    initiatives.steer(heron, "begin", by=carla)
    initiatives.steer(heron, "pause", by=carla)

    with make.acting(farid), pytest.raises(ValidationError, match="is paused"):
        scheduling.take(Workshop.objects.get(), act, by=farid)


def test_a_reader_knows_of_a_round_what_was_released_of_it_and_no_more(
    heron, confirmed, approved, farid, rosa, carla, rhea, browse
):
    """One round to come, and one in session of which something was released."""
    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    make.session(held, by=farid)
    make.summary(held, by=rosa, reader=farid, releaser=carla, state="released")
    rounds, hers = "/dialogues/heron/workshops/", browse(rhea)

    found = {
        at: (hers.get(at).status_code, browse(rosa).get(at).status_code)
        for at in (
            f"{rounds}{confirmed.number}/",
            f"{rounds}{confirmed.number}/summary/",
            f"{rounds}{held.number}/",
            f"{rounds}{held.number}/summary/",
        )
    }

    page = hers.get(rounds).text
    assert list(found.values()) == [(404, 200), (404, 200), (403, 200), (200, 200)]
    assert f"What is released of round {held.number}" in page
    for told in (f"ound {confirmed.number}", "In session", "Confirmed", "Begins"):
        assert told not in page
        assert told in browse(rosa).get(rounds).text
    assert make.CLEAN.split(".")[0] in hers.get(f"{rounds}{held.number}/summary/").text


@pytest.fixture
def lopsided(heron, carla, farid, vera, viktor, approved, worker):
    """Two of side A have accepted, and one of side B."""
    two = (vera, viktor)
    chiara = make.candidacy(
        heron, by=carla, name="Chiara Lund", state="approved", officers=two
    )
    seated = [*approved, chiara]
    return make.workshop(heron, by=farid, state="provisional", seated=seated)


def test_uneven_sides_are_confirmed_for_a_reason_that_is_kept(lopsided, farid, rosa):
    with make.acting(farid):
        for silence in ("", "  "):
            with pytest.raises(ValidationError, match="uneven: A 2, B 1"):
                scheduling.confirm(lopsided, by=farid, uneven=silence)
        assert Workshop.objects.get().state == "provisional"
        scheduling.confirm(lopsided, by=farid, uneven="B asked for it: one is ill.")

    confirmed = Workshop.objects.get()
    assert (confirmed.state, str(confirmed.uneven)) == ("confirmed", "[sealed]")
    with make.acting(rosa):
        said = evenness.read(confirmed, by=rosa)
    assert said == ("", "B asked for it: one is ill.")


def test_even_sides_need_no_reason_and_keep_none(provisional, farid):
    with make.acting(farid):
        scheduling.confirm(provisional, by=farid, uneven="Just in case.")

    assert Workshop.objects.get().uneven is None


@pytest.mark.parametrize("htmx", [False, True])
def test_the_page_asks_why_the_sides_are_uneven(lopsided, farid, browse, htmx):
    page, browser = lopsided.get_absolute_url(), browse(farid, htmx=htmx)
    asked = browser.get(page).text
    without = browser.post(f"{page}confirm/", {"uneven": ""})
    done = browser.post(f"{page}confirm/", {"uneven": "One is ill."}, follow=True)

    assert "although the sides are uneven" in asked
    assert (without.status_code, "Say why" in without.text) == (422, True)
    assert "One is ill." in done.text
    assert Workshop.objects.get().state == "confirmed"


def test_below_quorum_nobody_is_asked_why(heron, farid, approved, worker, browse):
    short = make.workshop(heron, by=farid, state="provisional", seated=approved[:1])

    page = browse(farid).get(short.get_absolute_url()).text

    assert "below quorum" in page
    assert "although the sides are uneven" not in page
