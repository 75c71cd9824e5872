"""Checks: asked for by two, found by one, confirmed by another, and nobody approved before."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from participants import checks, clearance, demands, people, vetting
from participants.models import Candidacy, Check, Demand
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.states import WrongState
from trackii.vault.errors import WrongKey
from workshops import seating

pytestmark = pytest.mark.django_db

FOUND = "Three sources, none against the other."


@pytest.fixture
def amal(heron, carla, vera, viktor):
    """In review, nothing checked yet."""
    return make.candidacy(heron, by=carla, state="in_review", officers=(vera, viktor))


@pytest.fixture
def sanctions(amal, vera):
    """Somebody has looked on the lists, and nobody came near."""
    make.looked_for(amal, by=vera)
    return _check("sanctions")


def _check(kind):
    return Check.objects.select_related("person").get(kind=kind)


def _find(check, by, outcome="clear", **more):
    with make.acting(by):
        make.found(check, by=by, outcome=outcome, **more)


def _settle(check, by):
    with make.acting(by):
        checks.settle(check, by=by, read=make.read(check))


def _note(check, verb, by, words="A name on a list."):
    with make.acting(by):
        checks.note(check, verb, by=by, words=words)


def test_who_is_taken_into_review_is_checked_for_what_is_asked_for(amal):
    found = Check.objects.values_list("kind", "state")

    assert set(found) == {
        ("identity", "pending"), ("interests", "pending"),
        ("office", "pending"), ("sanctions", "pending"),
    }  # fmt: skip


def test_one_officer_finds_and_another_confirms(sanctions, vera, viktor):
    _find(sanctions, vera)
    _settle(sanctions, viktor)

    check = _check("sanctions")
    assert (check.state, check.found_by, check.settled_by) == ("clear", vera, viktor)
    assert str(check.finding) == "[sealed]"
    assert check.expires_on == clock.today() + timedelta(days=90)


def test_one_officer_does_not_clear_a_check_alone(sanctions, vera):
    _find(sanctions, vera)

    with pytest.raises(PermissionDenied):
        _settle(sanctions, vera)

    assert _check("sanctions").state == "pending"


def test_nothing_is_confirmed_that_nobody_found(sanctions, viktor):
    with pytest.raises(ValidationError, match="sign first"):
        _settle(sanctions, viktor)


def test_nobody_confirms_what_was_revised_meanwhile(sanctions, vera, viktor):
    _find(sanctions, vera)
    read = make.read(sanctions)
    _find(sanctions, vera, expires_on=clock.today() + timedelta(days=900))

    with make.acting(viktor), pytest.raises(ValidationError, match="revised meanwhile"):
        checks.settle(sanctions, by=viktor, read=read)

    assert _check("sanctions").state == "pending"


def test_nobody_but_an_officer_touches_a_check(
    sanctions, carla, farid, rosa, oskar, rhea, omar, ada
):
    for other in (carla, farid, rosa, oskar, rhea, omar, ada):
        with make.acting(other):
            with pytest.raises(PermissionDenied):
                make.found(sanctions, by=other)
            with pytest.raises(PermissionDenied):
                checks.note(sanctions, "refer", by=other, words="So I say.")
            with pytest.raises(PermissionDenied):
                checks.read(sanctions, by=other)

    assert _check("sanctions").state == "pending"


def test_who_put_her_forward_signs_no_check(sanctions, vera, viktor):
    make.by_hand("UPDATE participants_candidacy SET nominated_by_id = %s", vera.pk)

    with pytest.raises(PermissionDenied):
        _find(sanctions, vera)
    with pytest.raises(IntegrityError, match="a_nominator_signs_no_check"):
        make.by_hand(
            "UPDATE participants_check SET found_by_id = %s, found_at = now(),"
            " finding = 'x' WHERE kind = 'sanctions'",
            vera.pk,
        )


def test_a_possible_match_rejects_nobody_it_is_dismissed_by_two(
    sanctions, vera, viktor
):
    _note(sanctions, "note_match", vera)
    _find(sanctions, vera, "false_positive")
    before = _check("sanctions").state
    _settle(sanctions, viktor)

    assert (before, _check("sanctions").state) == ("possible_match", "false_positive")
    assert Candidacy.objects.get().state == "in_review"


@pytest.mark.parametrize("outcome", ["clear", "refused", "conditions"])
def test_a_possible_match_is_neither_cleared_nor_refused_as_if_it_were_none(
    sanctions, vera, outcome
):
    _note(sanctions, "note_match", vera)

    with pytest.raises(WrongState, match="possible match"):
        _find(sanctions, vera, outcome, conditions="Never alone.")


def test_what_was_referred_is_cleared_with_conditions_the_team_reads(
    sanctions, vera, viktor, farid
):
    _note(sanctions, "refer", vera, "Counsel is asked about the licence.")
    _find(sanctions, vera, "conditions", conditions="No honorarium is paid.")
    _settle(sanctions, viktor)

    with make.acting(farid):
        known = people.read_one(Candidacy.objects.get(), by=farid)
        with pytest.raises(WrongKey):
            checks.sealing.unseal(_check("sanctions"), "finding", by=farid)
    assert known.conditions == [("Sanctions", "No honorarium is paid.")]


def test_conditions_are_written_where_there_are_some_and_nowhere_else(sanctions, vera):
    with pytest.raises(ValidationError, match="Say the conditions"):
        _find(sanctions, vera, "clear", conditions="Never alone.")
    _note(sanctions, "refer", vera)
    with pytest.raises(ValidationError, match="Say the conditions"):
        _find(sanctions, vera, "conditions")


def test_checked_again_the_conditions_are_gone_and_the_past_is_kept(
    sanctions, vera, viktor, farid
):
    _note(sanctions, "refer", vera)
    _find(sanctions, vera, "conditions", conditions="No honorarium is paid.")
    _settle(sanctions, viktor)

    _note(sanctions, "check_again", viktor, "A year has passed.")

    with make.acting(vera):
        opened = checks.read(_check("sanctions"), by=vera)
    assert (opened.words, [past["verb"] for past in opened.history]) == (
        "", ["refer", "check_again"],
    )  # fmt: skip
    assert opened.history[-1]["found"] == FOUND
    assert opened.history[-1]["conditions"] == "No honorarium is paid."
    with make.acting(farid):
        assert people.read_one(Candidacy.objects.get(), by=farid).conditions == []


def test_a_finding_that_does_not_convince_is_set_aside_and_kept(
    sanctions, vera, viktor
):
    _find(sanctions, vera)
    with make.acting(viktor):
        checks.set_aside(sanctions, by=viktor, words="The second source is the first.")
    _find(sanctions, viktor)

    with make.acting(vera):
        [past] = checks.read(_check("sanctions"), by=vera).history
    assert (past["verb"], past["found"]) == ("set_aside", FOUND)
    assert _check("sanctions").found_by == viktor


@pytest.mark.parametrize(
    ("constraint", "break_in"),
    [
        ("a_check_has_two_signatories", "SET settled_by_id = found_by_id"),
        ("a_check_ends_as_it_was_found", "SET state = 'false_positive'"),
        ("what_is_cleared_has_its_day", "SET expires_on = NULL"),
        ("a_finding_is_whole", "SET finding = NULL"),
        ("a_settlement_is_whole", "SET settled_at = NULL"),
    ],
)
def test_postgresql_refuses_a_check_that_was_not_signed_so(
    sanctions, vera, viktor, constraint, break_in
):
    _find(sanctions, vera)
    _settle(sanctions, viktor)

    with pytest.raises(IntegrityError, match=constraint):
        make.by_hand(f"UPDATE participants_check {break_in} WHERE kind = 'sanctions'")


def test_nobody_is_approved_while_a_check_is_open(amal, vera, viktor):
    make.cleared(amal, (vera, viktor))
    _note(_check("office"), "check_again", vera)
    with make.acting(vera):
        make.sign(amal, "recommend", by=vera, grounds="Warm.")

    with make.acting(viktor), pytest.raises(ValidationError, match="Official post"):
        make.sign(amal, "approve", by=viktor, grounds="Fine by me.")

    assert Candidacy.objects.get().state == "in_review"


def test_nobody_is_approved_on_a_check_that_is_past_its_day(amal, vera, viktor):
    make.cleared(amal, (vera, viktor))
    with make.acting(vera):
        make.sign(amal, "recommend", by=vera, grounds="Warm.")

    with (
        clock.at(clock.now() + timedelta(days=91)),
        make.acting(viktor),
        pytest.raises(ValidationError, match="not cleared: Sanctions"),
    ):
        make.sign(amal, "approve", by=viktor, grounds="Fine by me.")


@pytest.mark.parametrize(
    "left_out",
    [
        "DELETE FROM participants_check WHERE kind = 'office'",
        "UPDATE participants_check SET expires_on = now() - interval '2 days'",
    ],
)
def test_postgresql_refuses_to_approve_what_is_not_cleared(
    heron, carla, vera, viktor, left_out
):
    made = make.candidacy(heron, by=carla, state="approved", officers=(vera, viktor))
    back = "UPDATE participants_candidacy SET state = 'in_review'"
    forth = "UPDATE participants_candidacy SET state = 'approved' WHERE id = %s"
    make.by_hand(back)
    make.by_hand(forth, made.pk)
    make.by_hand(back)

    make.by_hand(left_out)

    with pytest.raises(IntegrityError, match="what_is_asked_for_is_cleared"):
        make.by_hand(forth, made.pk)


def test_who_is_held_in_reserve_or_declined_needs_no_check(amal, vera, viktor):
    with make.acting(vera):
        make.sign(amal, "recommend", by=vera, grounds="Not now.")
    with make.acting(viktor):
        make.sign(amal, "hold", by=viktor, grounds="Later.")

    assert Candidacy.objects.get().state == "reserve"


# --- which are asked for


def test_what_is_asked_for_changes_on_two_signatures(heron, vera, viktor):
    demands.ask(heron, by=vera, kinds=["identity", "safety"])
    before = demands.asked_for(heron.pk)
    with pytest.raises(PermissionDenied):
        demands.sign(demands.waiting(heron), by=vera)
    demands.sign(demands.waiting(heron), by=viktor)

    assert before == ["identity", "sanctions", "interests", "office"]
    assert demands.asked_for(heron.pk) == ["identity", "safety"]


def test_the_database_knows_the_same_checks_as_the_page(heron, vera, viktor):
    def by_database():
        with connection.cursor() as cursor:
            cursor.execute("SELECT checks_asked_for(%s)", [heron.pk])
            return cursor.fetchone()[0]

    assert by_database() == [str(kind) for kind in demands.DEFAULT]
    for kinds in ([], ["safety"], list(Check.Kind.values)):
        demands.ask(heron, by=vera, kinds=kinds)
        demands.sign(demands.waiting(heron), by=viktor)
        assert by_database() == demands.asked_for(heron.pk) == kinds


def test_one_officer_does_not_lower_the_bar_by_hand(heron, vera):
    demands.ask(heron, by=vera, kinds=[])

    with pytest.raises(IntegrityError, match="a_demand_has_two_signatories"):
        make.by_hand(
            "UPDATE participants_demand SET state = 'in_force',"
            " signed_by_id = asked_by_id, signed_at = now()"
        )


def test_only_officers_say_what_is_asked_for(heron, carla, farid, oskar, vera):
    waits = demands.ask(heron, by=vera, kinds=[])
    for other in (carla, farid, oskar):
        with pytest.raises(PermissionDenied):
            demands.ask(heron, by=other, kinds=[])
        with pytest.raises(PermissionDenied):
            demands.sign(waits, by=other)

    assert Demand.objects.get().state == "asked"


# --- what follows


def test_sanctions_are_open_until_two_officers_cleared_the_check_and_after_its_day(
    amal, sanctions, vera, viktor
):
    at_first = clearance.payment_is_blocked(amal)
    _find(sanctions, vera)
    after_one = clearance.payment_is_blocked(amal)
    _settle(sanctions, viktor)
    after_two = clearance.payment_is_blocked(amal)
    with clock.at(clock.now() + timedelta(days=91)):
        past_its_day = clearance.payment_is_blocked(amal)
    _note(sanctions, "note_match", vera)

    blocked = (at_first, after_one, after_two, past_its_day)
    assert blocked == (True, True, False, True)
    assert clearance.payment_is_blocked(amal)


def _due():
    return Letter.objects.filter(kind="recheck", state="due")


def test_both_officers_hear_a_fortnight_before_the_week_in_which_a_check_runs_out(
    sanctions, vera, viktor
):
    _find(sanctions, vera)
    _settle(sanctions, viktor)

    ends = clock.today() + timedelta(days=90)
    fortnight = ends - timedelta(days=ends.weekday() + 14)
    assert [letter.due_at.date() for letter in _due()] == [fortnight] * 2


def test_two_checks_of_one_week_are_one_letter_to_each_officer(
    amal, sanctions, vera, viktor
):
    day = clock.today() + timedelta(days=90)
    for kind in ("sanctions", "office"):
        _find(_check(kind), vera, expires_on=day)
        _settle(_check(kind), viktor)
    both = _due().count()
    _note(_check("office"), "check_again", vera)
    one = _due().count()
    _note(_check("sanctions"), "check_again", vera)

    assert (both, one, _due().count()) == (2, 2, 0)


def test_of_who_withdraws_nobody_is_told_that_a_check_runs_out(
    amal, sanctions, carla, vera, viktor
):
    _find(sanctions, vera)
    _settle(sanctions, viktor)
    before = _due().count()

    vetting.move(amal, "withdraw", by=carla)

    assert (before, _due().count()) == (2, 0)


def test_each_step_is_written_down_and_none_with_its_words(sanctions, vera, viktor):
    _note(sanctions, "note_match", vera)
    _find(sanctions, vera, "false_positive")
    _settle(sanctions, viktor)

    acts = Entry.objects.filter(subject=sanctions.pk).exclude(verb="unseal")
    said = [(entry.verb, entry.actor) for entry in acts.order_by("pk")]
    assert said == [
        ("begin", vera.pk), ("note_match", vera.pk), ("find", vera.pk),
        ("dismiss", viktor.pk),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM participants_check c")
        rows = " ".join(row for (row,) in cursor.fetchall())
    assert [w for w in (FOUND, FOUND.encode().hex(), "list") if w in rows] == []


# --- pages


def test_an_officer_clears_a_check_by_the_page_and_another_confirms(
    amal, vera, viktor, browse
):
    url = "/dialogues/heron/people/a-01/checks/identity/"
    hers, his = browse(vera), browse(viktor)
    said = {"outcome": "clear", "words": FOUND, "read": make.read(_check("identity"))}

    hers.post(f"{url}find/", said)
    page = his.get(url).text
    his.post(f"{url}settle/", {"read": make.read(_check("identity"))})

    assert FOUND in page
    assert "Sign and confirm" in page
    assert "Sign and confirm" not in hers.get(url).text
    assert _check("identity").state == "clear"


def test_what_is_missing_stands_on_the_candidacys_page_for_officers_alone(
    amal, vera, farid, browse
):
    url = "/dialogues/heron/people/a-01/"

    assert "Not approved before" in browse(vera).get(url).text
    assert "Sanctions" in browse(vera).get(url).text
    assert "Sanctions" not in browse(farid).get(url).text


def test_what_was_typed_about_a_check_is_not_lost_when_it_is_refused(
    amal, vera, browse
):
    url = "/dialogues/heron/people/a-01/checks/identity/find/"
    said = {"outcome": "clear", "words": "A long look.", "read": "something older"}

    answer = browse(vera).post(url, said)

    assert answer.status_code == 422
    assert "A long look." in answer.text
    assert "revised meanwhile" in answer.text


def test_conditions_stand_where_she_is_offered_a_seat_and_where_she_sits(
    heron, carla, farid, vera, viktor, browse
):
    made = make.candidacy(heron, by=carla, state="approved", officers=(vera, viktor))
    check = _check("interests")
    _note(check, "check_again", vera)
    _note(check, "refer", vera)
    _find(check, vera, "conditions", conditions="Not beside the mill owners.")
    _settle(check, viktor)
    workshop = make.workshop(heron, by=farid, state="provisional")
    browser = browse(farid)
    url = f"/dialogues/heron/workshops/{workshop.number}/seats/"

    offered = browser.get(f"{url}offer/").text
    with make.acting(farid):
        seating.offer(workshop, made, by=farid)

    assert "Not beside the mill owners." in offered
    assert "Not beside the mill owners." in browser.get(url).text
    assert "Not beside" not in browse(farid, locked=True).get(url).text
