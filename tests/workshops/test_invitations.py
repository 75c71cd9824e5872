"""Invitations by link: sent, answered, changed, replaced, taken back."""

import re
from datetime import timedelta
from io import BytesIO

import envelopes
import make
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from pypdf import PdfReader

from participants import people, vetting
from participants.models import Candidacy
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.states import WrongState
from trackii.vault import admission, sealing
from trackii.vault.errors import LinkShut, VaultLocked, WrongKey
from trackii.vault.models import Link
from workshops import (
    briefings,
    handouts,
    invitations,
    replanning,
    scheduling,
    seating,
)
from workshops.models import Handout, Seat

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def provisional(heron, farid, worker):
    return make.workshop(heron, by=farid, state="provisional")


@pytest.fixture
def seats(provisional, approved, oskar):
    """Two seats, offered."""
    with make.acting(oskar):
        return seating.offer_all(provisional, approved, by=oskar)


@pytest.fixture
def seat(seats):
    return seats[0]


def _send(seat, *, by, **more):
    with make.acting(by):
        return invitations.send(seat, by=by, **more)


def _post():
    """Deliver what is due within the hour, and say what codes it carried, by address."""
    mail.outbox.clear()
    with clock.at(clock.now() + AN_HOUR):
        delivery.deliver_due()
    return {sent.to[0]: _code(sent.body) for sent in mail.outbox}


def _code(body):
    found = re.search(r"^([0-9A-Z]{4}(?:-[0-9A-Z]{4}){8})$", body, re.MULTILINE)
    return found[1] if found else None


def _visit(code):
    return admission.find(admission.admit(code, address=""))


def _arrived(seat, *, by, **more):
    """A visit by a link that was sent and delivered."""
    _send(seat, by=by, **more)
    [code] = _post().values()
    return _visit(code)


def _fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_link_comes_by_a_letter_that_says_nothing_else(seat, oskar, settings):
    settings.ORIGIN = "https://dialogue.example.org"
    _send(seat, by=oskar)

    [code] = _post().values()

    [letter] = mail.outbox
    known = ["haddad", "osier", "mill", "marsh", "heron", "a-01", "seat", "invit",
             "workshop", "round", str(seat.pk), str(seat.initiative_id)]  # fmt: skip
    text = letter.message().as_string().lower().replace("to: amal.haddad", "")
    once = envelopes.once(letter.body)
    assert f"https://dialogue.example.org/p/#{once}" in letter.body
    assert (letter.body.count(code), letter.body.count(once)) == (1, 1)
    assert [word for word in known if word in text] == []
    assert letter.subject == "A note for you"


def test_address_and_link_are_wiped_when_the_letter_went(seat, oskar):
    link = _send(seat, by=oskar)
    before = Letter.objects.get().recipient

    _post()

    letter = Letter.objects.get()
    assert before is not None
    assert (letter.state, letter.recipient, letter.link) == ("sent", None, link.pk)
    assert _fresh(link).unused_until == _fresh(link).sent_at + timedelta(hours=72)


def test_she_sees_when_and_where_and_nobody_else(seat, oskar):
    visit = _arrived(seat, by=oskar)

    found = invitations.read(visit)

    shown = found.offer.dump()
    assert (found.seat, found.words, found.pack) == (seat, "", None)
    assert (found.offer.venue, found.offer.zone) == ("Osier Mill", "Europe/Oslo")
    assert found.offer.starts_at == seat.workshop.starts_at
    assert [
        w for w in ("Lower Lane", "garden gate", "Boris", "evening") if w in shown
    ] == []


def test_she_accepts_and_the_team_reads_what_she_wrote(seat, oskar, farid):
    visit = _arrived(seat, by=oskar)

    seating.accept_by_link(seat, by=visit.link, words="I come by train.")

    told = _fresh(seat)
    with make.acting(farid):
        read = invitations.read_words(told, by=farid)
    assert (told.state, told.told_through, told.answered_by) == (
        "accepted", visit.link, None,
    )  # fmt: skip
    assert read == invitations.read(visit).words == "I come by train."
    assert Candidacy.objects.get(pk=seat.candidacy_id).state == "accepted"
    assert Entry.objects.filter(verb="accept_by_link").get().actor == visit.link.pk


