"""What waits for an officer's word on the lists is a key away, one after another."""

import lists
import make
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import (
    clearance,
    conflicts,
    judgements,
    looks,
    people,
    rescreening,
    turns,
    watchlists,
)
from participants.models import Check, Judgement
from participants.turns import CHECK, Turn
from trackii.vault.errors import VaultLocked

NEAR = lists.un(
    (1, "AMAL HADAD"), (2, "AMAL HADDADE"), (3, "BORIS LEMM"), (4, "QUILLON VEXTARP")
)
NEXT = "/dialogues/heron/vetting/next-entry/"


@pytest.fixture
def three(heron, carla, vera, viktor):
    """Two of them come near what is listed, the first one twice."""
    watchlists.add([NEAR.encode()], by=None)
    found = [
        make.candidacy(heron, by=carla, name=name, state="in_review",
                       officers=(vera, viktor))
        for name in ("Amal Haddad", "Boris Lem", "Celia Rowe")
    ]  # fmt: skip
    for each in found:
        make.looked_for(each, by=vera)
    return found


def _waiting(heron, by):
    with make.acting(by):
        return turns.waiting(heron, by=by)


def _judge(candidacy, by, verdict=judgements.SOMEBODY_ELSE):
    """The first entry nobody has judged."""
    with make.acting(by):
        looked = looks.read(looks.find(candidacy, by=by), by=by)
        hit = next(each for each in looked.hits if each.judged is None)
        clearance.judge(candidacy, by=by, version=hit.version, verdict=verdict,
                        grounds="Another century.")  # fmt: skip


def _second(candidacy, by):
    with make.acting(by):
        for judgement in Judgement.objects.filter(person=candidacy.person, signed_by=None):  # fmt: skip
            clearance.second(judgement, candidacy, by=by)


def test_what_one_officer_said_waits_for_another_and_then_for_the_check(
    heron, three, vera, viktor
):
    at_first = _waiting(heron, vera)
    _judge(three[0], vera)
    _judge(three[0], vera)
    hers, his = _waiting(heron, vera), _waiting(heron, viktor)
    _second(three[0], viktor)

    assert at_first == [Turn("a-01", 1), Turn("a-01", 2), Turn("a-02", 1)]
    assert hers == at_first[2:]
    assert his == at_first
    assert _waiting(heron, vera) == [Turn("a-01", CHECK), *at_first[2:]]
    check = Check.objects.get(person=three[0].person, kind="sanctions")
    with make.acting(vera):
        make.found(check, by=vera, outcome="false_positive")
    assert _waiting(heron, vera) == at_first[2:]


def test_who_is_held_to_be_listed_is_with_legal_and_waits_for_no_word(
    heron, three, vera, viktor
):
    _judge(three[1], vera, judgements.HER)
    _second(three[1], viktor)

    assert {turn.code for turn in _waiting(heron, vera)} == {"a-01"}


def test_nobody_is_led_to_whom_she_signs_nothing_about(heron, three, vera, carla):
    with make.acting(vera):
        conflicts.declare(three[0], by=vera, words="My aunt.")

    assert [turn.code for turn in _waiting(heron, vera)] == ["a-02"]
    with make.acting(carla), pytest.raises(PermissionDenied):
        turns.waiting(heron, by=carla)
    with pytest.raises(VaultLocked):
        turns.waiting(heron, by=vera)


def test_whose_look_is_stale_waits_to_be_looked_for_and_for_no_word(
    heron, three, carla, vera
):
    with make.acting(carla):
        [known] = people.read([three[0].person], by=carla)
        known.variants = ["Amal Haddadi"]
        people.correct(three[0].person, by=carla, particulars=known)

    assert [turn.code for turn in _waiting(heron, vera)] == ["a-02"]


def test_behind_the_last_comes_the_first_again():
    every = [Turn("a-01", 1), Turn("a-01", 2), Turn("b-02", CHECK)]

    assert turns.following(every, "a-01", 1) == every[1]
    assert turns.following(every, "a-01") == every[0]
    assert turns.following(every, "a-01", 2) == every[2]
    assert turns.following(every, "b-02", CHECK) == every[0]
    assert turns.following([], "a-01") is None


def test_who_signs_is_taken_to_what_waits_next(heron, three, vera, viktor, browse):
    first, second = browse(vera), browse(viktor)
    way = "/dialogues/heron/people/"

    led = [first.get(NEXT)["Location"]]
    for _entry in range(3):
        shown = first.get(led[-1])
        version = shown.text.split('name="version" value="')[1][:64]
        said = {"verdict": "somebody_else", "grounds": "Younger.", "version": version}
        led.append(first.post(led[-1], said)["Location"])
    assert led == [
        f"{way}a-01/screening/1/", f"{way}a-01/screening/2/",
        f"{way}a-02/screening/1/", f"{way}a-02/screening/",
    ]  # fmt: skip
    assert first.get(NEXT)["Location"] == "/dialogues/heron/vetting/clear-of-lists/"
    his = second.get(f"{NEXT}?past=a-01&number=1")["Location"]
    assert his == f"{way}a-01/screening/2/"
    pk = Judgement.objects.filter(person=three[1].person).get().pk
    seconded = second.post(f"{way}a-02/judgements/{pk}/second/")
    assert seconded["Location"] == f"{way}a-02/checks/sanctions/"
    for odd in ("?past=%00&number=-1", "?past=" + "x" * 900, "?number=9999999999"):
        assert second.get(NEXT + odd).status_code == 302
    assert browse(vera, locked=True).get(NEXT).status_code == 302


def test_the_pages_say_how_many_wait_in_the_same_few_queries(
    heron, three, carla, vera, viktor, browse
):
    browser, counts = browse(vera), []
    _judge(three[1], vera)
    way = "/dialogues/heron/vetting/clear-of-lists/"

    for number in (0, 6):
        for each in range(number):
            more = make.candidacy(heron, by=carla, name=f"Amal Hadd{'a' * each}d",
                                  state="in_review", officers=(vera, viktor))  # fmt: skip
            make.looked_for(more, by=vera)
        browser.get(way)
        with CaptureQueriesContext(connection) as captured:
            shown = browser.get(way).text
        counts.append(len(captured))

    assert "possible match under judgement" in shown
    assert "Next entry that waits for you" in shown
    assert rescreening.progress(heron).matched == 1
    assert "1 possible match under judgement" in browser.get("/dialogues/heron/vetting/").text  # fmt: skip
    assert counts[0] == counts[1]
    assert max(counts) <= 12


def test_the_person_stands_beside_the_entry_with_her_birth_in_words(
    heron, three, carla, vera, browse
):
    with make.acting(carla):
        [known] = people.read([three[0].person], by=carla)
        known.born, known.nationalities = "1958-02-11", ["Poland"]
        people.correct(three[0].person, by=carla, particulars=known)
    make.looked_for(three[0], by=vera)

    shown = browse(vera).get("/dialogues/heron/people/a-01/screening/1/").text

    assert "11 February 1958" in shown
    assert "Poland" in shown
    assert "1958-02-11" not in shown
