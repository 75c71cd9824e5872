"""Identities leave the house on two signatures, once, with nothing of vetting in them."""

import csv
import io
from datetime import timedelta

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from openpyxl import load_workbook
from roles import stepping_into

from participants import exports, extracts
from participants.attributes import Office
from participants.models import Extract, Person
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.rows import WORKER
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked

URL = "/dialogues/heron/people/export/"
TELLING = {
    "affiliation": "The Harbour School", "offices": [Office("Harbour master", "2011", "2015")],
    "access": "direct", "access_reasons": "His brother is the minister.",
    "risk": "high", "risk_reasons": "His cousins.", "safe_channel": "By his nephew.",
}  # fmt: skip


@pytest.fixture
def asked(heron, carla, vera, viktor):
    officers = {"officers": (vera, viktor), "state": "approved"}
    make.candidacy(heron, by=carla, phone="+47 912 34 567", diet="=1+1", **TELLING, **officers)  # fmt: skip
    make.candidacy(heron, by=carla, side="B", name="Boris Lem")
    return extracts.ask(heron, by=carla, scope="everybody", reason="For the visas.")


def _sign(extract, who):
    with make.acting(who):
        extracts.sign(extract, by=who)


def _fetch(extract, who, kind="csv"):
    with make.acting(who):
        return exports.fetch(extract, by=who, kind=kind)


def _rows(download):
    text = download.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_one_asks_another_signs_and_who_asked_fetches_it(asked, carla, farid):
    _sign(asked, farid)
    download = _fetch(asked, carla)

    heading, *rows = _rows(download)
    assert heading[:4] == ["Code name", "Side", "State", "Full name"]
    assert [row[:4] for row in rows] == [
        ["A-01", "A", "Approved", "Amal Haddad"],
        ["B-01", "B", "", "Boris Lem"],
    ]
    assert rows[0][7] == "'+47 912 34 567"
    assert "'=1+1" in rows[0]
    assert download["Content-Disposition"] == 'attachment; filename="heron-people.csv"'
    acts = Entry.objects.filter(verb__in=["ask export", "sign", "fetch", "export"])
    about = acts.filter(subject=asked.pk).order_by("at")
    assert [(each.verb, each.actor) for each in about] == [
        ("ask export", carla.pk),
        ("sign", farid.pk),
        ("fetch", carla.pk),
        ("export", carla.pk),
    ]


def test_how_far_vetting_is_with_somebody_leaves_in_no_export(
    heron, carla, farid, vera, viktor
):
    for state in ("in_review", "reserve", "declined", "approved"):
        make.candidacy(
            heron, by=carla, name=f"One {state}", state=state, officers=(vera, viktor)
        )
    asked = extracts.ask(heron, by=carla, scope="everybody", reason="For the visas.")
    _sign(asked, farid)

    _heading, *rows = _rows(_fetch(asked, carla))

    assert [row[2] for row in rows] == ["", "", "", "Approved"]


def test_a_spreadsheet_says_the_same(asked, carla, farid):
    _sign(asked, farid)

    download = _fetch(asked, carla, "xlsx")

    sheet = load_workbook(io.BytesIO(download.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.max_row == 3
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert "'=1+1" in [cell.value for cell in cells]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_of_vetting_of_offices_or_of_risk_is_in_it(asked, carla, farid, kind):
    _sign(asked, farid)

    content = _fetch(asked, carla, kind).content
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content)).worksheets[0]
        content = str(list(book.iter_rows(values_only=True))).encode()

    assert b"Amal Haddad" in content
    for words in (
        "Harbour", "minister", "cousins", "nephew", "references", "Nothing stands",
        "fishers", "direct", "high",
    ):  # fmt: skip
        assert words.encode() not in content


def test_it_is_fetched_once(asked, carla, farid):
    _sign(asked, farid)
    _fetch(asked, carla)

    with pytest.raises(WrongState, match="fetched"):
        _fetch(asked, carla, "xlsx")


def test_who_asked_does_not_sign_and_who_signed_does_not_fetch(asked, carla, farid):
    with make.acting(carla), pytest.raises(Refused, match="two signatures"):
        extracts.sign(asked, by=carla)
    with pytest.raises(WrongState):
        _fetch(asked, carla)
    _sign(asked, farid)

    with pytest.raises(Refused, match="who asked"):
        _fetch(asked, farid)


