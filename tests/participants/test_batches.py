"""Several at once: ticked, counted, read, and then all of them or none."""

import re

import lists
import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import batches, checks, conflicts, renewals, watchlists
from participants.models import Candidacy, Check

pytestmark = pytest.mark.django_db

NAMES = ["Amal Haddad", "Boris Lem", "Celia Rowe"]


@pytest.fixture
def three(heron, carla):
    return [make.candidacy(heron, by=carla, name=name) for name in NAMES]


def _go(heron, verb, by, words="", only=None):
    """What the two pages do: look at who is ready, and act on what was read."""
    with make.acting(by):
        if verb == "lists" and words:
            ready = renewals.gather(heron, by=by).first
            return renewals.sign(heron, by=by, words=words, read=ready.read)
        if verb == "lists":
            ready = renewals.gather(heron, by=by).second
            return renewals.confirm(heron, by=by, read=ready.read)
        ready = batches.eligible(heron, verb, by=by)
        shown = batches.show(ready, verb, by=by)
        read = {row.code: row.read for row in shown if not only or row.code in only}
        return batches.carry_out(heron, verb, read, by=by, words=words)


def _states():
    return [state for (state,) in Candidacy.objects.values_list("state")]


def test_two_officers_bring_everybody_from_a_list_to_decisions(
    heron, three, carla, vera, viktor
):
    for each in three:
        make.looked_for(each, by=vera)

    done = [
        _go(heron, verb, by, words)
        for verb, by, words in (
            ("sound_out", carla, ""), ("review", vera, ""),
            ("clear", vera, "Nothing found."), ("lists", vera, "Nobody comes near."),
            ("recommend", vera, "Warm."),
            ("confirm", viktor, ""), ("lists", viktor, ""), ("approve", viktor, "Agreed."),
        )
    ]  # fmt: skip

    assert done == [3] * 8
    assert _states() == ["approved"] * 3
    signed = Candidacy.objects.values_list("recommended_by", "decided_by")
    assert set(signed) == {(vera.pk, viktor.pk)}


@pytest.mark.parametrize("verb", ["approve", "hold", "decline", "confirm"])
def test_nobody_is_second_to_herself_for_several(heron, three, vera, verb):
    _go(heron, "review", vera)
    _go(heron, "clear", vera, "Nothing found.")
    _go(heron, "recommend", vera, "Warm.")

    with make.acting(vera):
        assert batches.eligible(heron, verb, by=vera) == []


def test_who_is_close_to_one_of_them_takes_no_step_about_her(heron, three, vera):
    with make.acting(vera):
        conflicts.declare(three[1], by=vera, words="My aunt.")

    _go(heron, "review", vera)

    assert _states() == ["in_review", "nominated", "in_review"]


def test_nobody_is_approved_in_a_list_before_her_checks_are_cleared(
    heron, three, vera, viktor
):
    _go(heron, "review", vera)
    _go(heron, "recommend", vera, "Warm.")
    make.cleared(three[0], (vera, viktor))

    with make.acting(viktor):
        lacking = dict(batches.in_the_way(heron, "approve", by=viktor))
    _go(heron, "approve", viktor, "Agreed.")

    assert _states() == ["approved", "in_review", "in_review"]
    assert lacking.keys() == {"A-02", "A-03"}
    assert "Sanctions (pending)" in lacking["A-02"]


def test_whose_lists_moved_on_is_left_out_and_named(heron, three, vera, viktor, browse):
    _go(heron, "review", vera)
    _go(heron, "recommend", vera, "Warm.")
    make.cleared(three[0], (vera, viktor))
    newer = lists.un((1, "QUILLON VEXTARP"), (2, "NEW ONE"), day="2026-03-09")
    watchlists.add([newer.encode()], by=None)

    with make.acting(viktor):
        assert batches.eligible(heron, "approve", by=viktor) == []
        with pytest.raises(ValidationError, match="A-01 changed"):
            batches.carry_out(heron, "approve", {"a-01": ""}, by=viktor, words="Yes.")

    shown = browse(viktor).get("/dialogues/heron/several/approve/").text
    assert "Sanctions (the lists moved on)" in shown
    assert _states() == ["in_review"] * 3


