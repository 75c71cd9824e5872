"""A list that is brought: sealed, looked at row by row, taken in whole or not at all, wiped."""

import re
from contextlib import contextmanager
from datetime import timedelta

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from roles import stepping_into

from dialogues import holds
from participants import people, sheets, tabular
from participants.models import Candidacy, Person, Sheet
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.rows import WORKER
from trackii.vault import keystore

HEAD = "Side,Full name,Email,Gender,Languages,Why this person"
TWO = "A,Amal Haddad,amal@example.net,woman,Arabic; French,Heard.\nB,Boris Lem,,Man,,Heard."
URL = "/dialogues/heron/people/bring/"
COLUMNS = ["side", "name", "email", "gender", "languages", "case"]


def _file(rows, head=HEAD):
    return SimpleUploadedFile("fatal-name.csv", f"{head}\n{rows}\n".encode())


def _bring(browser, rows, **arranged):
    """Bring a list and say what its columns are, as the page guessed."""
    there = browser.post(URL, {"file": _file(rows)})["Location"]
    columns = {f"column_{at}": name for at, name in enumerate(COLUMNS)}
    assert browser.post(f"{there}arrange/", columns | arranged).status_code == 302
    return there


def take_in(browser, there, answers=None, **more):
    """Take in what the page showed."""
    shown = browser.get(there).text
    seen = re.search(r'name="seen" value="(\w*)"', shown)[1]
    return browser.post(f"{there}take-in/", {"seen": seen} | (answers or {}), **more)


@pytest.fixture
def browser(browse, carla):
    return browse(carla)


def test_a_list_becomes_people_and_is_wiped(browser, heron, carla):
    there = browser.post(URL, {"file": _file(TWO)})["Location"]
    columns = browser.get(there).text
    browser.post(f"{there}arrange/", {f"column_{n}": c for n, c in enumerate(COLUMNS)})
    preview = browser.get(there).text
    done = take_in(browser, there, follow=True)

    assert '<option value="name" selected>' in columns
    assert "2 rows as they should be" in preview
    assert "2 are put forward." in done.text
    with make.acting(carla):
        known = people.read(list(Person.objects.order_by("code")), by=carla)
    assert [(each.name, each.gender, each.languages) for each in known] == [
        ("Amal Haddad", "woman", ["Arabic", "French"]),
        ("Boris Lem", "man", []),
    ]
    assert set(Candidacy.objects.values_list("state", flat=True)) == {"nominated"}
    assert not Sheet.objects.standing().exists()
    assert Entry.objects.filter(verb__in=["bring", "arrange", "take in"]).count() == 3


def test_offices_of_a_life_and_access_come_along_and_a_held_one_stands_in_the_way(
    browser, heron, carla
):
    head = "Party,Full name,Offices,Access to decision-makers,Sex,Why this person"
    row = "a,Amal Haddad,2001 – 2004 Mayor; 2019 – Minister,Regularly,F,Heard."
    there = browser.post(URL, {"file": _file(row, head)})["Location"]
    guessed = re.findall(r'<option value="(\w+)" selected', browser.get(there).text)
    arranged = {f"column_{at}": name for at, name in enumerate(guessed)}
    browser.post(f"{there}arrange/", arranged)
    assert take_in(browser, there).status_code == 302

    candidacy = Candidacy.objects.get()
    with make.acting(carla):
        known = people.read_one(candidacy, by=carla)
    who = known.particulars
    assert guessed == ["side", "name", "offices", "access", "gender", "case"]
    assert [str(each) for each in who.offices] == [
        "2001 – 2004 Mayor",
        "2019 – Minister",
    ]
    assert (who.access, who.gender) == ("regular", "woman")
    assert known.standing.office == "Minister"
    assert known.standing.stands_in_the_way


def test_what_was_brought_stands_nowhere_but_sealed(browser, heron, tmp_path):
    _bring(browser, TWO)

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables"
                       " WHERE table_schema = 'public'")  # fmt: skip
        tables = [name for (name,) in cursor.fetchall()]
        rows = ""
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += "".join(row for (row,) in cursor.fetchall())

    assert Sheet.objects.count() == 1
    for words in ("Haddad", "amal@example", "fatal-name", "Heard"):
        assert words not in rows
        assert words.encode().hex() not in rows


