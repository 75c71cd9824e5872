"""The check at work on a summary: the gate is hard, and doubt is somebody else's to clear."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from participants import people
from trackii.audit.models import Entry
from trackii.states import Overtaken, WrongState
from workshops import findings, registry, summaries
from workshops.disclosure import tagger
from workshops.models import RegistryEntry, Summary

pytestmark = pytest.mark.django_db

NAMED = "Amal Haddad spoke first.\n\nLater haddad left, as did boris lem; write to b@example.net."
DOUBTFUL = "They spoke of the rosa hour, and of the rosa tide."


def _open(summary, *, by):
    with make.acting(by):
        _words, found, kept = findings.find(summary, by=by)
    return findings.open_ones(found, kept)


def _keep(summary, key, *, by, reason="A colour here."):
    with make.acting(by):
        findings.keep(summary, key, by=by, reason=reason)


def test_every_name_and_contact_is_open_with_the_places_it_stands_in(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=NAMED)

    rows = [
        (row.finding.text, row.finding.kind, row.finding.certainty, row.places)
        for row in _open(summary, by=rosa)
    ]

    assert rows == [
        ("Amal Haddad", "name", "sure", 1),
        ("haddad", "name", "check", 1),
        ("boris lem", "name", "sure", 1),
        ("b@example.net", "e-mail", "sure", 1),
    ]


def test_a_clean_text_has_nothing_open(in_session, rosa):
    summary = make.summary(in_session, by=rosa)

    with make.acting(rosa):
        words = findings.insist_on_none(summary, by=rosa)

    assert words == make.CLEAN


def test_with_one_finding_open_the_gate_is_shut(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)

    with make.acting(rosa), pytest.raises(ValidationError, match="Resolve"):
        findings.insist_on_none(summary, by=rosa)


def test_without_a_registry_nothing_is_called_clean(in_session, rosa):
    summary = make.summary(in_session, by=rosa)
    in_session.registry.all().delete()

    with (
        make.acting(rosa),
        pytest.raises(ValidationError, match="no registry of names"),
    ):
        findings.find(summary, by=rosa)


def test_a_finding_says_why_and_what_to_write_instead(in_session, rosa):
    summary = make.summary(
        in_session, by=rosa, words="Carla Conti thanked Amal Haddad."
    )

    said = [(row.why, row.proposal) for row in _open(summary, by=rosa)]

    assert said == [
        ("A word of a registered name", "a member of the third party"),
        ("A word of a registered name", "a participant"),
    ]


def test_general_words_go_wherever_the_finding_stood(in_session, rosa):
    summary = make.summary(
        in_session, by=rosa, words="Lem said so. So Lem said, and LEM again."
    )

    with make.acting(rosa):
        words = findings.generalise(summary, "name|lem", by=rosa)

    assert words == (
        "A participant said so. So a participant said, and a participant again."
    )


def test_a_doubtful_finding_is_kept_with_a_reason_by_who_did_not_write_it(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    [doubt] = _open(summary, by=farid)

    _keep(summary, doubt.finding.key, by=farid)

    summary.refresh_from_db()
    assert (doubt.places, _open(summary, by=farid)) == (2, [])
    assert Entry.objects.get(verb="keep").actor == farid.pk
    with make.acting(farid):
        assert "A colour here." in summaries.sealing.unseal(summary, "kept", by=farid)


def test_a_reason_stands_by_its_bullet_whichever_way_it_is_written(
    in_session, rosa, farid, browse
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, "name?|rosa", by=farid, reason="لون هنا.")

    page = browse(farid).get(f"{in_session.get_absolute_url()}summary/").text

    assert "<li><bdi>لون هنا.</bdi></li>" in page


def test_nobody_decides_on_a_text_that_changed_meanwhile(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    read = Summary.objects.get(pk=summary.pk)
    with make.acting(rosa):
        words = "As Rosa said, the hour was hers. And of the rosa tide."
        summaries.revise(summary, by=rosa, words=words, edition=1)

    with make.acting(farid), pytest.raises(Overtaken):
        findings.keep(read, "name?|rosa", by=farid, reason="A colour.", edition=1)

    assert Summary.objects.get().kept is None
    assert not Entry.objects.filter(verb="keep").exists()


@pytest.mark.parametrize("said", [{"edition": 1}, {}, {"edition": 2}])
def test_the_page_knows_which_edition_it_showed_and_loses_no_reason(
    in_session, rosa, farid, browse, said
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    with make.acting(rosa):
        words = f"{DOUBTFUL} And of nothing else."
        summaries.revise(summary, by=rosa, words=words, edition=1)
    client, where = browse(farid), summary.get_absolute_url()
    page = client.get(where).text
    given = {"key": "name?|rosa", "reason": "A colour here."}

    answer = client.post(f"{where}keep/", given | said)

    assert 'name="edition" value="2"' in page
    if said == {"edition": 2}:
        assert answer.status_code == 302
        assert Summary.objects.get().kept is not None
    else:
        assert answer.status_code == 409
        assert "The text was changed meanwhile" in answer.text
        assert 'value="A colour here."' in answer.text
        assert Summary.objects.get().kept is None


def test_a_reason_stays_while_its_words_stand_and_its_end_is_said(
    in_session, rosa, farid, browse
):
    summary = make.summary(in_session, by=rosa, words=f"{DOUBTFUL} The amal hour.")
    for key in ("name?|rosa", "name?|amal"):
        _keep(summary, key, by=farid, reason=f"A colour, {key}.")
    client, where = browse(rosa), summary.get_absolute_url()
    rows = [f"{DOUBTFUL} More of the amal hour.", DOUBTFUL, "Nothing of it."]

    told, left = [], []
    for edition, words in enumerate(rows, start=1):
        given = {"words": words, "edition": edition}
        page = client.post(f"{where}revise/", given, follow=True).text
        told.append("1 reason was let go of, since the words changed." in page)
        left.append(page.count("<bdi>A colour"))

    assert (told, left) == ([False, True, True], [2, 1, 0])


def test_without_a_key_no_reason_is_carried_over_and_that_is_said(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, "name?|rosa", by=farid)

    gone = summaries.revise(summary, by=rosa, words=DOUBTFUL, edition=1)

    assert (gone, Summary.objects.get().kept) == (None, None)


def test_an_author_keeps_none_of_her_own_findings(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)

    with pytest.raises(PermissionDenied):
        _keep(summary, "name?|rosa", by=rosa)

    assert len(_open(Summary.objects.get(), by=rosa)) == 1


def test_nobody_outside_the_room_keeps_or_reads_findings(
    in_session, rosa, carla, vera, oskar, rhea
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)

    for other in (carla, vera, oskar, rhea):
        with pytest.raises(PermissionDenied):
            _keep(summary, "name?|rosa", by=other)
        with pytest.raises(PermissionDenied):
            _open(summary, by=other)


def test_a_certain_finding_is_not_kept(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=NAMED)

    for key in ("name|amal haddad", "e-mail|b@example.net", "name|nobody", ""):
        with pytest.raises(ValidationError, match="Only a doubtful finding"):
            _keep(summary, key, by=farid)

    assert len(_open(Summary.objects.get(), by=farid)) == 4


def test_a_word_kept_in_doubt_is_no_pardon_where_it_is_certain(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words="The rosa hour. Rosa agreed.")

    _keep(summary, "name?|rosa", by=farid)

    summary.refresh_from_db()
    [left] = _open(summary, by=farid)
    assert (left.finding.text, left.finding.certainty) == ("Rosa", "sure")


def test_nothing_is_kept_once_a_second_reader_has_signed(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, reader=farid, state="second_read")

    with pytest.raises(WrongState, match="it is now second read"):
        _keep(summary, "name?|rosa", by=farid)


def test_who_joins_late_is_found_like_anybody(
    in_session, heron, carla, vera, viktor, rosa
):
    summary = make.summary(in_session, by=rosa, words="Chiara Rossi asked twice.")
    before = _open(summary, by=rosa)
    chiara = make.candidacy(
        heron, by=carla, name="Chiara Rossi", state="approved", officers=(vera, viktor)
    )
    seat = in_session.seats.create(
        initiative=heron,
        candidacy=chiara,
        offered_by=carla,
        offered_at=make.clock.now(),
    )

    registry.add(seat, make.particulars("Chiara Rossi"))

    after = [row.finding.text for row in _open(summary, by=rosa)]
    assert (before, after) == ([], ["Chiara Rossi"])


# --- what a page shows without looking again


def _shown(summary, *, by):
    with make.acting(by):
        _words, found, _kept = findings.shown(summary, by=by)
    return [each.text for each in found]


@pytest.fixture
def looked(monkeypatch):
    """How often the check itself was asked."""
    asked = []
    look = findings.disclosure.find

    def counting(words, entries):
        asked.append(words)
        return look(words, entries)

    monkeypatch.setattr(findings.disclosure, "find", counting)
    return asked


def test_what_was_found_on_saving_is_shown_without_another_look(
    in_session, rosa, looked
):
    summary = make.summary(in_session, by=rosa, words=NAMED)
    fresh = Summary.objects.get(pk=summary.pk)
    looked.clear()

    shown = _shown(fresh, by=rosa)

    assert (shown, looked) == (
        ["Amal Haddad", "haddad", "boris lem", "b@example.net"],
        [],
    )
    with make.acting(rosa):
        _words, found, _kept = findings.find(fresh, by=rosa)
        assert findings.shown(fresh, by=rosa)[1] == found


def test_a_name_that_is_corrected_makes_the_check_look_again(
    in_session, rosa, farid, looked
):
    summary = make.summary(in_session, by=rosa, words="Then Zofia said yes to Amal.")
    entry = RegistryEntry.objects.get(code="a-01")
    with make.acting(farid):
        known = people.read([entry.person], by=farid)[0]
        known.variants.append("Zofia Marek")
        registry.correct(entry.person, known)
    looked.clear()

    assert _shown(Summary.objects.get(), by=rosa) == ["Zofia", "Amal"]
    assert len(looked) == 1
    assert summary.found


def test_another_check_makes_it_look_again(in_session, rosa, looked, monkeypatch):
    make.summary(in_session, by=rosa, words=NAMED)
    looked.clear()
    monkeypatch.setattr(findings.disclosure, "edition", lambda: "another")

    _shown(Summary.objects.get(), by=rosa)

    assert len(looked) == 1


def test_findings_of_other_words_put_back_are_not_believed(in_session, rosa):
    """A writer in the database keeps the finding-free envelope and puts it beside new words."""
    summary = make.summary(in_session, by=rosa)
    clean = Summary.objects.get(pk=summary.pk).found
    with make.acting(rosa):
        summaries.revise(summary, by=rosa, words=NAMED, edition=1)
    Summary.objects.filter(pk=summary.pk).update(found=clean)

    assert _shown(Summary.objects.get(), by=rosa)[0] == "Amal Haddad"


def test_the_gate_goes_by_no_kept_finding(in_session, rosa, looked):
    summary = make.summary(in_session, by=rosa)
    looked.clear()

    with make.acting(rosa):
        findings.insist_on_none(Summary.objects.get(pk=summary.pk), by=rosa)

    assert len(looked) == 1


def test_a_damaged_check_releases_nothing_and_says_so(
    in_session, rosa, tmp_path, monkeypatch
):
    summary = make.summary(in_session, by=rosa)
    monkeypatch.setattr(tagger, "MODELS", tmp_path)
    tagger.tagger.cache_clear()

    with make.acting(rosa), pytest.raises(ValidationError, match="Nothing is released"):
        summaries.check(summary, by=rosa)

    tagger.tagger.cache_clear()
    summary.refresh_from_db()
    assert summary.state == Summary.State.DRAFT
