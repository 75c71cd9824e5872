"""An address that one hand changed: nobody answers in somebody's place by correcting it."""

from datetime import timedelta

import envelopes
import make
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse

from participants import addresses, folders, merging, people
from participants.models import Person
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import admission
from workshops import circulation, invitations, seating, summaries

pytestmark = pytest.mark.django_db

ELSEWHERE = "somebody@elsewhere.example"


@pytest.fixture
def summary(in_session, rosa, farid):
    return make.summary(in_session, by=rosa, reader=farid, state="second_read")


@pytest.fixture
def amal(summary):
    return people.Person.objects.get(code="a-01", initiative=summary.initiative)


def _ask(summary, *, rosa, farid):
    """What she is asked about the draft: anew, where it was opened again meanwhile."""
    summary.refresh_from_db()
    if summary.state == "draft":
        with make.acting(rosa):
            summaries.check(summary, by=rosa)
        with make.acting(farid):
            summaries.second_read(summary, by=farid)
    with make.acting(farid):
        summaries.circulate(summary, by=farid)
    return summary.reviews.get(person__code="a-01")


def _change(person, *, by, email=ELSEWHERE):
    with make.acting(by):
        people.correct(person, by=by, email=email)
    return Person.objects.get(pk=person.pk)


def _send(review, *, by, **more):
    with make.acting(by):
        return circulation.send(_fresh(review), by=by, **more)


def _fresh(row):
    return type(row).objects.get(pk=row.pk)


def _came(review, words):
    """Whoever reads the mailbox of the address comes by the last letter."""
    mail.outbox.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()
    cookie = admission.admit(envelopes.code(mail.outbox[-1].body), address="")
    visit = admission.find(cookie)
    admission.say_words(cookie, visit, words)
    return visit


def test_who_changed_an_address_does_not_agree_in_her_place(summary, amal, rosa, farid):
    review = _ask(summary, rosa=rosa, farid=farid)
    hers = _came(review, _send(review, by=farid))
    circulation.object_by_link(review, by=hers.link, words="One can tell it is me.")
    _change(amal, by=farid)
    again = _ask(summary, rosa=rosa, farid=farid)

    with pytest.raises(PermissionDenied, match="does not send to it first"):
        _send(again, by=farid)

    assert _fresh(again).state == "asked"
    assert Letter.objects.filter(kind="review", occasion=again.pk).count() == 0
    assert addresses.changed(_fresh(amal)).by == farid


def test_another_hand_makes_sure_of_it_and_says_so(summary, amal, rosa, farid, oskar):
    change = addresses.changed(_change(amal, by=oskar))
    review = _ask(summary, rosa=rosa, farid=farid)

    with pytest.raises(ValidationError, match="Make sure by another way"):
        _send(review, by=farid)
    words = _send(review, by=farid, vouched=change.mark)

    assert circulation.read(_came(review, words)).text == make.CLEAN
    assert Entry.objects.filter(verb="vouch for address", subject=amal.pk).count() == 1
    assert addresses.changed(_fresh(amal)) is None  # an address like any other


def test_what_was_made_sure_of_is_the_change_on_the_page(approved, farid, oskar):
    seen = addresses.changed(_change(approved[0].person, by=oskar)).mark
    _change(approved[0].person, by=oskar, email="another@elsewhere.example")

    with make.acting(farid), pytest.raises(ValidationError, match="Make sure"):
        folders.send(_fresh(approved[0]), by=farid, vouched=seen)

    assert Letter.objects.filter(kind="own").count() == 0


def test_other_facts_and_another_case_change_no_address(amal, farid):
    with make.acting(farid):
        people.correct(amal, by=farid, phone="+47 22 00 00 00")
        people.correct(amal, by=farid, email="AMAL.haddad@example.net")

    assert _fresh(amal).readdressed_at is None
    assert addresses.changed(_fresh(amal)) is None


