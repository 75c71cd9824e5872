"""Paragraphs in, DOCX out: nothing in the file tells who made it, where, when or with what."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import get_language, get_language_bidi

from trackii import direction

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP archive knows
# What a text needs to be read; properties, thumbnails and what came with the template go.
KEPT = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml",
        "word/numbering.xml", "word/settings.xml", "word/fontTable.xml",
        "word/theme/theme1.xml", "word/_rels/document.xml.rels")  # fmt: skip
_PART = re.compile(rb'<Override\b[^>]*PartName="/([^"]+)"[^>]*/>')
_WAY = re.compile(rb'<Relationship\b[^>]*Target="([^"]+)"[^>]*/>')
_REVISIONS = re.compile(rb"<w:rsids>.*?</w:rsids>|\sw:rsid\w*=\"[^\"]*\"", re.DOTALL)
STYLES = {"title": "Title", "part": "Heading 1", "section": "Heading 2",
          "rule": "Intense Quote"}  # fmt: skip


class Block(NamedTuple):
    """One paragraph: a title, a part, a section, words, a rule or a line with its label."""

    kind: str
    text: str
    label: str = ""


def render(blocks: list[Block]) -> bytes:
    """The same paragraphs make the same bytes."""
    from docx import Document  # noqa: PLC0415 -- slow import

    document = Document()
    _speak(document)
    for block in blocks:
        _write(document, block)
    into = BytesIO()
    document.save(into)
    return _bare(into.getvalue())


def _speak(document: Any) -> None:
    """Say which language it is in, so that it is read out and hyphenated as such."""
    from docx.oxml.ns import qn  # noqa: PLC0415 -- slow import

    spoken = get_language() or "en"
    for lang in document.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:bidi"):
            lang.set(qn(name), spoken)


def _write(document: Any, block: Block) -> None:
    paragraph = document.add_paragraph(style=STYLES.get(block.kind))
    if block.label:
        paragraph.add_run(f"{block.label}: ").bold = True
    for at, line in enumerate(direction.readable(block.text).splitlines()):
        run = paragraph.add_run()
        if at:
            run.add_break()
        run.add_text(line)
    _turn(paragraph, block.label + block.text)


def _turn(paragraph: Paragraph, words: str) -> None:
    """From right to left, where its letters are, or where nothing says otherwise."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 -- slow import

    way = direction.of(words) or ("rtl" if get_language_bidi() else "ltr")
    if way == "ltr":
        return
    paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for run in paragraph.runs:
        if direction.of(run.text) != "ltr":
            run.font.rtl = True


def _bare(made: bytes) -> bytes:
    """The archive anew: parts in one order, of one moment, and none that says where it is from."""
    into = BytesIO()
    with ZipFile(BytesIO(made)) as archive, ZipFile(into, "w", ZIP_DEFLATED) as bare:
        there = set(archive.namelist())
        for name in KEPT:
            if name in there:
                part = ZipInfo(name, LONG_AGO)
                part.compress_type = ZIP_DEFLATED
                bare.writestr(part, _clean(name, archive.read(name)))
    return into.getvalue()


def _clean(name: str, content: bytes) -> bytes:
    """Without a word of parts that are gone, and of who revised it when."""
    if name == "[Content_Types].xml":
        return _PART.sub(lambda m: m[0] if m[1].decode() in KEPT else b"", content)
    if name.endswith(".rels"):
        here = "" if name.startswith("_rels") else "word/"
        return _WAY.sub(
            lambda m: m[0] if here + m[1].decode() in KEPT else b"", content
        )
    return _REVISIONS.sub(b"", content)
