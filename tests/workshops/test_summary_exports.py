"""What is carried away: the released words under their rule, and not a word beside them."""

from dataclasses import fields
from hashlib import sha256
from io import BytesIO

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdf import PdfReader

from dialogues.models import Initiative
from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked
from workshops import exports, programme, summaries
from workshops.exports import Release
from workshops.regimes import RULES

pytestmark = pytest.mark.django_db

KNOWN_INSIDE = [
    "amal", "haddad", "boris", "lem ", "carla", "farid", "rosa", "vera", "a-01", "b-01",
    "marsh talks", "lantern", "upper villages", "harbour league", "osier", "lower lane",
    "winter was", "example",
]  # fmt: skip


@pytest.fixture
def released(in_session, rosa, farid, carla):
    make.note(in_session.sessions.get(), by=rosa, words="Their winter was a bad one.")
    return make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released"
    )


def _markdown(summary, *, by):
    with make.acting(by):
        return exports.as_markdown(summary, by=by).decode()


def _pdf(summary, *, by):
    with make.acting(by):
        pages = exports.as_pdf(summary, by=by)
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pages)).pages)
    return " ".join(words.split())


def test_an_export_is_made_of_seven_facts_and_there_is_room_for_no_other():
    assert [field.name for field in fields(Release)] == [
        "name", "round", "edition", "regime", "rule", "released_on", "text",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [_markdown, _pdf])
def test_an_export_carries_the_words_the_rule_and_how_it_was_signed(
    released, carla, kind
):
    text = kind(released, by=carla)

    wanted = [
        "HERON", "Chatham House Rule", "Neither who said it", "Both want the winter months",
        "a second reader and a convener", sha256(make.CLEAN.encode()).hexdigest()[:16],
    ]  # fmt: skip
    assert [part for part in wanted if part not in text] == []


@pytest.mark.parametrize("kind", [_markdown, _pdf])
def test_an_export_carries_nothing_of_who_was_there_or_what_it_is_about(
    released, carla, kind
):
    text = kind(released, by=carla).lower()

    assert [word for word in KNOWN_INSIDE if word in text] == []


def test_what_stands_on_every_page_is_the_round_and_its_rule_alone(released, carla):
    with make.acting(carla):
        reader = PdfReader(BytesIO(exports.as_pdf(released, by=carla)))

    marks = [page.extract_text().splitlines()[-2:] for page in reader.pages]

    assert marks == [["HERON · Round 1 · edition 1 · Chatham House Rule", "1 / 1"]]


def test_a_markdown_export_is_exactly_this(released, carla):
    text = _markdown(released, by=carla)

    assert text.strip() == (
        "# HERON · Round 1\n\n"
        f"> **Chatham House Rule.** {RULES['chatham_house']}\n\n"
        f"{make.CLEAN}\n\n"
        "---\n\n"
        "Edition: 1\n"
        f"Released: {released.released_at:%-d %B %Y}\n"
        "Signed by: a second reader and a convener\n"
        f"Check number of this text: {sha256(make.CLEAN.encode()).hexdigest()[:16]}"
    )


@pytest.mark.parametrize("regime", Initiative.Regime)
def test_every_export_says_the_rule_of_the_tightest_session(
    heron, farid, rosa, carla, approved, worker, regime
):
    workshop = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(workshop, by=farid)
    for each in ("on_the_record", regime):
        make.session(workshop, by=farid, regime=each)
    summary = make.summary(
        workshop, by=rosa, reader=farid, releaser=carla, state="released"
    )

    text = _markdown(summary, by=carla)

    assert f"> **{regime.label}.** {RULES[regime]}" in text
    assert [r for r in RULES if str(RULES[r]) in text] == [regime]
    assert [word for word in KNOWN_INSIDE if word in text.lower()] == []


def test_what_is_out_is_recalled_before_its_regime_is_tightened(
    released, in_session, farid, carla
):
    session = in_session.sessions.get()
    with pytest.raises(ValidationError, match="Recall it first"):
        programme.set_regime(session, "off_the_record", by=farid)

    summaries.recall(released, by=carla)
    programme.set_regime(session, "off_the_record", by=farid)

    with pytest.raises(WrongState):
        _markdown(released, by=carla)


def test_who_may_only_read_carries_nothing_away(released, vera, rosa, rhea, omar, ada):
    for other in (vera, rosa, rhea, omar, ada):
        with pytest.raises(PermissionDenied):
            _markdown(released, by=other)


def test_an_organiser_needs_no_key_to_the_room(released, farid, oskar):
    for other in (farid, oskar):
        assert make.CLEAN in _markdown(released, by=other)


def test_what_is_not_released_is_not_exported(in_session, rosa, farid, carla):
    summary = make.summary(
        in_session, by=rosa, reader=farid, state="participant_review"
    )

    with pytest.raises(WrongState):
        _markdown(summary, by=carla)


def test_what_was_recalled_is_not_exported(released, carla):
    summaries.recall(released, by=carla)

    for kind in (_markdown, _pdf):
        with pytest.raises(WrongState, match="it is now recalled"):
            kind(released, by=carla)


def test_with_the_vault_locked_nothing_is_exported(released, carla):
    with pytest.raises(VaultLocked):
        exports.as_markdown(released, by=carla)


def test_a_download_is_written_down_and_named_by_code_and_number(
    released, carla, browse
):
    answer = browse(carla).get("/dialogues/heron/workshops/1/summary/export.md")

    entry = Entry.objects.get(verb="export")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="heron-1-summary.md"'
    assert make.CLEAN in answer.content.decode()
    assert (entry.actor, entry.subject) == (carla.pk, released.pk)


def test_a_refused_download_is_no_export(released, rhea, browse):
    answer = browse(rhea).get("/dialogues/heron/workshops/1/summary/export.md")

    assert answer.status_code == 403
    entry = Entry.objects.get(verb="export")
    assert (entry.outcome, entry.actor) == ("refused", rhea.pk)


def test_signs_of_markup_in_the_words_stay_words_on_paper(
    in_session, rosa, farid, carla
):
    words = "A sum < more & <em>stress</em>."
    summary = make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released", words=words
    )

    assert words in _pdf(summary, by=carla)
    assert words in _markdown(summary, by=carla)
