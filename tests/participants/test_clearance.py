"""The lists inform, people decide: two say who somebody is, and one clears her by name."""

import json
import re
from datetime import timedelta

import lists
import make
import pytest
from django.core import mail as mailing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from roles import stepping_into

from participants import (
    checks,
    clearance,
    conflicts,
    judgements,
    people,
    rescreening,
    signing,
    vetting,
    watchlists,
)
from participants.models import Judgement, Screening
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.rows import WORKER
from trackii.vault import keystore, sealing
from trackii.vault.errors import VaultLocked, WrongKey

NEAR = lists.un((7, "AMAL HADAD"), (8, "BORIS LEM"), (9, "SOMEBODY ELSE"))
LATER = NEAR.replace("2026-03-02", "2026-03-09")


@pytest.fixture
def listed(heron, vera):
    return watchlists.add([NEAR.encode()], by=None)[0]


@pytest.fixture
def amal(heron, carla, vera, viktor, listed):
    """Somebody in review, whom one officer has recommended, and who is like an entry."""
    return make.candidacy(
        heron, side="A", name="Amal Haddad", state="recommended", by=carla,
        officers=(vera, viktor),
    )  # fmt: skip


@pytest.fixture
def ines(heron, carla, vera, viktor, listed):
    """Somebody nobody listed is like."""
    return make.candidacy(
        heron, side="B", name="Ines Faye", state="recommended", by=carla,
        officers=(vera, viktor),
    )  # fmt: skip


def test_what_is_known_of_birth_and_nationality_is_asked_of_the_lists_too(amal, carla):
    with make.acting(carla):
        facts = {"born": "1961-04-23", "nationalities": ["Lebanese", "French"]}
        people.correct(amal.person, by=carla, variants=["أمل حداد"], **facts)
        [known] = people.read([amal.person], by=carla)

    assert clearance.asked(known) == (
        ("Amal Haddad", "أمل حداد"), 1961, ("Lebanese", "French"),
    )  # fmt: skip


def _screened(candidacy, by):
    with make.acting(by):
        clearance.screen(candidacy, by=by)
        return clearance.read(clearance.find(candidacy, by=by), by=by)


def _judge(candidacy, first, second, verdict=judgements.SOMEBODY_ELSE):
    with make.acting(first):
        hit = clearance.read(clearance.find(candidacy, by=first), by=first).hits[0]
        said = {"verdict": verdict, "grounds": "Born in another century."}
        clearance.judge(candidacy, by=first, version=hit.version, **said)
    judgement = Judgement.objects.get(person=candidacy.person, signed_by=None)
    with make.acting(second):
        judgements.second(judgement, candidacy, by=second)


def test_who_is_like_an_entry_is_shown_it_word_by_word(amal, vera):
    looked = _screened(amal, vera)

    [hit] = looked.hits
    assert (hit.reference, hit.name, hit.kind) == ("7", "AMAL HADAD", "un")
    assert [pair[:2] for pair in hit.pairs] == [["Amal", "AMAL"], ["Haddad", "HADAD"]]
    with make.acting(vera):
        assert clearance.entry_of(hit, amal.initiative, by=vera).names == (
            "AMAL HADAD",
        )


def test_nobody_waits_for_the_worker_whom_nobody_asked_about(amal, vera):
    _screened(amal, vera)

    with pytest.raises(IntegrityError, match="what_waits_was_asked_by_somebody"):
        make.by_hand(
            "UPDATE participants_screening SET asked = 'x', asked_by_id = NULL"
        )


def test_looking_moves_nobody(amal, ines, vera):
    for candidacy in (amal, ines):
        before = candidacy.state
        _screened(candidacy, vera)

        candidacy.refresh_from_db()
        assert candidacy.state == before
        assert not clearance.is_cleared(candidacy)


def test_nobody_is_cleared_for_having_no_like_until_an_officer_does(ines, vera, viktor):
    assert _screened(ines, vera).hits == []
    assert not clearance.is_cleared(ines)

    with make.acting(viktor):
        clearance.clear(ines, by=viktor)

    assert clearance.is_cleared(ines)
    assert clearance.find(ines, by=vera).cleared_by == viktor
    assert Entry.objects.filter(verb="clear_of_lists", actor=viktor.pk).count() == 1


def test_nothing_is_paid_before_both_the_check_and_the_lists_are_cleared(
    ines, vera, viktor
):
    """Her checks were cleared by two before she was signed for; the lists were not."""
    assert not checks.sanctions_are_open(ines.person_id)
    at_first = clearance.payment_is_blocked(ines)
    _screened(ines, vera)
    with make.acting(viktor):
        clearance.clear(ines, by=viktor)
    cleared = clearance.payment_is_blocked(ines)
    with make.acting(vera):
        sanctions = checks.one(ines, "sanctions")
        checks.note(sanctions, "note_match", by=vera, words="A cousin of that name.")

    assert (at_first, cleared) == (True, False)
    assert clearance.payment_is_blocked(ines)


