"""PDFs: the same words make the same bytes, nothing is fetched, nobody is named as maker."""

import re
from datetime import date
from io import BytesIO
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from trackii import pdf
from workshops import exports, packing
from workshops.releases import Account, Release

PAGE = '<!doctype html><html lang="en"><head><title>HERON 1</title></head><body>{}</body></html>'
WORDS = "The sides spoke of the catch.\n\nقال الطرفان إن الشتاء قريب.\n\nСтороны говорили о зиме."


def _release(words):
    numbers = "1111-2222-3333", "4444-5555-6666"
    account = Account(1, 2, date(1993, 8, 20), words, *numbers)
    return Release(
        "HERON", "Chatham House Rule", "What was said may be used.", (account,)
    )


@pytest.fixture(scope="module")
def summary():
    release = _release(WORDS)
    return release, exports.as_pdf(release)


def test_the_same_words_make_the_same_bytes(summary):
    release, pages = summary

    again = exports.as_pdf(release)

    assert again == pages


def test_nothing_tells_who_made_it_or_when(summary):
    _release, pages = summary
    reader = PdfReader(BytesIO(pages))

    traces = [rb"Producer", rb"CreationDate", rb"ModDate", rb"Creator", rb"WeasyPrint"]
    said = reader.metadata

    packet = reader.trailer["/Root"]["/Metadata"].get_data()

    assert [trace for trace in traces if trace in pages + packet] == []
    assert dict(said) == {"/Title": "HERON · Round 1"}


def test_on_every_page_stands_which_round_it_is_and_under_what_rule():
    pages = exports.as_pdf(_release(WORDS * 60))

    lines = [
        page.extract_text().splitlines() for page in PdfReader(BytesIO(pages)).pages
    ]
    mark = "HERON · Round 1 · Chatham House Rule"
    assert len(lines) > 2
    assert [said[-2:] for said in lines] == [
        [mark, f"{number} / {len(lines)}"] for number in range(1, len(lines) + 1)
    ]


def test_every_page_of_a_pack_says_which_it_is():
    pack = {
        "name": "HERON",
        "round": 3,
        "edition": 2,
        "zone": "UTC",
        "practical": "A lamp.\n" * 120,
    }

    pages = pdf.render("documents/briefing.html", packing.printable(pack))

    lines = [
        page.extract_text().splitlines() for page in PdfReader(BytesIO(pages)).pages
    ]
    assert len(lines) > 2
    assert {said[-2] for said in lines} == {"HERON · Round 3 · edition 2"}


def test_the_pages_are_tagged_for_whoever_hears_them(summary):
    _release, pages = summary

    root = PdfReader(BytesIO(pages)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"


def test_every_script_can_be_read_back(summary):
    _release, pages = summary

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pages)).pages)

    assert "The sides spoke of the catch." in text
    assert "Стороны говорили о зиме." in text
    assert set(re.findall(r"\w+", "قال الطرفان إن الشتاء قريب")) <= set(
        re.findall(r"\w+", text)
    )


@pytest.mark.parametrize(
    "reaching",
    [
        '<img alt="" src="file:///etc/hostname">',
        '<link rel="stylesheet" href="file:///etc/hostname">',
        '<style>@import url("file:///etc/hostname");</style>',
        '<p style="background: url(file:///etc/hostname)">Words</p>',
        '<link rel="attachment" href="file:///etc/hostname">',
    ],
)
def test_a_page_that_reaches_for_a_file_is_not_made(reaching):
    with pytest.raises(FatalURLFetchingError):
        pdf.from_html(PAGE.format(reaching))


def test_a_page_that_reaches_for_the_network_is_not_made_and_nobody_is_called():
    called = []

    def answer(environ, start):
        called.append(environ["PATH_INFO"])
        start("200 OK", [("Content-Type", "image/svg+xml")])
        return [b'<svg xmlns="http://www.w3.org/2000/svg"/>']

    with make_server("127.0.0.1", 0, answer) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        with pytest.raises(FatalURLFetchingError):
            pdf.from_html(
                PAGE.format(
                    f'<img alt="" src="http://127.0.0.1:{server.server_port}/x.svg">'
                )
            )
        server.shutdown()

    assert called == []


def test_words_that_look_like_a_page_are_printed_as_words():
    sly = '<img src="file:///etc/hostname"><script>alert(1)</script>'

    pages = exports.as_pdf(_release(sly))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pages)).pages)
    assert "".join(sly.split()) in "".join(text.split())


def test_a_stamped_copy_is_the_same_document_with_a_number_nobody_hears(summary):
    _release, pages = summary

    stamped = pdf.stamp(pages, "4821 7730")

    before, after = (PdfReader(BytesIO(each)) for each in (pages, stamped))
    assert stamped == pdf.stamp(pages, "4821 7730")
    assert [page.extract_text().count("4821 7730") for page in after.pages] == [1]
    assert dict(after.metadata) == dict(before.metadata)
    assert after.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in after.trailer["/Root"]
    drawn = after.pages[0].get_contents().get_data()
    assert drawn.count(b"/Artifact BMC") > before.pages[
        0
    ].get_contents().get_data().count(b"/Artifact BMC")
    packet = after.trailer["/Root"]["/Metadata"].get_data()
    traces = [b"Producer", b"CreationDate", b"ModDate", b"pypdf", b"WeasyPrint"]
    assert [trace for trace in traces if trace in stamped + packet] == []
