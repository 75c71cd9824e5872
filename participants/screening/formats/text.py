"""What the formats have in common: years, days, names, and rows under a header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from participants.screening.entries import ABOUT, Unreadable

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%d %b %Y", "%d/%m/%Y %H:%M:%S")
_ASIDE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_BORN = re.compile(r",\s*born\b.*", re.IGNORECASE | re.DOTALL)
_FOREIGN = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")
Birth = tuple[int, int]


def decoded(content: bytes) -> str:
    """A file as text. Raises Unreadable where it is neither of the two that lists come in."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("letters")


def rows(text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV that say anything, with the number of their line."""
    reader = csv.reader(
        io.StringIO(text.rstrip("\x1a\r\n ")), delimiter=delimiter, strict=True
    )
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error:
        raise Unreadable("broken", line=reader.line_num) from None


def records(
    rows: Iterator[tuple[int, list[str]]], needed: Iterable[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as dictionaries under the first one, its words folded. Each has every column."""
    _line, header = next(rows, (0, []))
    columns = [title.casefold() for title in header]
    for column in needed:
        if column not in columns:
            raise Unreadable("missing", column=column)
    for line, row in rows:
        if len(row) != len(columns):
            raise Unreadable("columns", line=line)
        yield line, dict(zip(columns, row, strict=True))


def years(said: str) -> list[Birth]:
    """The years in what a list says of a birth; a span where it gives one."""
    found = [int(year) for year in _YEAR.findall(said)]
    if len(found) == 2 and re.search(r"\bto\b|\bbetween\b|-\s*\d{4}$|–", said):
        return [(min(found), max(found))]
    return [(year, year) for year in found]


def day(said: str | None) -> date | None:
    """A day in any of the ways the lists write one; None where there is none."""
    for form in _DAYS:
        try:
            return datetime.strptime((said or "").strip(), form).date()  # noqa: DTZ007 -- a day
        except ValueError:
            continue
    return None


def names(said: Iterable[str | None], apart: str = "") -> tuple[str, ...]:
    """Names without what lists write around them, each once, in their order.

    What stands in brackets is no name, unless it is the same in another script.
    """
    found: dict[str, None] = {}
    for words in filter(None, said):
        for one in words.split(apart) if apart else [words]:
            asides = [a or b for a, b in _ASIDE.findall(one)]
            bare = _BORN.sub("", _ASIDE.sub(" ", one))
            for name in (bare, *filter(_FOREIGN.search, asides)):
                if tidy := " ".join(name.split()).strip(" ,;.-"):
                    found[tidy] = None
    return tuple(found)


def once(said: Iterable[str | None]) -> tuple[str, ...]:
    """What is said, each once and no blanks."""
    return tuple(dict.fromkeys(word.strip() for word in said if word and word.strip()))


def about(*said: str | None) -> str:
    """What else a list says, in one line of at most `ABOUT` code points."""
    return "; ".join(" ".join(part.split()) for part in said if part and part.strip())[
        :ABOUT
    ]
