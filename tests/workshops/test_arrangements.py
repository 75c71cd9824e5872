"""Who sits with whom at one round: apart, in groups, around a table, and who speaks when."""

from dataclasses import replace

import make
import pytest
from django.core.exceptions import ValidationError

from participants import people
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.vault.errors import WrongKey
from workshops import arrangements, seating
from workshops.models import Workshop


@pytest.fixture
def four(heron, carla, vera, viktor, farid):
    """Two of each side have accepted; all of them speak English."""
    put = {"by": carla, "state": "approved", "officers": (vera, viktor)}
    known = [
        ("A", "Amal Haddad"),
        ("A", "Nour Saleh"),
        ("B", "Boris Lem"),
        ("B", "Ola Brun"),
    ]
    found = [
        make.candidacy(heron, side=side, name=name, languages=["English "], **put)
        for side, name in known
    ]
    made = make.workshop(heron, by=farid, state="provisional", seated=found)
    return Workshop.objects.select_related("initiative").get(pk=made.pk)


def codes(group):
    return {name.lower() for name, _side in group}


def test_people_of_both_sides_meet_and_no_plan_does_better(four, farid):
    with make.acting(farid):
        made = arrangements.arrange(four, by=farid, rounds=2, groups=2)
        again = arrangements.read(four, by=farid)

    assert again == made
    assert (made.meetings, made.bound) == (4, 4)
    for turn in made.groups:
        assert [sorted(side for _name, side in group) for group in turn] == [
            ["A", "B"]
        ] * 2


def test_who_is_kept_apart_shares_no_group_and_no_corner_of_the_table(four, farid):
    pair = ("a-01", "b-01")
    with make.acting(farid):
        arrangements.keep_apart(four, [pair], by=farid)
        made = arrangements.arrange(four, by=farid, rounds=3, groups=2)

    together = [set(pair) <= codes(group) for turn in made.groups for group in turn]
    assert together == [False] * 6
    table = made.table
    beside = {frozenset(two) for two in zip(table, [*table[1:], table[0]], strict=True)}
    assert frozenset(pair) not in beside
    assert made.meetings == 2  # of a-02 and b-02 the others would be left together


def test_who_is_kept_apart_is_sealed_with_the_people_and_arranges_nothing_by_itself(
    four, farid, rosa
):
    with make.acting(farid):
        arrangements.arrange(four, by=farid, rounds=1, groups=2)
        arrangements.keep_apart(four, [("a-01", "b-01")], by=farid)
        assert arrangements.read_apart(four, by=farid) == [("a-01", "b-01")]
        assert arrangements.read(four, by=farid) is None

    with make.acting(rosa), pytest.raises(Refused):
        arrangements.read_apart(four, by=rosa)
    with make.acting(rosa), pytest.raises((WrongKey, Refused)):
        arrangements.keep_apart(four, [], by=rosa)


def test_what_cannot_be_arranged_is_said_in_a_sentence_and_nothing_is_kept(
    four, farid, carla
):
    nour = four.seats.get(candidacy__person__code="a-02").candidacy.person
    with make.acting(carla):
        [known] = people.read([nour], by=carla)
        people.correct(nour, by=carla, particulars=replace(known, languages=["Arabic"]))

    with make.acting(farid):
        with pytest.raises(ValidationError, match="No plan was found"):
            arrangements.arrange(four, by=farid, rounds=1, groups=2)
        with pytest.raises(ValidationError, match="fewer people than groups"):
            arrangements.arrange(four, by=farid, rounds=1, groups=9)
        with pytest.raises(ValidationError, match="has a seat here: B-09"):
            arrangements.keep_apart(four, [("a-01", "b-09")], by=farid)

    four.refresh_from_db()
    assert (four.arrangement, four.apart) == (None, None)


def test_the_side_that_speaks_first_changes_with_every_session(four, farid):
    with make.acting(farid):
        made = arrangements.arrange(four, by=farid, rounds=1, groups=1)

    first = [made.speaking(session)[0][1] for session in range(4)]
    assert first == ["A", "B", "A", "B"]


def test_who_stays_away_since_is_named_on_the_page(four, farid, oskar, browse):
    with make.acting(farid):
        arrangements.arrange(four, by=farid, rounds=1, groups=2)
    seat = four.seats.get(candidacy__person__code="b-02")
    with make.acting(oskar):
        seating.decline(seat, by=oskar)

    page = browse(farid).get(f"/dialogues/heron/workshops/{four.number}/groups/")

    assert "somebody else comes or stays away" in page.text
    assert "B-02" in page.text


def test_the_page_of_a_turn_shows_code_names_and_no_others(four, farid, rosa, browse):
    with make.acting(farid):
        arrangements.arrange(four, by=farid, rounds=2, groups=2)

    way = f"/dialogues/heron/workshops/{four.number}/groups/2/"
    page, beyond = browse(rosa).get(way), browse(rosa).get(way.replace("/2/", "/3/"))

    assert "A-01" in page.text
    for name in ("Amal", "Nour", "Boris", "Ola"):
        assert name not in page.text
    assert beyond.status_code == 404


def test_pairs_are_typed_two_to_a_line_and_nothing_typed_is_lost(four, farid, browse):
    way = f"/dialogues/heron/workshops/{four.number}/groups/keep-apart/"
    client = browse(farid)

    wrong = client.post(way, {"pairs": "A-01 B-01\nA-02"})
    right = client.post(way, {"pairs": "A-01, B-01"})

    assert wrong.status_code == 422
    assert "Two code names to a line, not: A-02" in wrong.text
    assert "A-01 B-01\nA-02</textarea>" in wrong.text
    assert right.status_code == 302
    assert "A-01 B-01</textarea>" in client.get(way).text
    assert Entry.objects.filter(verb="keep apart").count() == 1
