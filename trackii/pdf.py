"""Template in, PDF out: nothing is fetched, nothing tells who made it or when."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

if TYPE_CHECKING:
    from weasyprint import Document


_MAKER = re.compile(rb'\s+pdf:Producer="[^"]*"')


def render(template: str, context: dict[str, Any]) -> bytes:
    """A tagged PDF. The same words make the same bytes."""
    return from_html(render_to_string(template, context))


def from_html(markup: str) -> bytes:
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- slow import
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 -- slow import

    sealed_off = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    sheet = CSS(filename=finders.find("print.css"), url_fetcher=sealed_off)
    pages = HTML(string=markup, url_fetcher=sealed_off).write_pdf(
        stylesheets=[sheet],
        pdf_variant="pdf/ua-1",
        pdf_identifier=sha256(markup.encode()).digest()[:16],
        finisher=_forget_maker,
    )
    assert isinstance(pages, bytes)
    return pages


def stamp(pages: bytes, words: str) -> bytes:
    """The same pages with a line at the foot of each, which no screen reader reads out."""
    foot = _foot(words)
    reader = PdfReader(BytesIO(pages))
    title = reader.metadata.title if reader.metadata else ""
    writer = PdfWriter(clone_from=reader)
    for page in writer.pages:
        page.merge_page(foot)
    writer.metadata = {"/Title": title or ""}
    into = BytesIO()
    writer.write(into)
    return into.getvalue()


def _foot(words: str) -> PageObject:
    """A page with nothing but that line, drawn as what belongs to the paper and not the text."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- slow import
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 -- slow import

    sealed_off = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    sheet = CSS(filename=finders.find("print.css"), url_fetcher=sealed_off)
    markup = render_to_string("documents/foot.html", {"words": words})
    html = HTML(string=markup, url_fetcher=sealed_off)
    page = PdfReader(BytesIO(html.write_pdf(stylesheets=[sheet]))).pages[0]
    lines = page.get_contents()
    assert lines is not None
    stream = DecodedStreamObject()
    stream.set_data(b"/Artifact BMC\n" + lines.get_data() + b"\nEMC\n")
    page[NameObject("/Contents")] = stream
    return page


def _forget_maker(document: Document, pdf: Any) -> None:
    """Which program printed it, in which version, is nobody's business."""
    for trace in ("Producer", "Creator", "CreationDate", "ModDate", "Author"):
        pdf.info.pop(trace, None)
    for each in pdf.objects:
        if getattr(each, "extra", {}).get("Type") == "/Metadata":
            each.stream = [_MAKER.sub(b"", part) for part in each.stream]
