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
    demands,
    judgements,
    looks,
    people,
    rescreening,
    signing,
    vetting,
    watchlists,
)
from participants.models import Candidacy, Check, Judgement, Screening, Watchlist
from trackii import clock, principal
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


def _recommended(table, side, name, by, officers):
    """Reviewed by one officer, and cleared of everything but the lists."""
    made = make.candidacy(table, side=side, name=name, state="in_review", by=by,
                          officers=officers)  # fmt: skip
    make.cleared(made, officers, but=["sanctions"])
    with make.acting(officers[0]):
        make.sign(made, "recommend", by=officers[0], grounds="Two references.")
    return Candidacy.objects.get(pk=made.pk)


@pytest.fixture
def amal(heron, carla, vera, viktor, listed):
    """Somebody in review, whom one officer has recommended, and who is like an entry."""
    return _recommended(heron, "A", "Amal Haddad", carla, (vera, viktor))


@pytest.fixture
def ines(heron, carla, vera, viktor, listed):
    """Somebody nobody listed is like."""
    return _recommended(heron, "B", "Ines Faye", carla, (vera, viktor))


def test_what_is_known_of_birth_and_nationality_is_asked_of_the_lists_too(amal, carla):
    with make.acting(carla):
        facts = {"born": "1961-04-23", "nationalities": ["Lebanese", "French"]}
        people.correct(amal.person, by=carla, variants=["أمل حداد"], **facts)
        [known] = people.read([amal.person], by=carla)

    assert looks.asked(known) == (
        ("Amal Haddad", "أمل حداد"), 1961, ("Lebanese", "French"),
    )  # fmt: skip


def _screened(candidacy, by):
    with make.acting(by):
        looks.screen(candidacy, by=by)
        return looks.read(looks.find(candidacy, by=by), by=by)


def _judge(candidacy, first, second, verdict=judgements.SOMEBODY_ELSE):
    with make.acting(first):
        hit = looks.read(looks.find(candidacy, by=first), by=first).hits[0]
        said = {"verdict": verdict, "grounds": "Born in another century."}
        clearance.judge(candidacy, by=first, version=hit.version, **said)
    judgement = Judgement.objects.get(person=candidacy.person, signed_by=None)
    with make.acting(second):
        clearance.second(judgement, candidacy, by=second)


def _sanctions(candidacy):
    return Check.objects.select_related("person").get(
        person=candidacy.person, kind="sanctions"
    )


def _clear(candidacy, first, second, outcome="clear", **more):
    """Two officers sign the check on sanctions."""
    with make.acting(first):
        make.found(_sanctions(candidacy), by=first, outcome=outcome, **more)
    with make.acting(second):
        check = _sanctions(candidacy)
        checks.settle(check, by=second, read=make.read(check))


def _approve(candidacy, by):
    candidacy.refresh_from_db()
    with make.acting(by):
        read = signing.edition(candidacy)
        vetting.approve(candidacy, by=by, grounds="Sound.", read=read)


def test_who_is_like_an_entry_is_shown_it_word_by_word(amal, vera):
    looked = _screened(amal, vera)

    [hit] = looked.hits
    assert (hit.reference, hit.name, hit.kind) == ("7", "AMAL HADAD", "un")
    assert [pair[:2] for pair in hit.pairs] == [["Amal", "AMAL"], ["Haddad", "HADAD"]]
    with make.acting(vera):
        assert looks.entry_of(hit, amal.initiative, by=vera).names == ("AMAL HADAD",)


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
        assert _sanctions(candidacy).state == "pending"
        assert not clearance.is_cleared(candidacy)


def test_nobody_is_cleared_for_having_no_like_until_two_officers_sign(
    ines, vera, viktor
):
    assert _screened(ines, vera).hits == []
    at_first = clearance.is_cleared(ines)
    with make.acting(vera):
        make.found(_sanctions(ines), by=vera)
    after_one = clearance.is_cleared(ines)
    with make.acting(viktor):
        checks.settle(_sanctions(ines), by=viktor, read=make.read(_sanctions(ines)))

    assert (at_first, after_one) == (False, False)
    assert clearance.is_cleared(ines)
    assert not clearance.payment_is_blocked(ines)


