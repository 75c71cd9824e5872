"""Summaries: no name in them, two hands under them, and everybody who was there has answered."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from dialogues import team
from participants import people
from participants.particulars import Particulars
from trackii.audit.models import Entry
from trackii.policy import Role
from trackii.states import Overtaken, WrongState
from trackii.vault.errors import WrongKey
from workshops import (
    accounts,
    programme,
    registry,
    reviews,
    scheduling,
    seating,
    summaries,
)
from workshops.models import Review, Summary

pytestmark = pytest.mark.django_db

NAMED = "Amal Haddad spoke of the catch."


@pytest.fixture
def draft(in_session, rosa):
    return make.summary(in_session, by=rosa)


@pytest.fixture
def checked(in_session, rosa):
    return make.summary(in_session, by=rosa, state="checked")


@pytest.fixture
def second_read(in_session, rosa, farid):
    return make.summary(in_session, by=rosa, reader=farid, state="second_read")


@pytest.fixture
def circulated(second_read, farid):
    """With the participants, nobody of whom has answered."""
    summaries.circulate(second_read, by=farid)
    return second_read


@pytest.fixture
def answered(in_session, rosa, farid):
    return make.summary(in_session, by=rosa, reader=farid, state="participant_review")


@pytest.fixture
def released(in_session, rosa, farid, carla):
    return make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released"
    )


def _act(verb, summary, *, by, **also):
    with make.acting(by):
        getattr(summaries, verb)(summary, by=by, **also)


def _state():
    return Summary.objects.get().state


# --- the way to a release


def test_a_summary_goes_from_draft_to_release_under_three_pairs_of_eyes(
    released, rosa, farid, carla, rhea
):
    with make.acting(rhea):
        words = summaries.read_released(released, by=rhea)

    assert (released.state, words) == ("released", make.CLEAN)
    assert (released.written_by, released.second_read_by, released.released_by) == (
        rosa, farid, carla,
    )  # fmt: skip


def test_before_a_session_opens_there_is_nothing_to_summarise(
    heron, farid, rosa, approved, worker
):
    workshop = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.session(workshop, by=farid, opened=False)

    with pytest.raises(ValidationError, match="nothing to summarise"):
        make.summary(workshop, by=rosa)


def test_a_text_with_an_open_finding_is_not_submitted(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=NAMED)

    with pytest.raises(ValidationError, match="Resolve"):
        _act("check", summary, by=rosa)

    assert _state() == "draft"


def test_a_text_is_not_submitted_where_there_is_no_registry_to_check_it_against(
    draft, in_session, rosa
):
    in_session.registry.all().delete()

    with pytest.raises(ValidationError, match="no registry"):
        _act("check", draft, by=rosa)

    assert _state() == "draft"


def test_a_name_that_came_into_the_registry_since_stops_the_second_reading(
    checked, in_session, rosa, farid
):
    registry.add(in_session.seats.first(), Particulars(name="Winter Vik"))

    with pytest.raises(ValidationError, match="Resolve"):
        _act("second_read", checked, by=farid)

    assert _state() == "checked"


def test_putting_in_general_words_saves_a_new_edition(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=NAMED)

    _act("generalise", summary, by=rosa, instead={"name|amal haddad": ""})
    _act("check", summary, by=rosa)

    with make.acting(rosa):
        words = summaries.read_draft(summary, by=rosa)
    assert words == "A participant spoke of the catch."
    assert (summary.edition, summary.state) == (2, "checked")


# --- whose hands


@pytest.mark.parametrize("verb", ["check", "revise"])
def test_only_the_author_revises_and_submits(draft, farid, verb):
    words = {"words": "Mine.", "edition": 1} if verb == "revise" else {}

    with pytest.raises(PermissionDenied):
        _act(verb, draft, by=farid, **words)

    assert (_state(), Summary.objects.get().edition) == ("draft", 1)


def test_an_author_is_not_the_second_reader(checked, rosa):
    with pytest.raises(PermissionDenied):
        _act("second_read", checked, by=rosa)

    assert _state() == "checked"


def test_the_second_reader_is_of_the_room(checked, carla, vera, oskar, rhea, omar):
    for other in (carla, vera, oskar, rhea, omar):
        with pytest.raises(PermissionDenied):
            _act("second_read", checked, by=other)

    assert _state() == "checked"


@pytest.fixture
def both(heron, carla, farid, vera, rosa):
    """Farid and rosa convene as well: they could release, were it not for their own hand."""
    for member in (farid, rosa):
        team.sign(team.name(heron, member, Role.CONVENER, by=carla), by=vera)


def test_neither_the_second_reader_nor_the_author_releases(answered, both, farid, rosa):
    for other in (farid, rosa):
        with pytest.raises(PermissionDenied):
            _act("release", answered, by=other)

    assert _state() == "participant_review"


def test_only_a_convener_releases(answered, vera, oskar, rhea, omar, ada):
    for other in (vera, oskar, rhea, omar, ada):
        with pytest.raises(PermissionDenied):
            _act("release", answered, by=other)

    assert _state() == "participant_review"


def test_postgresql_refuses_a_release_without_its_signatures(released):
    author, release = (
        "an_author_is_not_the_second_reader",
        "a_release_has_two_signatories",
    )
    broken = [
        (author, "SET second_read_by_id = written_by_id"),
        (f"{author}|{release}", "SET second_read_by_id = NULL, second_read_at = NULL"),
        (release, "SET released_by_id = second_read_by_id"),
        (release, "SET released_by_id = NULL, released_at = NULL"),
        ("an_author_does_not_release", "SET released_by_id = written_by_id"),
        ("an_author_does_not_release", "SET written_by_id = released_by_id"),
        ("a_release_is_whole", "SET released_at = NULL"),
        ("a_reading_is_whole", "SET second_read_at = NULL"),
        ("a_check_is_whole", "SET checked_at = NULL"),
    ]

    for constraint, break_in in broken:
        with pytest.raises(IntegrityError, match=f'"({constraint})"'):
            make.by_hand(f"UPDATE workshops_summary {break_in}")


def test_postgresql_refuses_to_move_what_nobody_signed(checked):
    signatures = "an_author_is_not_the_second_reader|a_release_has_two_signatories"

    for state in ("second_read", "participant_review", "released", "recalled"):
        with pytest.raises(IntegrityError, match=signatures):
            make.by_hand("UPDATE workshops_summary SET state = %s", state)


def test_postgresql_refuses_to_release_what_was_only_read(answered):
    with pytest.raises(IntegrityError, match="a_release_has_two_signatories"):
        make.by_hand("UPDATE workshops_summary SET state = 'released'")


# --- what the participants said


def _answer(summary, *verbs, by):
    for review, verb in zip(summary.reviews.all(), verbs, strict=False):
        reviews.answer(review, verb, by=by)


def test_everybody_who_was_there_is_asked_and_nobody_else(
    second_read, in_session, farid
):
    away = in_session.seats.last()
    seating.miss(away, by=farid)

    summaries.circulate(second_read, by=farid)

    asked = [review.seat for review in second_read.reviews.all()]
    assert asked == list(in_session.seats.filter(state="attended"))
    assert away not in asked


def test_silence_is_not_assent(circulated, farid, carla):
    _answer(circulated, "agree", by=farid)

    with pytest.raises(ValidationError, match="Not everybody"):
        _act("release", circulated, by=carla)

    assert _state() == "participant_review"


def test_one_objection_stops_a_release(circulated, farid, carla):
    _answer(circulated, "agree", "object", by=farid)

    with pytest.raises(ValidationError, match="Somebody objects"):
        _act("release", circulated, by=carla)

    assert _state() == "participant_review"


def test_an_objection_that_is_taken_back_no_longer_stops_it(
    circulated, farid, carla, oskar
):
    _answer(circulated, "agree", "object", by=farid)
    reviews.answer(circulated.reviews.get(state="objected"), "agree", by=oskar)

    _act("release", circulated, by=carla)

    assert _state() == "released"


def test_nobody_turns_an_objection_she_took_down_herself(circulated, farid):
    _answer(circulated, "agree", "object", by=farid)
    objected = circulated.reviews.get(state="objected")

    with pytest.raises(PermissionDenied, match="turned by another"):
        reviews.answer(objected, "agree", by=farid)

    rows = dict(reviews.of(circulated, farid))
    assert [step.verb for step in rows[objected]] == []
    assert Review.objects.get(pk=objected.pk).state == "objected"


def test_postgresql_refuses_an_objection_turned_by_the_hand_that_took_it(
    circulated, farid
):
    _answer(circulated, "object", by=farid)

    with pytest.raises(IntegrityError, match="an_objection_is_turned_by_another"):
        make.by_hand(
            "UPDATE workshops_review SET state = 'agreed' WHERE state = 'objected'"
        )


@pytest.fixture
def carla_takes_answers(heron, carla, omar, vera, farid):
    """She convenes and organises, so that the flow alone would let her do both."""
    team.sign(team.name(heron, omar, Role.CONVENER, by=carla), by=vera)
    team.sign(team.name(heron, carla, Role.ORGANISER, by=omar), by=farid)


def test_who_took_the_answers_down_does_not_release_on_them(
    carla_takes_answers, circulated, in_session, carla, farid, browse
):
    _answer(circulated, "agree", by=carla)
    reviews.answer(circulated.reviews.get(state="asked"), "agree", by=farid)

    with pytest.raises(ValidationError, match="another convener signs the release"):
        _act("release", circulated, by=carla)

    address = f"/dialogues/heron/workshops/{in_session.number}/summary/"
    page = browse(carla).get(address).text
    assert "another convener signs the release" in page
    assert "Sign and release" not in page
    assert _state() == "participant_review"


def test_an_objection_turned_by_another_still_keeps_who_took_it_from_releasing(
    carla_takes_answers, circulated, carla, farid, oskar
):
    _answer(circulated, "object", by=carla)
    reviews.answer(circulated.reviews.get(state="objected"), "agree", by=oskar)
    reviews.answer(circulated.reviews.get(state="asked"), "agree", by=farid)

    with pytest.raises(ValidationError, match="another convener signs the release"):
        _act("release", circulated, by=carla)

    assert _state() == "participant_review"


def test_a_summary_nobody_was_asked_about_is_not_released(
    second_read, in_session, farid, carla
):
    make.by_hand("UPDATE workshops_seat SET state = 'absent'")
    summaries.circulate(second_read, by=farid)

    with pytest.raises(ValidationError, match="Not everybody"):
        _act("release", second_read, by=carla)

    assert _state() == "participant_review"


def test_who_turns_out_to_have_been_there_has_to_be_asked_too(
    second_read, in_session, farid, carla
):
    late = in_session.seats.last()
    seating.miss(late, by=farid)
    summaries.circulate(second_read, by=farid)
    _answer(second_read, "agree", by=farid)

    seating.attend(late, by=farid)

    with pytest.raises(ValidationError, match="Not everybody"):
        _act("release", second_read, by=carla)
    assert _state() == "participant_review"


@pytest.mark.parametrize(
    ("regime", "released"),
    [
        ("off_the_record", False),
        ("deep_background", True),
        ("chatham_house", True),
        ("background", True),
        ("on_the_record", True),
    ],
)
def test_off_the_record_everybody_has_to_agree_and_elsewhere_time_may_pass(
    heron, farid, rosa, carla, approved, worker, regime, released
):
    workshop = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(workshop, by=farid)
    make.session(workshop, by=farid, regime="on_the_record")
    make.session(workshop, by=farid, regime=regime)
    summary = make.summary(workshop, by=rosa, reader=farid, state="second_read")
    summaries.circulate(summary, by=farid)
    _answer(summary, "agree", "pass_by", by=farid)

    if released:
        _act("release", summary, by=carla)
    else:
        with pytest.raises(ValidationError, match="Off the record"):
            _act("release", summary, by=carla)

    assert (_state() == "released") is released


def test_off_the_record_with_everybodys_consent_is_released(
    in_session, farid, rosa, carla
):
    programme.set_regime(in_session.sessions.get(), "off_the_record", by=farid)

    summary = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released"
    )

    assert (reviews.regime(summary), summary.state) == ("off_the_record", "released")


def test_a_regime_tightened_before_the_release_counts(
    circulated, in_session, farid, carla
):
    _answer(circulated, "agree", "pass_by", by=farid)
    programme.set_regime(in_session.sessions.get(), "off_the_record", by=farid)

    with pytest.raises(ValidationError, match="Off the record"):
        _act("release", circulated, by=carla)


def test_a_session_that_never_opened_does_not_count(in_session, draft, farid):
    make.session(in_session, by=farid, opened=False, regime="off_the_record")

    assert reviews.regime(draft) == "chatham_house"


def test_answers_are_taken_while_the_text_is_with_the_participants(
    released, farid, rosa
):
    review = Review.objects.first()

    with pytest.raises(WrongState, match="it is now released"):
        reviews.answer(review, "object", by=farid)

    assert {each.state for each in Review.objects.all()} == {"agreed"}


def test_answers_are_taken_by_who_invites(circulated, carla, vera, rosa, rhea, omar):
    review = circulated.reviews.first()

    for other in (carla, vera, rosa, rhea, omar):
        with pytest.raises(PermissionDenied):
            reviews.answer(review, "agree", by=other)

    assert Review.objects.get(pk=review.pk).state == "asked"


def test_an_answer_names_who_took_it_and_comes_whole(circulated, farid):
    _answer(circulated, "agree", by=farid)

    with pytest.raises(IntegrityError, match="a_review_is_whole"):
        make.by_hand("UPDATE workshops_review SET answered_at = NULL")
    assert Review.objects.get(state="agreed").answered_by == farid


def test_one_seat_is_asked_once(circulated):
    with pytest.raises(IntegrityError, match="one_review_a_seat"):
        make.by_hand(
            "UPDATE workshops_review SET seat_id = (SELECT seat_id FROM workshops_review LIMIT 1)"
        )


# --- when words change


@pytest.mark.parametrize("state", ["checked", "second_read", "participant_review"])
def test_new_words_drop_every_signature_and_every_answer(
    in_session, rosa, farid, state
):
    summary = make.summary(in_session, by=rosa, reader=farid, state=state)

    _act("revise", summary, by=rosa, words="Shorter.", edition=1)

    kept = Summary.objects.get()
    assert (kept.state, kept.edition) == ("draft", 2)
    assert (kept.checked_by, kept.second_read_by, kept.proof) == (None, None, None)
    assert not Review.objects.exists()


def test_a_second_reader_has_to_read_the_new_words_again(
    in_session, rosa, farid, carla
):
    summary = make.summary(
        in_session, by=rosa, reader=farid, state="participant_review"
    )
    _act("revise", summary, by=rosa, words="Shorter.", edition=1)

    for verb, who in (("release", carla), ("second_read", farid)):
        with pytest.raises((WrongState, ValidationError)):
            _act(verb, summary, by=who)

    assert _state() == "draft"


def test_who_saves_over_what_was_saved_meanwhile_is_told(draft, rosa):
    in_another_tab = Summary.objects.get()
    _act("revise", draft, by=rosa, words="Saved first.", edition=1)

    with pytest.raises(Overtaken):
        _act("revise", in_another_tab, by=rosa, words="Saved second.", edition=1)

    with make.acting(rosa):
        assert summaries.read_draft(in_another_tab, by=rosa) == "Saved first."


@pytest.mark.parametrize("state", ["released", "recalled"])
def test_what_was_released_is_not_revised(released, rosa, carla, state):
    if state == "recalled":
        _act("recall", released, by=carla)

    with pytest.raises(WrongState, match=f"it is now {state}"):
        _act("revise", released, by=rosa, words="Longer.", edition=1)


@pytest.fixture
def second_convener(heron, carla, omar, vera):
    team.sign(team.name(heron, omar, Role.CONVENER, by=carla), by=vera)
    return omar


def test_of_two_releases_the_first_counts(second_convener, answered, carla):
    omar = second_convener
    in_another_tab = Summary.objects.get()
    _act("release", answered, by=carla)

    with pytest.raises((WrongState, WrongKey)):
        _act("release", in_another_tab, by=omar)

    assert Summary.objects.get().released_by == carla


# --- at the same time


def test_a_release_looks_at_the_row_as_it_is_and_not_as_it_was_drawn(
    second_read, farid, carla
):
    """In the other tab nobody has been asked yet; meanwhile everybody has, and is silent."""
    in_another_tab = Summary.objects.get()
    summaries.circulate(second_read, by=farid)

    with pytest.raises(ValidationError, match="Not everybody"):
        _act("release", in_another_tab, by=carla)

    assert _state() == "participant_review"


def test_what_is_released_is_what_was_read_last(answered, rosa, farid, carla):
    """In the other tab the old words wait; meanwhile shorter ones took the whole way."""
    in_another_tab = Summary.objects.get()
    _act("revise", answered, by=rosa, words="Shorter.", edition=1)
    _act("check", answered, by=rosa)
    _act("second_read", answered, by=farid)
    summaries.circulate(answered, by=farid)
    _answer(answered, "agree", "agree", by=farid)

    _act("release", in_another_tab, by=carla)

    with make.acting(carla):
        assert summaries.read_released(Summary.objects.get(), by=carla) == "Shorter."


def test_the_proof_is_made_of_the_words_that_stand(checked, rosa, farid):
    in_another_tab = Summary.objects.get()
    _act("revise", checked, by=rosa, words="Shorter.", edition=1)
    _act("check", checked, by=rosa)

    _act("second_read", in_another_tab, by=farid)

    with make.acting(rosa):
        proof = summaries.sealing.unseal(Summary.objects.get(), "proof", by=rosa)
    assert proof == "Shorter."


def test_words_saved_meanwhile_are_the_words_that_are_checked(draft, rosa):
    in_another_tab = Summary.objects.get()
    _act("revise", draft, by=rosa, words=NAMED, edition=1)

    with pytest.raises(ValidationError, match="Resolve"):
        _act("check", in_another_tab, by=rosa)

    assert _state() == "draft"


def test_an_answer_that_comes_after_the_release_is_told_so(answered, farid, carla):
    in_another_tab = Review.objects.select_related("summary").first()
    _act("release", answered, by=carla)

    with pytest.raises(WrongState, match="it is now released"):
        reviews.answer(in_another_tab, "object", by=farid)

    assert {each.state for each in Review.objects.all()} == {"agreed"}


# --- who reads what


def test_the_draft_is_the_rooms_the_proof_the_conveners_the_release_everybodys(
    released, rosa, farid, carla, vera, oskar, rhea, omar
):
    everyone = (carla, farid, rosa, vera, oskar, rhea, omar)

    read = {}
    for reading in (
        summaries.read_draft,
        summaries.read_released,
    ):
        read[reading.__name__] = []
        for who in everyone:
            with make.acting(who):
                try:
                    assert reading(released, by=who) == make.CLEAN
                    read[reading.__name__].append(who.name.split()[0])
                except PermissionDenied:
                    pass

    assert read == {
        "read_draft": ["Farid", "Rosa"],
        "read_released": ["Carla", "Farid", "Rosa", "Vera", "Oskar", "Rhea"],
    }


def test_before_its_release_nobody_reads_a_summary_outside_the_room(answered, rhea):
    with make.acting(rhea), pytest.raises(WrongState):
        summaries.read_released(answered, by=rhea)

    assert answered.text is None


def test_a_recalled_summary_is_read_by_nobody(released, carla, rhea):
    _act("recall", released, by=carla)

    for who in (carla, rhea):
        with make.acting(who), pytest.raises(WrongState, match="it is now recalled"):
            summaries.read_released(Summary.objects.get(), by=who)

    assert Entry.objects.get(verb="recall").actor == carla.pk


def test_only_a_convener_recalls(released, farid, rosa, vera, oskar, rhea):
    for other in (farid, rosa, vera, oskar, rhea):
        with pytest.raises(PermissionDenied):
            _act("recall", released, by=other)

    assert _state() == "released"


# --- what a page offers


def _offered(summary, *members):
    return {
        who.name: [step.verb for step in summaries.open_to(who, summary)]
        for who in members
    }


def test_nobody_is_offered_a_signature_she_may_not_give(checked, rosa, farid, carla):
    to_be_read = _offered(checked, rosa, farid, carla)
    _act("second_read", checked, by=farid)
    summaries.circulate(checked, by=farid)
    to_be_answered = _offered(checked, rosa, farid, carla)
    _answer(checked, "agree", "agree", by=farid)
    to_be_released = _offered(checked, rosa, farid, carla)

    assert to_be_read == {
        "Rosa Reyes": ["revise"], "Farid Mansour": ["second_read"], "Carla Conti": [],
    }  # fmt: skip
    assert to_be_answered == {
        "Rosa Reyes": ["revise"], "Farid Mansour": [], "Carla Conti": [],
    }  # fmt: skip
    assert to_be_released == {
        "Rosa Reyes": ["revise"], "Farid Mansour": [], "Carla Conti": ["release"],
    }  # fmt: skip


def test_the_answers_are_shown_to_who_takes_them(circulated, farid, rosa):
    rows = reviews.of(circulated, farid)

    assert [[step.verb for step in steps] for _review, steps in rows] == [
        ["agree", "object", "pass_by"],
    ] * 2  # fmt: skip
    assert reviews.of(circulated, rosa) == []


def test_nobody_signs_words_that_were_not_on_her_page(in_session, rosa, farid, browse):
    made = make.summary(in_session, by=rosa, state="checked")
    page = f"/dialogues/heron/workshops/{in_session.number}/summary/"
    with make.acting(rosa):
        summaries.revise(made, by=rosa, words="Other words.", edition=made.edition)
        summaries.check(made, by=rosa)

    answer = browse(farid).post(f"{page}second-read/", {"edition": made.edition - 1})

    made.refresh_from_db()
    assert answer.status_code == 409
    assert made.state == "checked"
    assert made.second_read_by is None


def test_who_signs_under_no_edition_is_told_what_is_missing(
    in_session, rosa, farid, carla, browse
):
    make.summary(in_session, by=rosa, reader=farid, state="participant_review")
    page = f"/dialogues/heron/workshops/{in_session.number}/summary/"
    client = browse(carla)

    opened = client.get(f"{page}release/")
    pressed = client.post(f"{page}release/")
    asked = client.get(f"{page}release/?edition=1")

    assert [opened.status_code, pressed.status_code, asked.status_code] == [
        200,
        409,
        200,
    ]
    for each in (opened, pressed):
        assert "under which none" in each.text
        assert "before you" not in each.text
        assert f'href="{page}"' in each.text
    assert Summary.objects.get().state == "participant_review"


def test_the_team_that_came_later_is_kept_out_of_the_words_too(
    heron, in_session, rosa, carla, farid, browse
):
    newcomer = make.user("Ulla Severin")
    named = team.name(heron, newcomer, "organiser", by=carla)
    with make.acting(farid):
        team.sign(named, by=farid)
    made = make.summary(in_session, by=rosa, words="Severin opened the evening.")

    with make.acting(rosa), pytest.raises(ValidationError, match="1 finding is open"):
        summaries.check(made, by=rosa)


def test_a_name_corrected_after_the_confirmation_is_looked_for(
    in_session, rosa, oskar, approved
):
    person = approved[0].person
    known = make.particulars("Amal Haddad", variants=["Amal Zariff"])
    with make.acting(oskar):
        people.correct(person, by=oskar, particulars=known)
    made = make.summary(in_session, by=rosa, words="Zariff opened the evening.")

    with make.acting(rosa), pytest.raises(ValidationError, match="1 finding is open"):
        summaries.check(made, by=rosa)


def test_nobody_is_asked_before_it_is_noted_who_was_there(
    confirmed, rosa, farid, approved
):
    with make.acting(farid):
        scheduling.take(confirmed, "open", by=farid)
    make.session(confirmed, by=farid)
    made = make.summary(confirmed, by=rosa, reader=farid, state="second_read")

    with (
        make.acting(farid),
        pytest.raises(ValidationError, match="was there: A-01, B-01"),
    ):
        summaries.circulate(made, by=farid)


def test_after_a_recall_another_account_can_be_begun(released, carla, rosa):
    with make.acting(carla):
        summaries.recall(released, by=carla)

    again = make.summary(released.workshop, by=rosa, words="They spoke again.")

    found = accounts.find(accounts.Scope(released.workshop), by=rosa)
    assert (found.pk, found.state) == (again.pk, "draft")


def test_two_accounts_of_a_round_do_not_stand_side_by_side(released):
    with pytest.raises(IntegrityError, match="one_standing_account_a_round"):
        make.by_hand(
            "INSERT INTO workshops_summary (id, state, edition, doubted, draft, written_at,"
            " earlier_authors, initiative_id, workshop_id, written_by_id)"
            " SELECT gen_random_uuid(), 'draft', 1, false, draft, written_at,"
            " earlier_authors, initiative_id, workshop_id, written_by_id"
            " FROM workshops_summary"
        )


def test_a_name_that_was_corrected_away_is_still_looked_for(
    in_session, rosa, oskar, approved
):
    """Else one hand could make a room forget whom it must not name."""
    person = approved[0].person
    with make.acting(oskar):
        for variants in (["Lala"], []):
            known = make.particulars("Amal Haddad", variants=variants)
            people.correct(person, by=oskar, particulars=known)
    made = make.summary(in_session, by=rosa, words="Lala opened the evening.")

    with make.acting(rosa), pytest.raises(ValidationError, match="1 finding is open"):
        summaries.check(made, by=rosa)


def test_a_newcomer_to_the_team_reopens_what_was_checked_without_her(
    answered, heron, carla, omar, vera
):
    team.sign(team.name(heron, omar, Role.ORGANISER, by=carla), by=vera)

    answered.refresh_from_db()
    assert (answered.state, answered.reviews.count()) == ("draft", 0)
    entry = Entry.objects.get(verb="reopen", subject=answered.pk)
    assert (entry.actor, entry.outcome, entry.initiative) == (None, "done", heron.pk)


def test_an_account_whose_author_left_is_taken_over(
    draft, heron, carla, farid, vera, rosa
):
    with pytest.raises(ValidationError, match="Its author is on the team"):
        summaries.take_over(draft, by=farid)
    hers = heron.memberships.get(user=rosa)
    team.name_leaving(hers, by=carla)
    team.release(hers, by=vera)

    found = accounts.find(accounts.Scope(draft.workshop), by=farid)
    offered = summaries.open_to(farid, found)
    summaries.take_over(draft, by=farid)

    assert "take_over" in {step.verb for step in offered}
    assert (draft.written_by, draft.state) == (farid, "draft")


def test_who_holds_no_key_is_told_of_no_findings(
    draft, heron, carla, omar, vera, browse
):
    """Fail closed: an empty list of findings would read like a clean text."""
    team.sign(team.name(heron, omar, Role.RAPPORTEUR, by=carla), by=vera)

    page = browse(omar).get(draft.get_absolute_url())

    assert "No finding is open." not in page.text
    assert "Your key to this has not been given yet." in page.text


def test_whoever_wrote_at_an_account_once_signs_nothing_under_it(
    carla, farid, rosa, omar, vera, viktor, worker
):
    """Taken over, the words may be hers still: neither the operation nor PostgreSQL lets her."""
    sit = {"convener": [carla, omar], "facilitator": [farid], "rapporteur": [carla, rosa],
           "vetting_officer": [vera, viktor]}  # fmt: skip
    wren = make.initiative(sit, code="wren")
    seated = [
        make.candidacy(
            wren, by=farid, side=side, state="approved", officers=(vera, viktor)
        )
        for side in "AB"
    ]
    round_ = make.workshop(wren, by=farid, state="in_session", seated=seated)
    make.session(round_, by=farid)
    make.attended(round_, by=farid)
    hers = make.summary(round_, by=carla)
    writes = wren.memberships.get(user=carla, role=Role.RAPPORTEUR)
    team.name_leaving(writes, by=omar)
    team.release(writes, by=farid)
    with make.acting(rosa):
        summaries.take_over(hers, by=rosa)
        summaries.check(hers, by=rosa)
    with make.acting(farid):
        summaries.second_read(hers, by=farid)
        summaries.circulate(hers, by=farid)
        for each in hers.reviews.all():
            reviews.answer(each, "agree", by=farid)

    with (
        make.acting(carla),
        pytest.raises(PermissionDenied, match="neither of them its"),
    ):
        summaries.release(hers, by=carla)

    assert "release" not in {step.verb for step in summaries.open_to(carla, hers)}
    assert hers.earlier_authors == [carla.pk]
    for signature, name in (
        ("released", "who_wrote_before_does_not_release"),
        ("second_read", "who_wrote_before_is_not_the_second_reader"),
    ):
        with pytest.raises(IntegrityError, match=name):
            make.by_hand(
                f"UPDATE workshops_summary SET {signature}_by_id = %(who)s,"
                f" {signature}_at = clock_timestamp() WHERE id = %(pk)s",
                who=carla.pk, pk=hers.pk,
            )  # fmt: skip


def test_who_releases_before_the_round_is_closed_is_told_so(
    answered, heron, carla, farid, browse
):
    url = f"{answered.get_absolute_url()}release/?edition={answered.edition}"
    client, told = browse(carla), "Nothing that is said in it from now on goes into"
    early = client.get(url).text
    make.by_hand("UPDATE workshops_workshop SET state = 'closed'")

    assert (told in early, told in client.get(url).text) == (True, False)


def test_a_finding_put_in_general_words_is_one_edition_and_not_two(
    in_session, rosa, browse
):
    summary = make.summary(in_session, by=rosa, words=NAMED)
    client, way = browse(rosa), summary.get_absolute_url()
    given = {"words": NAMED, "edition": 1, "key": "name|amal haddad"}

    client.post(f"{way}generalise/", given)
    summary.refresh_from_db()
    once = summary.edition
    words = f"They met. {NAMED}"
    client.post(f"{way}generalise/", given | {"words": words, "edition": once})

    summary.refresh_from_db()
    assert (once, summary.edition) == (
        2,
        4,
    )  # what was typed meanwhile is one of its own
