"""Journeys: noted, sealed, and paid to nobody whose screening is open."""

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from participants import care, clearance, people
from participants.models import Candidacy
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.states import WrongState
from workshops import journeys, logistics, scheduling, seating
from workshops.journeys import Due, Travel
from workshops.models import Journey, Seat

pytestmark = pytest.mark.django_db
SUM = Due("120.00", "EUR", "Per diem, three days")


@pytest.fixture
def seat(confirmed):
    rows = Seat.objects.select_related("workshop__initiative", "candidacy__person")
    return rows.get(workshop=confirmed, candidacy__person__code="a-01")


@pytest.fixture
def journey(seat, oskar):
    return make.journey(seat, by=oskar, due=SUM)


def _again(seat):
    found = Journey.objects.select_related("seat__candidacy__person", "seat__workshop")
    return found.get(seat=seat)


def _note(seat, by, *, edition, travel=None, due=SUM):
    with make.acting(by):
        travel = travel or Travel()
        return journeys.note(seat, by=by, travel=travel, due=due, edition=edition)


def _clear(journey, by):
    with make.acting(by):
        journeys.clear_payment(journey, by=by, edition=journey.edition)


def _open_screening(candidacy, by):
    """She is known otherwise than when two officers cleared her."""
    with make.acting(by):
        known = care.read([candidacy.person], by=by)[0]
        known.variants = ["Another Spelling"]
        people.correct(candidacy.person, by=by, particulars=known)
    assert clearance.payment_is_blocked(Candidacy.objects.get(pk=candidacy.pk))


def test_what_is_noted_is_sealed_and_read_back_by_who_may_know_her(journey, vera, rosa):
    row = Journey.objects.get()

    with make.acting(vera):
        [(travel, due)] = journeys.read([row], by=vera)
    with make.acting(rosa), pytest.raises(Refused):
        journeys.read([row], by=rosa)

    assert (travel.arrives, due) == ("By the noon train, and on foot.", SUM)
    assert (row.state, row.edition) == ("waiting", 1)
    assert b"noon" not in bytes(row.travel.token) + bytes(row.due.token)
    assert "noon" not in str([*Entry.objects.values()])


def test_a_visa_and_a_sum_take_as_much_room_as_none(seat, oskar):
    empty = make.journey(seat, by=oskar, due=Due())
    sizes = [len(bytes(empty.travel.token)), len(bytes(empty.due.token))]

    _note(seat, oskar, edition=1, travel=Travel(visa="refused", note="Ask " * 200))

    full = _again(seat)
    assert [len(bytes(full.travel.token)), len(bytes(full.due.token))] == sizes


def test_an_officer_clears_it_and_somebody_else_pays_it(journey, vera, oskar):
    _clear(journey, vera)
    journeys.pay(journey, by=oskar, edition=1)

    paid = Journey.objects.get()
    assert (paid.state, paid.cleared_by, paid.paid_by) == ("paid", vera, oskar)
    verbs = Entry.objects.filter(subject=journey.pk).order_by("pk")
    assert [each.verb for each in verbs] == [
        "note journey", "reckon", "clear_payment", "pay",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["oskar", "farid", "carla"])
def test_nobody_but_an_officer_clears_a_payment(journey, who, request):
    by = request.getfixturevalue(who)

    with make.acting(by), pytest.raises(Refused):
        journeys.clear_payment(journey, by=by, edition=1)

    assert Journey.objects.get().state == "waiting"


def test_what_was_not_cleared_is_not_paid(journey, oskar):
    with pytest.raises(WrongState, match="waits to be cleared"):
        journeys.pay(journey, by=oskar, edition=1)


def test_while_a_screening_is_open_nothing_is_cleared(journey, seat, carla, vera):
    _open_screening(seat.candidacy, carla)

    with pytest.raises(ValidationError, match="Nobody has looked on the lists"):
        _clear(_again(seat), vera)

    assert Journey.objects.get().state == "waiting"


