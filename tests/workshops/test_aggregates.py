"""Numbers for donors: drawn up by one, released by another, small groups nowhere in them."""

import csv
import io

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from dialogues.models import Initiative
from trackii.states import WrongState
from workshops import aggregates
from workshops.aggregates import Numbers
from workshops.models import Aggregate

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(in_session, heron, oskar, farid):
    """Two were there, one of each side, at a table whose threshold lets one be counted."""
    make.attended(in_session, by=farid)
    Initiative.objects.filter(pk=heron.pk).update(threshold=1)
    heron.refresh_from_db()
    with make.acting(oskar):
        return aggregates.draw_up(heron, by=oskar)


def _read(aggregate, *, by):
    with make.acting(by):
        return aggregates.read(aggregate, by=by)


def _released(aggregate, *, by):
    with make.acting(by):
        aggregates.release(aggregate, by=by)
    return aggregate


def test_each_person_is_counted_once_by_what_is_known_of_her(counted, carla):
    numbers = _read(counted, by=carla)

    assert (numbers.people, numbers.threshold) == (2, 1)
    assert numbers.tables["side"] == {"A": 1, "B": 1}
    assert set(numbers.tables["actor_type"].values()) == {None}  # of one kind all


def test_below_the_threshold_there_is_no_number_at_all(in_session, heron, oskar, farid):
    make.attended(in_session, by=farid)

    with make.acting(oskar):
        numbers = aggregates.read(aggregates.draw_up(heron, by=oskar), by=oskar)

    assert numbers.people is None
    assert {n for cells in numbers.tables.values() for n in cells.values()} == {None}


def test_a_reader_sees_what_is_released_and_nothing_before(counted, rhea, carla):
    with pytest.raises(PermissionDenied):
        _read(counted, by=rhea)

    _released(counted, by=carla)

    assert _read(counted, by=rhea).people == 2


def test_who_drew_them_up_does_not_release_them(heron, in_session, farid, carla):
    make.attended(in_session, by=farid)
    with make.acting(carla):
        drawn = aggregates.draw_up(heron, by=carla)

    with pytest.raises(PermissionDenied, match="does not release them"):
        _released(drawn, by=carla)
    with pytest.raises(IntegrityError, match="numbers_leave_on_two_signatures"):
        make.by_hand(
            "UPDATE workshops_aggregate SET state = 'released', released_at = now(),"
            " released_by_id = drawn_up_by_id"
        )


@pytest.mark.parametrize("who", ["oskar", "farid", "vera", "rosa", "rhea"])
def test_nobody_but_a_convener_releases_or_recalls(counted, who, request):
    with pytest.raises(PermissionDenied):
        _released(counted, by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["vera", "rosa", "rhea"])
def test_who_carries_nothing_away_draws_nothing_up(heron, who, request):
    user = request.getfixturevalue(who)
    with make.acting(user), pytest.raises(PermissionDenied):
        aggregates.draw_up(heron, by=user)


def test_nobody_signs_another_edition_than_she_read(counted, carla, oskar, browse):
    table = counted.initiative
    numbers = f"/dialogues/{table.code}/numbers"
    page = browse(carla)
    with make.acting(oskar):
        waiting = aggregates.draw_up(table, by=oskar)
    shown = page.get(f"{numbers}/").text
    with make.acting(oskar):
        newer = aggregates.draw_up(table, by=oskar)

    link = f"{numbers}/release/?edition={waiting.edition}"
    said = {"edition": waiting.edition}
    late = page.get(link, follow=True)
    signed = page.post(f"{numbers}/release/", said, follow=True)
    blind = page.post(f"{numbers}/release/", follow=True)

    assert f'href="{link}"' in shown
    said = f"You read edition {waiting.edition}; now it is edition {newer.edition}"
    assert [said in answer.text for answer in (late, signed)] == [True, True]
    assert (blind.status_code, "names none" in blind.text) == (409, True)
    newer.refresh_from_db()
    assert newer.state == "drawn_up"
    page.post(f"{numbers}/release/", {"edition": newer.edition})
    newer.refresh_from_db()
    assert newer.state == "released"


def test_a_recalled_edition_is_read_no_more(counted, carla, rhea):
    _released(counted, by=carla)

    aggregates.recall(counted, by=carla)

    with pytest.raises(WrongState):
        _read(counted, by=rhea)
    assert aggregates.out(counted.initiative) is None


def test_few_who_came_since_keep_the_next_edition_back(
    counted, heron, carla, oskar, farid, vera, viktor
):
    _released(counted, by=carla)
    Initiative.objects.filter(pk=heron.pk).update(threshold=5)
    heron.refresh_from_db()
    both = [
        make.candidacy(heron, side=side, name=name, state="approved", by=carla,
                       officers=(vera, viktor))
        for side, name in (("A", "Ines Faye"), ("B", "Ola Brun"))
    ]  # fmt: skip
    later = make.workshop(heron, by=farid, state="in_session", seated=both)
    make.attended(later, by=farid)

    with make.acting(oskar), pytest.raises(ValidationError, match="would tell who"):
        aggregates.draw_up(heron, by=oskar)


def test_a_new_edition_takes_the_place_of_what_was_out(counted, heron, carla, oskar):
    _released(counted, by=carla)
    with make.acting(oskar):
        second = aggregates.draw_up(heron, by=oskar)

    _released(second, by=carla)

    states = dict(Aggregate.objects.values_list("edition", "state"))
    assert states == {1: "superseded", 2: "released"}


def test_the_numbers_are_sealed_and_no_row_tells_them(counted, carla, heron):
    with connection.cursor() as cursor:
        cursor.execute("SELECT workshops_aggregate::text FROM workshops_aggregate")
        [[row]] = cursor.fetchall()

    assert "side" not in row
    assert "woman" not in row


def test_the_file_says_what_the_page_says_and_no_formula(counted, carla, browse):
    _released(counted, by=carla)

    answer = browse(carla).get("/dialogues/heron/numbers/numbers.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[:4] == [
        ["Kind", "Which", "People"],
        ["Took part", "all", "2"],
        ["Side", "A", "1"],
        ["Side", "B", "1"],
    ]
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")] == []


def test_what_is_small_has_no_number_in_the_file():
    tables = {"side": {"A": 12, "B": None, "C": None}}
    numbers = Numbers(5, 3, 7, 2, 20, tables)

    assert aggregates.rows(numbers) == [
        ["Kind", "Which", "People"],
        ["Took part", "all", "20"],
        ["Side", "A", "12"],
        ["Side", "All others together", "8"],
    ]


def test_a_reader_sees_the_page_and_carries_nothing_away(counted, carla, rhea, browse):
    _released(counted, by=carla)
    client = browse(rhea)

    page = client.get("/dialogues/heron/numbers/")
    file = client.get("/dialogues/heron/numbers/numbers.csv")

    assert "People who took part" in page.content.decode()
    assert "Draw the numbers up" not in page.content.decode()
    assert (page.status_code, file.status_code) == (200, 403)