def test_nobody_signs_that_she_is_clear_who_was_not_looked_for(ines, vera):
    with make.acting(vera), pytest.raises(ValidationError, match="Look on the lists"):
        make.found(_sanctions(ines), by=vera)

    assert _sanctions(ines).found_by is None


def test_nor_without_any_list_in_force(ines, vera, viktor, listed):
    _screened(ines, vera)
    with make.acting(vera):
        make.found(_sanctions(ines), by=vera)
    watchlists.remove(listed, by=None)

    with (
        make.acting(viktor),
        pytest.raises(ValidationError, match="No list is in force"),
    ):
        checks.settle(_sanctions(ines), by=viktor, read=make.read(_sanctions(ines)))
    assert clearance.payment_is_blocked(ines)
    assert clearance.missing(ines) == ["sanctions"]
    with pytest.raises(ValidationError, match="No list is in force"):
        _approve(ines, viktor)


def test_what_was_found_before_a_newer_list_is_not_confirmed_after_it(
    ines, vera, viktor
):
    _screened(ines, vera)
    with make.acting(vera):
        make.found(_sanctions(ines), by=vera)
    watchlists.add([LATER.encode()], by=None)

    with make.acting(viktor), pytest.raises(ValidationError, match="Look on the lists"):
        checks.settle(_sanctions(ines), by=viktor, read=make.read(_sanctions(ines)))


def test_nothing_is_paid_before_the_check_is_cleared_nor_once_it_is_in_doubt(
    ines, vera, viktor
):
    at_first = clearance.payment_is_blocked(ines)
    _screened(ines, vera)
    looked = clearance.payment_is_blocked(ines)
    _clear(ines, vera, viktor)
    cleared = clearance.payment_is_blocked(ines)
    with clock.at(clock.now() + timedelta(days=91)):
        past_its_day = clearance.payment_is_blocked(ines)
    with make.acting(vera):
        checks.note(_sanctions(ines), "note_match", by=vera, words="A cousin.")

    assert (at_first, looked, cleared, past_its_day) == (True, True, False, True)
    assert clearance.payment_is_blocked(ines)


def test_an_entry_that_came_near_is_ruled_out_by_two_before_two_clear(
    amal, vera, viktor
):
    _screened(amal, vera)
    with make.acting(vera), pytest.raises(ValidationError, match="not ruled it out"):
        make.found(_sanctions(amal), by=vera)

    _judge(amal, vera, viktor)

    assert _sanctions(amal).state == "possible_match"
    assert not clearance.is_cleared(amal)  # never by itself
    _clear(amal, vera, viktor, outcome="false_positive")
    assert clearance.is_cleared(amal)


def test_one_officers_word_is_not_enough(amal, vera, viktor):
    _screened(amal, vera)
    with make.acting(vera):
        hit = looks.read(looks.find(amal, by=vera), by=vera).hits[0]
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}
        clearance.judge(amal, by=vera, version=hit.version, **said)
        judgement = Judgement.objects.get()

        with pytest.raises(Refused, match="takes two"):
            clearance.second(judgement, amal, by=vera)
        with pytest.raises(ValidationError, match="not ruled it out"):
            make.found(_sanctions(amal), by=vera, outcome="false_positive")

    with pytest.raises(IntegrityError, match="a_judgement_has_two_heads"):
        make.by_hand(
            "UPDATE participants_judgement SET signed_by_id = judged_by_id,"
            " signed_at = clock_timestamp() WHERE id = %s",
            judgement.pk,
        )


