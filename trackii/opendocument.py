"""Paragraphs in, ODT out: four small parts, and none that says who made it, when or with what.

A format of its own standard (ISO/IEC 26300): what a word processor needs is so little that it
is written as any page is, from templates.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from trackii import direction
from trackii.word import LONG_AGO, Block

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "application/vnd.oasis.opendocument.text"
LEVELS = {"title": 1, "part": 2, "section": 3}
# The kind comes first and as it is: so the format tells itself by its first bytes.
PARTS = ("content.xml", "styles.xml", "META-INF/manifest.xml")


class Paragraph(NamedTuple):
    """One of them as it is written: its level where it is a heading, and which way it runs."""

    style: str
    level: int
    label: str
    lines: list[str]


def render(blocks: list[Block]) -> bytes:
    """The same paragraphs make the same bytes."""
    said = {
        "paragraphs": list(map(_paragraph, blocks)),
        "styles": [*LEVELS, "rule", "line", "words"],
        "language": (get_language() or "en").split("-")[0],
    }
    into = BytesIO()
    with ZipFile(into, "w") as archive:
        for name, content, packed in _parts(said):
            part = ZipInfo(name, LONG_AGO)
            part.compress_type = packed
            archive.writestr(part, content)
    return into.getvalue()


def _parts(said: dict[str, object]) -> Iterator[tuple[str, str, int]]:
    yield "mimetype", KIND, ZIP_STORED
    for name in PARTS:
        template = f"documents/odt/{name.rpartition('/')[2]}"
        yield name, render_to_string(template, said | {"kind": KIND}), ZIP_DEFLATED


def _paragraph(block: Block) -> Paragraph:
    """From right to left, where its letters are, or where nothing says otherwise."""
    way = direction.of(block.label + block.text)
    way = way or ("rtl" if get_language_bidi() else "ltr")
    lines = direction.readable(block.text).splitlines()
    return Paragraph(
        f"{block.kind}-{way}", LEVELS.get(block.kind, 0), block.label, lines
    )