def test_rows_say_what_is_wrong_with_them_and_nobody_is_put_forward(browser, heron):
    rows = (
        "A,,x@example.net,woman,,Heard.\nZ,Boris Lem,,man,,Heard.\n"
        "B,Chiara Rossi,no address,sometimes,,Heard.\nA,Dana Iversen,,,,Heard."
    )
    there = _bring(browser, rows)

    preview = browser.get(there).text
    refused = take_in(browser, there)
    without = take_in(browser, there, {"without": ["2", "3"]})

    assert "Full name: Write something here" in preview
    assert re.search(r"Side: Write one of these: A, B", preview)
    assert "Email: Enter a valid email" in preview
    assert "Gender: Write one of these: Woman, Man, Another." in preview
    assert refused.status_code == without.status_code == 422
    assert "Row 2: Full name" in refused.text
    assert "Row 4: " in without.text
    assert without.text.count(" checked") == 2
    assert not Person.objects.exists()
    done = take_in(browser, there, {"without": ["2", "3", "4"]})
    assert done.status_code == 302
    assert Person.objects.get().code == "a-01"


def test_a_sign_that_turns_words_is_told_at_its_row_or_its_heading(browser, heron):
    said = "A hidden sign in line 1 turns the direction of writing"
    there = _bring(
        browser, "A,Amal \u202edaddaH,,,,Heard.\nB,\u05e9\u05dc\u05d5\u05dd,,,,Heard."
    )

    refused = take_in(browser, there)
    heading = browser.post(
        URL, {"file": _file(TWO, HEAD.replace("Email", "\u2067Email"))}
    )

    assert browser.get(there).text.count(said) == 1
    assert f"Row 2: Full name: {said}" in refused.text
    assert "A hidden sign in the heading of column C" in heading.text
    assert (refused.status_code, heading.status_code) == (422, 422)
    assert not Person.objects.exists()


def test_one_that_cannot_be_put_forward_leaves_all_of_them_out(heron, carla):
    with make.acting(carla):
        sheet = sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
        newcomers = [
            sheets.Newcomer("A", make.particulars(), _standing(), "-"),
            sheets.Newcomer("A", make.particulars(diet="x" * 5000), _standing(), "-"),
        ]
        with pytest.raises(ValidationError, match="Write less"):
            sheets.take_in(
                sheet, by=carla, newcomers=newcomers, read=sheets.edition(sheet)
            )

    assert not Person.objects.exists()
    assert Sheet.objects.exists()


def _standing():
    return sheets.Standing("personal", "2026-03-01")


def test_who_might_be_there_already_is_said_at_the_row(browser, heron, carla):
    make.candidacy(heron, by=carla)
    rows = (
        "A,Haddad Amal,,woman,,Heard.\nB,Boris Lem,amal.haddad@example.net,man,,Heard.\n"
        "B,Lem Boris,,man,,Heard.\nA,Dana Iversen,,,,Heard."
    )

    preview = browser.get(_bring(browser, rows)).text

    known = preview.split("Rows to look at")[1].split("</table>")[0]
    assert "A-01" in known
    assert "A-01, row 4" in known
    assert "row 3" in known
    assert "Dana Iversen" not in known


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"column_1": ""}, "Say which column holds the full name."),
        ({"column_0": "name"}, "Two columns cannot both be “Full name”."),
    ],
)
def test_columns_that_make_no_sense_are_said_and_what_was_chosen_stays(
    browser, heron, columns, sentence
):
    there = browser.post(URL, {"file": _file(TWO)})["Location"]
    chosen = {f"column_{at}": name for at, name in enumerate(COLUMNS)}

    page = browser.post(
        f"{there}arrange/", chosen | {"case_for_all": "All heard."} | columns
    )

    assert page.status_code == 422
    assert sentence in page.text
    assert "All heard." in page.text


def test_a_side_and_a_reason_for_all_stand_in_where_a_row_is_silent(browser, heron):
    there = browser.post(URL, {"file": _file("Amal Haddad", "Name")})["Location"]
    arranged = {"column_0": "name", "side_for_all": "B", "case_for_all": "All heard."}
    browser.post(f"{there}arrange/", arranged)

    take_in(browser, there)

    assert Person.objects.get().code == "b-01"