def test_one_that_changed_meanwhile_stops_all_of_them(heron, three, vera, viktor):
    _go(heron, "review", vera)
    _go(heron, "recommend", vera, "Warm.")
    with make.acting(viktor):
        ready = batches.eligible(heron, "decline", by=viktor)
        read = {row.code: row.read for row in batches.show(ready, "decline", by=viktor)}
    with make.acting(vera):
        make.sign(three[2], "recommend", by=vera, grounds="One of them cooled.")

    with make.acting(viktor), pytest.raises(ValidationError, match="A-03 changed"):
        batches.carry_out(heron, "decline", read, by=viktor, words="No.")

    assert _states() == ["in_review"] * 3


def test_a_check_that_was_revised_meanwhile_is_not_confirmed(
    heron, three, vera, viktor
):
    _go(heron, "review", vera)
    _go(heron, "clear", vera, "Nothing found.")
    with make.acting(viktor):
        ready = batches.eligible(heron, "confirm", by=viktor)
        read = {row.code: row.read for row in batches.show(ready, "confirm", by=viktor)}
    check = Check.objects.select_related("person").filter(kind="office").first()
    with make.acting(vera):
        checks.find(
            check,
            by=vera,
            outcome="clear",
            words="On the phone.",
            read=make.read(check),
        )

    with make.acting(viktor), pytest.raises(ValidationError, match="changed meanwhile"):
        batches.carry_out(heron, "confirm", read, by=viktor)

    assert not Check.objects.filter(state="clear").exists()


def test_nobody_but_officers_and_nominators_takes_their_steps(
    heron, three, farid, oskar, vera
):
    for verb, other in (("review", farid), ("approve", oskar), ("sound_out", vera)):
        with make.acting(other), pytest.raises(PermissionDenied):
            batches.carry_out(heron, verb, {"a-01": ""}, by=other)

    assert _states() == ["nominated"] * 3


def test_the_second_page_says_how_many_and_who_before_anything_is_done(
    heron, three, vera, browse
):
    browser, url = browse(vera), "/dialogues/heron/several/review/"

    first = browser.get(url).text
    second = browser.get(f"{url}?who=a-01&who=a-03").text
    before = _states()
    fields = re.findall(r'name="(who|read)" value="([^"]*)"', second)
    data = {name: [v for n, v in fields if n == name] for name in ("who", "read")}
    answer = browser.post(url, data, follow=True)

    assert first.count('type="checkbox" name="who"') == 3
    assert "Take into review: 2 people" in second
    assert ("Amal Haddad" in second, "Boris Lem" in second) == (True, False)
    assert before == ["nominated"] * 3
    assert "2 people: taken into review." in answer.text
    assert _states() == ["in_review", "nominated", "in_review"]


def test_words_under_several_are_asked_for_and_kept_when_refused(
    heron, three, vera, browse
):
    _go(heron, "review", vera)
    browser, url = browse(vera), "/dialogues/heron/several/recommend/"

    data = {"who": ["a-01"], "read": ["older"], "words": "A long look."}
    answer = browser.post(url, data)

    assert answer.status_code == 422
    assert "A long look." in answer.text
    assert "A-01 changed meanwhile" in answer.text


def test_a_page_of_one_costs_as_many_queries_as_a_page_of_six(
    heron, three, carla, vera, browse
):
    _go(heron, "review", vera)
    _go(heron, "clear", vera, "Nothing found.", only={"a-01"})
    browser, counts = browse(vera), []
    for verb in ("review", "clear", "recommend"):
        for names in (1, 6):
            for number in range(names if verb == "review" else 0):
                make.candidacy(heron, by=carla, name=f"Somebody {number}")
            with CaptureQueriesContext(connection) as asked:
                shown = browser.get(f"/dialogues/heron/several/{verb}/").text
            assert 'name="who"' in shown
            counts.append(len(asked))

    assert max(counts) <= 12
    assert len(set(counts[:2])) == 1