def test_she_thinks_otherwise_until_the_day_and_not_after(seat, oskar):
    visit = _arrived(seat, by=oskar, days=3)
    seating.accept_by_link(seat, by=visit.link, words="")
    seating.decline_by_link(seat, by=visit.link, words="My father is ill.")
    declined = _fresh(seat).state

    with clock.at(visit.link.answers_until - timedelta(seconds=1)):
        seating.accept_by_link(seat, by=visit.link, words="He is better.")
    with clock.at(visit.link.answers_until), pytest.raises(LinkShut):
        seating.decline_by_link(seat, by=visit.link, words="")

    assert (declined, _fresh(seat).state) == ("declined", "accepted")


def test_a_link_answers_for_its_own_seat_and_for_no_other(seats, oskar):
    mine, hers = seats
    visit = _arrived(mine, by=oskar)

    with pytest.raises(LinkShut):
        seating.decline_by_link(hers, by=visit.link, words="")

    assert _fresh(hers).state == "offered"


def test_a_colleague_does_not_speak_in_her_name_nor_she_in_a_colleagues(seat, oskar):
    visit = _arrived(seat, by=oskar)

    with make.acting(oskar), pytest.raises(TypeError):
        seating.FLOW.take(seat, "accept_by_link", by=oskar)
    with pytest.raises(TypeError):
        seating.FLOW.take(seat, "accept", by=visit.link)


def test_an_answer_taken_by_the_team_says_so(seat, oskar):
    visit = _arrived(seat, by=oskar)
    seating.accept_by_link(seat, by=visit.link, words="")

    seating.decline(seat, by=oskar)

    told = _fresh(seat)
    assert (told.answered_by, told.told_through, told.told_at) == (oskar, None, None)
    assert _fresh(visit.link).state == "revoked"


def test_postgresql_itself_has_one_hand_answer(seat, oskar):
    link = _send(seat, by=oskar)

    with pytest.raises(IntegrityError, match="an_answer_has_one_hand"):
        make.by_hand(
            "UPDATE workshops_seat SET told_through_id = %s, told_at = now(),"
            " answered_by_id = %s, answered_at = now()",
            link.pk,
            oskar.pk,
        )


def test_another_link_shuts_the_first_and_opens_what_she_wrote(seat, oskar):
    first = _arrived(seat, by=oskar)
    seating.decline_by_link(seat, by=first.link, words="Not in winter.")

    second = _arrived(_fresh(seat), by=oskar)

    assert _fresh(first.link).state == "revoked"
    assert invitations.read(second).words == "Not in winter."


def test_a_link_taken_back_is_shut_and_its_letter_does_not_go(seat, oskar):
    link = _send(seat, by=oskar)

    invitations.revoke(seat, by=oskar)

    assert _post() == {}
    assert (_fresh(link).state, Letter.objects.get().state) == ("revoked", "cancelled")
    assert Letter.objects.get().recipient is None


@pytest.mark.parametrize("verb", ["postpone", "cancel"])
def test_a_round_that_is_off_asks_nobody(seats, provisional, farid, oskar, verb):
    link = _send(seats[0], by=oskar)

    with make.acting(farid):
        scheduling.take(provisional, verb, by=farid)

    assert (_fresh(link).state, _post()) == ("revoked", {})


def test_when_the_dates_change_the_link_says_so_without_its_token(
    seat, provisional, farid, oskar
):
    visit = _arrived(seat, by=oskar)
    starts = provisional.starts_at + timedelta(days=4)
    ends = provisional.ends_at + timedelta(days=4)

    with make.acting(farid):
        scheduling.settle(provisional, by=farid, starts_at=starts, ends_at=ends)

    again = invitations.read(visit)
    assert again.offer.starts_at == starts
    assert _fresh(visit.link).deadline_at == ends


