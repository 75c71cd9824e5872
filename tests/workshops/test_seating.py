"""Seats: for people two officers approved, and nobody sits without being in the registry."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from participants import vetting
from participants.models import Candidacy
from trackii.outbox.models import Letter
from trackii.states import WrongState
from workshops import registry, scheduling, seating
from workshops.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def provisional(heron, farid, worker):
    return make.workshop(heron, by=farid, state="provisional")


@pytest.fixture
def chiara(heron, carla, vera, viktor):
    """Somebody approved, with no seat yet."""
    return make.candidacy(
        heron, by=carla, name="Chiara Rossi", state="approved", officers=(vera, viktor)
    )


def _offer(workshop, candidacy, *, by):
    with make.acting(by):
        return seating.offer(workshop, candidacy, by=by)


def _names(workshop, *, by):
    with make.acting(by):
        entries = registry.read(workshop, by=by)
    return {name for entry in entries if entry.side != "T" for name in entry.names}


def test_a_seat_is_offered_accepted_and_the_candidacy_follows(
    provisional, chiara, oskar
):
    seat = _offer(provisional, chiara, by=oskar)
    offered = Candidacy.objects.get().state

    seating.accept(seat, by=oskar)

    assert (seat.state, seat.offered_by, seat.answered_by) == ("accepted", oskar, oskar)
    assert (offered, Candidacy.objects.get().state) == ("invited", "accepted")


@pytest.mark.parametrize(
    "state", ["nominated", "in_review", "recommended", "reserve", "declined"]
)
def test_no_seat_is_offered_before_two_officers_approved(
    provisional, heron, carla, vera, viktor, oskar, state
):
    candidacy = make.candidacy(heron, by=carla, state=state, officers=(vera, viktor))

    with pytest.raises(ValidationError, match="two officers approved"):
        _offer(provisional, candidacy, by=oskar)

    assert not Seat.objects.exists()
    assert candidacy not in seating.seatable(provisional)


def test_nobody_of_another_table_is_seated_here(
    team, provisional, carla, vera, viktor, oskar
):
    larch = make.initiative(team, code="larch")
    stranger = make.candidacy(
        larch, by=carla, state="approved", officers=(vera, viktor)
    )

    with pytest.raises(ValidationError, match="two officers approved"):
        _offer(provisional, stranger, by=oskar)

    assert not Seat.objects.exists()


def test_a_seat_is_offered_once(provisional, chiara, oskar):
    _offer(provisional, chiara, by=oskar)

    with pytest.raises(ValidationError, match="offered already"):
        _offer(provisional, chiara, by=oskar)

    assert list(seating.seatable(provisional)) == []


def test_postgresql_keeps_one_seat_a_person_and_round(confirmed):
    with pytest.raises(IntegrityError, match="one_seat_per_person_and_workshop"):
        make.by_hand(
            "UPDATE workshops_seat SET candidacy_id ="
            " (SELECT id FROM participants_candidacy LIMIT 1)"
        )


def test_postgresql_refuses_half_an_answer(confirmed):
    with pytest.raises(IntegrityError, match="an_answer_is_whole"):
        make.by_hand("UPDATE workshops_seat SET answered_by_id = NULL")


@pytest.mark.parametrize("state", ["proposed", "in_session", "closed"])
def test_seats_are_offered_at_a_settled_round_that_has_not_begun(
    heron, farid, approved, chiara, oskar, worker, state
):
    workshop = make.workshop(heron, by=farid, state=state, seated=approved)

    with pytest.raises(WrongState):
        _offer(workshop, chiara, by=oskar)

    assert not Seat.objects.filter(candidacy=chiara).exists()


def test_only_a_facilitator_or_an_organiser_seats(
    provisional, chiara, carla, vera, rosa, rhea, omar
):
    for other in (carla, vera, rosa, rhea, omar):
        with pytest.raises(PermissionDenied):
            _offer(provisional, chiara, by=other)

    assert not Seat.objects.exists()


def test_who_accepts_at_a_confirmed_round_is_registered_and_reminded_at_once(
    confirmed, chiara, oskar, rosa
):
    before = _names(confirmed, by=rosa)
    seat = _offer(confirmed, chiara, by=oskar)

    with make.acting(oskar):
        seating.accept(seat, by=oskar)

    assert before == {"Amal Haddad", "Boris Lem"}
    assert _names(confirmed, by=rosa) == before | {"Chiara Rossi"}
    assert Letter.objects.filter(occasion=seat.pk, state="due").count() == 1


def test_who_comes_without_having_answered_is_registered_too(
    confirmed, chiara, farid, oskar, rosa
):
    """Else her name would stand in the summary and the check would not know it."""
    seat = _offer(confirmed, chiara, by=oskar)
    scheduling.take(confirmed, "open", by=farid)
    seat = Seat.objects.get(pk=seat.pk)

    with make.acting(oskar):
        seating.attend(seat, by=oskar)

    assert seat.state == "attended"
    assert _names(confirmed, by=rosa) == {"Amal Haddad", "Boris Lem", "Chiara Rossi"}
    assert not Letter.objects.filter(occasion=seat.pk).exists()


def test_who_declines_after_accepting_is_not_reminded(confirmed, oskar):
    seat = confirmed.seats.first()

    seating.decline(seat, by=oskar)

    [letter] = Letter.objects.filter(occasion=seat.pk)
    assert (seat.state, letter.state, letter.recipient) == (
        "declined",
        "cancelled",
        None,
    )
    assert Letter.objects.filter(state="due").count() == 1


def test_of_two_answers_the_first_counts(provisional, chiara, oskar, farid):
    seat = _offer(provisional, chiara, by=oskar)
    in_another_tab = Seat.objects.get()
    seating.decline(seat, by=oskar)

    with pytest.raises(WrongState, match="it is now declined"):
        seating.accept(in_another_tab, by=farid)

    assert Candidacy.objects.get().state == "invited"


def test_who_was_there_is_known_once_the_round_has_begun(confirmed, farid):
    seat = confirmed.seats.first()

    for note in (seating.attend, seating.miss):
        with pytest.raises(WrongState, match="it is now confirmed"):
            note(seat, by=farid)

    assert Seat.objects.get(pk=seat.pk).state == "accepted"


def test_attendance_is_noted_and_corrected(in_session, oskar):
    seat = in_session.seats.first()
    states = [seat.state]

    for note in (seating.miss, seating.attend):
        note(seat, by=oskar)
        states.append(seat.state)

    assert states == ["attended", "absent", "attended"]


def test_the_answers_a_page_offers_fit_the_day(confirmed, farid, rosa):
    seat = confirmed.seats.first()
    before = [step.verb for step in seating.open_to(farid, seat, confirmed)]

    scheduling.take(confirmed, "open", by=farid)
    after = [step.verb for step in seating.open_to(farid, seat, confirmed)]

    assert (before, after) == (["decline"], ["attend", "miss"])
    assert seating.open_to(rosa, seat, confirmed) == []


def test_who_withdraws_gives_back_a_seat_at_a_postponed_round_too(
    confirmed, approved, carla, farid
):
    scheduling.take(confirmed, "postpone", by=farid)

    vetting.move(approved[0], "withdraw", by=carla)

    assert confirmed.seats.get(candidacy=approved[0]).state == "declined"


def test_who_withdrew_is_not_offered_her_seat_again(confirmed, approved, carla, oskar):
    vetting.move(approved[0], "withdraw", by=carla)
    seat = confirmed.seats.get(candidacy=approved[0])

    with pytest.raises(ValidationError, match="two officers approved"):
        seating.offer_again(seat, by=oskar)

    assert Seat.objects.get(pk=seat.pk).state == "declined"


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_nobody_accepts_a_seat_at_a_round_that_is_off(
    confirmed, chiara, farid, oskar, verb
):
    seat = _offer(confirmed, chiara, by=oskar)
    scheduling.take(confirmed, verb, by=farid)

    with make.acting(oskar), pytest.raises(WrongState):
        seating.accept(Seat.objects.get(pk=seat.pk), by=oskar)
