"""The lists of the United Kingdom: the Sanctions List and the former consolidated list, CSV or XML.

The CSV has a line with its date before the header, and a row for each name of an entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element

from participants.screening.entries import OTHER, PERSON, Entry, Roll, Unreadable, whole
from participants.screening.formats import text, tree

ROOTS = ("Designations", "ArrayOfFinancialSanctionsTarget")
COLUMN = "name 6"
_KEYS = ("unique id", "group id")
_SORTS = ("designation type", "group type")
_PARTS = [f"name {number}" for number in (1, 2, 3, 4, 5, 6)]
# What the cells of the CSV are called in the former list's XML.
_TAGS = {
    "unique id": "groupid",
    "group type": "grouptypedescription",
    "dob": "individual_dateofbirth",
    "nationality": "individual_nationality",
    "name non-latin script": "namenonlatinscript",
    "regime": "regimename",
    "other information": "otherinformation",
}
_ABOUT = ("regime name", "regime", "position", "other information")


def is_csv(content: str) -> bool:
    """Whether one of the first two lines is the header of such a list."""
    first = content.casefold().split("\n", 2)[:2]
    return any(COLUMN in line and any(key in line for key in _KEYS) for line in first)


def read_csv(content: str) -> Roll:
    """Read the CSV; the reference is the unique id, or the group id in the former list."""
    first, *rest = text.rows(content)
    titled = COLUMN in [cell.casefold() for cell in first[1]]
    rows = chain([first], rest) if titled else iter(rest)
    listed: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line, row in text.records(_padded(rows), [COLUMN]):
        reference = next((row[key] for key in _KEYS if row.get(key)), "")
        if not reference:
            raise Unreadable("reference", line=line)
        listed[reference].append(row)
    said = "" if titled else " ".join(first[1]).rpartition(":")[2].split()[-1]
    return Roll("uk", whole(_entry(*each) for each in listed.items()), text.day(said))


def read_xml(content: bytes) -> Roll:
    """Read the XML of either list."""
    top = tree.bare(tree.root(content))
    tag = "Designation" if top == "Designations" else "FinancialSanctionsTarget"
    listed: dict[str, list[dict[str, str]]] = defaultdict(list)
    for element in tree.elements(content, tag):
        for row in _from_xml(element):
            if not row["unique id"]:
                raise Unreadable("reference", line="?")
            listed[row["unique id"]].append(row)
    made = next(chain.from_iterable(
        tree.texts(said) for said in tree.elements(content, "DateGenerated")
    ), "")  # fmt: skip
    return Roll("uk", whole(_entry(*each) for each in listed.items()), text.day(made))


def _padded(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Some editions end a row early, where its last cells are blank; never the other way."""
    wide = 0
    for line, row in rows:
        wide = wide or len(row)
        short = wide - len(row)
        yield line, row + [""] * short if 0 < short <= 2 else row


def _entry(reference: str, rows: list[dict[str, str]]) -> Entry:
    called = [
        " ".join(filter(None, (row.get(part) for part in _PARTS))) for row in rows
    ]
    births = (row.get("dob") or row.get("d.o.b") or "" for row in rows)
    nations = (row.get("nationality") or row.get("nationality(/ies)") for row in rows)
    sorts = {row.get(sort, "").casefold() for row in rows for sort in _SORTS}
    return Entry(
        reference,
        PERSON if "individual" in sorts else OTHER,
        text.names([*called, *(row.get("name non-latin script") for row in rows)]),
        tuple(dict.fromkeys(span for said in births for span in text.years(said))),
        text.once(nations),
        text.about(*text.once(row.get(column) for row in rows for column in _ABOUT)),
    )


def _from_xml(element: Element) -> Iterator[dict[str, str]]:
    """An element of either list as rows of the CSV."""
    if tree.bare(element) == "Designation":
        yield from _of_designation(element)
        return
    row = {tree.bare(cell).casefold(): (cell.text or "").strip() for cell in element}
    row |= {f"name {n}": row.get(f"name{n}", "") for n in range(1, 7)}
    yield row | {title: row.get(tag, "") for title, tag in _TAGS.items()}


def _of_designation(element: Element) -> Iterator[dict[str, str]]:
    said = {
        "unique id": tree.text(element, "UniqueID"),
        "designation type": tree.text(element, "IndividualEntityShip"),
        "regime name": tree.text(element, "RegimeName"),
        "other information": tree.text(element, "OtherInformation"),
    }
    person = ("IndividualDetails", "Individual")
    foreign = ("NonLatinNames", "NonLatinName", "NameNonLatinScript")
    for name in tree.every(element, "Names", "Name"):
        yield said | {f"name {n}": tree.text(name, f"Name{n}") for n in range(1, 7)}
    for called in tree.texts(element, *foreign):
        yield said | {"name non-latin script": called}
    for born in tree.texts(element, *person, "DOBs", "DOB"):
        yield said | {"dob": born}
    for nation in tree.texts(element, *person, "Nationalities", "Nationality"):
        yield said | {"nationality": nation}