@pytest.mark.parametrize(
    ("verb", "most"),
    [("clear", 0), ("confirm", 0), ("review", 13), ("recommend", 13), ("decline", 15)],
)
def test_each_more_of_several_asks_for_little(
    heron, three, carla, vera, viktor, verb, most
):
    before = {
        "clear": [("review", vera)],
        "confirm": [("review", vera), ("clear", vera)],
        "recommend": [("review", vera)],
        "decline": [("review", vera), ("recommend", vera), ("clear", vera), ("confirm", viktor)],
    }  # fmt: skip
    by = viktor if verb in ("confirm", "decline") else vera
    make.candidacy(
        heron, by=carla, name="Nobody Else"
    )  # so that letters are there to know
    counts = []
    for names in (2, 5):
        for number in range(names - 1):
            make.candidacy(heron, by=carla, name=f"Somebody {number}")
        for earlier, hand in before.get(verb, []):
            _go(heron, earlier, hand, "Said.")
        chosen = sorted(Candidacy.objects.values_list("person__code", flat=True))
        only = set(chosen[-names:] if names > 2 else chosen[:names])
        with CaptureQueriesContext(connection) as asked:
            assert _go(heron, verb, by, "Said.", only=only) == names
        counts.append(len(asked))

    assert counts[1] - counts[0] <= 3 * most


def test_the_queue_is_a_table_and_a_board(heron, three, vera, browse):
    browser = browse(vera)
    _go(heron, "review", vera, only={"a-02"})

    table = browser.get("/dialogues/heron/vetting/").text
    board = browser.get("/dialogues/heron/vetting/?as=board").text

    assert "<th scope" in table
    assert "<th scope" not in board
    columns = re.findall(r"<h2>(\w[\w ]*) <span class=\"quiet\">(\d+)", board)
    assert columns == [
        ("Nominated", "2"), ("Sounded out", "0"), ("In review", "1"), ("Referred", "0"),
    ]  # fmt: skip


def test_from_one_person_of_the_queue_a_key_leads_to_the_next(
    heron, three, vera, browse
):
    browser = browse(vera)
    page = browser.get("/dialogues/heron/people/a-02/").text

    assert re.search(r'href="/dialogues/heron/people/a-01/"[^>]*accesskey="k"', page)
    assert re.search(r'href="/dialogues/heron/people/a-03/"[^>]*accesskey="j"', page)


def test_the_key_leads_past_whom_she_may_not_judge_and_whom_she_has_signed_for(
    heron, three, carla, vera, viktor, browse
):
    more = [
        make.candidacy(heron, by=carla, name=name) for name in ("Dov Mar", "Eva Lin")
    ]
    _go(heron, "review", viktor)
    Candidacy.objects.filter(pk=more[0].pk).update(nominated_by=vera)
    with make.acting(vera):
        conflicts.declare(three[1], by=vera, words="My aunt.")
        for each in (three[0], three[2]):
            make.sign(each, "recommend", by=vera, grounds="Warm.")
    with make.acting(viktor):
        make.found(Check.objects.get(person=three[2].person, kind="office"), by=viktor)

    def ways(code, who):
        page = browse(who).get(f"/dialogues/heron/people/{code}/").text
        found = re.findall(r'href="/dialogues/heron/people/(a-\d+)/"[^>]*accesskey="(.)"', page)  # fmt: skip
        return {key: to for to, key in found}

    assert ways("a-01", vera) == {"j": "a-03"}  # where another found something
    assert ways("a-03", vera) == {"j": "a-05"}  # not the aunt, nor whom she put forward
    assert ways("a-05", vera) == {"k": "a-03"}
    assert ways("a-02", viktor) == {"j": "a-03", "k": "a-01"}
    queue = browse(vera).get("/dialogues/heron/vetting/").text
    assert re.findall(r'people/(a-\d+)/" accesskey="j"', queue) == ["a-05"]
    board = browse(vera).get("/dialogues/heron/vetting/?as=board").text
    assert re.findall(r'people/(a-\d+)/" accesskey="j"', board) == ["a-05"]