def _elsewhen(round_, by):
    """Four days later than it stood."""
    later = timedelta(days=4)
    with make.acting(by):
        scheduling.settle(
            round_,
            by=by,
            starts_at=round_.starts_at + later,
            ends_at=round_.ends_at + later,
        )


def test_who_said_yes_to_other_dates_is_asked_anew_and_told_that_something_waits(
    seat, provisional, farid, oskar, worker
):
    """A quorum of people who agreed to days that are no longer meant is none."""
    visit = _arrived(seat, by=oskar)
    _post()
    seating.accept_by_link(seat, by=visit.link, words="I come.")
    Link.objects.update(answers_until=clock.now())  # she had answered in time

    _elsewhen(provisional, farid)

    seat.refresh_from_db()
    link = _fresh(visit.link)
    assert (seat.state, seat.told_at, seat.answered_at) == ("offered", None, None)
    assert seating.takes_answers(seat, link)
    waits = Letter.objects.get(occasion=seat.pk, state="due")
    assert (waits.kind, waits.link) == ("notice", None)
    with make.acting(farid), pytest.raises(ValidationError, match="Not enough"):
        scheduling.confirm(provisional, by=farid)


def test_word_of_dates_that_moved_on_goes_once_and_of_the_last_alone(
    seat, provisional, farid, oskar
):
    _arrived(seat, by=oskar)
    _post()
    for _time in range(3):
        _elsewhen(provisional, farid)

    assert Letter.objects.filter(kind="notice", state="due").count() == 1
    with make.acting(farid):
        scheduling.take(provisional, "cancel", by=farid)
    assert not Letter.objects.filter(state="due").exists()


def test_who_was_not_sent_her_link_yet_is_told_nothing_beside_it(
    seat, provisional, farid, oskar
):
    _send(seat, by=oskar)

    _elsewhen(provisional, farid)

    assert [each.kind for each in Letter.objects.filter(state="due")] == ["invitation"]


def test_the_same_dates_ask_nobody_anew(seat, provisional, farid, oskar):
    visit = _arrived(seat, by=oskar)
    seating.accept_by_link(seat, by=visit.link, words="")

    starts, ends = provisional.starts_at, provisional.ends_at
    with make.acting(farid):
        scheduling.settle(provisional, by=farid, starts_at=starts, ends_at=ends)

    seat.refresh_from_db()
    assert seat.state == "accepted"


def test_who_withdraws_has_no_link(seat, oskar, carla):
    link = _send(seat, by=oskar)

    vetting.move(Candidacy.objects.get(pk=seat.candidacy_id), "withdraw", by=carla)

    assert (_fresh(link).state, _post()) == ("revoked", {})


def test_a_link_on_its_way_to_a_wrong_address_is_taken_back(seat, oskar, carla):
    link = _send(seat, by=oskar)

    with make.acting(carla):
        people.correct(
            seat.candidacy.person, by=carla,
            particulars=make.particulars(variants=["Amal H."], phone="+1 202 555 0100"),
        )  # fmt: skip

    assert (_fresh(link).state, _post()) == ("revoked", {})


def test_everybody_without_a_link_is_sent_one(seats, provisional, oskar):
    _send(seats[0], by=oskar)

    with make.acting(oskar):
        sent = invitations.send_all(provisional, by=oskar)
        again = invitations.send_all(provisional, by=oskar)

    assert (sent, again) == (1, 0)
    assert len(_post()) == 2


def test_without_an_address_or_a_key_there_is_no_link(seat, oskar, rosa, carla):
    with pytest.raises(VaultLocked):
        invitations.send(seat, by=oskar)
    with make.acting(rosa), pytest.raises(PermissionDenied):
        invitations.send(seat, by=rosa)
    nameless = make.particulars()
    nameless.email = ""
    with make.acting(carla):
        people.correct(seat.candidacy.person, by=carla, particulars=nameless)

    with pytest.raises(ValidationError, match="No e-mail address"):
        _send(seat, by=oskar)