def test_the_database_takes_no_signature_of_one_hand(asked, carla):
    for state in ("signed", "fetched"):
        with pytest.raises(IntegrityError, match=r"identities_leave_on|has_its_moment"):
            make.by_hand("UPDATE participants_extract SET state = %s", state)
    with pytest.raises(IntegrityError, match=r"does_not_sign|identities_leave_on"):
        make.by_hand(
            "UPDATE participants_extract SET signed_by_id = asked_by_id,"
            " signed_at = now()"
        )


def test_after_a_day_it_is_not_fetched_and_after_a_week_not_signed(asked, carla, farid):
    late = clock.at(clock.now() + timedelta(days=8))
    with late, pytest.raises(ValidationError, match="time has passed"):
        _sign(asked, farid)
    _sign(asked, farid)
    tomorrow = clock.now() + timedelta(hours=25)

    with clock.at(tomorrow), pytest.raises(ValidationError, match="time has passed"):
        _fetch(asked, carla)
    worker = stepping_into(WORKER), principal.acting_as(principal.WORKER)
    with clock.at(tomorrow), worker[0], worker[1]:
        assert extracts.lapse_overdue() == 1

    assert Extract.objects.get().state == "lapsed"


def test_with_the_vault_locked_nothing_leaves_and_nothing_is_used_up(
    asked, carla, farid
):
    with pytest.raises(VaultLocked):
        extracts.sign(asked, by=farid)
    _sign(asked, farid)

    with pytest.raises(VaultLocked):
        exports.fetch(asked, by=carla, kind="csv")

    assert Extract.objects.get().state == "signed"


def test_only_those_who_export_and_know_people_take_part(asked, heron, vera, rosa, rhea, omar):  # fmt: skip
    for who in (vera, rosa, rhea, omar):
        with make.acting(who):
            for act in (
                lambda who=who: extracts.ask(
                    heron, by=who, scope="approved", reason="-"
                ),
                lambda who=who: extracts.sign(asked, by=who),
                lambda who=who: extracts.give_up(asked, by=who),
            ):
                with pytest.raises(PermissionDenied):
                    act()


def test_whoever_is_erased_or_went_into_another_is_not_in_it(asked, carla, farid):
    one, other = Person.objects.order_by("code")
    Person.objects.filter(pk=other.pk).update(merged_into=one)
    _sign(asked, farid)

    assert [row[0] for row in _rows(_fetch(asked, carla))[1:]] == ["A-01"]


def test_approved_means_approved(asked, heron, carla, farid):
    approved = extracts.ask(heron, by=carla, scope="approved", reason="-")
    _sign(approved, farid)

    assert [row[0] for row in _rows(_fetch(approved, carla))[1:]] == ["A-01"]


def test_the_page_leads_from_asking_to_the_file(asked, browse, carla, farid):
    hers, his = browse(carla), browse(farid)
    here = f"{URL}{asked.pk}/"

    own = hers.get(URL).text
    other = his.get(URL).text
    before = his.get(f"{here}sign/").text
    signed = his.post(f"{here}sign/", follow=True).text
    to_fetch = hers.get(URL).text
    file = hers.post(f"{here}fetch/csv/")
    again = hers.post(f"{here}fetch/csv/", follow=True)

    assert f"{here}sign/" not in own
    assert f"{here}sign/" in other
    assert "For the visas." in before
    assert "nothing protects any more" in before
    assert f"{here}fetch/" not in signed
    assert f"{here}fetch/xlsx/" in to_fetch
    assert _rows(file)[1][3] == "Amal Haddad"
    assert "it is now fetched" in again.text
    assert "Amal" not in again.text


def test_what_was_typed_stays_when_something_is_missing(asked, browse, carla):
    page = browse(carla).post(URL, {"reason": "For the visas, again."})

    assert page.status_code == 422
    assert "For the visas, again." in page.text
    assert Extract.objects.count() == 1


def test_who_changes_her_mind_gives_it_up(asked, browse, farid, carla):
    browse(farid).post(f"{URL}{asked.pk}/give-up/")

    assert Extract.objects.get().state == "given_up"
    with pytest.raises(WrongState):
        _sign(asked, farid)