def test_what_was_cleared_is_not_paid_once_a_screening_is_open_again(
    journey, seat, carla, vera, oskar
):
    """And who pays is not told what officers see."""
    _clear(journey, vera)
    _open_screening(seat.candidacy, carla)

    with pytest.raises(ValidationError) as refused:
        journeys.pay(_again(seat), by=oskar, edition=1)

    assert refused.value.messages == [
        "The payment is blocked until an officer clears it anew."
    ]
    assert Journey.objects.get().state == "cleared"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            (
                "UPDATE workshops_journey SET state = 'cleared', cleared_by_id = %(vera)s,"
                " cleared_at = clock_timestamp()"
            ),
            "nobody_is_paid_while_screening_is_open",
        ),
        (
            (
                "UPDATE workshops_journey SET state = 'paid', paid_by_id = %(vera)s,"
                " paid_at = clock_timestamp(), cleared_by_id = %(oskar)s,"
                " cleared_at = clock_timestamp()"
            ),
            "nobody_is_paid_while_screening_is_open",
        ),
    ],
)
def test_postgresql_pays_nobody_whose_screening_is_open(
    journey, seat, carla, vera, oskar, statement, rule
):
    _open_screening(seat.candidacy, carla)

    with pytest.raises(IntegrityError, match=rule):
        make.by_hand(statement, vera=vera.pk, oskar=oskar.pk)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("state = 'cleared'", "what_may_be_paid_was_cleared_by_somebody"),
        (
            (
                "state = 'paid', cleared_by_id = %(vera)s, cleared_at = clock_timestamp(),"
                " paid_by_id = %(vera)s, paid_at = clock_timestamp()"
            ),
            "who_clears_a_payment_does_not_make_it",
        ),
        ("paid_at = clock_timestamp()", "a_payment_is_noted_whole"),
        ("cleared_at = clock_timestamp()", "a_cleared_payment_is_signed_whole"),
    ],
)
def test_postgresql_refuses_half_a_payment_and_one_hand(journey, vera, change, rule):
    with pytest.raises(IntegrityError, match=rule):
        make.by_hand(f"UPDATE workshops_journey SET {change}", vera=vera.pk)


def test_who_cleared_it_does_not_pay_it_though_he_may_do_both(
    heron, journey, vera, oskar
):
    """An officer who is an organiser too."""
    _clear(journey, vera)
    Journey.objects.update(cleared_by=oskar)
    journey.refresh_from_db()

    with pytest.raises(ValidationError, match="somebody else pays it"):
        journeys.pay(journey, by=oskar, edition=1)


def test_another_sum_is_cleared_anew_and_the_same_is_not(journey, seat, vera, oskar):
    _clear(journey, vera)

    _note(seat, oskar, edition=1, travel=Travel(visa="granted"))
    same = Journey.objects.get().state
    _note(seat, oskar, edition=2, due=Due("900.00", "EUR", "Per diem"))

    more = Journey.objects.get()
    assert (same, more.state, more.cleared_by) == ("cleared", "waiting", None)
    _note(seat, oskar, edition=3, due=Due())
    assert Journey.objects.get().state == "none"


def test_a_sum_that_changed_under_her_eyes_is_not_cleared(journey, seat, vera, oskar):
    _note(seat, oskar, edition=1, due=Due("900.00", "EUR", "Per diem"))

    with make.acting(vera), pytest.raises(ValidationError, match="meanwhile"):
        journeys.clear_payment(journey, by=vera, edition=1)

    assert Journey.objects.get().state == "waiting"


def test_of_two_who_note_at_once_the_second_reads_it_first(journey, seat, oskar, farid):
    _note(seat, oskar, edition=1, travel=Travel(arrives="On Monday"))

    with pytest.raises(ValidationError, match="meanwhile"):
        _note(seat, farid, edition=1, travel=Travel(arrives="On Tuesday"))


def test_what_was_paid_stands(journey, seat, vera, oskar):
    _clear(journey, vera)
    journeys.pay(journey, by=oskar, edition=1)

    with pytest.raises(ValidationError, match="What was paid stands"):
        _note(seat, oskar, edition=1, due=Due("1.00", "EUR", "More"))
    _note(seat, oskar, edition=1, travel=Travel(leaves="By the night boat"))

    assert Journey.objects.get().state == "paid"


def test_who_gave_her_seat_back_is_paid_nothing(journey, seat, vera, oskar):
    _clear(journey, vera)
    seating.decline(seat, by=oskar)

    with pytest.raises(WrongState, match="declined"):
        journeys.pay(_again(seat), by=oskar, edition=1)
    with pytest.raises(ValidationError, match="who has accepted"):
        _note(_again(seat).seat, oskar, edition=1)


