"""Who is close to a candidate says so, and signs nothing about her from then on."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from dialogues import team
from participants import checks, conflicts, signing, vetting
from participants.models import Candidacy, Check, Conflict

pytestmark = pytest.mark.django_db

WORDS = "My sister's husband."


@pytest.fixture
def amal(heron, carla, vera, viktor):
    officers = (vera, viktor)
    return make.candidacy(heron, by=carla, state="recommended", officers=officers)


def _declare(candidacy, by):
    with make.acting(by):
        conflicts.declare(candidacy, by=by, words=WORDS)


def test_who_is_close_decides_nothing(amal, viktor):
    _declare(amal, viktor)

    for verb in ("approve", "hold", "decline"):
        with make.acting(viktor), pytest.raises(PermissionDenied):
            make.sign(amal, verb, by=viktor, grounds="Fine by me.")

    assert Candidacy.objects.get().state == "in_review"


def test_who_is_close_reviews_refers_and_checks_nothing(amal, vera, viktor):
    _declare(amal, viktor)
    check = Check.objects.select_related("person").get(kind="office")

    with make.acting(viktor):
        with pytest.raises(PermissionDenied):
            vetting.move(amal, "refer", by=viktor)
        with pytest.raises(PermissionDenied):
            checks.note(check, "check_again", by=viktor, words="Once more.")


def test_what_she_signed_before_is_laid_down_and_kept_for_officers(amal, vera, viktor):
    check = Check.objects.select_related("person").get(kind="office")
    with make.acting(viktor):
        checks.note(check, "check_again", by=viktor, words="Once more.")
    with make.acting(vera):
        make.found(check, by=vera)

    _declare(amal, vera)

    candidacy, check = Candidacy.objects.get(), Check.objects.get(kind="office")
    assert (candidacy.recommended_by, check.found_by) == (None, None)
    with make.acting(viktor):
        [past] = signing.read(candidacy, by=viktor).earlier
    assert past["recommendation"] == "Two references, both warm."


@pytest.mark.parametrize(
    ("rule", "signed"),
    [
        ("decision", "participants_candidacy SET decided_by_id = %s"),
        ("check", "participants_check SET found_by_id = %s"),
    ],
)
def test_postgresql_takes_no_signature_of_who_is_close(amal, viktor, rule, signed):
    _declare(amal, viktor)

    with pytest.raises(IntegrityError, match=f"who_is_close_signs_no_{rule}"):
        make.by_hand(f"UPDATE {signed}", viktor.pk)


def test_no_decision_rests_on_a_first_signature_of_who_is_close(amal, vera, viktor):
    """Even where somebody with the database put the review back under her name."""
    make.by_hand(
        "INSERT INTO participants_conflict (id, initiative_id, person_id,"
        " declared_by_id, declared_at, words) SELECT gen_random_uuid(),"
        " initiative_id, person_id, %s, now(), 'x' FROM participants_candidacy",
        vera.pk,
    )

    with (
        make.acting(viktor),
        pytest.raises(ValidationError, match="Another officer signs first"),
    ):
        make.sign(amal, "approve", by=viktor, grounds="Fine by me.")
    with pytest.raises(IntegrityError, match="who_is_close_signs_no_decision"):
        make.by_hand("UPDATE participants_candidacy SET decided_by_id = %s", viktor.pk)


def test_a_conflict_is_declared_once_by_anybody_who_reads_people(
    amal, farid, oskar, rosa, rhea
):
    for colleague in (farid, oskar):
        _declare(amal, colleague)
        with pytest.raises(ValidationError, match="already"):
            _declare(amal, colleague)
    for other in (rosa, rhea):
        with pytest.raises(PermissionDenied):
            _declare(amal, other)

    assert Conflict.objects.count() == 2


def test_in_which_way_they_are_close_is_for_the_other_officers(
    amal, vera, viktor, farid
):
    _declare(amal, farid)

    with make.acting(viktor):
        [(declared, words)] = conflicts.read(amal, by=viktor)
    with make.acting(farid), pytest.raises(PermissionDenied):
        conflicts.read(amal, by=farid)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM participants_conflict c")
        [(row,)] = cursor.fetchall()
    assert (declared.declared_by, words) == (farid, WORDS)
    assert [w for w in ("sister", WORDS.encode().hex()) if w in row] == []


def test_where_nobody_can_be_second_the_page_says_that_the_answer_is_no(
    amal, vera, viktor, browse
):
    url = amal.get_absolute_url()
    before = browse(vera).get(url).text
    _declare(amal, viktor)

    hers, his = browse(vera).get(url).text, browse(viktor).get(url).text

    assert "The answer is no" not in before
    assert "The answer is no" in hers
    assert "you sign nothing about them" in his
    assert "Sign and approve" not in his


def test_a_new_officer_can_be_second_again(
    amal, heron, vera, viktor, omar, carla, farid, browse
):
    _declare(amal, viktor)

    team.sign(team.name(heron, omar, "vetting_officer", by=carla), by=farid)

    assert "The answer is no" not in browse(vera).get(amal.get_absolute_url()).text


def test_the_page_tells_officers_who_are_not_close_in_which_way_others_are(
    amal, vera, viktor, farid, oskar, browse
):
    url = f"{amal.get_absolute_url()}conflict/"
    _declare(amal, farid)
    _declare(amal, viktor)

    shown = {who.name: WORDS in _plain(browse(who).get(url)) for who in (
        vera, viktor, farid, oskar,
    )}  # fmt: skip

    assert shown == {
        "Vera Novak": True, "Viktor Lind": False, "Farid Mansour": False,
        "Oskar Berg": False,
    }  # fmt: skip


def _plain(answer):
    return answer.text.replace("&#x27;", "'")


def test_a_conflict_is_declared_by_the_page(amal, viktor, browse):
    url = f"{amal.get_absolute_url()}conflict/"
    browser = browse(viktor)

    shown = browser.get(url)
    browser.post(url, {"words": WORDS})

    assert "cannot be taken back" in shown.text
    assert Conflict.objects.get().declared_by == viktor
