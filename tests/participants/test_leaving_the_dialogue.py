"""Leaving: what she takes back ends at once, wherever it was relied on."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from roles import stepping_into
from test_undertakings import _link, give

from dialogues import destruction, holds
from dialogues.models import Destruction
from participants import (
    care,
    folders,
    leaving,
    people,
    undertakings,
    wishes,
    wordings,
)
from participants.models import Candidacy, Folder, Person
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.rows import WEB, WORKER
from trackii.states import WrongState
from trackii.vault import keystore, links
from trackii.vault.errors import LinkShut, Shredded
from trackii.vault.models import Link
from workshops import invitations, seating
from workshops.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(heron, oskar, farid, approved, worker):
    """She has given everything, and sits at a round with a reminder due and two links."""
    hers = approved[0]
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        folders.send(hers, by=oskar)
    give(hers)
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(round_, hers, by=oskar)
        link = invitations.send(seat, by=oskar)
    seating.accept_by_link(seat, by=link, words="I come.")
    return Candidacy.objects.select_related("person", "initiative").get(pk=hers.pk)


def _by_herself(candidacy, act):
    """With the rights of the web, under the name of her own link."""
    link = _link(candidacy)
    with stepping_into(WEB), principal.acting_as(principal.link(link.pk)):
        act(link)


def _of(candidacy, kind):
    return next(u for u in undertakings.of(candidacy) if u.wording.kind == kind)


def _withdraw(candidacy, kind):
    undertaking = _of(candidacy, kind)
    _by_herself(candidacy, lambda link: leaving.withdraw(undertaking, by=link))


def test_without_her_consent_she_is_no_candidate_and_sits_nowhere(amal):
    _withdraw(amal, "consent")

    amal.refresh_from_db()
    assert amal.state == "withdrawn"
    assert amal.erasure_asked_at is not None
    assert Seat.objects.get().state == "declined"


def test_no_letter_goes_to_her_any_more_and_no_invitation_opens(amal):
    invitation = Link.objects.get(kind="invitation")
    assert Letter.objects.filter(state="due").exists()

    _withdraw(amal, "consent")

    waiting = Letter.objects.exclude(kind="own").values_list("state", flat=True)
    assert set(waiting) == {"cancelled"}
    invitation.refresh_from_db()
    assert (invitation.state, _link(amal).is_live) == ("revoked", True)


def test_what_is_known_of_her_is_destroyed_at_the_next_run_and_by_nobodys_key(amal):
    _withdraw(amal, "consent")

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        done = destruction.shred_due()

    assert (done.destroyed, done.refused, done.failed) == (1, 0, 0)
    assert Person.objects.get(pk=amal.person_id).state == "erased"
    assert not keystore.stands(amal.person_id)
    with pytest.raises(Shredded):
        links.language(_link_of_any_state(amal), links.keys_of(bytes(16)))


def _link_of_any_state(candidacy):
    return Link.objects.filter(occasion=candidacy.pk).latest("made_at")


def test_under_a_hold_she_leaves_all_the_same_and_nothing_is_destroyed(
    amal, heron, vera
):
    holds.put(heron, by=vera)

    _withdraw(amal, "consent")
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        done = destruction.shred_due()

    assert (done.destroyed, done.held) == (0, 1)
    assert keystore.stands(amal.person_id)
    assert Seat.objects.get().state == "declined"


def test_a_row_that_says_she_asked_destroys_nothing(amal):
    make.by_hand("UPDATE participants_candidacy SET erasure_asked_at = now()")

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        done = destruction.shred_due()

    assert done.destroyed == 0
    assert keystore.stands(amal.person_id)


@pytest.mark.parametrize("kind", ["capacity", "confidentiality"])
def test_without_one_of_the_others_everybody_gives_she_stays_and_sits_nowhere(
    kind, amal
):
    _withdraw(amal, kind)

    amal.refresh_from_db()
    assert (amal.state, amal.erasure_asked_at) == ("accepted", None)
    assert Seat.objects.get().state == "declined"


WORDS = wishes.Said(travel="A visa.", diet="No pork.", days={"2030-01-01": "yes"})


@pytest.fixture
def told(amal, oskar):
    """She said what she needs and when she could come; the team noted more of it."""
    folder = Folder.objects.get(link=_link(amal))
    folder.candidacy = amal
    wishes.say_needs(folder, WORDS, by=_link(amal))
    wishes.say_days(folder, WORDS, by=_link(amal))
    with make.acting(oskar):
        people.correct(amal.person, by=oskar, diet="Halal.", needs="A ramp.",
                       observances="Fridays.")  # fmt: skip
    return Candidacy.objects.select_related("person", "initiative").get(pk=amal.pk)


def _noted(candidacy, by):
    candidacy = Candidacy.objects.select_related("person").get(pk=candidacy.pk)
    with make.acting(by):
        return people.read_one(candidacy, by=by).particulars


def test_without_the_one_for_travel_what_is_known_for_it_is_shut_at_once(told, oskar):
    _withdraw(told, "travel")

    told.refresh_from_db()
    with make.acting(oskar):
        assert wishes.said(told, by=oskar) == wishes.Said(days=WORDS.days)
    noted = _noted(told, oskar)
    assert (noted.diet, noted.needs, noted.observances) == ("", "", "Fridays.")
    assert Seat.objects.get().state == "accepted"


def test_and_wiped_at_the_next_run_by_nobodys_key(told, oskar):
    _withdraw(told, "travel")

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        wiped = care.wipe_shut()

    folders_, person = Folder.objects.all(), Person.objects.get(pk=told.person_id)
    assert (wiped, person.care, keystore.stands(person.pk)) == (1, None, True)
    assert [each for each in folders_ if each.said or each.said_back] == []
    told.refresh_from_db()
    assert told.needs_shut_at is None
    with make.acting(oskar):
        assert wishes.said(told, by=oskar) == wishes.Said(days=WORDS.days)


@pytest.mark.parametrize("by_herself", [True, False])
def test_under_a_hold_it_is_shut_and_not_wiped(by_herself, told, heron, vera, oskar):
    holds.put(heron, by=vera)

    if by_herself:
        _withdraw(told, "travel")
    else:
        with make.acting(oskar):
            leaving.withdraw(_of(told, "travel"), by=oskar)
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        wiped = care.wipe_shut()

    said = Folder.objects.exclude(said=None).exclude(said_back=None)
    assert (wiped, said.exists()) == (0, True)
    assert Person.objects.get(pk=told.person_id).care is not None
    told.refresh_from_db()
    with make.acting(oskar):
        assert wishes.said(told, by=oskar).diet == ""
    assert _noted(told, oskar).diet == ""


def test_once_the_hold_is_lifted_it_is_wiped(told, heron, vera, carla):
    hold = holds.put(heron, by=vera)
    _withdraw(told, "travel")
    holds.ask_to_lift(hold, by=vera)
    holds.lift(hold, by=carla)

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        wiped = care.wipe_shut()

    assert (wiped, Person.objects.get(pk=told.person_id).care) == (1, None)


def test_what_she_took_back_nobody_notes_again_in_her_place(told, oskar):
    _withdraw(told, "travel")

    for _moment in ("shut", "wiped"):
        with make.acting(oskar), pytest.raises(ValidationError, match="withdrawn"):
            people.correct(told.person, by=oskar, diet="Halal.")
        care.wipe_shut()
    with make.acting(oskar):
        people.correct(told.person, by=oskar, phone="+47 555 0100")

    assert _noted(told, oskar).diet == ""


def test_she_agrees_anew_and_what_was_shut_does_not_come_back(told, oskar):
    _withdraw(told, "travel")
    give(told, "travel")
    folder = Folder.objects.get(link=_link(told))

    told.refresh_from_db()
    folder.candidacy = told
    with pytest.raises(ValidationError, match="not agreed"):
        wishes.say_needs(folder, wishes.Said(travel="By train."), by=_link(told))
    care.wipe_shut()
    told.refresh_from_db()
    wishes.say_needs(folder, wishes.Said(travel="By train."), by=_link(told))

    with make.acting(oskar):
        assert wishes.said(told, by=oskar).travel == "By train."
    assert _noted(told, oskar).diet == ""


def test_without_the_one_for_afterwards_all_else_stands(amal):
    _withdraw(amal, "follow_up")

    assert _of(amal, "follow_up").state == "withdrawn"
    assert Seat.objects.get().state == "accepted"


def test_she_asks_to_be_erased_by_her_invitation_too(amal):
    link = Link.objects.get(kind="invitation")

    with stepping_into(WEB), principal.acting_as(principal.link(link.pk)):
        leaving.ask_erasure(amal, by=link)

    link.refresh_from_db()
    assert (amal.state, link.is_live) == ("withdrawn", True)
    assert Seat.objects.get().state == "declined"


def test_who_was_turned_down_may_have_it_asked_for_too(
    heron, carla, vera, viktor, oskar, worker
):
    nour = make.candidacy(heron, by=carla, name="Nour Saleh", state="declined",
                          officers=(vera, viktor))  # fmt: skip

    leaving.pass_on_erasure(nour, by=oskar)

    asked = Destruction.objects.get(thing=nour.person_id)
    assert (asked.state, asked.asked_by, asked.early) == ("asked", oskar, True)
    assert nour.state == "declined"


def test_told_to_the_team_it_ends_as_soon(amal, oskar):
    with make.acting(oskar):
        leaving.withdraw(_of(amal, "consent"), by=oskar)

    amal.refresh_from_db()
    assert amal.state == "withdrawn"
    assert not Link.objects.filter(state="live").exists()
    assert Seat.objects.get().state == "declined"


def _run():
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        return destruction.shred_due()


def test_one_hand_that_records_a_consent_and_its_withdrawal_destroys_nothing(
    heron, oskar, approved, worker
):
    """Neither with a vault that is shut nor within any hour."""
    hers = approved[0]
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        undertakings.offer(hers, by=oskar)
        consent = _of(hers, "consent")
    undertakings.take_down(consent, by=oskar, name="Amal Haddad", on=clock.today(),
                           witness="Nobody")  # fmt: skip
    leaving.withdraw(consent, by=oskar)

    with clock.at(clock.now() + timedelta(days=30)):
        done = _run()
    order = Destruction.objects.get(thing=hers.person_id)
    with pytest.raises(Refused):
        destruction.sign(order, by=oskar)

    hers.refresh_from_db()
    assert (hers.state, hers.erasure_asked_at, done.destroyed) == ("withdrawn", None, 0)
    assert keystore.stands(hers.person_id)


def test_what_one_hand_took_down_dies_when_a_second_signs(amal, oskar, farid):
    with make.acting(oskar):
        leaving.withdraw(_of(amal, "consent"), by=oskar)
    order = Destruction.objects.get(thing=amal.person_id)

    destruction.sign(order, by=farid)

    assert Person.objects.get(pk=amal.person_id).state == "erased"
    assert not keystore.stands(amal.person_id)


def test_who_took_it_down_does_not_sign_for_it_either_when_she_may_destroy(
    amal, farid, carla
):
    with make.acting(farid):
        leaving.withdraw(_of(amal, "consent"), by=farid)
    order = Destruction.objects.get(thing=amal.person_id)

    with pytest.raises(Refused, match="by two"):
        destruction.sign(order, by=farid)
    destruction.sign(order, by=carla)

    assert not keystore.stands(amal.person_id)


def test_it_stands_on_the_desk_of_who_may_sign_with_its_day(amal, oskar, farid, browse):
    with make.acting(oskar):
        leaving.withdraw(_of(amal, "consent"), by=oskar)
    day = Destruction.objects.get(thing=amal.person_id).sign_by

    desk = browse(farid).get("/").text
    retention_page = browse(farid).get("/dialogues/heron/retention/").text

    assert day == clock.today() + timedelta(days=7)
    assert "1 waits for a second hand" in desk
    assert f"by {date_format(day, 'j F Y')}" in desk
    assert "A-01" in retention_page
    assert "second hand" not in browse(oskar).get("/").text


def test_taken_down_twice_it_is_asked_for_once(amal, oskar, farid):
    with make.acting(oskar):
        leaving.withdraw(_of(amal, "consent"), by=oskar)

    amal.refresh_from_db()
    leaving.pass_on_erasure(amal, by=farid)

    assert Destruction.objects.get(thing=amal.person_id).asked_by == oskar


def test_who_may_not_invite_passes_nothing_on(amal, vera):
    with pytest.raises(Refused):
        leaving.pass_on_erasure(amal, by=vera)

    assert not Destruction.objects.exists()


def test_nobody_elses_link_ends_anything_of_hers(amal, approved, oskar):
    with make.acting(oskar):
        folders.send(approved[1], by=oskar)
    consent = _of(amal, "consent")

    with pytest.raises(LinkShut):
        leaving.withdraw(consent, by=_link(approved[1]))
    with pytest.raises(LinkShut):
        leaving.ask_erasure(amal, by=_link(approved[1]))

    amal.refresh_from_db()
    assert (amal.state, amal.erasure_asked_at) == ("accepted", None)


def test_what_is_not_given_is_not_taken_back(amal):
    _withdraw(amal, "follow_up")

    with pytest.raises(WrongState):
        _withdraw(amal, "follow_up")


def test_each_is_written_down_under_her_link(amal):
    link = _link(amal)

    _withdraw(amal, "consent")

    verbs = Entry.objects.filter(actor=link.pk).values_list("verb", flat=True)
    assert {"withdraw_by_link", "ask erasure"} <= set(verbs)
