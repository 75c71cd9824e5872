"""Counting: no small group can be told, by its number, by subtraction, or by what changed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workshops.counting import Table, shown

COUNTS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1, max_size=8
)
THRESHOLDS = st.integers(1, 9)


def test_nothing_is_hidden_where_everybody_is_many():
    assert shown({"A": 6, "B": 7}, 5) == {"A": 6, "B": 7}


def test_one_small_group_takes_the_next_with_it():
    assert shown({"A": 12, "B": 7, "C": 3}, 5) == {"A": 12, "B": None, "C": None}


def test_a_group_of_nobody_is_small_too():
    assert shown({"A": 12, "B": 9, "C": 0}, 5) == {"A": 12, "B": None, "C": None}


def test_two_small_groups_that_make_one_small_number_take_a_third():
    assert shown({"A": 12, "B": 9, "C": 1, "D": 2}, 5) == {
        "A": 12, "B": None, "C": None, "D": None,
    }  # fmt: skip


def test_what_is_left_alone_beside_its_total_is_hidden():
    assert shown({"A": 12, "B": 3}, 5) == {"A": None, "B": None}


def test_who_came_since_is_not_told_by_the_difference():
    before = Table(27, {"women": 12, "men": 15})

    now = shown({"women": 14, "men": 21}, 5, before)

    assert now == {"women": None, "men": None}


def test_a_group_that_stayed_as_it_was_is_shown_again():
    before = Table(27, {"women": 12, "men": 15})

    assert shown({"women": 12, "men": 22}, 5, before) == {"women": 12, "men": 22}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(COUNTS, THRESHOLDS)
def test_no_hidden_cell_can_be_reckoned_from_the_total(counts, threshold):
    cells = shown(counts, threshold)

    hidden = {name for name, count in cells.items() if count is None}
    together = sum(counts[name] for name in hidden)
    assert {n for n, count in counts.items() if count < threshold} <= hidden
    assert all(cells[name] == counts[name] for name in cells.keys() - hidden)
    if hidden and hidden != set(counts):
        assert len(hidden) > 1
        assert together >= threshold


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(COUNTS, COUNTS, THRESHOLDS)
def test_between_two_editions_no_small_change_can_be_reckoned(first, then, threshold):
    counts = {name: first.get(name, 0) + then.get(name, 0) for name in first}
    before = Table(sum(first.values()), shown(first, threshold))

    after = shown(counts, threshold, before)

    for name, count in after.items():
        was = before.cells[name]
        if count is not None and was is not None:
            assert not 0 < count - was < threshold
    groups = [{n for n, c in t.items() if c is None} for t in (before.cells, after)]
    if groups[0] <= groups[1] != set(counts):  # both sums can be reckoned
        grown = sum(then.get(name, 0) for name in groups[1])
        assert grown == 0 or grown >= threshold
