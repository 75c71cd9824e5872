"""A draft by link: with two words, answered by who was there, flipped by nobody else."""

import json
from datetime import timedelta

import envelopes
import make
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.states import WrongState
from trackii.vault import admission
from trackii.vault.errors import LinkShut, VaultLocked, WrongKey
from workshops import circulation, reviews, summaries
from workshops.models import Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def circulating(in_session, rosa, farid):
    """A summary that was second-read and is with the participants; nobody has answered."""
    made = make.summary(in_session, by=rosa, reader=farid, state="second_read")
    with make.acting(farid):
        summaries.circulate(made, by=farid)
    return made


@pytest.fixture
def amal(circulating):
    return circulating.reviews.order_by("seat__candidacy__person__code").first()


def _arrived(review, *, by):
    """A visit by a link that was sent, with the words said."""
    with make.acting(by):
        words = circulation.send(review, by=by)
    mail.outbox.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()
    [letter] = mail.outbox
    code = envelopes.code(letter.body)
    cookie = admission.admit(code, address="")
    visit = admission.find(cookie)
    return visit, cookie, words


def _inside(review, *, by):
    visit, cookie, words = _arrived(review, by=by)
    admission.say_words(cookie, visit, words)
    return visit


def _fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_the_draft_opens_with_the_words_and_not_without(amal, farid):
    visit, cookie, words = _arrived(amal, by=farid)

    with pytest.raises(WrongKey):
        circulation.read(visit)
    admission.say_words(cookie, visit, words)

    assert circulation.read(visit).text == make.CLEAN
    assert len(words.split()) == 2
    assert words not in mail.outbox[0].body


def test_only_who_has_the_address_and_has_read_it_sends_it(amal, oskar, rosa, farid):
    for colleague in (oskar, rosa):
        with make.acting(colleague), pytest.raises(PermissionDenied):
            circulation.send(amal, by=colleague)
    with pytest.raises(VaultLocked):
        circulation.send(amal, by=farid)

    assert Letter.objects.filter(kind="review").count() == 0


def test_she_agrees_or_objects_and_may_say_otherwise(amal, farid):
    visit = _inside(amal, by=farid)

    circulation.agree_by_link(amal, by=visit.link)
    agreed = _fresh(amal).state
    circulation.object_by_link(
        _fresh(amal), by=visit.link, words="One can tell it is me.", passage=2
    )

    said = circulation.read(visit)
    assert (agreed, said.review.state) == ("agreed", "objected")
    assert (said.objection.words, said.objection.passage) == (
        "One can tell it is me.", 2,
    )  # fmt: skip
    assert said.review.told_through == visit.link


def test_the_room_reads_what_is_objected_to_and_not_who_objects(
    amal, circulating, farid, rosa, carla
):
    visit = _inside(amal, by=farid)
    circulation.object_by_link(amal, by=visit.link, words="One can tell.", passage=1)

    with make.acting(rosa):
        [read] = circulation.objections(circulating, by=rosa)
    with make.acting(carla), pytest.raises(PermissionDenied):
        circulation.objections(circulating, by=carla)

    assert json.loads(read.dump()) == {"words": "One can tell.", "passage": 1}


def test_nobody_of_the_team_flips_what_she_said_herself(
    amal, circulating, farid, oskar, carla
):
    visit = _inside(amal, by=farid)
    circulation.object_by_link(amal, by=visit.link, words="No.")
    reviews.answer(circulating.reviews.exclude(pk=amal.pk).get(), "agree", by=oskar)

    for verb in ("agree", "object", "pass_by"):
        with pytest.raises(ValidationError, match="Only who gave it can say otherwise"):
            reviews.answer(_fresh(amal), verb, by=oskar)

    offered = {row.pk: steps for row, steps in reviews.of(circulating, oskar)}
    assert _fresh(amal).state == "objected"
    assert offered[amal.pk] == []
    assert "objects" in reviews.waits_for(circulating)


