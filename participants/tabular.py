"""Lists as files: what a spreadsheet or a CSV says, and the same written so that it runs nowhere.

Reading refuses what could do something (formulas), what is too large, and what is neither.
It looks at the bytes, never at a name, and keeps nothing: all of it happens in memory.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from trackii import direction

LARGEST = 1_000_000  # bytes of a file
MOST_ROWS, MOST_COLUMNS = 200, 40
_UNPACKED = 20_000_000  # bytes of a spreadsheet, which is a ZIP
_LONGEST = 4_000  # letters of a cell
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# What a spreadsheet takes for the beginning of a formula.
# Also in full width, as keyboards of East Asia write it.
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def read(content: bytes) -> list[list[str]]:
    """The rows of a file, its heading first; every row as long as the heading."""
    if len(content) > LARGEST:
        raise ValidationError(
            _("The file is larger than 1 MB. Take in fewer at a time.")
        )
    rows = _from_xlsx(content) if content[:4] == b"PK\x03\x04" else _from_csv(content)
    filled = [row for row in rows if any(row)]
    if len(filled) < 2:
        raise ValidationError(_("There is no row below the heading."))
    if len(filled) - 1 > MOST_ROWS:
        raise ValidationError(
            _("There are more than %(most)d rows. Take in fewer at a time."),
            params={"most": MOST_ROWS},
        )
    _insist_upright(filled[0])  # below it, each row is told its own
    wide = max(len(row) for row in filled)
    if wide > MOST_COLUMNS:
        raise ValidationError(
            _("There are more than %(most)d columns. Leave out what is not needed."),
            params={"most": MOST_COLUMNS},
        )
    return [row + [""] * (wide - len(row)) for row in filled]


def _insist_upright(heading: Sequence[str]) -> None:
    for column, words in enumerate(heading, 1):
        if direction.turned(words):
            said = _(
                "A hidden sign in the heading of column %(column)s turns the direction of"
                " writing. Type that heading anew."
            )
            raise ValidationError(said, params={"column": get_column_letter(column)})


def _from_csv(content: bytes) -> Iterator[list[str]]:
    try:
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _(
                "This is neither a spreadsheet nor a CSV in UTF-8. Save it as one of them."
            )
        ) from error
    heading = text.split("\n", 1)[0]
    by = max(",;\t", key=heading.count)
    try:
        for at, row in enumerate(csv.reader(io.StringIO(text), delimiter=by), 1):
            yield [_plain(cell, at, column) for column, cell in enumerate(row, 1)]
    except csv.Error as error:
        raise ValidationError(_("This CSV is broken: save it anew.")) from error


def _from_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > _UNPACKED:
            raise ValidationError(
                _("The spreadsheet unpacks to far more than it says.")
            )
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = list(sheet.iter_rows(max_row=MOST_ROWS + 50, max_col=MOST_COLUMNS + 1))
    except ValidationError:
        raise
    except Exception as error:  # whatever a broken file makes of the library
        raise ValidationError(
            _("This spreadsheet cannot be read: save it anew.")
        ) from error
    for at, row in enumerate(rows, 1):
        cells = [_cell(cell, at, column) for column, cell in enumerate(row, 1)]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell(cell: Any, row: int, column: int) -> str:
    value = cell.value
    if cell.data_type in ("f", "e"):
        _refuse(row, column)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _plain("" if value is None else str(value), row, column)


def _plain(words: str, row: int, column: int) -> str:
    """Words as they are; a sign put before them lest they run is taken off again."""
    words = words.strip()
    if words[:1] == "'" and words[1:2] in _ACTS:
        return words[1:]
    if words[:1] in ("=", "@") or "\0" in words:
        _refuse(row, column)
    if len(words) > _LONGEST:
        raise ValidationError(_("Cell %(place)s is too long."), params=_at(row, column))
    return words


def _refuse(row: int, column: int) -> None:
    raise ValidationError(
        _("There is a formula in cell %(place)s. Save the list with values alone."),
        params=_at(row, column),
    )


def _at(row: int, column: int) -> dict[str, str]:
    return {"place": f"{get_column_letter(column)}{row}"}


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as UTF-8 with a mark, so that spreadsheets read it; nothing in it is a formula."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerows([_still(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """The same as a spreadsheet of text alone, which says neither who made it nor when."""
    book = Workbook()
    book.properties.creator = ""
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001 -- a file has no zone
    sheet = book.worksheets[0]
    for at, row in enumerate(rows, 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(at, column)
            cell.value, cell.data_type = _still(words), "s"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _still(words: str) -> str:
    return f"'{words}" if words.startswith(_ACTS) else words