def test_who_put_her_forward_neither_looks_nor_judges_nor_clears(amal, vera, viktor):
    _screened(amal, vera)
    make.by_hand("UPDATE participants_candidacy SET nominated_by_id = %s", viktor.pk)
    amal.refresh_from_db()
    with make.acting(vera):
        hit = looks.read(looks.find(amal, by=vera), by=vera).hits[0]
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}
        clearance.judge(amal, by=vera, version=hit.version, **said)
    judgement = Judgement.objects.get()

    with make.acting(viktor):
        for refused in (
            lambda: looks.screen(amal, by=viktor),
            lambda: make.found(_sanctions(amal), by=viktor),
            lambda: clearance.judge(amal, by=viktor, version=hit.version, **said),
            lambda: clearance.second(judgement, amal, by=viktor),
            lambda: judgements.set_aside(judgement, amal, by=viktor),
        ):
            with pytest.raises(Refused, match="puts somebody forward"):
                refused()


def test_nor_does_an_officer_who_is_close_to_her(amal, vera, viktor):
    _screened(amal, vera)
    with make.acting(viktor):
        conflicts.declare(amal, by=viktor, words="She is my cousin.")
        hit = looks.read(looks.find(amal, by=viktor), by=viktor).hits[0]
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Another."}

        for refused in (
            lambda: looks.screen(amal, by=viktor),
            lambda: make.found(_sanctions(amal), by=viktor),
            lambda: clearance.judge(amal, by=viktor, version=hit.version, **said),
        ):
            with pytest.raises(Refused, match="close to somebody"):
                refused()


def test_a_match_two_officers_hold_to_be_her_goes_to_legal_and_ends_there(
    amal, vera, viktor
):
    _screened(amal, vera)

    _judge(amal, vera, viktor, verdict=judgements.HER)

    assert _sanctions(amal).state == "referred"
    amal.refresh_from_db()
    assert amal.state == "in_review"  # nobody was declined by it
    with make.acting(vera), pytest.raises(ValidationError, match="is listed"):
        make.found(_sanctions(amal), by=vera, outcome="false_positive")
    with pytest.raises(ValidationError, match="referred to legal"):
        _approve(amal, viktor)
    licensed = {"conditions": "Under the licence of March; no fee."}
    _clear(amal, vera, viktor, outcome="conditions", **licensed)
    assert clearance.is_cleared(amal)
    _approve(amal, viktor)
    assert amal.state == "approved"


def test_or_it_is_refused_and_she_is_neither_approved_nor_paid(amal, vera, viktor):
    _screened(amal, vera)
    _judge(amal, vera, viktor, verdict=judgements.HER)

    _clear(amal, vera, viktor, outcome="refused")

    assert clearance.payment_is_blocked(amal)
    with pytest.raises(ValidationError, match="was refused"):
        _approve(amal, viktor)


def test_two_who_were_wrong_may_judge_anew_and_the_later_word_counts(
    amal, vera, viktor
):
    _screened(amal, vera)
    _judge(amal, vera, viktor, verdict=judgements.HER)
    with make.acting(viktor):
        [hit] = looks.read(looks.find(amal, by=viktor), by=viktor).hers
        said = {"verdict": judgements.SOMEBODY_ELSE, "grounds": "Counsel found both."}
        clearance.judge(amal, by=viktor, version=hit.version, **said)
    with make.acting(vera):
        clearance.second(Judgement.objects.get(signed_by=None), amal, by=vera)

    _clear(amal, vera, viktor, outcome="false_positive")

    assert clearance.is_cleared(amal)
    with make.acting(vera):
        assert looks.read(looks.find(amal, by=vera), by=vera).hers == []


@pytest.mark.parametrize(
    "forged",
    [
        "state = 'clear', outcome = 'clear', against = lists_in_force(initiative_id)",
        "state = 'clear', outcome = 'clear', against = 'made up', about = 'made up'",
        "state = 'clear', outcome = 'clear', against = ''",
    ],
)
def test_the_database_clears_nobody_who_was_not_looked_for(forged, ines, vera, viktor):
    with pytest.raises(IntegrityError, match="nobody_is_cleared_"):
        make.by_hand(
            f"UPDATE participants_check SET {forged}, finding = 'x', found_by_id = %s,"
            " found_at = clock_timestamp(), settled_by_id = %s,"
            " settled_at = clock_timestamp(), expires_on = '2999-01-01'"
            " WHERE kind = 'sanctions' AND person_id = %s",
            vera.pk, viktor.pk, ines.person_id,
        )  # fmt: skip


