"""Briefing packs: gathered by somebody unlocked, printed by the worker, read by the team."""

from datetime import timedelta
from io import BytesIO

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from pypdf import PdfReader

from trackii import clock
from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault import sealing, suite
from trackii.vault.errors import Corrupt, VaultLocked, WrongKey
from workshops import briefings, scheduling, tasks
from workshops.models import Briefing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleared(confirmed, farid, oskar):
    make.session(confirmed, by=farid, opened=False)
    return make.briefing(confirmed, by=oskar)


def _text(briefing, *, by):
    with make.acting(by):
        pages = briefings.read(Briefing.objects.get(pk=briefing.pk), by=by)
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pages)).pages)
    return " ".join(words.split())


def test_a_pack_is_printed_by_the_worker_and_read_by_the_team(cleared, oskar):
    before = cleared.state

    printed = briefings.render_waiting()

    text = _text(cleared, by=oskar)
    issued = Briefing.objects.get()
    assert (before, printed, issued.state, issued.content) == (
        "cleared",
        1,
        "issued",
        None,
    )
    assert [
        said in text
        for said in ("First evening at the mill", "Osier Mill, Lower Lane 4", "garden gate",
                     "Needs and fears", "Chatham House Rule", "What each side would lose.")
    ] == [True] * 6  # fmt: skip


def test_a_pack_names_nobody_who_comes(cleared, oskar):
    briefings.render_waiting()

    text = _text(cleared, by=oskar).lower()

    names = ["amal", "haddad", "boris", "lem ", "carla", "farid", "rosa", "a-01", "b-01",
             "villages", "harbour", "marsh"]  # fmt: skip
    assert [name for name in names if name in text] == []
    assert "heron · round 1 · edition 1" in text


def test_hours_are_those_of_the_venues_wall(cleared, confirmed, oskar):
    briefings.render_waiting()

    local = confirmed.starts_at.astimezone(make.plan().zone)

    assert f"{local:%H:%M} Oslo time" in _text(cleared, by=oskar)


def test_clearing_gathers_with_an_open_vault_alone(confirmed, oskar):
    with pytest.raises(VaultLocked):
        briefings.clear(confirmed, by=oskar)

    assert not Briefing.objects.exists()


def test_only_a_facilitator_or_an_organiser_briefs(
    confirmed, cleared, carla, vera, rosa, rhea, omar
):
    briefings.render_waiting()

    for other in (carla, vera, rosa, rhea, omar):
        with pytest.raises(PermissionDenied):
            make.briefing(confirmed, by=other)
        with pytest.raises(PermissionDenied):
            _text(cleared, by=other)

    assert Briefing.objects.count() == 1


def test_what_waits_for_the_worker_opens_for_nobody_else(cleared, oskar, settings):
    with make.acting(oskar), pytest.raises(Corrupt):
        sealing.unseal(cleared, "content", by=oskar)
    assert b"Osier Mill" in sealing.unseal_as_worker(cleared, "content")

    settings.WORKER_KEY = b""
    with pytest.raises(WrongKey):
        sealing.unseal_as_worker(cleared, "content")


def test_a_pack_that_is_not_issued_is_not_read(cleared, oskar):
    with make.acting(oskar), pytest.raises(WrongState, match="it is now cleared"):
        briefings.read(cleared, by=oskar)


def test_a_new_edition_supersedes_the_old_and_wipes_what_was_not_printed(
    confirmed, cleared, oskar
):
    second = make.briefing(confirmed, by=oskar)
    printed = briefings.render_waiting()

    old = Briefing.objects.get(pk=cleared.pk)
    assert (old.state, old.content, second.edition, printed) == (
        "superseded",
        None,
        2,
        1,
    )
    with make.acting(oskar), pytest.raises(WrongState, match="it is now superseded"):
        briefings.read(old, by=oskar)


def test_nobody_is_briefed_before_the_dates_are_settled(heron, farid):
    proposed = make.workshop(heron, by=farid)

    with pytest.raises(ValidationError, match="before the dates are settled"):
        make.briefing(proposed, by=farid)


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_nobody_is_briefed_for_what_is_called_off(confirmed, farid, verb):
    scheduling.take(confirmed, verb, by=farid)

    with pytest.raises(ValidationError, match="before the dates are settled"):
        make.briefing(confirmed, by=farid)


def test_a_worker_that_died_loses_no_pack(cleared):
    make.by_hand(
        "UPDATE workshops_briefing SET attempts = 1,"
        " leased_until = clock_timestamp() + interval '1 minute'"
    )

    during = briefings.render_waiting()
    with clock.at(clock.now() + timedelta(minutes=6)):
        after = briefings.render_waiting()

    assert (during, after, Briefing.objects.get().state) == (0, 1, "issued")


def test_a_pack_three_workers_died_over_has_failed_and_keeps_nothing(cleared):
    make.by_hand(
        "UPDATE workshops_briefing SET attempts = 3,"
        " leased_until = clock_timestamp() - interval '1 minute'"
    )

    printed = briefings.render_waiting()

    failed = Briefing.objects.get()
    assert (printed, failed.state, failed.content) == (0, "failed", None)


def test_a_pack_that_does_not_open_has_failed_and_the_next_is_printed(
    cleared, heron, farid, approved, settings
):
    other = make.workshop(heron, by=farid, state="confirmed", seated=approved)
    second = make.briefing(other, by=farid)
    make.by_hand(
        "UPDATE workshops_briefing SET content = (SELECT content FROM workshops_briefing"
        " WHERE id = %s) WHERE id = %s",
        second.pk, cleared.pk,
    )  # fmt: skip

    printed = briefings.render_waiting()

    states = dict(Briefing.objects.values_list("pk", "state"))
    assert (printed, states) == (1, {cleared.pk: "failed", second.pk: "issued"})


def test_another_workers_key_prints_nothing(cleared, settings):
    settings.WORKER_KEY = suite.fresh()

    printed = briefings.render_waiting()

    assert (printed, Briefing.objects.get().state) == (0, "failed")
    assert not Entry.objects.filter(verb="issue").exists()


def test_clearing_and_issuing_are_written_down(cleared, oskar):
    tasks.render()

    acts = Entry.objects.filter(subject=cleared.pk).order_by("pk")
    assert [(act.verb, act.actor) for act in acts] == [
        ("clear", oskar.pk),
        ("issue", None),
    ]


def test_words_that_look_like_a_page_reach_for_nothing(heron, farid, approved, worker):
    workshop = make.workshop(heron, by=farid, state="confirmed", seated=approved)
    sly = make.plan(practical='<img src="file:///etc/hostname">')
    with make.acting(farid):
        workshop.plan = sealing.seal(sly.dump(), of=workshop, field="plan")
        workshop.save(update_fields=["plan"])
    pack = make.briefing(workshop, by=farid)

    printed = briefings.render_waiting()

    assert printed == 1
    assert '<imgsrc="file:///etc/hostname">' in _text(pack, by=farid).replace(" ", "")


def test_editions_are_counted(confirmed, cleared, oskar):
    make.briefing(confirmed, by=oskar)

    with pytest.raises(IntegrityError, match="editions_are_counted"):
        make.by_hand("UPDATE workshops_briefing SET edition = 1")