def test_a_file_that_cannot_be_read_is_refused_on_its_page(browser, heron):
    formula = browser.post(URL, {"file": _file("A,=1+1,,,,")})
    huge = SimpleUploadedFile("x.csv", b"x" * 3_000_000)
    large = browser.post(URL, {"file": huge})
    none = browser.post(URL, {})

    assert [page.status_code for page in (formula, large, none)] == [422] * 3
    assert "formula in cell B2" in formula.text
    assert "larger than 1 MB" in large.text
    assert "Choose a file." in none.text
    assert not Sheet.objects.standing().exists()


def test_a_list_is_thrown_away_and_then_there_is_none(browser, heron):
    there = _bring(browser, TWO)

    done = browser.post(f"{there}throw-away/", follow=True)
    again = browser.post(f"{there}take-in/", follow=True)

    assert "Nobody on it was put forward." in done.text
    assert "taken in or thrown away before" in again.text
    assert browser.get(there).status_code == 404
    assert not Sheet.objects.standing().exists()
    assert not Person.objects.exists()


def test_what_lay_about_for_a_day_is_thrown_away_but_not_under_a_hold(
    heron, carla, vera
):
    for _ in range(2):
        sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
    Sheet.objects.filter(pk=Sheet.objects.first().pk).update(
        brought_at=clock.now() - timedelta(hours=25)
    )
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        assert sheets.sweep() == 1
        assert sheets.sweep() == 0
    holds.put(heron, by=vera)
    Sheet.objects.update(brought_at=clock.now() - timedelta(hours=25))

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        assert sheets.sweep() == 0
    with pytest.raises(ValidationError, match="legal hold"):
        sheets.throw_away(Sheet.objects.get(), by=carla)


def test_under_a_hold_nobody_takes_in_a_part_and_loses_the_rest(heron, carla, vera):
    sheet = sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
    newcomer = sheets.Newcomer("A", make.particulars(), _standing(), "-")
    holds.put(heron, by=vera)

    with make.acting(carla), pytest.raises(ValidationError, match="legal hold"):
        sheets.take_in(
            sheet, by=carla, newcomers=[newcomer], read=sheets.edition(sheet)
        )

    assert keystore.stands(sheet.pk)


def test_the_key_of_a_list_goes_with_it(
    heron, carla, django_capture_on_commit_callbacks
):
    with make.acting(carla):
        thrown, taken = (
            sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
            for _ in "ab"
        )
        keys = [thrown.pk, taken.pk]
        stood = [keystore.stands(key) for key in keys]
        newcomer = sheets.Newcomer("A", make.particulars(), _standing(), "-")
        with django_capture_on_commit_callbacks(execute=True):
            sheets.throw_away(thrown, by=carla)
            sheets.take_in(
                taken, by=carla, newcomers=[newcomer], read=sheets.edition(taken)
            )

    assert stood == [True, True]
    assert [keystore.stands(key) for key in keys] == [False, False]


def test_only_who_puts_people_forward_brings_a_list(heron, vera, oskar, rosa, omar):
    for who in (vera, oskar, rosa, omar):
        with make.acting(who), pytest.raises(PermissionDenied):
            sheets.bring(heron, by=who, content=f"{HEAD}\n{TWO}".encode())


def test_locked_a_list_can_be_brought_and_shows_nothing(browse, carla, heron):
    locked = browse(carla, locked=True)

    there = locked.post(URL, {"file": _file(TWO)})["Location"]
    page = locked.get(there).text

    assert "What the list says is sealed." in page
    assert "Haddad" not in page


NAMES = (
    "Bagrat Celeste Dunya Elvira Fjodor Gulnara Hjalmar Ignacio Jozefina Kwabena Leopold"
    " Marguerite Nkechi Ottoline Przemek Quentin Ruslana Sigrid Tunde Umberto"
).split()


