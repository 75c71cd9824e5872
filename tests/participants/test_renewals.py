"""A newer list resets nobody whom no entry comes near: one officer signs for all, another confirms."""

import re

import lists
import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from roles import stepping_into

from participants import (
    checks,
    clearance,
    conflicts,
    judgements,
    looks,
    people,
    renewals,
    rescreening,
    watchlists,
)
from participants.models import Candidacy, Check, Judgement
from trackii import principal
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.rows import WORKER
from trackii.vault import keystore
from trackii.vault.errors import VaultLocked

NAMES = ["Amal Haddad", "Boris Lem", "Celia Rowe", "Noor Tamm"]
NOBODY = [(1, "QUILLON VEXTARP"), (2, "SOMEBODY OTHERWISE")]
NEWER = lists.un(*NOBODY, (3, "AMAL HADAD"), day="2026-03-09").encode()


@pytest.fixture
def four(heron, carla, vera, viktor):
    """Cleared by two of the lists as they were, and approved."""
    watchlists.add([lists.un(*NOBODY).encode()], by=None)
    return [
        make.candidacy(heron, by=carla, name=name, state="approved", officers=(vera, viktor))
        for name in NAMES
    ]  # fmt: skip


def _look_again(heron, by):
    with make.acting(by):
        rescreening.ask(heron, by=by)
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        rescreening.look_for_waiting()


def _sign(heron, by, words="Nobody listed comes near."):
    with make.acting(by):
        ready = renewals.gather(heron, by=by).first
        return renewals.sign(heron, by=by, words=words, read=ready.read)


def _confirm(heron, by):
    with make.acting(by):
        ready = renewals.gather(heron, by=by).second
        return renewals.confirm(heron, by=by, read=ready.read)


def _codes(some):
    return [check.person.code for check in some]


def _cleared(some):
    return [clearance.is_cleared(each) for each in some]


