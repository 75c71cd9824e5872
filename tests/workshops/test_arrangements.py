"""Who sits with whom at one round: apart, in groups, around a table, and who speaks when."""

from dataclasses import replace

import make
import pytest
from django.core.exceptions import ValidationError

from participants import people
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.vault.errors import WrongKey
from workshops import arrangements, regrouping, seating
from workshops.models import Workshop
from workshops.regrouping import Move


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


@pytest.fixture
def arranged(four, farid):
    """One round of two groups: A-01 with one of B, A-02 with the other."""
    with make.acting(farid):
        arrangements.keep_apart(four, [("a-01", "b-01")], by=farid)
        arrangements.arrange(four, by=farid, rounds=1, groups=2)
    return four


def groups_of(workshop, farid):
    with make.acting(farid):
        return [set(g) for g in arrangements.read(workshop, by=farid).rounds[0]]


def group_of(workshop, code, farid):
    """By the number people are told."""
    [found] = [n for n, g in enumerate(groups_of(workshop, farid), 1) if code in g]
    return found


def test_two_change_places_by_hand_and_what_is_told_of_the_groups_is_true_again(
    arranged, farid
):
    there = group_of(arranged, "a-02", farid)

    with make.acting(farid):
        move = Move(1, "a-01", there, exchange="a-02", reason="They travel together.")
        regrouping.regroup(arranged, move, by=farid)
        made = arrangements.read(arranged, by=farid)
        told = regrouping.read(arranged, by=farid)

    assert groups_of(arranged, farid)[there - 1] == {"a-01", "b-01"}
    assert (made.meetings, made.by_hand) == (1, True)  # two kept apart are no meeting
    assert told == [move]
    assert Entry.objects.filter(verb="regroup").count() == 1


def test_who_is_kept_apart_is_said_before_they_meet_and_it_takes_a_reason(
    arranged, farid
):
    there, before = group_of(arranged, "b-01", farid), groups_of(arranged, farid)
    move = Move(1, "a-01", there, exchange="a-02", reason="  ")

    with make.acting(farid), pytest.raises(ValidationError) as refused:
        regrouping.regroup(arranged, move, by=farid)

    assert refused.value.message_dict == {
        "reason": [
            "A-01, B-01 are kept apart, and would be in one group.",
            "Say why it is done all the same.",
        ]
    }
    assert groups_of(arranged, farid) == before
    assert not Entry.objects.filter(verb="regroup").exists()


def test_a_side_is_spread_unevenly_for_a_reason_alone(arranged, farid):
    there = group_of(arranged, "a-02", farid)
    with make.acting(farid), pytest.raises(ValidationError) as refused:
        regrouping.regroup(arranged, Move(1, "a-01", there), by=farid)
    said = refused.value.messages
    assert "Of side A there would be 2 in one group and 0 in another." in said

    with make.acting(farid):
        because = "She is new, and asked to listen first."
        regrouping.regroup(arranged, Move(1, "a-01", there, reason=because), by=farid)
        back = Move(1, "a-02", 3 - there, exchange="")
        regrouping.regroup(arranged, back, by=farid)  # evener than before: no reason

    assert groups_of(arranged, farid)[2 - there] >= {"a-02"}


def test_who_could_not_follow_is_named(arranged, farid, carla):
    nour = arranged.seats.get(candidacy__person__code="a-02").candidacy.person
    with make.acting(carla):
        [known] = people.read([nour], by=carla)
        speaks = replace(known, languages=["Arabic", "Azeri"])
        people.correct(nour, by=carla, particulars=speaks)
    move = Move(1, "a-02", group_of(arranged, "a-01", farid), exchange="a-01")

    with make.acting(farid), pytest.raises(ValidationError) as refused:
        regrouping.regroup(arranged, move, by=farid)

    assert "could not follow each other: A-02, B-02" in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("code", "exchange", "error"),
    [
        ("a-09", "", {"__all__": ["The groups were arranged anew. Choose again."]}),
        ("a-02", "", {"to": ["A-02 is in group {there} already."]}),
        ("a-01", "b-02", {"exchange": ["B-02 is not in group {there}."]}),
    ],
)
def test_nobody_is_moved_who_is_elsewhere_by_now(
    arranged, farid, code, exchange, error
):
    there = group_of(arranged, "a-02", farid)

    with make.acting(farid), pytest.raises(ValidationError) as refused:
        regrouping.regroup(arranged, Move(1, code, there, exchange), by=farid)

    told = getattr(refused.value, "message_dict", None) or {
        "__all__": refused.value.messages
    }
    assert told == {k: [v.format(there=there) for v in vs] for k, vs in error.items()}


def test_no_group_is_left_empty(arranged, farid):
    there = group_of(arranged, "a-02", farid)
    with make.acting(farid):
        first = Move(1, "a-01", there, reason="To hear them all.")
        last = replace(first, code="b-02")
        regrouping.regroup(arranged, first, by=farid)
        with pytest.raises(ValidationError, match="Nobody would be left"):
            regrouping.regroup(arranged, last, by=farid)


def test_somebody_is_moved_on_a_page_and_who_may_not_know_the_people_reads_no_reason(
    arranged, farid, rosa, browse
):
    there = group_of(arranged, "b-01", farid)
    way = f"/dialogues/heron/workshops/{arranged.number}/groups/"
    sent = {"code": "a-01", "to": there, "exchange": "a-02"}

    asked = browse(farid).post(f"{way}1/by-hand/", sent)
    done = browse(farid).post(
        f"{way}1/by-hand/", sent | {"reason": "The two of them asked for it."}
    )

    assert asked.status_code == 422
    assert "A-01, B-01 are kept apart" in asked.text
    assert done.status_code == 302
    page = browse(farid).get(way).text
    assert f"Round 1: A-01 to group {there}, in exchange for A-02." in page
    assert "The two of them asked for it." in page
    hers = browse(rosa).get(way).text
    assert "Somebody was moved by hand" in hers
    assert "The two of them asked for it." not in hers


def test_what_was_changed_by_hand_is_gone_when_groups_are_arranged_anew(
    arranged, farid
):
    there = group_of(arranged, "b-01", farid)
    move = Move(1, "a-01", there, exchange="a-02", reason="They asked for it.")
    with make.acting(farid):
        regrouping.regroup(arranged, move, by=farid)
        arrangements.arrange(arranged, by=farid, rounds=1, groups=2)

        assert regrouping.read(arranged, by=farid) == []
        assert not arrangements.read(arranged, by=farid).by_hand
