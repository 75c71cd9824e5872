"""Balance: counted side by side in memory, against numbers only the team can read."""

import make
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import balance, matrix
from participants.models import Candidacy
from trackii.audit.models import Entry


def _member(side, standing="ready", gender="woman"):
    return matrix.Member(side, standing, {"gender": gender})


def _rows(people, *, wanted=None, values=("woman", "man"), sides=("A", "B")):
    rows = matrix.table(
        people, "gender", values=values, sides=sides, wanted=wanted or {}
    )
    return {
        row.value: [(c.ready, c.coming, c.reserve, c.gap) for c in row.cells]
        for row in rows
    }


def test_each_side_is_counted_by_value_and_by_how_far_people_are():
    people = [
        _member("A"), _member("A", "coming"), _member("B", "reserve"),
        _member("B", gender="man"),
    ]  # fmt: skip

    assert _rows(people) == {
        "woman": [(1, 1, 0, 0), (0, 0, 1, 0)],
        "man": [(0, 0, 0, 0), (1, 0, 0, 0)],
    }


def test_who_is_on_the_way_fills_a_gap_and_who_is_in_reserve_does_not():
    people = [_member("A"), _member("A", "coming"), _member("B", "reserve")]

    assert _rows(people, wanted={"woman": 3}) == {"woman": [(1, 1, 0, 1), (0, 0, 1, 3)]}


def test_somebody_of_whom_it_is_not_known_fills_no_gap():
    assert _rows([_member("A", gender="")], wanted={"man": 1}) == {
        "man": [(0, 0, 0, 1), (0, 0, 0, 1)],
        "": [(1, 0, 0, 0), (0, 0, 0, 0)],
    }


def test_a_value_nobody_foresaw_is_counted_and_another_side_is_not():
    people = [_member("A", gender="other"), _member("T")]

    assert _rows(people) == {"other": [(1, 0, 0, 0), (0, 0, 0, 0)]}


def test_a_standing_that_is_none_is_refused():
    with pytest.raises(ValueError, match="seated"):
        _rows([_member("A", "seated")])


@pytest.mark.django_db
def test_a_table_is_counted_by_state_and_the_third_party_is_left_out(
    heron, carla, vera, viktor
):
    put = {"by": carla, "officers": (vera, viktor), "actor_type": "academic"}
    for state in ("approved", "in_review", "declined", "reserve"):
        make.candidacy(heron, state=state, **put)
    make.candidacy(heron, side="T", state="approved", **put)

    with make.acting(carla):
        balance.want(heron, by=carla, numbers={"actor_type": {"academic": 3}})
        [table] = [
            each for each in balance.tables(heron, ["A", "B"], by=carla)
            if each.attribute == "actor_type"
        ]  # fmt: skip

    [(word, row)] = table.rows
    assert word == "Academic"
    assert [(c.side, c.ready, c.coming, c.reserve, c.gap) for c in row.cells] == [
        ("A", 1, 1, 1, 1), ("B", 0, 0, 0, 3),
    ]  # fmt: skip


@pytest.mark.django_db
def test_only_who_may_nominate_says_what_is_wanted(heron, vera, oskar, rosa, rhea):
    for other in (vera, oskar, rosa, rhea):
        with make.acting(other), pytest.raises(PermissionDenied):
            balance.want(heron, by=other, numbers={})


@pytest.mark.django_db
def test_what_is_wanted_stands_nowhere_in_the_clear(heron, carla):
    with make.acting(carla):
        balance.want(heron, by=carla, numbers={"actor_type": {"academic": 3}})
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM participants_target t")
        [(row,)] = cursor.fetchall()

    assert "academic" not in row
    assert b"academic".hex() not in row
    assert Entry.objects.get(verb="want").actor == carla.pk


@pytest.mark.django_db
def test_the_matrix_is_a_page_and_costs_the_same_for_one_and_for_many(
    heron, carla, browse
):
    browser, counts = browse(carla), []
    browser.post("/dialogues/heron/balance/wanted/", {"actor_type-academic": 2})
    for heads in (1, 0, 9):
        for number in range(heads):
            make.candidacy(
                heron, by=carla, name=f"Somebody {number}", actor_type="academic"
            )
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/dialogues/heron/balance/").text
        counts.append(len(asked))

    assert counts[1] == counts[2] <= 12  # the first builds what is built once
    assert "+10 on the way" in page
    assert "2 missing" in page  # on side B
    assert Candidacy.objects.count() == 10


@pytest.mark.django_db
def test_a_locked_vault_shows_no_number(heron, carla, browse):
    make.candidacy(heron, by=carla, actor_type="academic")

    page = browse(carla, locked=True).get("/dialogues/heron/balance/").text

    assert "The attributes of people are sealed." in page
    assert "on the way</small>" not in page