def test_the_database_approves_nobody_whose_lists_moved_on(ines, vera, viktor):
    _screened(ines, vera)
    _clear(ines, vera, viktor)
    forged = (
        "UPDATE participants_candidacy SET state = 'approved', decided_by_id = %s,"
        " decided_at = clock_timestamp(), grounds = 'x' WHERE id = %s"
    )
    forge = forged, viktor.pk, ines.pk

    watchlists.add([LATER.encode()], by=None)

    with pytest.raises(IntegrityError, match="what_is_asked_for_is_cleared"):
        make.by_hand(*forge)
    _screened(ines, vera)
    with pytest.raises(IntegrityError, match="what_is_asked_for_is_cleared"):
        make.by_hand(*forge)  # looked for again is not yet cleared again


def test_where_no_check_on_sanctions_is_asked_for_a_list_in_force_asks_for_it(
    heron, ines, vera, viktor
):
    with make.acting(vera):
        waits = demands.ask(heron, by=vera, kinds=[])
    demands.sign(waits, by=viktor)

    assert clearance.missing(ines) == ["sanctions"]
    with pytest.raises(ValidationError, match="Sanctions"):
        _approve(ines, viktor)
    with pytest.raises(IntegrityError, match="what_is_asked_for_is_cleared"):
        make.by_hand(
            "UPDATE participants_candidacy SET state = 'approved', decided_by_id = %s,"
            " decided_at = clock_timestamp(), grounds = 'x' WHERE id = %s",
            viktor.pk, ines.pk,
        )  # fmt: skip


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


def test_a_newer_list_makes_a_clearing_stale(ines, vera, viktor):
    _screened(ines, vera)
    _clear(ines, vera, viktor)
    assert clearance.is_cleared(ines)

    watchlists.add([LATER.encode()], by=None)
    moved_on = clearance.is_cleared(ines)
    _screened(ines, vera)

    assert not moved_on
    assert not clearance.is_cleared(ines)  # a look clears nobody
    assert _sanctions(ines).state == "clear"


def test_so_does_another_spelling_of_her_name(ines, vera, viktor, carla):
    _screened(ines, vera)
    _clear(ines, vera, viktor)
    ines.person.refresh_from_db()

    with make.acting(carla):
        [known] = people.read([ines.person], by=carla)
        known.variants = ["Boris Lem"]
        people.correct(ines.person, by=carla, particulars=known)

    ines.person.refresh_from_db()
    assert not clearance.is_cleared(ines)
    assert [hit.reference for hit in _screened(ines, vera).hits] == ["8"]


def test_nobody_is_approved_who_was_not_cleared(ines, vera, viktor):
    with pytest.raises(
        ValidationError, match=r"not cleared: Sanctions\. Nobody has looked"
    ):
        _approve(ines, viktor)

    _screened(ines, vera)
    with pytest.raises(ValidationError, match="Two officers have not signed"):
        _approve(ines, viktor)
    _clear(ines, vera, viktor)
    _approve(ines, viktor)
    assert ines.state == "approved"


def test_without_a_list_nobody_can_be_looked_for_and_nobody_counts_as_cleared(
    ines, vera, listed
):
    watchlists.remove(listed, by=None)

    with make.acting(vera), pytest.raises(ValidationError, match="No list is in force"):
        looks.screen(ines, by=vera)
    assert not clearance.is_cleared(ines)


