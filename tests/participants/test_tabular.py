"""Files as they come: read, or refused with a sentence; and written so that nothing runs."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from participants import tabular


def _book(rows):
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


ROWS = [
    ["Name", "Telephone", "Case"],
    ["أمل حداد", "+47 912 34 567", 'Two\nlines; "q"'],
]


@pytest.mark.parametrize(
    "content",
    [
        tabular.as_csv(ROWS), tabular.as_xlsx(ROWS), _book(ROWS),
        'Name;Telephone;Case\r\nأمل حداد;+47 912 34 567;"Two\nlines; ""q"""\r\n'.encode(),
        'Name\tTelephone\tCase\nأمل حداد\t+47 912 34 567\t"Two\nlines; ""q"""'.encode("utf-16"),
    ],
    ids=["our CSV", "our XLSX", "a spreadsheet", "semicolons", "tabs, UTF-16"],
)  # fmt: skip
def test_what_a_file_says_is_read_whatever_kind_it_is(content):
    assert tabular.read(content) == ROWS


def test_numbers_and_days_are_words_and_short_rows_are_filled():
    book = _book([["Name", "Born", "Number"], ["Amal", 1961, 4.5], ["Boris"]])

    assert tabular.read(book)[1:] == [["Amal", "1961", "4.5"], ["Boris", "", ""]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (_book([["Name"], ["=1+1"]]), "formula in cell A2"),
        (b"Name,Case\nAmal,=HYPERLINK(1)\n", "formula in cell B2"),
        (b"Name,Case\nAmal,@SUM(1)\n", "formula in cell B2"),
        (b"Name\nAm\0al\n", "formula in cell A2"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"Name\n" + b"Amal\n" * 201, "more than 200 rows"),
        (_book([["Name"], *[["Amal"]] * 230]), "more than 200 rows"),
        (b"," * 40 + b"Name\n" + b"," * 40 + b"Amal", "more than 40 columns"),
        (b"Name\n", "no row below the heading"),
        (b"", "no row below the heading"),
        (b"Name\n" + b"x" * 5000, "Cell A2 is too long"),
        ("Name\nЖанна\n".encode("cp1251"), "neither a spreadsheet nor"),
        (b"\xff\xfea", "neither a spreadsheet nor"),
        (b"PK\x03\x04 and then nothing", "cannot be read"),
        (b"%PDF-1.7\xe2\xe3\xcf\xd3", "neither a spreadsheet nor"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        tabular.read(content)


def test_a_spreadsheet_that_unpacks_to_a_mountain_is_refused_before_it_does():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)

    assert len(made.getvalue()) < 100_000
    with pytest.raises(ValidationError, match="unpacks to far more"):
        tabular.read(made.getvalue())


def test_an_entity_that_multiplies_is_never_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    made, broken = io.BytesIO(_book([["Name"], ["Amal"]])), io.BytesIO()
    with zipfile.ZipFile(made) as book, zipfile.ZipFile(broken, "w") as packed:
        for part in book.namelist():
            packed.writestr(part, bomb if "workbook.xml" in part else book.read(part))

    with pytest.raises(ValidationError, match="cannot be read"):
        tabular.read(broken.getvalue())


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠SUM(A1)",
]


def test_what_is_written_is_no_formula_in_any_program():
    rows = [["Case"], *[[words] for words in DANGEROUS]]

    sheet = load_workbook(io.BytesIO(tabular.as_xlsx(rows))).worksheets[0]
    lines = tabular.as_csv(rows).decode("utf-8-sig").split("\r\n")

    for (cell,) in sheet.iter_rows(min_row=2):
        assert cell.data_type == "s"
        assert cell.value.startswith("'")
    assert all(line.startswith("\"'") for line in lines[1 : len(DANGEROUS)])


def test_a_spreadsheet_of_ours_says_neither_who_made_it_nor_when():
    book = load_workbook(io.BytesIO(tabular.as_xlsx(ROWS)))

    assert not book.properties.creator
    assert book.properties.lastModifiedBy is None
    assert book.properties.created.year == 2000
