"""Leaving: what she takes back ends at once, wherever it was relied on."""

import make
import pytest
from roles import stepping_into
from test_undertakings import _link, give

from dialogues import destruction, holds, retention
from participants import folders, leaving, undertakings, wordings
from participants.models import Candidacy, Folder, Person
from trackii import principal
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
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


def test_without_the_one_for_travel_what_she_needs_is_wiped_and_her_days_stay(
    amal, oskar
):
    words = folders.Said(travel="A visa.", diet="No pork.", days={"2030-01-01": "yes"})
    folder = Folder.objects.get(link=_link(amal))
    folder.candidacy = amal
    folders.say(folder, words, by=_link(amal))
    travel = _of(amal, "travel")

    _by_herself(amal, lambda link: leaving.withdraw(travel, by=link, said=words))

    with make.acting(oskar):
        assert folders.said(amal, by=oskar) == folders.Said(days={"2030-01-01": "yes"})
    assert Seat.objects.get().state == "accepted"


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


def test_who_was_turned_down_may_ask_too(heron, carla, vera, viktor, oskar, worker):
    nour = make.candidacy(heron, by=carla, name="Nour Saleh", state="declined",
                          officers=(vera, viktor))  # fmt: skip

    leaving.ask_erasure(nour, by=oskar)

    due = [d for d in retention.calendar(heron) if d.thing == nour.person_id]
    assert [d.on for d in due] == [nour.erasure_asked_at.date()]
    assert nour.state == "declined"


def test_told_to_the_team_it_ends_as_soon(amal, oskar):
    with make.acting(oskar):
        leaving.withdraw(_of(amal, "consent"), by=oskar)

    amal.refresh_from_db()
    assert amal.state == "withdrawn"
    assert not Link.objects.filter(state="live").exists()
    assert Seat.objects.get().state == "declined"


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
