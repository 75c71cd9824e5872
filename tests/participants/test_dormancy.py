"""Dormancy: who cannot come for now is kept, and nobody asks, seats, counts or reminds her."""

from datetime import timedelta

import make
import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from roles import stepping_into
from test_undertakings import _link, give

from participants import (
    balance,
    bars,
    batches,
    boards,
    dormancy,
    folders,
    leaving,
    people,
    queues,
    rescreening,
    vetting,
    wordings,
)
from participants.models import Candidacy, Person
from trackii import clock, principal, waiting
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.rows import WEB
from trackii.states import WrongState
from workshops import canvasses, invitations, seating
from workshops.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(approved):
    return approved[0]


def _fresh(candidacy):
    rows = Candidacy.objects.select_related("person", "initiative")
    return rows.get(pk=candidacy.pk)


def test_her_seat_to_come_is_given_back_and_no_letter_goes(
    heron, oskar, farid, amal, worker
):
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        folders.send(amal, by=oskar)
    give(amal)
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(round_, amal, by=oskar)
        link = invitations.send(seat, by=oskar)
    seating.accept_by_link(seat, by=link, words="I come.")

    dormancy.make_dormant(amal.person, by=farid)

    seat.refresh_from_db()
    link.refresh_from_db()
    waits = Letter.objects.filter(person=amal.person_id, state__in=["drafted", "due"])
    assert seat.state == Seat.State.DECLINED
    assert link.state == "revoked"
    assert not waits.exists()
    assert _fresh(amal).state == Candidacy.State.ACCEPTED


def test_her_own_page_stays_hers_and_she_may_still_be_forgotten(
    heron, oskar, farid, amal, worker
):
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        folders.send(amal, by=oskar)
    Letter.objects.filter(occasion=amal.pk).update(state="sent", recipient=None)
    dormancy.make_dormant(amal.person, by=farid)
    link = _link(amal)

    with stepping_into(WEB), principal.acting_as(principal.link(link.pk)):
        leaving.ask_erasure(_fresh(amal), by=link)

    assert _fresh(amal).state == Candidacy.State.WITHDRAWN


def test_nobody_asks_seats_or_counts_her(heron, farid, oskar, vera, amal):
    round_ = make.workshop(heron, by=farid, state="provisional")
    before = {bar.letter: bar.seated for bar in bars.balance(heron)}
    looked_for = rescreening._people(heron).count()

    dormancy.make_dormant(amal.person, by=farid)

    after = {bar.letter: bar.seated for bar in bars.balance(heron)}
    side = amal.person.side.letter
    assert amal not in seating.seatable(round_)
    assert after == before | {side: before[side] - 1}
    assert rescreening._people(heron).count() == looked_for - 1
    with make.acting(farid):
        heads = [
            cell.ready
            for table in balance.tables(heron, [side], by=farid)
            for _word, row in table.rows
            for cell in row.cells
        ]
    assert sum(heads) == (before[side] - 1) * len(balance.ATTRIBUTES)
    with pytest.raises(ValidationError, match="for active people"), make.acting(oskar):
        seating.offer(round_, amal, by=oskar)


def test_a_seat_is_not_offered_to_her_by_hand_either(heron, farid, oskar, amal):
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(round_, amal, by=oskar)
    dormancy.make_dormant(amal.person, by=farid)

    with pytest.raises((IntegrityError, psycopg.Error), match="nobody_dormant"):
        make.by_hand(
            "UPDATE workshops_seat SET state = 'offered' WHERE id = %s", seat.pk
        )


def test_she_is_asked_about_no_dates(heron, farid, amal, worker):
    with make.acting(farid):
        round_ = make.canvassed(heron, by=farid)

    dormancy.make_dormant(amal.person, by=farid)

    with make.acting(farid):
        count, without = canvasses.waiting(round_, by=farid)
    assert amal.person.name not in without
    assert count == 0  # the other was asked already, and she is not asked


def test_the_queue_and_the_desk_wait_for_nothing_of_hers(heron, carla, vera, viktor):
    hers = make.candidacy(
        heron, by=carla, name="Noor Aziz", state="in_review", officers=(vera, viktor)
    )
    assert hers.pk in vera_sees(heron, vera)

    dormancy.make_dormant(hers.person, by=carla)

    assert hers.pk not in vera_sees(heron, vera)
    desk = waiting.for_member(vera, unlocked=False)
    assert hers.person.code not in [each.person for each in desk.decisions]
    assert hers.person.code not in [
        entry.code for entry in batches.eligible(heron, "recommend", by=vera)
    ]