def test_an_entry_that_came_near_is_ruled_out_by_two_before_anybody_clears(
    amal, vera, viktor
):
    _screened(amal, vera)
    with make.acting(vera), pytest.raises(ValidationError, match="not ruled it out"):
        clearance.clear(amal, by=vera)

    _judge(amal, vera, viktor)

    assert not clearance.is_cleared(amal)  # never by itself
    with make.acting(vera):
        clearance.clear(amal, by=vera)
    assert clearance.is_cleared(amal)


def test_one_officers_word_is_not_enough(amal, vera, viktor):
    _screened(amal, vera)
    with make.acting(vera):
        hit = clearance.read(clearance.find(amal, by=vera), by=vera).hits[0]
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}
        clearance.judge(amal, by=vera, version=hit.version, **said)
        judgement = Judgement.objects.get()

        with pytest.raises(Refused, match="takes two"):
            judgements.second(judgement, amal, by=vera)
        with pytest.raises(ValidationError):
            clearance.clear(amal, by=vera)

    with pytest.raises(IntegrityError, match="a_judgement_has_two_heads"):
        make.by_hand(
            "UPDATE participants_judgement SET signed_by_id = judged_by_id,"
            " signed_at = now() WHERE id = %s",
            judgement.pk,
        )


def test_who_put_her_forward_neither_looks_nor_judges_nor_clears(amal, vera, viktor):
    _screened(amal, vera)
    make.by_hand("UPDATE participants_candidacy SET nominated_by_id = %s", viktor.pk)
    amal.refresh_from_db()
    with make.acting(vera):
        hit = clearance.read(clearance.find(amal, by=vera), by=vera).hits[0]
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}
        clearance.judge(amal, by=vera, version=hit.version, **said)
    judgement = Judgement.objects.get()

    with make.acting(viktor):
        for refused in (
            lambda: clearance.screen(amal, by=viktor),
            lambda: clearance.clear(amal, by=viktor),
            lambda: clearance.judge(amal, by=viktor, version=hit.version, **said),
            lambda: judgements.second(judgement, amal, by=viktor),
            lambda: judgements.set_aside(judgement, amal, by=viktor),
        ):
            with pytest.raises(Refused, match="puts somebody forward"):
                refused()


def test_nor_does_an_officer_who_is_close_to_her(amal, vera, viktor):
    _screened(amal, vera)
    with make.acting(viktor):
        conflicts.declare(amal, by=viktor, words="She is my cousin.")
        hit = clearance.read(clearance.find(amal, by=viktor), by=viktor).hits[0]
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}

        for refused in (
            lambda: clearance.screen(amal, by=viktor),
            lambda: clearance.clear(amal, by=viktor),
            lambda: clearance.judge(amal, by=viktor, version=hit.version, **said),
        ):
            with pytest.raises(Refused, match="close to somebody"):
                refused()


def test_a_match_two_officers_hold_to_be_her_blocks_until_it_is_decided(
    amal, vera, viktor
):
    _screened(amal, vera)

    _judge(amal, vera, viktor, verdict=judgements.HER)

    with make.acting(vera), pytest.raises(ValidationError):
        clearance.clear(amal, by=vera)
    amal.refresh_from_db()
    assert amal.state == "in_review"  # nobody was declined by it


def test_a_false_positive_is_remembered_for_the_entry_as_it_was_worded(
    amal, vera, viktor
):
    _screened(amal, vera)
    _judge(amal, vera, viktor)

    watchlists.add([LATER.encode()], by=None)  # the same entry, worded the same
    assert _screened(amal, vera).hits == []
    worded = LATER.replace("AMAL HADAD", "AMAL HADDAD").replace("03-09", "03-10")
    watchlists.add([worded.encode()], by=None)

    assert [hit.name for hit in _screened(amal, vera).hits] == ["AMAL HADDAD"]


def test_a_newer_list_makes_a_clearing_stale(ines, vera):
    _screened(ines, vera)
    with make.acting(vera):
        clearance.clear(ines, by=vera)
    assert clearance.is_cleared(ines)

    watchlists.add([LATER.encode()], by=None)

    assert not clearance.is_cleared(ines)
    with make.acting(vera), pytest.raises(ValidationError, match="have changed"):
        clearance.clear(ines, by=vera)