def test_a_round_in_session_asks_nobody(in_session, oskar):
    with pytest.raises(WrongState):
        _send(in_session.seats.first(), by=oskar)


# --- a confirmed round: nobody is there to write the reminder


@pytest.fixture
def late(confirmed, heron, carla, vera, viktor, oskar):
    """A third seat, offered at a round that is confirmed already."""
    chiara = make.candidacy(heron, by=carla, name="Chiara Rossi", state="approved",
                            officers=(vera, viktor))  # fmt: skip
    with make.acting(oskar):
        return seating.offer(confirmed, chiara, by=oskar)


def _reminders(seat):
    of = Letter.objects.filter(occasion=seat.pk, kind="reminder")
    return list(of.values_list("state", flat=True))


def test_who_accepts_by_link_is_reminded_though_everybody_is_away(late, oskar):
    visit = _arrived(late, by=oskar)
    drafted = _reminders(late)

    seating.accept_by_link(late, by=visit.link, words="")

    mail.outbox.clear()
    with clock.at(late.workshop.starts_at - timedelta(days=2)):
        delivery.deliver_due()
    assert drafted == ["drafted"]
    assert ["chiara.rossi@example.net"] in [sent.to for sent in mail.outbox]
    assert Candidacy.objects.get(pk=late.candidacy_id).state == "confirmed"


def test_who_declines_by_link_is_not_reminded_and_who_comes_after_all_is(late, oskar):
    visit = _arrived(late, by=oskar)
    seating.accept_by_link(late, by=visit.link, words="")

    seating.decline_by_link(late, by=visit.link, words="")
    declined = _reminders(late)
    seating.accept_by_link(late, by=visit.link, words="")

    assert (declined, _reminders(late)) == (["drafted"], ["due"])


def test_who_never_answers_is_not_reminded(late, oskar):
    _arrived(late, by=oskar)

    mail.outbox.clear()
    with clock.at(late.workshop.starts_at - timedelta(hours=1)):
        delivery.deliver_due()

    assert ["chiara.rossi@example.net"] not in [sent.to for sent in mail.outbox]


def test_a_drafted_reminder_follows_the_round_when_it_moves(
    late, confirmed, oskar, farid
):
    visit = _arrived(late, by=oskar)
    starts = confirmed.starts_at + timedelta(days=2)

    with make.acting(farid):
        ends = confirmed.ends_at + timedelta(days=2)
        scheduling.move(confirmed, by=farid, starts_at=starts, ends_at=ends)
    seat = _fresh(late)
    seating.accept_by_link(seat, by=visit.link, words="")

    assert sorted(_reminders(late)) == ["cancelled", "due"]


def test_an_acceptance_the_team_records_releases_the_same_reminder(late, oskar):
    _arrived(late, by=oskar)

    with make.acting(oskar):
        seating.accept(late, by=oskar)

    assert _reminders(late) == ["due"]


def test_a_link_is_of_no_use_once_the_round_has_begun(late, confirmed, farid, oskar):
    visit = _arrived(late, by=oskar)

    with make.acting(farid):
        scheduling.take(confirmed, "open", by=farid)

    with pytest.raises(WrongState):
        seating.accept_by_link(_fresh(late), by=visit.link, words="")


# --- the briefing pack


@pytest.fixture
def pack(late, confirmed, oskar):
    made = make.briefing(confirmed, by=oskar)
    briefings.render_waiting()
    return _fresh(made)


def test_a_pack_is_handed_out_to_who_accepted(pack, late, oskar):
    visit = _arrived(late, by=oskar)
    seating.accept_by_link(late, by=visit.link, words="")

    with make.acting(oskar):
        count = handouts.hand_out(pack, by=oskar)
        pages = briefings.read(pack, by=oskar)
        [copy] = handouts.copies(pack.workshop)

    hers = _words(invitations.read_pages(visit)[1])
    assert count == 1
    assert hers.replace(copy.copy_number, "").split() == _words(pages).split()


