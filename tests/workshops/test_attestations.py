"""Attestations: printed by the worker, sealed to one link, in no letter and with no code name."""

import io
import re
from datetime import timedelta

import make
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from guests import INVITATION, OWN, at_her_browser
from roles import stepping_into

from trackii import principal
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.rows import WORKER
from trackii.vault.models import Link
from workshops import attestations, scheduling, seating, venues
from workshops.models import Attestation

pytestmark = pytest.mark.django_db
WORDS = "To whom it may concern\n\nQuillfeather comes to a private meeting."


def _ask(guests, world, words=WORDS, kind="visa"):
    with make.acting(world.organiser):
        return attestations.ask(
            guests.seat, by=world.organiser, kind=kind, language="en", words=words
        )


def _print():
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        return attestations.render_waiting()


def test_it_begins_with_what_is_true_of_her_and_the_round(guests, world):
    with make.acting(world.organiser):
        words = attestations.begin(guests.seat, "fr", by=world.organiser)
        english = attestations.begin(guests.seat, "en", by=world.organiser)

    assert re.search(r"from \d{1,2} [A-Z][a-z]+ \d{4} to \d{1,2} [A-Z][a-z]+ \d{4}", english)  # fmt: skip
    assert "Nous avons invité Amal Haddad à une réunion privée à Osier Mill" in words
    assert str(guests.ahead.starts_at.year) in words
    inside = ("heron", "a-01", "peace", "dialogue", "First evening at the mill")
    assert [word for word in inside if word in words.casefold()] == []


def test_she_fetches_it_by_her_link_and_nobody_else_by_theirs(guests, world):
    _ask(guests, world)
    assert _print() == 1

    mine = at_her_browser(guests, INVITATION).get(reverse("own:visa"))
    told = at_her_browser(guests, INVITATION).get(reverse("own:written")).text
    others = at_her_browser(guests, OWN).get(reverse("own:visa"))

    text = pypdf.PdfReader(io.BytesIO(mine.content)).pages[0].extract_text()
    assert "Quillfeather comes to a private meeting." in text
    assert reverse("own:visa") in told
    assert others.status_code == 404


def test_no_letter_goes_for_it_and_its_words_are_wiped_once_it_is_printed(
    guests, world
):
    before = Letter.objects.count()
    made = _ask(guests, world)
    asked = bytes(Attestation.objects.get().content.token)

    _print()

    made.refresh_from_db()
    assert (made.state, made.content) == ("issued", None)
    assert b"Quillfeather" not in asked + bytes(made.pages.token)
    assert Letter.objects.count() == before
    assert "Quillfeather" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("name", ["Heron", "A-01"])
def test_a_code_name_does_not_stand_on_what_strangers_read(name, guests, world):
    with pytest.raises(ValidationError, match="code name"):
        _ask(guests, world, words=f"She comes to {name}.")

    assert not Attestation.objects.exists()


def test_without_an_open_link_none_is_made(guests, world):
    Link.objects.filter(occasion__in=[guests.seat.pk, world.a.pk]).update(
        state="revoked"
    )

    with pytest.raises(ValidationError, match="No link"):
        _ask(guests, world)


def test_who_may_not_invite_has_none_made(guests, world):
    with pytest.raises(Refused):
        attestations.ask(
            guests.seat, by=world.vera, kind="visa", language="en", words=WORDS
        )


def test_one_that_was_moved_to_another_link_does_not_open_there(guests, world):
    made = _ask(guests, world)
    _print()
    other = Link.objects.get(occasion=world.free.pk, state="live")
    make.by_hand(
        "UPDATE workshops_attestation SET link_id = %s WHERE id = %s", other.pk, made.pk
    )

    answer = at_her_browser(guests, OWN).get(reverse("own:visa"))

    assert answer.status_code != 200
    assert b"%PDF" not in answer.content