def test_an_answer_is_by_one_hand_whatever_sql_says(amal, farid, oskar):
    visit = _inside(amal, by=farid)
    circulation.object_by_link(amal, by=visit.link, words="No.")

    with pytest.raises(IntegrityError, match="a_review_has_one_hand"):
        make.by_hand(
            "UPDATE workshops_review SET answered_by_id = %s, answered_at = now()"
            " WHERE id = %s",
            oskar.pk,
            amal.pk,
        )


def test_new_words_end_every_link_to_the_old_ones(amal, circulating, farid, rosa):
    visit = _inside(amal, by=farid)

    with make.acting(rosa):
        circulating.refresh_from_db()
        summaries.revise(
            circulating, by=rosa, words="Shorter.", edition=circulating.edition
        )

    assert not Review.objects.exists()
    assert _fresh(visit.link).state == "revoked"


def test_a_released_text_is_answered_no_more(amal, circulating, farid, carla):
    visit = _inside(amal, by=farid)
    circulation.agree_by_link(amal, by=visit.link)
    for review in circulating.reviews.exclude(pk=amal.pk):
        reviews.answer(review, "agree", by=farid)

    with make.acting(carla):
        circulating.refresh_from_db()
        summaries.release(circulating, by=carla, edition=circulating.edition)

    assert _fresh(visit.link).state == "revoked"
    with pytest.raises(WrongState):
        circulation.object_by_link(_fresh(amal), by=visit.link, words="No.")


def test_somebody_elses_link_answers_nothing_here(circulating, farid):
    mine, hers = circulating.reviews.all()
    visit = _inside(mine, by=farid)

    with pytest.raises(LinkShut):
        circulation.agree_by_link(hers, by=visit.link)

    assert _fresh(hers).state == "asked"


def test_another_link_has_other_words_and_keeps_what_she_wrote(amal, farid):
    first, _cookie, words = _arrived(amal, by=farid)
    admission.say_words(_cookie, first, words)
    circulation.object_by_link(amal, by=first.link, words="One can tell.")

    second, cookie, others = _arrived(_fresh(amal), by=farid)
    admission.say_words(cookie, second, others)

    assert others != words
    assert circulation.read(second).objection.words == "One can tell."
    assert _fresh(first.link).state == "revoked"


def test_a_link_taken_back_opens_nothing(amal, farid):
    _visit, cookie, _words = _arrived(amal, by=farid)

    circulation.revoke(amal, by=farid)

    assert admission.find(cookie) is None


def test_the_record_says_that_she_read_and_answered_and_not_what(amal, farid):
    visit = _inside(amal, by=farid)
    circulation.read(visit)
    circulation.object_by_link(amal, by=visit.link, words="One can tell.")

    hers = Entry.objects.filter(actor=visit.link.pk).order_by("pk")
    assert [entry.verb for entry in hers] == [
        "use link", "say words", "read draft", "object_by_link",
    ]  # fmt: skip


def test_silence_is_decided_on_by_a_facilitator_when_the_day_has_passed(
    amal, circulating, farid, oskar
):
    _inside(amal, by=farid)
    offered = {row.pk: steps for row, steps in reviews.of(circulating, farid)}
    assert "pass_by" not in [step.verb for step in offered[amal.pk]]
    with pytest.raises(ValidationError, match="The link takes answers until"):
        reviews.answer(_fresh(amal), "pass_by", by=farid)

    with clock.at(clock.now() + timedelta(days=15)):
        with pytest.raises(PermissionDenied):
            reviews.answer(_fresh(amal), "pass_by", by=oskar)
        reviews.answer(_fresh(amal), "pass_by", by=farid)

    assert (_fresh(amal).state, _fresh(amal).answered_by) == ("passed", farid)
    entry = Entry.objects.get(verb="pass_by", outcome="done")
    assert (entry.actor, entry.subject) == (farid.pk, amal.pk)


def test_a_link_that_was_taken_back_holds_no_decision_up(amal, farid):
    with make.acting(farid):
        circulation.send(amal, by=farid)
    circulation.revoke(amal, by=farid)

    reviews.answer(_fresh(amal), "pass_by", by=farid)

    assert _fresh(amal).state == "passed"
