"""The consolidated list of the European Union: CSV with semicolons, or XML (both version 1.1)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from xml.etree.ElementTree import Element

from participants.screening.entries import OTHER, PERSON, Entry, Roll, Unreadable, whole
from participants.screening.formats import text, tree

ROOT = "export"
COLUMN = "entity_logicalid"
_NAME, _SORT = "namealias_wholename", "entity_subjecttype"
_PARTS = ("namealias_firstname", "namealias_middlename", "namealias_lastname")
_BORN = ("birthdate_birthdate", "birthdate_year")
_ABOUT = ("entity_eu_referencenumber", "entity_regulation_programme", "entity_remark")


def read_csv(content: str) -> Roll:
    """Read the CSV: an entry has a row for each name, birth, citizenship and address."""
    listed: dict[str, list[dict[str, str]]] = defaultdict(list)
    dated: date | None = None
    rows = text.records(text.rows(content, ";"), [COLUMN, _NAME, _SORT])
    for line, row in rows:
        if not row[COLUMN]:
            raise Unreadable("reference", line=line)
        dated = dated or text.day(row.get("filegenerationdate"))
        listed[row[COLUMN]].append(row)
    return Roll("eu", whole(_entry(*each) for each in listed.items()), dated)


def read_xml(content: bytes) -> Roll:
    """Read the XML; the reference of an entry is its logicalId, as in the CSV."""
    entries = whole(
        _from_xml(entity) for entity in tree.elements(content, "sanctionEntity")
    )
    made = tree.root(content).get("generationDate", "")
    return Roll("eu", entries, text.day(made[:10]))


def _entry(reference: str, rows: list[dict[str, str]]) -> Entry:
    called = (row[_NAME] or " ".join(row.get(p, "") for p in _PARTS) for row in rows)
    births = (text.years(row.get(column, "")) for row in rows for column in _BORN)
    sort = {row[_SORT].casefold() for row in rows}
    return Entry(
        reference,
        PERSON if sort & {"p", "person"} else OTHER,
        text.names(called),
        tuple(dict.fromkeys(span for spans in births for span in spans)),
        text.once(row.get("citizenship_countrydescription") for row in rows),
        text.about(*text.once(row.get(column) for row in rows for column in _ABOUT)),
    )


def _from_xml(entity: Element) -> Entry:
    reference = entity.get("logicalId", "")
    if not reference:
        raise Unreadable("reference", line="?")
    sorts = _said(entity, "subjectType", "code", "classificationCode")
    births = _said(entity, "birthdate", "birthdate", "year")
    return Entry(
        reference,
        PERSON if {"person", "P"} & set(sorts) else OTHER,
        text.names(_said(entity, "nameAlias", "wholeName")),
        tuple(dict.fromkeys(span for said in births for span in text.years(said))),
        text.once(_said(entity, "citizenship", "countryDescription")),
        text.about(
            entity.get("euReferenceNumber"),
            *text.once(_said(entity, "regulation", "programme")),
            *tree.texts(entity, "remark"),
        ),
    )


def _said(entity: Element, tag: str, *attributes: str) -> list[str]:
    """What stands in these attributes of its elements of one name."""
    found = tree.every(entity, tag)
    return [said for each in found for a in attributes if (said := each.get(a, ""))]