def test_what_does_not_open_to_the_worker_fails_and_is_wiped(guests, world):
    made = _ask(guests, world)
    made.refresh_from_db()
    token = bytes(made.content.token)
    make.by_hand(
        "UPDATE workshops_attestation SET content = %s WHERE id = %s",
        token[:-1] + bytes([token[-1] ^ 1]), made.pk,
    )  # fmt: skip

    assert _print() == 0

    made.refresh_from_db()
    assert (made.state, made.content) == ("failed", None)


def test_by_hand_nothing_is_issued_without_pages(guests, world):
    made = _ask(guests, world)

    with pytest.raises(IntegrityError, match="what_is_issued_has_its_pages"):
        make.by_hand(
            "UPDATE workshops_attestation SET issued_at = clock_timestamp()"
            " WHERE id = %s", made.pk,
        )  # fmt: skip


def test_the_page_asks_whether_it_is_true_and_loses_nothing_typed(
    guests, world, inside
):
    page = reverse("workshops:attest", args=["heron", guests.ahead.number, "a-01"])
    given = {"kind": "visa", "language": "en", "words": "Quillfeather\n\nComes."}

    slip = inside(world.organiser).post(page, given)
    done = inside(world.organiser).post(page, given | {"true": "on"})

    assert (slip.status_code, "Quillfeather" in slip.text) == (422, True)
    assert done.status_code == 302
    assert Attestation.objects.count() == 1


def _moved(guests, world):
    when = guests.ahead.starts_at + timedelta(days=9)
    ends = guests.ahead.ends_at + timedelta(days=9)
    scheduling.settle(guests.ahead, by=world.facilitator, starts_at=when, ends_at=ends)


def _off(guests, world):
    scheduling.take(guests.ahead, "cancel", by=world.facilitator)


def _put_off(guests, world):
    scheduling.take(guests.ahead, "postpone", by=world.facilitator)


def _elsewhere(guests, world):
    zone = "Europe/Oslo"
    venues.hold_at(guests.ahead, world.venue, by=world.facilitator, time_zone=zone)


def _planned_anew(guests, world):
    plan = make.plan(venue="Another mill")
    scheduling.revise(
        guests.ahead, by=world.facilitator, plan=plan, quorum=1, remind_days=3
    )


@pytest.mark.parametrize("how", [_moved, _off, _put_off, _elsewhere, _planned_anew])
@pytest.mark.parametrize("printed", [True, False])
def test_a_paper_about_other_dates_or_another_place_lies_behind_no_link(
    guests, world, how, printed
):
    """On her own page it would still say to a consulate when a round is that was called off."""
    made = _ask(guests, world)
    if printed:
        _print()

    with make.acting(world.facilitator):
        how(guests, world)

    made.refresh_from_db()
    assert (made.state, made.content, made.pages) == ("ended", None, None)
    assert _print() == 0
    Link.objects.filter(pk=made.link_id).update(state="live")  # though it opened
    assert at_her_browser(guests, INVITATION).get(reverse("own:visa")).status_code in (
        303,
        404,
    )


def test_a_paper_stands_where_only_what_to_bring_was_put_right(guests, world):
    made = _ask(guests, world)
    _print()

    with make.acting(world.facilitator):
        plan = make.plan(practical="Bring a lamp.")
        scheduling.revise(
            guests.ahead, by=world.facilitator, plan=plan, quorum=1, remind_days=3
        )

    made.refresh_from_db()
    assert made.state == "issued"


def test_who_has_declined_fetches_no_paper_that_says_she_comes(guests, world):
    _ask(guests, world)
    _print()
    browser = at_her_browser(guests, INVITATION)
    assert browser.get(reverse("own:visa")).status_code == 200

    guests.seat.refresh_from_db()
    seating.FLOW.take(guests.seat, "give_back", by=None)

    assert browser.get(reverse("own:visa")).status_code == 404


def test_no_paper_is_made_about_a_round_that_has_no_dates(guests, world):
    with make.acting(world.facilitator):
        _put_off(guests, world)

    guests.seat.workshop.refresh_from_db()
    with pytest.raises(ValidationError, match="Settle those of the round first"):
        _ask(guests, world)
