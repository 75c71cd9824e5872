"""Nobody is booked twice: PostgreSQL refuses it, and a sentence says whom it is about."""

from datetime import timedelta
from threading import Thread

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from trackii.vault import links
from trackii.vault.models import Link
from workshops import canvasses, choosing, scheduling, seating
from workshops.circumstances import Said
from workshops.models import Seat, Workshop

pytestmark = pytest.mark.django_db

TEN, ELEVEN, LATER = (timedelta(days=days) for days in (10, 11, 40))


@pytest.fixture
def amal(approved):
    return approved[0]


@pytest.fixture
def two(heron, farid, worker):
    """Two rounds of which each ends while the other goes on."""
    made = (
        make.workshop(heron, by=farid, state="provisional", starts_in=starts)
        for starts in (TEN, ELEVEN)
    )
    return list(made)


def _offer(workshop, candidacy, by):
    with make.acting(by):
        return seating.offer(workshop, candidacy, by=by)


def test_nobody_is_offered_seats_at_two_rounds_at_once(two, amal, approved, farid):
    first, second = two
    _offer(first, amal, farid)

    with pytest.raises(ValidationError, match="A-01: There is a seat at another round"):
        _offer(second, amal, farid)

    assert [seat.workshop for seat in Seat.objects.all()] == [first]
    assert _offer(second, approved[1], farid).state == "offered"


def test_who_declined_is_free_and_is_asked_again_only_while_she_is(two, amal, farid):
    first, second = two
    with make.acting(farid):
        seat = seating.offer(first, amal, by=farid)
        seating.decline(seat, by=farid)
        seating.offer(second, amal, by=farid)

        with pytest.raises(ValidationError, match="seat at another round"):
            seating.offer_again(seat, by=farid)

    seat.refresh_from_db()
    assert seat.state == "declined"


def test_by_her_link_she_takes_no_second_seat_back(two, amal, farid):
    first, second = two
    with make.acting(farid):
        seat = seating.offer(first, amal, by=farid)
        link = links.make(
            Link.Kind.INVITATION, of=seat, language="en", by=farid,
            deadline=first.ends_at, answers_until=first.starts_at,
        ).link  # fmt: skip
        seating.decline_by_link(seat, by=link, words="")
        seating.offer(second, amal, by=farid)

    with pytest.raises(ValidationError) as refused:
        seating.accept_by_link(seat, by=link, words="")

    assert refused.value.messages == [
        "There is a seat at another round at that time already."
    ]


def test_a_round_is_not_settled_onto_another_that_somebody_sits_at(
    heron, amal, farid, worker
):
    first = make.workshop(heron, by=farid, state="provisional", seated=[amal])
    later = make.workshop(
        heron, by=farid, state="provisional", seated=[amal], starts_in=LATER
    )

    with make.acting(farid), pytest.raises(ValidationError, match=r"^\['A-01: There"):
        scheduling.settle(
            later, by=farid, starts_at=first.starts_at, ends_at=first.ends_at
        )

    assert Workshop.objects.get(pk=later.pk).starts_at == later.starts_at


@pytest.mark.parametrize("verb", ["postpone", "cancel"])
def test_a_round_that_is_off_keeps_nobody_from_another(two, amal, farid, verb):
    first, second = two
    _offer(first, amal, farid)
    scheduling.take(first, verb, by=farid)

    assert _offer(second, amal, farid).state == "offered"


def test_one_that_was_put_off_comes_back_only_where_all_are_free(two, amal, farid):
    first, second = two
    _offer(first, amal, farid)
    scheduling.take(first, "postpone", by=farid)
    _offer(second, amal, farid)

    with make.acting(farid), pytest.raises(ValidationError, match="A-01"):
        scheduling.settle(
            first, by=farid, starts_at=first.starts_at, ends_at=first.ends_at
        )

    assert Workshop.objects.get(pk=first.pk).state == "postponed"


def test_who_sits_elsewhere_then_is_not_asked_by_choosing(
    heron, amal, approved, farid, worker
):
    asked = make.canvassed(heron, by=farid)
    with make.acting(farid):
        for row in asked.canvasses.select_related("workshop", "candidacy__person"):
            canvasses.hear(row, Said("", {"1": "yes"}), by=farid)
    make.workshop(heron, by=farid, state="provisional", seated=[amal], starts_in=LATER)

    with make.acting(farid):
        foreseen = choosing.foresee(asked, "1", by=farid)
        weighed = foreseen.weighed
        assert ("weighs", "A-01 has a seat at another round then.") in weighed.reasons
        assert "Side A cannot reach its quorum of 1" in " ".join(weighed.blocked)
        choosing.choose(asked, "1", by=farid, despite="It has to be then.")

    assert (foreseen.elsewhere, foreseen.seats) == (["A-01"], 1)
    assert [seat.candidacy for seat in asked.seats.all()] == [approved[1]]


SAT = "UPDATE workshops_seat SET state = 'accepted' WHERE state = 'declined'"
MOVED = (
    "UPDATE workshops_workshop SET starts_at = starts_at - interval '29 days',"
    " ends_at = ends_at - interval '29 days' WHERE number = 3"
)


@pytest.mark.parametrize("statement", [SAT, MOVED])
def test_postgresql_refuses_it_whoever_writes(heron, two, amal, farid, statement):
    first, second = two
    with make.acting(farid):
        seating.decline(seating.offer(first, amal, by=farid), by=farid)
        seating.offer(second, amal, by=farid)
    third = make.workshop(
        heron, by=farid, state="provisional", seated=[amal], starts_in=LATER
    )
    assert third.number == 3

    with pytest.raises(IntegrityError, match="nobody_sits_at_two_rounds_at_once"):
        make.by_hand(statement)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_offer_her_a_seat_at_once_one_does(two, amal, farid, worker):
    told = []

    def offer(workshop):
        try:
            _offer(workshop, amal, farid)
        except ValidationError as refused:
            told.extend(refused.messages)
        finally:
            connection.close()

    hands = [Thread(target=offer, args=[each]) for each in two]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert Seat.objects.count() == 1
    assert told == ["A-01: There is a seat at another round at that time already."]


@pytest.mark.django_db(transaction=True)
def test_a_round_that_moves_while_a_seat_is_offered_books_nobody_twice(
    heron, amal, farid, worker
):
    """One offers at the first; the other moves the second, where she sits, onto it."""
    first = make.workshop(heron, by=farid, state="provisional")
    second = make.workshop(
        heron, by=farid, state="provisional", seated=[amal], starts_in=LATER
    )
    told = []

    def attempt(act):
        try:
            with make.acting(farid):
                act()
        except ValidationError as refused:
            told.extend(refused.messages)
        finally:
            connection.close()

    when = {"starts_at": first.starts_at, "ends_at": first.ends_at}
    acts = [
        lambda: seating.offer(first, amal, by=farid),
        lambda: scheduling.settle(second, by=farid, **when),
    ]
    hands = [Thread(target=attempt, args=[act]) for act in acts]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    moved = Workshop.objects.get(pk=second.pk).starts_at == first.starts_at
    assert (moved, Seat.objects.filter(workshop=first).count()) in [(1, 0), (0, 1)]
    assert told == ["A-01: There is a seat at another round at that time already."]
