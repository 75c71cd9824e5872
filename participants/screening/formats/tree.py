"""XML read element by element: no entities, no document type, nothing fetched, to its end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from participants.screening.entries import Unreadable


def root(content: bytes) -> Element:
    """The first element, without what stands in it."""
    for _event, element in _events(content):
        return element
    raise Unreadable("empty")


def elements(content: bytes, *tags: str) -> Iterator[Element]:
    """Each whole element of these names; it is emptied once the next is asked for.

    Raises Unreadable where the document is not well formed to its very end.
    """
    for event, element in _events(content):
        if event == "end" and bare(element) in tags:
            yield element
            element.clear()


def bare(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text(element: Element | None, *path: str) -> str:
    """What stands in the first element at the end of a path; blank where there is none."""
    return next(texts(element, *path), "")


def texts(element: Element | None, *path: str) -> Iterator[str]:
    """What stands in every element at the end of a path, blanks left out."""
    for found in every(element, *path):
        if found.text and found.text.strip():
            yield found.text.strip()


def every(element: Element | None, *path: str) -> Iterator[Element]:
    """Every element at the end of a path of names, whatever their namespace."""
    if element is None:
        return
    if not path:
        yield element
        return
    for child in element:
        if bare(child) == path[0]:
            yield from every(child, *path[1:])


def _events(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True
        )
    except DefusedXmlException:
        raise Unreadable("entities") from None
    except ParseError as error:
        raise Unreadable("broken", line=error.position[0]) from None
