"""The consolidated list of the United Nations Security Council, as XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from participants.screening.entries import OTHER, PERSON, Entry, Roll, Unreadable, whole
from participants.screening.formats import text, tree

ROOT = "CONSOLIDATED_LIST"
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ABOUT = ("REFERENCE_NUMBER", "LISTED_ON", "COMMENTS1")


def read(content: bytes) -> Roll:
    """Read the list; the reference of an entry is its DATAID."""
    listed = tree.elements(content, "INDIVIDUAL", "ENTITY")
    entries = whole(_entry(element) for element in listed)
    made = tree.root(content).get("dateGenerated", "")
    return Roll("un", entries, text.day(made[:10]))


def _entry(element: Element) -> Entry:
    kind = tree.bare(element)
    reference = tree.text(element, "DATAID")
    if not reference:
        raise Unreadable("reference", line="?")
    return Entry(
        reference,
        PERSON if kind == "INDIVIDUAL" else OTHER,
        _names(element, kind),
        _births(element),
        text.once(tree.texts(element, "NATIONALITY", "VALUE")),
        text.about(
            *tree.texts(element, "DESIGNATION", "VALUE"),
            *(tree.text(element, tag) for tag in _ABOUT),
        ),
    )


def _names(element: Element, kind: str) -> tuple[str, ...]:
    primary = " ".join(tree.text(element, part) for part in _PARTS)
    aliases = tree.texts(element, f"{kind}_ALIAS", "ALIAS_NAME")
    return text.names(
        [primary, tree.text(element, "NAME_ORIGINAL_SCRIPT"), *aliases], ";"
    )


def _births(element: Element) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for birth in tree.every(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = tree.text(birth, "FROM_YEAR"), tree.text(birth, "TO_YEAR")
        if first.isdigit() and last.isdigit():
            found.append((int(first), int(last)))
        else:
            found += text.years(tree.text(birth, "YEAR") or tree.text(birth, "DATE"))
    return tuple(dict.fromkeys(found))
