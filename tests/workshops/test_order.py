"""Orders around a table and of speaking, held against every order there is."""

from collections import Counter
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.breakouts import Guest, NoPlan
from workshops.order import around, sides_speaking, speaking

EN = frozenset({"en"})


def _room(sides):
    return [Guest(f"{side.lower()}-{n:02}", side, EN) for n, side in enumerate(sides)]


def _beside(order):
    return list(pairwise(order if len(order) == 2 else [*order, order[0]]))


def _seated(guests, **asked):
    try:
        return around(guests, **asked)
    except NoPlan as refused:
        return {"apart": None}[refused.kind]


def _of_one_side(order):
    return sum(one[0] == other[0] for one, other in _beside(order))


@pytest.mark.parametrize(
    "sides", ["AB", "AA", "AAA", "AABB", "AAAB", "AABBC", "AAABBC", "AAAABC", "AABBTT"]
)
def test_of_all_orders_around_a_table_none_alternates_better(sides):
    guests = _room(sides)

    order = around(guests)

    codes = [guest.code for guest in guests]
    assert sorted(order) == codes
    assert _of_one_side(order) == min(map(_of_one_side, permutations(codes)))


@settings(max_examples=80, deadline=None)
@given(st.text("ABCT", min_size=5, max_size=20), st.integers(0, 9), st.data())
def test_who_is_kept_apart_is_never_a_neighbour(sides, seed, data):
    guests = _room(sides)
    code = st.sampled_from([guest.code for guest in guests])
    apart = [
        pair
        for pair in data.draw(st.lists(st.tuples(code, code), max_size=3))
        if pair[0] != pair[1]
    ]

    order = _seated(guests, apart=apart, seed=seed)
    if order is None:  # in a larger circle there is always room for three pairs
        assert len(sides) <= 7
        return

    beside = {frozenset(pair) for pair in _beside(order)}
    assert sorted(order) == sorted(guest.code for guest in guests)
    assert not beside & set(map(frozenset, apart))
    assert around(guests[::-1], apart=apart, seed=seed) == order


def test_where_parting_two_costs_an_alternation_they_are_parted_all_the_same():
    order = around(_room("AABB"), apart=[("a-00", "b-02")])

    assert frozenset({"a-00", "b-02"}) not in map(frozenset, _beside(order))
    assert _of_one_side(order) == 2


def test_three_around_a_table_cannot_be_parted():
    with pytest.raises(NoPlan) as refused:
        around(_room("ABC"), apart=[("a-00", "b-01")])

    assert (refused.value.kind, refused.value.codes) == ("apart", ("a-00", "b-01"))


@pytest.mark.parametrize("sides", ["A", "AB", "ABC", "ABCD", "ABCDE", "ABCDEF"])
def test_every_side_speaks_everywhere_as_often_and_follows_every_other_as_often(sides):
    sessions = len(sides) * (1 + len(sides) % 2)

    orders = [sides_speaking(sides, session=number) for number in range(sessions)]

    places = Counter(
        (place, side) for order in orders for place, side in enumerate(order)
    )
    follows = Counter(pair for order in orders for pair in pairwise(order))
    assert set(places.values()) == {sessions // len(sides)}
    assert len(follows) == len(sides) * (len(sides) - 1)
    assert len(set(follows.values())) <= 1
    assert all(
        {orders[n][0] for n in range(first, first + len(sides))} == set(sides)
        for first in range(0, sessions, len(sides))
    )


def test_inside_a_side_the_first_word_moves_on_and_the_chair_has_none():
    guests = _room("AAABBT")

    orders = [speaking(guests, session=number) for number in range(3)]

    assert orders == [
        ("a-00", "b-03", "a-01", "b-04", "a-02"),
        ("b-04", "a-01", "b-03", "a-02", "a-00"),
        ("a-02", "b-03", "a-00", "b-04", "a-01"),
    ]


def test_nobody_there_is_nobody_seated():
    assert around([]) == ()
    assert speaking(_room("T"), session=0) == ()
