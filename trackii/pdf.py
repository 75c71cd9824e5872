"""Template in, PDF out: nothing is fetched, nothing tells who made it or when."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

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


def _forget_maker(document: Document, pdf: Any) -> None:
    """Which program printed it, in which version, is nobody's business."""
    for trace in ("Producer", "Creator", "CreationDate", "ModDate", "Author"):
        pdf.info.pop(trace, None)
    for each in pdf.objects:
        if getattr(each, "extra", {}).get("Type") == "/Metadata":
            each.stream = [_MAKER.sub(b"", part) for part in each.stream]