def test_two_hundred_are_taken_in_at_once(browser, heron, carla):
    rows = [["Side", "Full name", "Email", "Why"], *[
        ["AB"[n % 2], f"{NAMES[n % 20]} {NAMES[n // 20]}ov-{NAMES[(n * 7) % 19]}", f"{n}@example.net", "Heard."] for n in range(200)
    ]]  # fmt: skip
    with make.acting(carla):
        sheet = sheets.bring(heron, by=carla, content=tabular.as_xlsx(rows))
        columns = ["side", "name", "email", "case"]
        sheets.arrange(sheet, by=carla, columns=columns, side="", case="")

    page = browser.get(sheet.get_absolute_url())
    done = take_in(browser, sheet.get_absolute_url())

    assert len(page.content) < 60_000
    assert done.status_code == 302
    assert Person.objects.count() == 200


def test_what_is_taken_in_is_what_the_page_showed(browser, heron, carla):
    """A colleague says meanwhile that the second column is something else."""
    there = _bring(browser, TWO)
    page = browser.get(there).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    other = {"column_0": "side", "column_1": "name", "case_for_all": "As ordered."}
    browser.post(f"{there}arrange/", other)

    late = browser.post(f"{there}take-in/", {"seen": seen, "without": "3"})
    none = browser.post(f"{there}take-in/", {"without": "3"})

    assert (late.status_code, none.status_code) == (422, 422)
    assert "somebody said otherwise what the columns are" in late.text
    assert "2 rows as they should be" in late.text
    assert not Person.objects.exists()
    assert take_in(browser, there, {"without": "3"}).status_code == 302


def test_somebody_put_forward_meanwhile_is_looked_at_first(browser, heron, carla):
    there = _bring(browser, TWO)
    page = browser.get(there).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    make.candidacy(heron, by=carla)

    late = browser.post(f"{there}take-in/", {"seen": seen, "without": "3"})

    assert late.status_code == 422
    assert "A-01" in late.text.split("Rows to look at")[1].split("</table>")[0]
    assert " checked" not in late.text.split("Boris Lem")[0]
    assert Person.objects.count() == 1


def test_of_two_readings_the_operation_takes_the_one_that_stands(heron, carla):
    with make.acting(carla):
        sheet = sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
        read = sheets.edition(sheet)
        sheets.arrange(sheet, by=carla, columns=COLUMNS, side="", case="")
        newcomer = sheets.Newcomer("A", make.particulars(), _standing(), "-")
        with pytest.raises(ValidationError, match="Look at the rows once more"):
            sheets.take_in(sheet, by=carla, newcomers=[newcomer], read=read)

    assert not Person.objects.exists()


class Killed(BaseException):
    """Nothing of ours catches it: what is left is what a kill leaves."""


def test_who_is_killed_between_row_and_key_leaves_no_key(
    heron, carla, django_capture_on_commit_callbacks
):
    def kill(execute, sql, *more):
        if sql.startswith('UPDATE "participants_sheet"'):
            raise Killed
        return execute(sql, *more)

    with make.acting(carla), connection.execute_wrapper(kill), pytest.raises(Killed):
        sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())

    left = Sheet.objects.get()
    assert keystore.stands(left.pk)
    assert not Sheet.objects.standing().exists()
    with (
        _worker(clock.now() + timedelta(hours=25)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        sheets.sweep()
    assert not keystore.stands(left.pk)


def test_who_is_killed_while_it_is_wiped_leaves_no_key(
    heron, carla, vera, django_capture_on_commit_callbacks
):
    with make.acting(carla), django_capture_on_commit_callbacks(execute=False):
        sheet = sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
        sheets.throw_away(sheet, by=carla)  # nothing comes after the commit
    holds.put(heron, by=vera)
    assert keystore.stands(sheet.pk)

    with _worker(clock.now()):
        sheets.sweep()

    assert not keystore.stands(sheet.pk)
    assert not Sheet.objects.exists()


def test_words_struck_by_hand_take_no_key_along(heron, carla, vera):
    sheet = sheets.bring(heron, by=carla, content=f"{HEAD}\n{TWO}".encode())
    holds.put(heron, by=vera)
    make.by_hand("UPDATE participants_sheet SET words = NULL")

    with _worker(clock.now() + timedelta(hours=25)):
        sheets.sweep()

    assert keystore.stands(sheet.pk)


@contextmanager
def _worker(on):
    with (
        clock.at(on),
        stepping_into(WORKER),
        principal.acting_as(principal.WORKER),
    ):
        yield