def test_so_does_another_spelling_of_her_name(ines, vera, carla):
    _screened(ines, vera)
    with make.acting(vera):
        clearance.clear(ines, by=vera)
    ines.person.refresh_from_db()

    with make.acting(carla):
        [known] = people.read([ines.person], by=carla)
        known.variants = ["Boris Lem"]
        people.correct(ines.person, by=carla, particulars=known)

    ines.person.refresh_from_db()
    assert not clearance.is_cleared(ines)
    assert [hit.reference for hit in _screened(ines, vera).hits] == ["8"]


def test_nobody_is_approved_who_was_not_cleared(ines, vera, viktor):
    def approve():
        ines.refresh_from_db()
        with make.acting(viktor):
            read = signing.edition(ines)
            vetting.approve(ines, by=viktor, grounds="Sound.", read=read)

    with pytest.raises(ValidationError, match="has not been cleared"):
        approve()

    _screened(ines, vera)
    with make.acting(vera):
        clearance.clear(ines, by=vera)
    approve()
    assert ines.state == "approved"


def test_without_a_list_nobody_can_be_looked_for_and_nobody_counts_as_cleared(
    ines, vera, listed
):
    watchlists.remove(listed, by=None)

    with make.acting(vera), pytest.raises(ValidationError, match="No list is in force"):
        clearance.screen(ines, by=vera)
    assert not clearance.is_cleared(ines)


def test_what_was_found_is_for_officers_and_for_who_has_unlocked(amal, vera, farid):
    _screened(amal, vera)
    row = clearance.find(amal, by=vera)

    with pytest.raises(VaultLocked):
        clearance.read(row, by=vera)
    assert clearance.find(amal, by=farid) is None
    with make.acting(farid), pytest.raises(WrongKey):
        clearance.read(row, by=farid)


def test_findings_take_the_same_room_whether_there_are_any(amal, ines, vera):
    _screened(amal, vera)
    _screened(ines, vera)

    sizes = {len(row.findings.token) for row in Screening.objects.all()}
    assert len(sizes) == 1


def test_the_database_tells_nobody_whom_she_is_like(amal, vera, viktor):
    _screened(amal, vera)
    _judge(amal, vera, viktor)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s::text, j::text FROM participants_screening s, participants_judgement j"
        )
        [(screening, judgement)] = cursor.fetchall()
        cursor.execute("SELECT names::text FROM participants_listed")
        assert "AMAL HADAD" in str(cursor.fetchall())  # the list is public
    told = forms_of(screening + judgement)
    for word in ("AMAL HADAD", "somebody_else", "Born in another century."):
        assert word not in told


def test_a_judgement_nobody_seconded_can_be_set_aside(amal, vera, viktor):
    _screened(amal, vera)
    with make.acting(vera):
        hit = clearance.read(clearance.find(amal, by=vera), by=vera).hits[0]
        said = {"verdict": judgements.HER, "grounds": "Looks like it."}
        clearance.judge(amal, by=vera, version=hit.version, **said)
    judgement = Judgement.objects.get()

    with make.acting(viktor):
        judgements.set_aside(judgement, amal, by=viktor)

        assert (
            clearance.read(clearance.find(amal, by=viktor), by=viktor).hits[0].judged
            is None
        )
    with make.acting(viktor), pytest.raises(ValidationError, match="meanwhile"):
        judgements.second(judgement, amal, by=viktor)


def forms_of(row):
    """A row as it is printed, and its bytes as text where they can be read as such."""
    found = re.findall(r"\\\\x([0-9a-f]+)", row)
    return row + "".join(bytes.fromhex(x).decode("utf-8", "replace") for x in found)


def _work():
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        return rescreening.look_for_waiting()


def test_everybody_is_looked_for_again_by_the_worker(heron, amal, ines, vera, worker):
    with make.acting(vera):
        assert rescreening.ask(heron, by=vera) == 2
    assert rescreening.progress(heron) == rescreening.Progress(2, 2, 0)

    assert _work() == 2

    assert rescreening.progress(heron) == rescreening.Progress(2, 0, 0)
    with make.acting(vera):
        found = clearance.read(clearance.find(amal, by=vera), by=vera)
        assert [hit.reference for hit in found.hits] == ["7"]
        assert clearance.read(clearance.find(ines, by=vera), by=vera).hits == []
    assert not clearance.is_cleared(ines)
    assert list(Screening.objects.filter(asked__isnull=False)) == []


def test_a_newer_list_lets_everybody_be_looked_for_once(
    heron, amal, ines, vera, worker
):
    with make.acting(vera):
        rescreening.ask(heron, by=vera)
        with pytest.raises(ValidationError, match="Everybody was"):
            rescreening.ask(heron, by=vera)  # they wait already
        _work()
        with pytest.raises(ValidationError, match="Everybody was"):
            rescreening.ask(heron, by=vera)

        watchlists.add([LATER.encode()], by=None)

        assert rescreening.progress(heron).stale == 2
        assert rescreening.ask(heron, by=vera) == 2


