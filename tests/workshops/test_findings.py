"""The check at work on a summary: the gate is hard, and doubt is somebody else's to clear."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from participants import people
from trackii.audit.models import Entry
from trackii.states import Overtaken, WrongState
from workshops import findings, keepings, registry, summaries
from workshops.disclosure import tagger
from workshops.models import Keeping, RegistryEntry, Summary

pytestmark = pytest.mark.django_db

NAMED = "Amal Haddad spoke first.\n\nLater haddad left, as did boris lem; write to b@example.net."
DOUBTFUL = "Then a baker spoke of the hour, and a baker wept over the tide."
BAKER = "role?|baker"
AMAL = "name|amal haddad"


def _look(summary, *, by):
    with make.acting(by):
        return findings.find(Summary.objects.get(pk=summary.pk), by=by)


def _open(summary, *, by):
    """What no signature stands under yet."""
    return _look(summary, by=by).left


def _decide(verb, summary, key, *, by, **also):
    with make.acting(by):
        getattr(keepings, verb)(summary, key, by=by, **also)


def _keep(summary, key, *, by, reason="Nobody of the room bakes."):
    _decide("keep", summary, key, by=by, reason=reason)


def test_every_name_and_contact_is_open_with_the_places_it_stands_in(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=NAMED)

    rows = [
        (row.finding.text, row.finding.kind, row.finding.certainty, len(row.places))
        for row in _open(summary, by=rosa)
    ]

    assert rows == [
        ("Amal Haddad", "name", "sure", 1),
        ("haddad", "name", "sure", 1),
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
        ("A word of a registered name.", "a member of the third party"),
        ("A word of a registered name.", "a participant"),
    ]


def test_general_words_go_wherever_the_finding_stood(in_session, rosa):
    summary = make.summary(
        in_session, by=rosa, words="Lem said so. So Lem said, and LEM again."
    )

    with make.acting(rosa):
        summaries.generalise(summary, {"name|lem": ""}, by=rosa)
        words = summaries.read_draft(summary, by=rosa)

    assert words == (
        "A participant said so. So a participant said, and a participant again."
    )


def test_ones_own_words_go_wherever_the_finding_stood(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)

    with make.acting(rosa):
        summaries.generalise(summary, {BAKER: "tradesperson"}, by=rosa)
        words = summaries.read_draft(summary, by=rosa)

    assert words == (
        "Then a tradesperson spoke of the hour, and a tradesperson wept over the tide."
    )


# --- what is kept, and under whose hands


def test_a_doubtful_finding_is_kept_with_a_reason_by_who_did_not_write_it(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    [doubt] = _open(summary, by=farid)

    _keep(summary, doubt.key, by=farid)

    summary.refresh_from_db()
    assert (len(doubt.places), _open(summary, by=farid)) == (2, [])
    assert Entry.objects.get(verb="keep").actor == farid.pk
    with make.acting(farid):
        sealed = summaries.sealing.unseal(summary, "kept", by=farid)
    assert "Nobody of the room bakes." in sealed


def test_an_authors_reason_waits_for_another_and_lets_her_submit(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=rosa)
    [asked] = _open(summary, by=rosa)

    with make.acting(rosa):
        summaries.check(summary, by=rosa)
    with make.acting(farid), pytest.raises(ValidationError, match="second hand"):
        summaries.second_read(summary, by=farid)
    _decide("uphold", summary, BAKER, by=farid)
    with make.acting(farid):
        summaries.second_read(summary, by=farid)

    assert (asked.kept.why, asked.stands) == ("Nobody of the room bakes.", False)
    assert Summary.objects.get().state == "second_read"
    signed = Keeping.objects.get()
    assert (signed.kept_by, signed.agreed_by, signed.certain) == (rosa, farid, False)


def test_an_author_agrees_to_no_reason_of_her_own(in_session, rosa):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=rosa)

    with pytest.raises(PermissionDenied, match="by another"):
        _decide("uphold", summary, BAKER, by=rosa)

    assert len(_open(summary, by=rosa)) == 1


def test_two_who_wrote_it_are_not_two(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    Summary.objects.filter(pk=summary.pk).update(earlier_authors=[farid.pk])
    _keep(summary, BAKER, by=farid)

    with pytest.raises(PermissionDenied, match="by another"):
        _decide("uphold", summary, BAKER, by=rosa)

    assert len(_open(summary, by=rosa)) == 1


def test_a_certain_finding_is_kept_by_two(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words="Amal Haddad agreed.")
    _keep(summary, AMAL, by=farid, reason="On the record, and she wants it so.")
    one_hand = _open(summary, by=farid)
    with pytest.raises(PermissionDenied, match="by another"):
        _decide("uphold", summary, AMAL, by=farid)

    _decide("uphold", summary, AMAL, by=rosa)

    assert ([row.key for row in one_hand], _open(summary, by=farid)) == ([AMAL], [])
    with make.acting(rosa):
        assert (
            findings.insist_on_none(Summary.objects.get(), by=rosa)
            == "Amal Haddad agreed."
        )


def test_a_reason_that_is_turned_down_opens_the_finding_again(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=rosa)

    _decide("overrule", summary, BAKER, by=farid)

    [row] = _look(summary, by=farid).unanswered
    assert (row.key, Keeping.objects.count()) == (BAKER, 0)
    for verb in ("overrule", "uphold"):
        with pytest.raises(ValidationError, match="any more"):
            _decide(verb, summary, BAKER, by=farid)


def test_nobody_gives_a_second_reason_over_the_first(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=rosa)

    with pytest.raises(ValidationError, match="gave a reason already"):
        _keep(summary, BAKER, by=farid, reason="Another.")


@pytest.mark.parametrize(
    ("hands", "refused"),
    [
        ({"kept": "rosa", "agreed": None, "certain": False}, "an_author_alone"),
        ({"kept": "farid", "agreed": None, "certain": True}, "kept_by_two"),
        ({"kept": "rosa", "agreed": None, "certain": True}, "kept_by_two"),
        ({"kept": "farid", "agreed": None, "certain": False}, None),
        ({"kept": "rosa", "agreed": "farid", "certain": True}, None),
    ],
)
def test_postgresql_lets_nothing_on_that_lacks_a_hand(
    in_session, rosa, farid, hands, refused
):
    summary = make.summary(in_session, by=rosa, state="checked")
    who = {"rosa": rosa, "farid": farid}
    now = make.clock.now()
    summary.keepings.create(
        initiative=summary.initiative, certain=hands["certain"], kept_by=who[hands["kept"]],
        agreed_by=who.get(hands["agreed"]), agreed_at=now if hands["agreed"] else None,
    )  # fmt: skip
    sign = (
        "UPDATE workshops_summary SET state = 'second_read', second_read_by_id = %s,"
        " second_read_at = now()"
    )

    if refused:
        with pytest.raises(IntegrityError, match=refused):
            make.by_hand(sign, farid.pk)
    else:
        make.by_hand(sign, farid.pk)

    state = Summary.objects.get().state
    assert state == ("checked" if refused else "second_read")


def test_postgresql_takes_no_agreement_from_the_hand_that_kept_it(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=rosa)

    with pytest.raises(IntegrityError, match="agreed_to_by_another"):
        make.by_hand(
            "UPDATE workshops_keeping SET agreed_by_id = kept_by_id, agreed_at = now()"
        )
    with pytest.raises(IntegrityError, match="an_agreement_is_whole"):
        make.by_hand("UPDATE workshops_keeping SET agreed_at = now()")


def test_a_row_of_another_finding_is_no_signature_under_this_one(
    in_session, rosa, farid
):
    """Who writes in the database signs with what stands there for another word."""
    summary = make.summary(in_session, by=rosa, words=f"{DOUBTFUL} A carpenter left.")
    _keep(summary, BAKER, by=rosa)
    summary.keepings.create(initiative=summary.initiative, certain=False, kept_by=farid)

    assert [row.key for row in _open(summary, by=rosa)] == [BAKER, "role?|carpenter"]


# --- when words change


def test_a_reason_says_whose_it_is_whichever_way_it_is_written(
    in_session, rosa, farid, browse
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=farid, reason="لون هنا.")

    page = browse(farid).get(f"{in_session.get_absolute_url()}summary/").text

    assert "<bdi>لون هنا.</bdi>" in page


def test_nobody_decides_on_a_text_that_changed_meanwhile(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    read = Summary.objects.get(pk=summary.pk)
    with make.acting(rosa):
        words = "As a baker said, the hour was hers. And of the tide."
        summaries.revise(summary, by=rosa, words=words, edition=1)

    with make.acting(farid), pytest.raises(Overtaken):
        keepings.keep(read, BAKER, by=farid, reason="A trade.", edition=1)

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
    client, where = browse(farid), f"{summary.get_absolute_url()}findings/"
    page = client.get(where).text
    given = {"key": BAKER, "reason": "Nobody bakes here.", "at": 1}

    answer = client.post(f"{where}keep/", given | said)

    assert 'name="edition" value="2"' in page
    if said == {"edition": 2}:
        assert answer.status_code == 302
        assert Summary.objects.get().kept is not None
    else:
        assert answer.status_code == 409
        assert "The text was changed meanwhile" in answer.text
        assert 'value="Nobody bakes here."' in answer.text
        assert Summary.objects.get().kept is None


def test_only_what_changed_is_open_again_and_its_end_is_said(
    in_session, rosa, farid, browse
):
    first = f"{DOUBTFUL} Nobody asked the carpenter twice."
    summary = make.summary(in_session, by=rosa, words=first)
    for key in (BAKER, "role?|carpenter"):
        _keep(summary, key, by=farid, reason=f"A colour, {key}.")
    client, where = browse(rosa), summary.get_absolute_url()
    rows = [
        f"They met. {first} They parted.",
        f"{first} Then the carpenter agreed.",
        "Nothing of it.",
    ]

    told, left = [], []
    for edition, words in enumerate(rows, start=1):
        given = {"words": words, "edition": edition}
        page = client.post(f"{where}revise/", given, follow=True).text
        told.append("1 reason was let go of, since the words changed." in page)
        left.append(page.count("<bdi>A colour"))

    assert (told, left) == ([False, True, True], [2, 1, 0])
    assert Keeping.objects.count() == 0


def test_without_a_key_no_reason_is_carried_over_and_that_is_said(
    in_session, rosa, farid
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)
    _keep(summary, BAKER, by=farid)

    gone = summaries.revise(summary, by=rosa, words=DOUBTFUL, edition=1)

    assert (gone, Summary.objects.get().kept) == (None, None)
    assert Keeping.objects.count() == 0


def test_nobody_outside_the_room_keeps_or_reads_findings(
    in_session, rosa, carla, vera, oskar, rhea
):
    summary = make.summary(in_session, by=rosa, words=DOUBTFUL)

    for other in (carla, vera, oskar, rhea):
        with pytest.raises(PermissionDenied):
            _keep(summary, BAKER, by=other)
        with pytest.raises(PermissionDenied):
            _open(summary, by=other)


def test_what_stands_nowhere_is_not_kept(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, words=NAMED)

    for key in ("name?|amal haddad", "name|nobody", ""):
        with pytest.raises(ValidationError, match="stands nowhere"):
            _keep(summary, key, by=farid)

    assert len(_open(summary, by=farid)) == 4


def test_a_word_kept_in_doubt_is_no_pardon_where_it_is_certain(in_session, rosa, farid):
    registry.add(in_session.seats.first(), make.particulars("Hope Quillan"))
    summary = make.summary(
        in_session, by=rosa, words="It was in the hope of peace. Then Hope agreed."
    )

    _keep(summary, "name?|hope", by=farid)

    [left] = _open(summary, by=farid)
    assert (left.finding.text, left.finding.certainty) == ("Hope", "sure")


def test_nothing_is_kept_once_a_second_reader_has_signed(in_session, rosa, farid):
    summary = make.summary(in_session, by=rosa, reader=farid, state="second_read")

    with pytest.raises(WrongState, match="it is now second read"):
        _keep(summary, BAKER, by=farid)


def test_who_joins_late_is_found_like_anybody(
    in_session, heron, carla, vera, viktor, rosa
):
    summary = make.summary(in_session, by=rosa, words="Chiara Rossi asked twice.")
    before = [row.why for row in _open(summary, by=rosa)]
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

    after = [row.why for row in _open(summary, by=rosa)]
    assert (before, after) == (
        ["It is written like a name."], ["A word of a registered name."],
    )  # fmt: skip


# --- what a page shows without looking again


def _shown(summary, *, by):
    with make.acting(by):
        looked = findings.shown(summary, by=by)
    return [each.text for each in looked.found]


@pytest.fixture
def looked(monkeypatch):
    """How often the check itself was asked."""
    asked = []
    look = findings.disclosure.look

    def counting(words, *of, **also):
        asked.append(words)
        return look(words, *of, **also)

    monkeypatch.setattr(findings.disclosure, "look", counting)
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
        found = findings.find(fresh, by=rosa).found
        assert findings.shown(fresh, by=rosa).found == found


def test_a_name_that_is_corrected_makes_the_check_look_again(
    in_session, rosa, farid, looked
):
    summary = make.summary(
        in_session, by=rosa, words="They heard Zofia say yes to Amal."
    )
    entry = RegistryEntry.objects.get(code="a-01")
    with make.acting(farid):
        known = people.read([entry.person], by=farid)[0]
        known.variants.append("Zofia Marek")
        registry.correct(entry.person, known)
    looked.clear()

    assert _shown(Summary.objects.get(), by=rosa) == ["Zofia", "Amal"]
    assert len(looked) == 1
    assert summary.found


def test_a_note_written_since_is_said_and_the_gate_shows_what_it_found(
    in_session, rosa, browse, looked
):
    run = "they would sooner lose the winter than lose the whole of the summer"
    summary = make.summary(in_session, by=rosa, words=f"One side said {run}.")
    make.note(in_session.sessions.get(), by=rosa, words=f"Again: {run}!")
    client, where = browse(rosa), summary.get_absolute_url()
    looked.clear()

    before = client.get(where).text
    looks_of_the_page = len(looked)
    refused = client.post(f"{where}check/")
    after = client.get(where).text

    assert "It is looked at again when" in before
    assert (looks_of_the_page, refused.status_code) == (0, 422)
    assert "Resolve it first." in refused.text
    for page in (refused.text, after):
        assert "The notes have these words in the same order." in page
        assert "It is looked at again when" not in page


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