def vera_sees(heron, vera):
    return [row["candidacy"] for row in queues.waiting(heron, by=vera)[0:50]]


def test_no_officer_signs_about_her_meanwhile(heron, carla, vera, viktor):
    hers = make.candidacy(
        heron, by=carla, name="Noor Aziz", state="in_review", officers=(vera, viktor)
    )
    dormancy.make_dormant(hers.person, by=carla)
    hers = _fresh(hers)

    assert vetting.open_to(vera, hers) == []
    assert not vetting.may_recommend(vera, hers)
    with pytest.raises(WrongState, match="it is now dormant"), make.acting(vera):
        make.sign(hers, "recommend", by=vera, grounds="Sound.")
    with pytest.raises(WrongState, match="it is now dormant"):
        vetting.move(hers, "refer", by=vera)


def test_lists_show_her_as_dormant_and_under_no_other_state(heron, carla, amal):
    dormancy.make_dormant(amal.person, by=carla)

    shown = people.listed(heron, by=carla, state="dormant")[0:50]
    approved = people.listed(heron, by=carla, state="approved")[0:50]
    board = {c.state: c.count for c in boards.everybody(heron, by=carla)}
    assert [(row["code"], row["label"]) for row in shown] == [
        (amal.person.code, "Dormant")
    ]
    assert amal.person.code not in [row["code"] for row in approved]
    assert board == {"approved": 1, "dormant": 1}


def test_made_active_she_stands_where_she_stood(heron, farid, carla, amal):
    round_ = make.workshop(heron, by=farid, state="provisional")
    dormancy.make_dormant(amal.person, by=farid)

    dormancy.make_active(amal.person, by=carla)

    assert _fresh(amal).state == Candidacy.State.APPROVED
    assert amal in seating.seatable(round_)
    verbs = Entry.objects.filter(subject=amal.person_id).values_list("verb", flat=True)
    assert [verb for verb in verbs if "make" in verb] == ["make_dormant", "make_active"]


def test_her_checks_are_told_of_again_once_she_is_active(
    heron, farid, carla, vera, viktor, amal
):
    piece = amal.person.checks.exclude(expires_on=None).first()
    Letter.objects.filter(kind="recheck").delete()

    dormancy.make_dormant(amal.person, by=farid)
    assert not Letter.objects.filter(kind="recheck", state="due").exists()
    dormancy.make_active(amal.person, by=carla)

    assert piece.expires_on > clock.today() + timedelta(days=1)
    assert Letter.objects.filter(kind="recheck", state="due").count() >= 2


def test_an_officer_and_an_organiser_make_nobody_dormant(vera, oskar, amal):
    for who in (vera, oskar):
        with pytest.raises(Refused):
            dormancy.make_dormant(amal.person, by=who)

    amal.person.refresh_from_db()
    assert amal.person.state == Person.State.ACTIVE


def test_of_two_presses_only_the_first_counts(farid, amal):
    in_another_tab = Person.objects.get(pk=amal.person_id)
    dormancy.make_dormant(amal.person, by=farid)

    with pytest.raises(WrongState, match="it is now dormant"):
        dormancy.make_dormant(in_another_tab, by=farid)


def test_nobody_is_made_dormant_who_is_not_to_come_at_all(farid, amal):
    vetting.move(amal, "withdraw", by=farid)

    assert dormancy.open_to(farid, _fresh(amal)) == []


def test_the_page_asks_first_and_says_what_becomes_of_her(browse, heron, farid, amal):
    way = f"/dialogues/heron/people/{amal.person.code}/"
    page = browse(farid)

    asked = page.get(f"{way}make-dormant/")
    page.post(f"{way}make-dormant/")
    after = page.get(way)

    assert "Seats at rounds to come are given back" in asked.text
    assert "Dormant: nobody asks" in after.text
    assert f"{way}make-active/" in after.text
    assert "Offer" not in after.text.split("<main")[1].split("</main")[0]