def _words(pages):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pages)).pages)


def test_each_copy_has_a_number_that_resolves_inside_and_says_nothing_outside(
    pack, late, oskar
):
    """Every page bears it; the same in the next edition, so that a page that was found resolves."""
    with make.acting(oskar):
        both = [_arrived(seat, by=oskar) for seat in Seat.objects.order_by("pk")]
        for visit in both:
            seating.accept_by_link(invitations.seat_of(visit), by=visit.link, words="")
        assert handouts.hand_out(pack, by=oskar) == len(both) > 1
        found = {
            each.seat_id: each.copy_number for each in handouts.copies(pack.workshop)
        }
        second = make.briefing(pack.workshop, by=oskar)
        briefings.render_waiting()
        second = _fresh(second)
        handouts.hand_out(second, by=oskar)
        again = {
            each.seat_id: each.copy_number for each in handouts.copies(pack.workshop)
        }

    assert again == found
    assert len(set(found.values())) == len(both)
    for visit in both:
        words = _words(invitations.read_pages(visit)[1])
        mine = found[visit.link.occasion]
        assert mine in words
        others = [each for each in found.values() if each != mine]
        assert [each for each in others if each in words] == []
        assert re.fullmatch(r"\d{4} \d{4}", mine)


def test_a_pack_that_is_recalled_opens_behind_no_link_and_its_copies_still_resolve(
    pack, late, oskar
):
    visit = _arrived(late, by=oskar)
    seating.accept_by_link(late, by=visit.link, words="")
    with make.acting(oskar):
        handouts.hand_out(pack, by=oskar)

        briefings.recall(pack, by=oskar)

    assert invitations.read_pages(visit) is None
    assert invitations.read(visit).pack is None
    assert len(handouts.copies(pack.workshop)) == 1
    with make.acting(oskar):
        with pytest.raises(WrongState, match="it is now recalled"):
            briefings.read(pack, by=oskar)
        with pytest.raises(WrongState, match="it is now recalled"):
            handouts.hand_out(pack, by=oskar)
        with pytest.raises(WrongState, match="it is now recalled"):
            briefings.recall(pack, by=oskar)


def test_one_that_is_recalled_while_it_is_made_is_not_printed(late, confirmed, oskar):
    made = make.briefing(confirmed, by=oskar)

    briefings.recall(made, by=oskar)

    assert briefings.render_waiting() == 0
    assert (_fresh(made).state, _fresh(made).content) == ("recalled", None)


def test_a_pack_that_is_untrue_is_handed_out_no_more(
    pack, late, confirmed, farid, oskar
):
    visit = _arrived(late, by=oskar)
    seating.accept_by_link(late, by=visit.link, words="")
    with make.acting(oskar):
        handouts.hand_out(pack, by=oskar)

    with make.acting(farid):
        replanning.supersede_packs(confirmed, by=farid)

    assert invitations.read_pages(visit) is None
    assert invitations.read(visit).pack is None


def test_another_link_opens_the_pack_too(pack, late, oskar):
    first = _arrived(late, by=oskar)
    seating.accept_by_link(late, by=first.link, words="")
    with make.acting(oskar):
        handouts.hand_out(pack, by=oskar)

    second = _arrived(_fresh(late), by=oskar)

    assert invitations.read_pages(second)[1].startswith(b"%PDF")
    with pytest.raises(WrongKey):
        sealing.unseal_sent(Handout.objects.get(), "pages", seed=first.keys.seed)


def test_nobody_who_declined_is_handed_a_pack(pack, late, oskar):
    visit = _arrived(late, by=oskar)
    seating.decline_by_link(late, by=visit.link, words="")

    with make.acting(oskar), pytest.raises(ValidationError, match="open link"):
        handouts.hand_out(pack, by=oskar)

    assert Seat.objects.get(pk=late.pk).state == "declined"
    assert Link.objects.get().state == "live"
