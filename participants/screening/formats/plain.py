"""A list of one's own: CSV with the columns reference and name, and what else is known."""

from __future__ import annotations

from participants.screening.entries import OTHER, PERSON, Entry, Roll, Unreadable, whole
from participants.screening.formats import text

NEEDED = ("reference", "name")


def delimiter(content: str) -> str:
    """What parts the cells of such a list; blank where this is none."""
    first = content.casefold().partition("\n")[0].strip().strip("\ufeff")
    for mark in (",", ";"):
        titles = [cell.strip(' "') for cell in first.split(mark)]
        if set(NEEDED) <= set(titles):
            return mark
    return ""


def read(content: str) -> Roll:
    """Read the list; aliases and nationalities are parted by semicolons or bars."""
    rows = text.records(text.rows(content, delimiter(content)), NEEDED)
    return Roll("plain", whole(_entry(line, row) for line, row in rows))


def _entry(line: int, row: dict[str, str]) -> Entry:
    if not row["reference"]:
        raise Unreadable("reference", line=line)
    sort = row.get("sort", "").casefold()
    return Entry(
        row["reference"],
        OTHER if sort in {"other", "organisation", "entity", "ship"} else PERSON,
        text.names([row["name"], *_several(row.get("aliases", ""))]),
        tuple(text.years(row.get("birth_year", ""))),
        text.once(_several(row.get("nationality", ""))),
        text.about(row.get("about")),
    )


def _several(said: str) -> list[str]:
    return said.replace("|", ";").split(";")