def test_what_was_found_is_for_officers_and_for_who_has_unlocked(amal, vera, farid):
    _screened(amal, vera)
    row = looks.find(amal, by=vera)

    with pytest.raises(VaultLocked):
        looks.read(row, by=vera)
    assert looks.find(amal, by=farid) is None
    with make.acting(farid), pytest.raises(WrongKey):
        looks.read(row, by=farid)


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
        hit = looks.read(looks.find(amal, by=vera), by=vera).hits[0]
        said = {"verdict": judgements.HER, "grounds": "Looks like it."}
        clearance.judge(amal, by=vera, version=hit.version, **said)
    judgement = Judgement.objects.get()

    with make.acting(viktor):
        judgements.set_aside(judgement, amal, by=viktor)

        assert looks.read(looks.find(amal, by=viktor), by=viktor).hits[0].judged is None
    with make.acting(viktor), pytest.raises(ValidationError, match="meanwhile"):
        clearance.second(judgement, amal, by=viktor)


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
    counted = rescreening.progress(heron)
    assert (counted.people, counted.waiting, counted.stale) == (2, 2, 0)

    assert _work() == 2

    counted = rescreening.progress(heron)
    assert (counted.people, counted.waiting, counted.stale) == (2, 0, 0)
    with make.acting(vera):
        found = looks.read(looks.find(amal, by=vera), by=vera)
        assert [hit.reference for hit in found.hits] == ["7"]
        assert looks.read(looks.find(ines, by=vera), by=vera).hits == []
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

        looked = looks.read(looks.find(amal, by=vera), by=vera)
    assert looked.hits == []
    assert not clearance.is_cleared(amal)


def test_whose_key_is_gone_is_left_out_and_stays_uncleared(
    heron, amal, ines, vera, worker
):
    with make.acting(vera):
        rescreening.ask(heron, by=vera)
    keystore.destroy(amal.person_id)

    assert _work() == 2

    assert looks.find(amal, by=vera) is None
    assert looks.find(ines, by=vera) is not None
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

    assert looks.find(ines, by=vera) is not None
    assert looks.find(amal, by=vera) is None
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
    said = {"outcome": "false_positive", "words": "Born later.", "conditions": ""}
    read = {"read": make.read(_sanctions(amal)), "expires_on": ""}
    assert "Sign the check on sanctions" in first.get(f"{way}screening/").text
    assert first.post(f"{way}checks/sanctions/find/", said | read).status_code == 302
    hers, his = (each.get(f"{way}screening/").text for each in (first, second))
    assert "You signed the check on sanctions; another officer confirms it." in hers
    assert "Sign the check on sanctions" not in hers
    assert "Confirm the check on sanctions" in his
    read = {"read": make.read(_sanctions(amal))}
    assert second.post(f"{way}checks/sanctions/settle/", read).status_code == 302

    assert clearance.is_cleared(amal)
    shown = first.get(f"{way}screening/").text
    assert "Cleared by" in shown
    of_list = str(Watchlist.Kind.UN.label)
    judged = shown.partition("Judged by two")[2]
    assert of_list in judged
    assert "UN " not in judged.replace(of_list, "")


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
            hit = looks.read(looks.find(ines, by=vera), by=vera).hits[0]
            clearance.judge(ines, by=vera, version=hit.version, **said)
        browser = browse(vera)
        for path in ("people/b-01/screening/", "people/b-01/screening/1/", "vetting/"):
            browser.get(f"/dialogues/heron/{path}")
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(f"/dialogues/heron/{path}").status_code == 200
            counts.append(len(captured))

    assert counts[:3] == counts[3:]
    assert max(counts) <= 12


def test_where_a_list_is_in_force_the_page_says_that_sanctions_count_asked_or_not(
    browse, heron, vera, viktor
):
    demands.ask(heron, by=vera, kinds=["identity"])
    demands.sign(demands.waiting(heron), by=viktor)
    said = "Nobody is approved before these are cleared: Identity"

    without = browse(vera).get("/dialogues/heron/vetting/asked-for/").text
    watchlists.add([NEAR.encode()], by=None)
    beside = browse(vera).get("/dialogues/heron/vetting/asked-for/").text

    assert f"{said}</p>" in without
    assert f"{said} · Sanctions</p>" in beside


def test_who_is_not_cleared_is_not_led_to_an_approving_that_is_refused(
    browse, heron, amal, vera, viktor
):
    page = browse(viktor).get("/dialogues/heron/people/a-01/").text
    approve = re.search(r"<button([^>]*)>Sign and approve", page)

    assert "Not approved before these are cleared: Sanctions" in page
    assert 'class="quiet"' in approve[1]