def test_a_newer_list_is_signed_for_once_for_all_whom_no_entry_comes_near(
    heron, four, vera, viktor, worker
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    looked = _cleared(four)
    with make.acting(vera):
        piles = renewals.gather(heron, by=vera)

    signed = _sign(heron, vera)
    after_one = _cleared(four)
    confirmed = _confirm(heron, viktor)

    assert (looked, after_one) == ([False] * 4, [False] * 4)
    assert _codes(piles.first.checks) == ["a-02", "a-03", "a-04"]
    assert _codes(piles.near) == ["a-01"]
    assert (signed, confirmed) == (3, 3)
    assert _cleared(four) == [False, True, True, True]
    states = {each.state for each in Candidacy.objects.all()}
    assert states == {"approved"}  # nobody is reset
    check = Check.objects.get(person=four[1].person, kind="sanctions")
    assert (check.state, check.found_by, check.settled_by) == ("clear", vera, viktor)
    for verb, who in (("check_again", vera), ("find", vera), ("clear", viktor)):
        acts = Entry.objects.filter(verb=verb, actor=who.pk, rows=3)
        assert acts.count() == 1
    with make.acting(vera):
        kept = checks.read(check, by=vera)
    assert kept.words == "Nobody listed comes near."
    assert [past["found"] for past in kept.history] == [make.FOUND]


def test_who_was_never_signed_for_is_signed_for_in_the_same_way(
    heron, carla, vera, viktor, worker
):
    watchlists.add([lists.un(*NOBODY).encode()], by=None)
    fresh = make.candidacy(heron, by=carla, name="Ola Brun", state="in_review",
                           officers=(vera, viktor))  # fmt: skip
    with make.acting(vera):
        assert renewals.gather(heron, by=vera).first.checks == []  # nobody looked yet
    _look_again(heron, vera)

    assert (_sign(heron, vera), _confirm(heron, viktor)) == (1, 1)
    assert _cleared([fresh]) == [True]


def test_what_two_ruled_out_is_remembered_while_the_entry_says_the_same(
    heron, four, vera, viktor, worker
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    with make.acting(vera):
        [hit] = looks.read(looks.find(four[0], by=vera), by=vera).hits
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another century."}
        clearance.judge(four[0], by=vera, version=hit.version, **said)
    with make.acting(viktor):
        clearance.second(Judgement.objects.get(), four[0], by=viktor)
    own = Check.objects.select_related("person").get(
        person=four[0].person, kind="sanctions"
    )
    with make.acting(vera):
        make.found(own, by=vera, outcome="false_positive")
    assert _confirm(heron, viktor) == 1
    assert _cleared(four[:1]) == [True]

    same = lists.un(*NOBODY, (3, "AMAL HADAD"), (4, "ONE MORE"), day="2026-03-16")
    watchlists.add([same.encode()], by=None)
    _look_again(heron, vera)
    with make.acting(vera):
        piles = renewals.gather(heron, by=vera)
    assert (len(piles.first.checks), piles.first.ruled_out) == (4, 1)
    assert piles.near == []
    _sign(heron, vera)
    _confirm(heron, viktor)
    assert _cleared(four) == [True] * 4
    own.refresh_from_db()
    assert own.state == "false_positive"

    worded = lists.un(*NOBODY, (3, "AMAL HADDAD"), (4, "ONE MORE"), day="2026-03-23")
    watchlists.add([worded.encode()], by=None)
    _look_again(heron, vera)
    with make.acting(vera):
        assert _codes(renewals.gather(heron, by=vera).near) == ["a-01"]


def test_nobody_is_second_to_herself_nor_does_who_vets_nobody_sign(
    heron, four, vera, carla, worker
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    _sign(heron, vera)

    with pytest.raises(ValidationError, match="Nothing was signed"):
        _confirm(heron, vera)
    with make.acting(carla), pytest.raises(Refused):
        renewals.gather(heron, by=carla)
    assert _cleared(four) == [False] * 4


def test_who_is_close_to_somebody_leaves_her_to_others(
    heron, four, vera, viktor, worker
):
    with make.acting(viktor):
        conflicts.declare(four[1], by=viktor, words="A cousin of mine.")
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    _sign(heron, vera)

    with make.acting(viktor):
        assert _codes(renewals.gather(heron, by=viktor).second.checks) == [
            "a-03",
            "a-04",
        ]


@pytest.mark.parametrize("when", ["before the first", "before the second"])
def test_what_changed_since_the_page_was_read_stops_all_of_it(
    when, heron, four, carla, vera, viktor, worker
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    if when == "before the second":
        _sign(heron, vera)
    by, read, act, more = (
        (vera, "first", renewals.sign, {"words": "Nobody."})
        if when == "before the first"
        else (viktor, "second", renewals.confirm, {})
    )
    with make.acting(by):
        was = getattr(renewals.gather(heron, by=by), read).read
    with make.acting(carla):
        [known] = people.read([four[1].person], by=carla)
        known.variants = ["Boris Lemm"]
        people.correct(four[1].person, by=carla, particulars=known)

    with make.acting(by), pytest.raises(ValidationError, match="Look again"):
        act(heron, by=by, read=was, **more)

    assert _cleared(four) == [False] * 4


def test_a_list_that_came_between_the_two_signatures_makes_the_first_worth_nothing(
    heron, four, vera, viktor, worker
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    _sign(heron, vera)
    newest = lists.un(*NOBODY, (3, "BORIS LEM"), day="2026-03-16").encode()
    watchlists.add([newest], by=None)

    with pytest.raises(ValidationError, match="Nothing was signed"):
        _confirm(heron, viktor)
    _look_again(heron, vera)
    with make.acting(viktor):
        piles = renewals.gather(heron, by=viktor)

    assert _codes(piles.second.checks) == ["a-03", "a-04"]
    assert _codes(piles.near) == ["a-02"]  # an entry is to be judged first


def test_the_database_confirms_nobody_who_was_not_looked_for(
    heron, four, vera, viktor, worker
):
    watchlists.add([NEWER], by=None)

    with pytest.raises(IntegrityError, match="nobody_is_cleared_without_a_look"):
        make.by_hand(
            "UPDATE participants_check SET against = lists_in_force(initiative_id)"
            " WHERE kind = 'sanctions' AND person_id = %s",
            four[1].person_id,
        )


def test_whose_key_is_gone_is_not_among_them(heron, four, vera, worker):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    keystore.destroy(four[3].person_id)

    with make.acting(vera):
        assert _codes(renewals.gather(heron, by=vera).first.checks) == ["a-02", "a-03"]


def test_locked_nobody_signs(heron, four, vera, worker):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)

    with pytest.raises(VaultLocked):
        renewals.gather(heron, by=vera)


def test_both_officers_hear_once_when_all_of_it_runs_out(
    heron, four, vera, viktor, worker
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    _sign(heron, vera)
    _confirm(heron, viktor)

    due = Letter.objects.filter(kind="recheck", state="due")
    assert due.count() == 2


def test_the_page_counts_first_and_takes_the_same_few_queries(
    heron, four, carla, vera, viktor, worker, browse
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    first, second = browse(vera), browse(viktor)
    way, counts = "/dialogues/heron/vetting/clear-of-lists/", []

    for number in (0, 6):
        for each in range(number):
            make.candidacy(heron, by=carla, name=f"Nobody N{each}", state="in_review",
                           officers=(vera, viktor))  # fmt: skip
        if number:
            _look_again(heron, vera)
        first.get(way)
        with CaptureQueriesContext(connection) as captured:
            shown = first.get(way).text
        counts.append(len(captured))
    read = re.search(r'name="read" value="(\w{64})"', shown)[1]
    signed = first.post(way, {"words": "Nobody comes near.", "read": read})
    waits = second.get(way).text
    read = re.search(r'name="read" value="(\w{64})"', waits)[1]
    confirmed = second.post(f"{way}confirm/", {"read": read})

    assert "9 people nobody listed comes near" in shown
    assert "A-01" in shown
    assert "9 people another officer signed for" in waits
    assert "Nobody comes near." in waits
    assert (signed.status_code, confirmed.status_code) == (302, 302)
    assert _cleared(four) == [False, True, True, True]
    assert counts[0] == counts[1]
    assert max(counts) <= 12
    locked = browse(vera, locked=True).get(way)
    assert "What was found is sealed" in locked.text
    assert "A-01" not in locked.text


def test_the_queue_says_how_many_wait_to_be_signed_for_and_to_be_confirmed(
    heron, four, vera, worker, browse
):
    watchlists.add([NEWER], by=None)
    _look_again(heron, vera)
    _sign(heron, vera)

    counted = rescreening.progress(heron)

    assert (counted.stale, counted.unsigned, counted.unconfirmed) == (0, 1, 3)
    shown = browse(vera).get("/dialogues/heron/vetting/").text
    assert "1 to be signed for, 3 to be confirmed" in shown


def test_a_newer_list_is_a_line_on_the_desk_of_who_vets_and_of_nobody_else(
    heron, four, carla, vera, viktor, worker, browse
):
    asked = "people are to be looked for on the lists in force"
    before = browse(vera).get("/").text
    newer = lists.un((1, "QUILLON VEXTARP"), (2, "NEW ONE"), day="2026-03-09")
    with make.acting(viktor):
        watchlists.add([newer.encode()], by=viktor)
    brought = {who.name: browse(who).get("/").text for who in (vera, viktor, carla)}
    [waits] = watchlists.waiting()
    watchlists.confirm(waits, by=vera)
    desks = {who.name: browse(who).get("/").text for who in (vera, viktor, carla)}
    type(heron).objects.filter(pk=heron.pk).update(state="paused")
    paused = browse(vera).get("/").text
    type(heron).objects.filter(pk=heron.pk).update(state="active")
    heron.refresh_from_db()
    _look_again(heron, vera)
    after = browse(vera).get("/").text

    assert asked not in before
    assert asked not in paused
    line = "waits for another officer to confirm it"
    assert [name for name, desk in brought.items() if line in desk] == [vera.name]
    assert [name for name, desk in desks.items() if line in desk] == []
    told = [name for name, desk in desks.items() if f"4 {asked}" in desk]
    assert told == [vera.name, viktor.name]
    assert asked not in after