def test_what_two_ruled_out_does_not_come_again_by_the_worker(
    heron, amal, vera, viktor, worker
):
    _screened(amal, vera)
    _judge(amal, vera, viktor)
    watchlists.add([LATER.encode()], by=None)

    with make.acting(vera):
        rescreening.ask(heron, by=vera)
        _work()

        looked = clearance.read(clearance.find(amal, by=vera), by=vera)
    assert looked.hits == []
    assert not clearance.is_cleared(amal)


def test_whose_key_is_gone_is_left_out_and_stays_uncleared(
    heron, amal, ines, vera, worker
):
    with make.acting(vera):
        rescreening.ask(heron, by=vera)
    keystore.destroy(amal.person_id)

    assert _work() == 2

    assert clearance.find(amal, by=vera) is None
    assert clearance.find(ines, by=vera) is not None
    assert rescreening.progress(heron).missed == 1


def test_one_odd_row_does_not_keep_the_others_from_being_looked_for(
    heron, amal, ines, vera, worker
):
    with make.acting(vera):
        rescreening.ask(heron, by=vera)
    odd = Screening.objects.get(person=amal.person)
    odd.asked = sealing.seal("no question at all", of=odd, field="asked")
    odd.save(update_fields=["asked"])

    assert _work() == 2

    assert clearance.find(ines, by=vera) is not None
    assert clearance.find(amal, by=vera) is None
    counted = rescreening.progress(heron)
    assert (counted.waiting, counted.stale, counted.missed) == (0, 1, 1)
    with make.acting(vera):
        assert rescreening.ask(heron, by=vera) == 1  # she is asked for again
        _work()
    assert rescreening.progress(heron).missed == 0


def test_an_old_list_is_said_to_be_old_where_people_are_cleared(ines, vera, browse):
    with clock.at(clock.now()):
        text = browse(vera).get("/dialogues/heron/people/b-01/screening/").text

    assert "Look for a newer edition" in text


def test_the_whole_way_on_the_pages(amal, vera, viktor, browse):
    first, second = browse(vera), browse(viktor)
    way = "/dialogues/heron/people/a-01/"

    assert first.post(f"{way}screen/").status_code == 302
    page = first.get(f"{way}screening/1/").text
    assert "AMAL HADAD" in page
    version = Screening.objects.get() and page.split('name="version" value="')[1][:64]
    judged = first.post(
        f"{way}screening/1/",
        {"verdict": "somebody_else", "grounds": "Born later.", "version": version},
    )
    assert judged.status_code == 302
    pk = Judgement.objects.get().pk
    assert "Second it" in second.get(f"{way}screening/1/").text
    assert "Second it" not in first.get(f"{way}screening/1/").text
    assert second.post(f"{way}judgements/{pk}/second/").status_code == 302
    assert second.post(f"{way}clear-of-lists/").status_code == 302

    assert clearance.is_cleared(amal)
    assert "cleared by" in first.get(f"{way}screening/").text


def test_a_newer_list_writes_to_the_officers_a_letter_that_says_nothing(
    ines, vera, viktor, carla, worker
):
    assert Letter.objects.count() == 0  # nobody had been looked for when it was added
    _screened(ines, vera)

    watchlists.add([LATER.encode()], by=None)

    written = [json.loads(sealing.unseal_as_worker(each, "recipient"))
               for each in Letter.objects.all()]  # fmt: skip
    assert {each["address"] for each in written} == {vera.email, viktor.email}
    with clock.at(clock.now() + timedelta(hours=2)):
        delivery.deliver_due()
    said = " ".join(mail.body + mail.subject for mail in mailing.outbox)
    assert len(mailing.outbox) == 2
    for word in ("list", "screen", "heron", "HERON", "Ines", "B-01"):
        assert word not in said


def test_the_page_of_one_hit_and_of_many_takes_the_same_few_queries(
    ines, vera, browse, heron
):
    counts = []
    for number in (1, 12):
        alike = [(n, f"INES FAYE {chr(65 + n)}") for n in range(number)]
        day = f"2026-04-{number:02d}"
        watchlists.add([lists.un(*alike, day=day).encode()], by=None, shorter=True)
        assert len(_screened(ines, vera).hits) == number
        with make.acting(vera):
            said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}
            hit = clearance.read(clearance.find(ines, by=vera), by=vera).hits[0]
            clearance.judge(ines, by=vera, version=hit.version, **said)
        browser = browse(vera)
        for path in ("people/b-01/screening/", "people/b-01/screening/1/", "vetting/"):
            browser.get(f"/dialogues/heron/{path}")
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(f"/dialogues/heron/{path}").status_code == 200
            counts.append(len(captured))

    assert counts[:3] == counts[3:]
    assert max(counts) <= 12
