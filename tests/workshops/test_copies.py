"""Copies: who carried what away, whose number that is, and who is told after a recall."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from trackii.audit.models import Entry
from trackii.states import Gone
from workshops import copies, naming_sides, releases, summaries
from workshops.models import Copy

pytestmark = pytest.mark.django_db

TO_FUND = {"form": "pdf", "purpose": "donor", "recipient": "The Osier Fund"}


@pytest.fixture
def released(in_session, rosa, farid, carla):
    return make.summary(
        in_session, by=rosa, reader=farid, releaser=carla, state="released"
    )


@pytest.fixture
def copy(released, oskar):
    with make.acting(oskar):
        return copies.make(released.initiative, by=oskar, marked=True, **TO_FUND)


def test_a_copy_number_tells_inside_whose_it_is(copy, heron, carla):
    with make.acting(carla):
        known = copies.resolve(heron, f" {copy.marked} ", by=carla)

    assert (known.copy, known.recipient) == (copy, "The Osier Fund")
    entry = Entry.objects.get(verb="resolve copy")
    assert (entry.actor, entry.subject) == (carla.pk, copy.pk)


@pytest.mark.parametrize("verb", ["second_read", "release"])
def test_the_number_of_a_signature_tells_inside_who_signed(
    released, heron, carla, farid, oskar, verb
):
    digits = releases.signatures([released])[released.pk][verb]

    with make.acting(oskar):
        known = copies.resolve(heron, digits, by=oskar)

    assert known.summary == released
    assert known.who == {"second_read": farid, "release": carla}[verb]


def test_a_number_of_another_table_is_nobodys_here(copy, carla, farid, rosa, vera):
    team = {"convener": [carla], "facilitator": [farid], "rapporteur": [rosa],
            "vetting_officer": [vera]}  # fmt: skip
    other = make.initiative(team, code="larch")

    with make.acting(carla), pytest.raises(ValidationError, match="No copy and no"):
        copies.resolve(other, copy.marked, by=carla)


@pytest.mark.parametrize(
    "digits", ["", "12", "1234-5678", "x" * 40, "٩" * 12, "1" * 40]
)
def test_what_is_no_number_of_ours_is_said_to_be_none(copy, heron, carla, digits):
    with make.acting(carla), pytest.raises(ValidationError, match="No copy and no"):
        copies.resolve(heron, digits, by=carla)


def test_for_whom_it_is_stands_sealed_and_nowhere_else(copy, heron, carla, rosa, rhea):
    with make.acting(carla):
        assert copies.read([copy], by=carla) == ["The Osier Fund"]
    for other in (rosa, rhea):
        with make.acting(other), pytest.raises(PermissionDenied):
            copies.read([copy], by=other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT workshops_copy::text FROM workshops_copy")
        [[row]] = cursor.fetchall()
    assert "Osier" not in row


def test_a_recall_shuts_every_copy_and_says_so_in_the_record(copy, released, carla):
    summaries.recall(released, by=carla)

    copy.refresh_from_db()
    assert copy.recalled_at is not None
    assert copies.to_tell(released.initiative) == 1
    assert Entry.objects.get(verb="shut").subject == copy.pk


def test_who_holds_a_recalled_copy_is_told_once(copy, released, carla, oskar, farid):
    summaries.recall(released, by=carla)

    copies.tell(copy, by=oskar)

    assert (copy.told_by, copies.to_tell(released.initiative)) == (oskar, 0)
    with pytest.raises(Gone, match="was told before"):
        copies.tell(copy, by=farid)


def test_nobody_is_told_of_a_copy_that_stands(copy, carla):
    with pytest.raises(Gone, match="that copy stands"):
        copies.tell(copy, by=carla)
    with pytest.raises(IntegrityError, match="nobody_is_told_of_a_copy_that_stands"):
        make.by_hand(
            "UPDATE workshops_copy SET told_by_id = %s, told_at = now()", carla.pk
        )


def test_what_is_released_later_is_not_in_an_earlier_series(
    copy, released, heron, approved, rosa, farid, carla, oskar
):
    later = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(later, by=farid)
    make.session(later, by=farid)
    make.summary(
        later, by=rosa, reader=farid, releaser=carla, state="released", words="Of ice."
    )

    with make.acting(oskar):
        gathered = releases.gather(copy, by=oskar)

    assert [each.round for each in gathered.accounts] == [1]


def test_a_recall_shuts_the_series_and_lets_the_other_rounds_be(
    released, heron, approved, rosa, farid, carla, oskar
):
    later = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(later, by=farid)
    make.session(later, by=farid)
    make.summary(later, by=rosa, reader=farid, releaser=carla, state="released")
    with make.acting(oskar):
        series, first, second = (
            copies.make(heron, by=oskar, account=str(n), **TO_FUND) for n in (0, 1, 2)
        )

    summaries.recall(released, by=carla)

    shut = Copy.objects.exclude(recalled_at=None)
    assert set(shut) == {series, first}
    assert second not in shut


def test_the_page_asks_what_for_and_lists_what_left(released, oskar, browse):
    page = browse(oskar)
    asked = page.post("/dialogues/heron/copies/", {"account": 1, "form": "docx"})
    assert asked.status_code == 422
    assert not Copy.objects.exists()

    sent = {
        "account": 1,
        "form": "docx",
        "purpose": "partner",
        "recipient": "<b>Us</b>",
    }
    page.post("/dialogues/heron/copies/", sent | {"marked": "on"})

    made = Copy.objects.get()
    shown = page.get("/dialogues/heron/copies/").content.decode()
    assert made.marked in shown
    assert "For a partner organisation" in shown
    assert "&lt;b&gt;Us&lt;/b&gt;" in shown
    assert f"/dialogues/heron/copies/{made.pk}/" in shown


def test_who_recalls_is_taken_to_whom_to_tell(copy, released, carla, browse):
    where = "/dialogues/heron/workshops/1/summary/recall/"

    answer = browse(carla).post(where)

    assert answer.status_code == 302
    assert answer["Location"] == "/dialogues/heron/copies/"


def test_the_desk_says_whose_holders_nobody_told(copy, released, carla, rosa, browse):
    before = browse(carla).get("/").text
    with make.acting(carla):
        summaries.recall(released, by=carla)

    desk = browse(carla).get("/").text
    others = browse(rosa).get("/").text
    with make.acting(carla):
        copies.tell(copy, by=carla)
    after = browse(carla).get("/").text

    said = "Tell who holds 1 copy"
    assert [said in page for page in (before, desk, others, after)] == [0, 1, 0, 0]


def test_the_page_offers_no_file_of_what_was_recalled(copy, released, carla, browse):
    summaries.recall(released, by=carla)

    page = browse(carla).get("/dialogues/heron/copies/").content.decode()

    assert "Tell who holds it to destroy it" in page
    assert f"/dialogues/heron/copies/{copy.pk}/told/" in page
    assert f'href="/dialogues/heron/copies/{copy.pk}/"' not in page


def test_a_number_is_looked_up_without_standing_in_an_address(copy, carla, browse):
    answer = browse(carla).post(
        "/dialogues/heron/copies/look-up/", {"digits": copy.marked}
    )

    assert answer.status_code == 200
    assert "The Osier Fund" in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Side A wants it, sides B and C do not.", "ABC"),
        ("On that side a man spoke.", ""),
        ("The other side. A man spoke.", ""),
        ("S\u200bide\u00a0A and ѕіde B", "AB"),
        ("Ｓｉｄｅ　Ａ", "A"),
        ("La partie A et B ; le côté C.", "ABC"),
        ("De cette partie d'abord.", ""),
        ("Las partes A y B; de parte a parte.", "AB"),
        ("Сторона А и Б говорили в зале.", "AB"),
        ("قال الطرف أ والطرف ب", "AB"),
        ("الطرفان أ وب", "AB"),
        ("A vitamin B side dish.", ""),
    ],
)
def test_sides_are_found_in_five_languages_and_under_disguises(words, told):
    assert naming_sides.told(words) == set(told)
