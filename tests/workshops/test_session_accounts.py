"""The account of one session: beside that of its round, under its own rule, on its own days."""

import json

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from dialogues.models import Initiative
from trackii import clock
from workshops import (
    copies,
    endings,
    exports,
    notes,
    programme,
    releases,
    reviews,
    summaries,
)
from workshops.models import Note, Summary

pytestmark = pytest.mark.django_db

LATER = "The boats stay out.\n\nNobody spoke of winter."
FOR = {"purpose": "donor"}


@pytest.fixture
def sessions(in_session, farid):
    """Two that have begun, the second under a looser regime, and one that is planned."""
    first = in_session.sessions.get()
    second = make.session(in_session, by=farid, regime="background")
    planned = make.session(in_session, by=farid, opened=False)
    return first, second, planned


@pytest.fixture
def of_second(sessions, in_session, rosa, farid, carla):
    roles = {"by": rosa, "reader": farid, "releaser": carla}
    return make.summary(
        in_session, session=sessions[1], state="released", words=LATER, **roles
    )


def test_a_round_and_each_of_its_sessions_has_an_account(sessions, in_session, rosa):
    whole = make.summary(in_session, by=rosa)
    part = make.summary(in_session, by=rosa, session=sessions[0])

    assert (whole.number, part.number) == ("1", "1.1")
    assert part.get_absolute_url().endswith("/workshops/1.1/summary/")
    with make.acting(rosa), pytest.raises(ValidationError, match="begun the summary"):
        summaries.draft(in_session, by=rosa, words="Again.", session=sessions[0])


def test_no_account_of_a_session_that_has_not_begun(sessions, in_session, rosa):
    with make.acting(rosa), pytest.raises(ValidationError, match="before a session"):
        summaries.draft(in_session, by=rosa, words="Early.", session=sessions[2])


def test_the_database_takes_no_session_of_another_round(sessions, heron, rosa, farid):
    other = make.workshop(heron, by=farid, state="provisional")
    theirs = make.session(other, by=farid, opened=False)
    part = make.summary(sessions[0].workshop, by=rosa, session=sessions[0])

    with pytest.raises(IntegrityError, match="session_of_its_round"):
        make.by_hand(
            "UPDATE workshops_summary SET session_id = %s WHERE id = %s",
            theirs.pk,
            part.pk,
        )


def test_it_obeys_the_regime_of_its_session_alone(of_second, sessions, rosa):
    whole = make.summary(of_second.workshop, by=rosa)

    assert reviews.regime(of_second) == "background"
    assert reviews.regime(whole) == sessions[0].regime
    assert releases.tightest([of_second]) == Initiative.Regime.BACKGROUND
    assert releases.tightest([of_second, whole]) == sessions[0].regime


def test_its_release_summarises_its_own_notes_alone(
    sessions, in_session, rosa, farid, carla
):
    noted = [make.note(each, by=rosa) for each in sessions[:2]]
    with make.acting(rosa):
        for note in noted:
            notes.seal(note, by=rosa)
    roles = {"by": rosa, "reader": farid, "releaser": carla}

    make.summary(in_session, session=sessions[1], state="released", **roles)

    states = [Note.objects.get(pk=note.pk).state for note in noted]
    assert states == ["sealed", "summarised"]
    assert endings.since_of_notes(sessions[0].pk) == []
    assert len(endings.since_of_notes(sessions[1].pk)) == 1


def test_a_copy_says_which_session_it_is_of(of_second, carla):
    with make.acting(carla):
        copy = copies.make(
            of_second.initiative, by=carla, form="json", account="1.2", **FOR
        )
        file = exports.fetch(copy, by=carla)

    [account] = json.loads(file.content)["accounts"]
    assert (account["round"], account["session"]) == (1, 2)
    assert copy.title == "Round 1, session 2"
    assert f'filename="{of_second.initiative.code}-1-2-summary.json"' in str(
        file.headers["Content-Disposition"]
    )


def test_a_round_beside_its_session_is_told_apart_in_one_copy(
    of_second, rosa, farid, carla
):
    roles = {"by": rosa, "reader": farid, "releaser": carla}
    make.summary(of_second.workshop, state="released", **roles)
    with make.acting(carla):
        copy = copies.make(of_second.initiative, by=carla, form="md", **FOR)
        text = exports.fetch(copy, by=carla).content.decode()

    assert text.index("## Round 1\n") < text.index("## Round 1, session 2\n")


def test_the_regime_of_another_session_may_still_tighten(of_second, sessions, farid):
    programme.set_regime(sessions[0], "off_the_record", by=farid)

    with pytest.raises(ValidationError, match="is released"):
        programme.set_regime(sessions[1], "chatham_house", by=farid)


def test_what_a_session_gave_out_is_held_against_the_round(of_second, rosa):
    whole = make.summary(of_second.workshop, by=rosa, words=LATER)

    with make.acting(rosa):
        found = summaries.findings.find(whole, by=rosa)
    assert any("released before" in row.why for row in found.rows)


def test_the_page_of_a_round_leads_to_its_sessions(of_second, browse, rosa, rhea):
    at = of_second.workshop
    summary = f"/dialogues/{at.initiative.code}/workshops/{at.number}"

    colleague = browse(rosa).get(f"{summary}/summary/").text
    reader = browse(rhea).get(f"{summary}/summary/").text

    assert [f"{summary}.{n}/summary/" in colleague for n in (1, 2, 3)] == [1, 1, 0]
    assert [f"{summary}.{n}/summary/" in reader for n in (1, 2, 3)] == [0, 1, 0]
    assert "Nobody spoke of winter." in browse(rhea).get(f"{summary}.2/summary/").text
    assert browse(rhea).get(f"{summary}.9/summary/").status_code == 404


def test_an_account_of_a_session_is_written_on_its_page(sessions, browse, rosa):
    held = sessions[0].workshop
    page = f"/dialogues/{held.initiative.code}/workshops/{held.number}.1/summary/"

    answer = browse(rosa).post(f"{page}draft/", {"words": LATER}, follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert "Summary of session 1" in answer.text
    part = Summary.objects.get(session=sessions[0])
    assert part.written_at <= clock.now()
