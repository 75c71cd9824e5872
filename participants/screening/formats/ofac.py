"""The list of the United States' Office of Foreign Assets Control: SDN.CSV with ALT.CSV, or XML.

The CSV files have no header: a row of SDN.CSV has twelve cells, of ALT.CSV five, of ADD.CSV
six, and `-0-` stands for nothing. Weak aliases, births and nationalities stand in the remarks.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from participants.screening.entries import OTHER, PERSON, Entry, Roll, Unreadable, whole
from participants.screening.formats import text, tree

ROOT = "sdnList"
SDN, ALT, ADD = 12, 5, 6  # cells in a row
_NOTHING = "-0-"
_WEAK = re.compile(r"\b(?:a|f|n)\.k\.a\. '(.+?)'(?=[;.,]|$)")
_BORN = re.compile(r"\b(?:alt\. )?DOB ([^;]+)")
_NATION = re.compile(r"\b(?:alt\. )?(?:nationality|citizen) ([^;.]+)")


def width(content: str) -> int:
    """How many cells the first row has, if that begins as these files do; otherwise 0."""
    first = next(csv.reader([content.partition("\n")[0]]), [])
    return len(first) if first and first[0].isdigit() else 0


def read_csv(files: dict[int, str]) -> Roll:
    """Read SDN.CSV and, where they are given, its aliases and addresses, by their widths."""
    if SDN not in files:
        raise Unreadable("alone")
    people = {row[0]: row for row in _cells(files[SDN], SDN)}
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in _cells(files.get(ALT, ""), ALT):
        aliases[_owner(row, people)].append(row[3])
    where: dict[str, list[str]] = defaultdict(list)
    for row in _cells(files.get(ADD, ""), ADD):
        where[_owner(row, people)].append(" ".join(filter(None, row[2:5])))
    entries = (_entry(row, aliases[row[0]], where[row[0]]) for row in people.values())
    return Roll("ofac", whole(entries))


def read_xml(content: bytes) -> Roll:
    """Read SDN.XML; the reference of an entry is its uid, which is the CSV's ent_num."""
    entries = whole(_from_xml(entry) for entry in tree.elements(content, "sdnEntry"))
    said = next(tree.elements(content, "publshInformation"), None)
    made = tree.text(said, "Publish_Date").split("/")
    dated = text.day("-".join([made[2], made[0], made[1]])) if len(made) == 3 else None
    return Roll("ofac", entries, dated)


def _cells(content: str, wide: int) -> Iterator[list[str]]:
    seen = set()
    for line, row in text.rows(content):
        if len(row) != wide or not row[0].isdigit():
            raise Unreadable("columns", line=line)
        key = row[0] if wide == SDN else (row[0], row[1])
        if key in seen:
            raise Unreadable("twice", reference=row[0])
        seen.add(key)
        yield ["" if cell == _NOTHING else cell for cell in row]


def _owner(row: list[str], people: dict[str, list[str]]) -> str:
    if row[0] not in people:
        raise Unreadable("stray", reference=row[0])
    return row[0]


def _entry(row: list[str], aliases: list[str], where: list[str]) -> Entry:
    reference, name, sort, programs, title = row[:5]
    remarks = row[11]
    births = [span for said in _BORN.findall(remarks) for span in text.years(said)]
    return Entry(
        reference,
        PERSON if sort == "individual" else OTHER,
        text.names([name, *aliases, *_WEAK.findall(remarks)]),
        tuple(dict.fromkeys(births)),
        text.once(_NATION.findall(remarks)),
        text.about(programs, title, remarks, *where),
    )


def _from_xml(entry: Element) -> Entry:
    reference = tree.text(entry, "uid")
    if not reference:
        raise Unreadable("reference", line="?")
    aliases = (_name(aka) for aka in tree.every(entry, "akaList", "aka"))
    births = tree.texts(entry, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth")
    nations = [
        *tree.texts(entry, "nationalityList", "nationality", "country"),
        *tree.texts(entry, "citizenshipList", "citizenship", "country"),
    ]
    return Entry(
        reference,
        PERSON if tree.text(entry, "sdnType") == "Individual" else OTHER,
        text.names([_name(entry), *aliases]),
        tuple(dict.fromkeys(span for said in births for span in text.years(said))),
        text.once(nations),
        text.about(
            *tree.texts(entry, "programList", "program"),
            tree.text(entry, "title"),
            tree.text(entry, "remarks"),
        ),
    )


def _name(element: Element) -> str:
    parts = (tree.text(element, "lastName"), tree.text(element, "firstName"))
    return ", ".join(filter(None, parts))