def test_a_ticket_for_other_dates_is_said_to_be_one(journey, confirmed, farid):
    with make.acting(farid):
        assert not logistics.lines(logistics.coming(confirmed))[0].is_for_other_dates
        later = (confirmed.ends_at - confirmed.starts_at) * 3
        scheduling.move(
            confirmed,
            by=farid,
            starts_at=confirmed.starts_at + later,
            ends_at=confirmed.ends_at + later,
        )
        confirmed.refresh_from_db()

        assert logistics.lines(logistics.coming(confirmed))[0].is_for_other_dates


# --- the list for the house


def _cared(candidacy, by, **more):
    with make.acting(by):
        known = care.read([candidacy.person], by=by)[0]
        for name, words in more.items():
            setattr(known, name, words)
        people.correct(candidacy.person, by=by, particulars=known)


def test_the_house_reads_code_names_food_and_access_and_no_name(
    confirmed, approved, carla, oskar
):
    amal, boris = approved
    _cared(amal, carla, diet="No pork, no wine", needs="A room without stairs")
    _cared(boris, carla, diet="Nothing with nuts: ask Amal, she knows")

    with make.acting(oskar):
        first, second = logistics.needs(logistics.coming(confirmed), by=oskar)

    assert (first.code, first.food, first.access) == (
        "A-01", ["No pork, no wine"], ["A room without stairs"],
    )  # fmt: skip
    assert (second.code, second.is_withheld, second.food) == ("B-01", True, [])


def test_the_file_for_the_house_holds_neither_name_nor_subject(
    confirmed, approved, carla, oskar, browse
):
    import io  # noqa: PLC0415 -- used here alone

    import pypdf  # noqa: PLC0415 -- used here alone

    _cared(approved[0], carla, diet="Нет свинины · بدون لحم الخنزير")
    _cared(approved[1], carla, diet="Ask Boris Lem")

    answer = browse(oskar).get(reverse("workshops:needs_list", args=["heron", 1]))

    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "A-01" in text
    assert "свинины" in text
    for telling in ("Amal", "Boris", "HERON", "heron", "Marsh", "Osier", "B-01"):
        assert telling not in text
    assert Entry.objects.filter(verb="export", subject=confirmed.pk).count() == 1


def test_what_she_took_back_is_on_no_list(confirmed, approved, carla, oskar):
    amal = approved[0]
    _cared(amal, carla, diet="No pork")
    care.shut(amal)

    with make.acting(oskar):
        assert logistics.needs(logistics.coming(confirmed), by=oskar) == []


# --- the page


def test_the_page_shows_who_comes_how_and_offers_each_what_is_theirs(
    journey, browse, vera, oskar
):
    page = reverse("workshops:logistics", args=["heron", 1])
    clear = reverse("workshops:clear_payment", args=["heron", 1, "a-01"])

    officers, organisers = (browse(who).get(page).text for who in (vera, oskar))
    locked = browse(oskar, locked=True).get(page).text

    assert "By the noon train, and on foot." in officers
    assert "120.00 EUR" in officers
    assert [clear in each for each in (officers, organisers, locked)] == [
        True, False, False,
    ]  # fmt: skip
    assert "noon" not in locked
    assert "Waits to be cleared" in locked


def test_a_payment_is_asked_about_once_and_then_stands(journey, browse, vera, oskar):
    _clear(journey, vera)
    pay = reverse("workshops:pay", args=["heron", 1, "a-01"])
    client = browse(oskar)

    asked = client.get(pay)
    done = client.post(pay, {"edition": 1})

    assert (asked.status_code, done.status_code) == (200, 302)
    assert "What was paid stands" in asked.text
    assert Journey.objects.get().state == "paid"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "-4", "greater than or equal to 0"),
        ("amount", "12.345", "2 decimal places"),
        ("amount", "many", "Enter a number"),
        ("currency", "€", "Three letters"),
        ("currency", "", "Say in which currency"),
        ("nights", "400", "60"),
        ("visa", "maybe", "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_is_lost(
    seat, browse, oskar, field, typed, said
):
    url = reverse("workshops:note_journey", args=["heron", 1, "a-01"])
    given = {"edition": 0, "amount": "10", "currency": "EUR", "arrives": "By the boat"}

    answer = browse(oskar).post(url, given | {field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert "By the boat" in answer.text
    assert not Journey.objects.exists()