def test_an_address_put_in_later_takes_another_hand_as_well(heron, carla, farid):
    made = make.candidacy(heron, by=carla, state="nominated", name="Nadia Orr")
    with make.acting(farid):
        people.correct(made.person, by=farid, email="")
        people.correct(made.person, by=farid, email=ELSEWHERE)

    assert addresses.doubtful([made.person_id]) == {made.person_id}


def test_an_address_that_comes_by_merging_was_changed_by_who_merged(heron, carla):
    stays = make.candidacy(heron, by=carla, name="Nadia Orr")
    goes = make.candidacy(heron, by=carla, name="Nadja Orr")
    with make.acting(carla):
        people.correct(stays.person, by=carla, email="")
        merging.merge(stays.person, other=goes.person, by=carla)

    assert addresses.changed(_fresh(stays.person)).by == carla


def test_seats_and_own_pages_are_held_to_the_same(confirmed, approved, oskar, farid):
    candidacy = approved[0]
    seat = confirmed.seats.get(candidacy=candidacy)
    person = _change(candidacy.person, by=oskar)
    mark = addresses.changed(person).mark

    with make.acting(oskar):
        with pytest.raises(PermissionDenied):
            invitations.send(_fresh(seat), by=oskar)
        with pytest.raises(PermissionDenied):
            folders.send(_fresh(candidacy), by=oskar)
    with make.acting(farid):
        with pytest.raises(ValidationError):
            folders.send(_fresh(candidacy), by=farid)
        folders.send(_fresh(candidacy), by=farid, vouched=mark)
        invitations.send(_fresh(seat), by=farid)

    assert Letter.objects.filter(kind="invitation").count() == 1


def test_sending_to_everybody_leaves_out_who_was_given_another_address(
    heron, approved, farid, oskar, browse
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        for each in approved:
            seating.offer(ahead, each, by=oskar)
    _change(approved[0].person, by=oskar)

    page = browse(farid).get(
        reverse("workshops:send_links", args=["heron", ahead.number])
    )
    with make.acting(farid):
        went = invitations.send_all(ahead, by=farid)

    assert went == 1
    assert "is left out" in page.content.decode()
    [letter] = Letter.objects.filter(kind="invitation")
    assert letter.person == approved[1].person_id


def test_a_letter_with_a_way_in_does_not_go_to_the_former_address(
    approved, farid, oskar
):
    with make.acting(farid):
        folders.send(approved[0], by=farid)

    _change(approved[0].person, by=oskar)

    assert Letter.objects.get(kind="own").state == "cancelled"
    assert folders.link_of(approved[0]).state == "revoked"


def test_the_page_says_who_changed_it_and_asks_the_other(
    summary, amal, rosa, farid, oskar, browse
):
    _change(amal, by=farid)
    review = _ask(summary, rosa=rosa, farid=farid)
    there = ["heron", summary.workshop.number, review.pk]
    hers, there = browse(farid), reverse("workshops:review_link", args=there)

    own = hers.get(there).content.decode()
    Person.objects.filter(pk=amal.pk).update(readdressed_by=oskar)
    change = addresses.changed(_fresh(amal))
    asked = hers.get(there).content.decode()
    unsure = hers.post(there, {"days": 14})
    sure = hers.post(there, {"days": 14, "vouched": change.mark})

    assert ("a colleague sends the first link" in own, "<button>Send" in own) == (
        True, False,
    )  # fmt: skip
    assert ("by Oskar Berg" in asked, change.mark in asked) == (True, True)
    assert unsure.status_code == 422
    assert "Make sure of the address first" in unsure.content.decode()
    assert "Tell the participant these two words" in sure.content.decode()


def test_a_new_address_without_a_hand_is_refused_by_the_database(amal):
    with pytest.raises(IntegrityError, match="a_new_address_is_somebodys"):
        make.by_hand(
            "UPDATE participants_person SET readdressed_at = clock_timestamp() WHERE id = %s",
            amal.pk,
        )
