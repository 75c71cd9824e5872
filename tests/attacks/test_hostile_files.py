"""Files made to break what reads them: a sentence or a clean file, and nothing else."""

import io
import re
import time
import zlib

import pytest
import telling
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image, ImageFile
from pypdf import PdfReader
from telling import CANARY, CUTTING, PICTURES, packed, pdf, picture
from world import undone, visit

from participants import stripping
from participants.models import Evidence

MUTANTS = 400
WHOLE = {kind: (lambda kind=kind: picture(kind)) for kind in PICTURES} | {"PDF": pdf}
STROKES = re.compile(rb"/Length \d+|stream|endstream|endobj")
SCRIPT = b"<!doctype html><script>alert('" + CANARY.encode() + b"')</script>"
BOMBS = {
    "pages that are their own": telling.endless,
    "pages of pages of pages": telling.laughing,
    "a list without a floor": telling.nested,
    "a table that unpacks to a mountain": telling.inflating,
    "a word processor's mountain": lambda: packed("<w:p/>", 8_000_000),
    "a thousand objects that never end": lambda: b"%PDF-1.7\n" + b"1 0 obj<<" * 1000,
}


def _taken(content):
    """What is kept of a file, or nothing where it was refused with a sentence."""
    try:
        return stripping.strip(content)
    except ValidationError:
        return None


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_was_broken_anywhere_is_refused_or_is_clean(kind, dice, times):
    """But for how long the strokes of a page are: with another length they are what follows, too."""
    whole, ends, refused = WHOLE[kind](), set(), 0
    long = {at for found in STROKES.finditer(whole) for at in range(*found.span())}
    places = sorted({*range(8, len(whole))} - long)
    assert CANARY.encode() in whole

    for _ in range(times(MUTANTS)):
        broken = bytearray(whole)
        for at in dice.choices(places, k=dice.choice([1, 3, 20])):
            broken[at] = dice.randrange(256)
        if dice.random() < 0.3:
            del broken[dice.randrange(8, len(broken)) :]
        kept = _taken(bytes(broken))
        refused += kept is None
        if kept:
            ends.add(kept.ending)
            assert CANARY.encode() not in kept.content

    assert refused  # else nothing was broken
    assert ends <= {stripping.IMAGES.get(kind, "pdf")}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("behind", [SCRIPT, packed(CANARY), b"MZ" + CUTTING], ids=["a page", "a ZIP", "a program"])  # fmt: skip
def test_of_a_file_that_is_two_the_other_is_not_kept(kind, behind):
    content, ending = stripping.strip(WHOLE[kind]() + behind)

    assert behind[:40] not in content
    assert b"PK\x03\x04" not in content
    assert b"<script" not in content
    if ending == "pdf":
        assert len(PdfReader(io.BytesIO(content)).pages) == 1
    else:
        with Image.open(io.BytesIO(content)) as found:
            assert found.size == (64, 48)


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("patient", [False, True], ids=["strict", "patient"])
def test_of_what_only_begins_as_a_picture_nothing_else_is_kept(
    kind, patient, monkeypatch
):
    """Another library tells the decoder to be patient: it finds the photograph in the PDF."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", patient)
    begins = picture(kind)[:12]

    found = _taken(begins + pdf())
    assert _taken(begins + SCRIPT) is None
    assert found is None or (kind, patient) == ("JPEG", True)
    if found:
        assert (CANARY.encode() in found.content, b"%PDF" in found.content) == (
            False,
            False,
        )
        with Image.open(io.BytesIO(found.content)) as shown:
            assert shown.format == "JPEG"


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_seconds(bomb):
    given, began = BOMBS[bomb](), time.monotonic()
    assert len(given) < stripping.LARGEST

    assert _taken(given) is None
    assert time.monotonic() - began < 10


HEAD = b'--edge\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n'
PARTS = {
    "an end that never comes": HEAD % (b"file", b'; filename="a.pdf"') + pdf()[:900],
    "no words beside it": HEAD % (b"file", b'; filename="a.txt"') + CUTTING + b"\r\n--edge--\r\n",
    "a file where words belong": HEAD % (b"words", b'; filename="a.txt"') + CUTTING + b"\r\n--edge--\r\n",
    "words where the file belongs": HEAD % (b"file", b"") + CUTTING + b"\r\n--edge--\r\n",
    "letters that are no base64": (
        HEAD[:-4] + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ) % (b"file", b'; filename="a.pdf"') + b"!!!not base64!!!\r\n--edge--\r\n",
    "a heading without an end": b"--edge\r\nContent-Disposition: form-data; name=" + b"x" * 70_000,
    "parts within parts": b"--edge\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n" * 200,
}  # fmt: skip


@pytest.mark.parametrize("name", ["a.pdf", "../../../etc/passwd", "a\\..\\b.exe", "\u202efdp.exe", "x" * 5000, ""])  # fmt: skip
@pytest.mark.parametrize("parts", PARTS)
def test_no_form_with_a_file_breaks_over_how_it_is_sent(parts, name, world, inside):
    body = PARTS[parts].replace(b'"a.pdf"', b'"%b"' % name.encode())

    with undone():
        args, _own = visit(world, "participants:evidence")
        before = Evidence.objects.count()
        answer = inside(world.vera).post(
            reverse("participants:evidence", args=args), body,
            content_type="multipart/form-data; boundary=edge",
        )  # fmt: skip
        after = Evidence.objects.count()

    assert answer.status_code in (400, 422)
    assert after == before


def test_a_file_is_what_its_bytes_say_and_not_what_it_is_called(world, inside):
    """Called a photograph, and said to be one, a page of the web is none; a PDF called so is a PDF."""
    head = (HEAD[:-4] + b"\r\nContent-Type: image/jpeg\r\n\r\n") % (b"file", b'; filename="a.jpg"')  # fmt: skip
    words = b"\r\n" + HEAD % (b"words", b"") + b"A cutting\r\n--edge--\r\n"
    said = {}

    for content in (SCRIPT, pdf()):
        with undone():
            args, _own = visit(world, "participants:evidence")
            client, url = (
                inside(world.vera),
                reverse("participants:evidence", args=args),
            )
            answer = client.post(url, head + content + words, content_type="multipart/form-data; boundary=edge")  # fmt: skip
            said[answer.status_code] = client.get(url).text

    assert {*said} == {302, 422}
    assert "PDF, " in said[302]
    assert "A cutting" in said[302]
    assert "A cutting" not in said[422]


JP2 = (
    b"\x00\x00\x00\x0cjP  \r\n\x87\n" b"\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00jp2 "
    + (8 + len(CANARY)).to_bytes(4, "big") + b"xml " + CANARY.encode()
)  # fmt: skip


def _jpeg_2000():
    """With its camera's words in a box of their own, and in a comment before its points."""
    into = io.BytesIO()
    painted = Image.linear_gradient("L").resize((64, 48))
    painted.save(into, "JPEG2000", comment=CANARY)
    made = into.getvalue()
    at = made.index(b"jp2h") - 4
    return JP2 + made[at:]


def _photographed(photograph, filters, width=64):
    """A PDF of one photograph, wrapped as its filters say."""
    said = b"<</Type/XObject/Subtype/Image/Width 64/Height 48/BitsPerComponent 8/Filter[%b]/Length %d%b>>"
    colours = b"" if b"JPX" in filters else b"/ColorSpace/DeviceRGB"
    head = said % (filters, len(photograph), colours)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</I 4 0 R>>>>>>"
    image = b"%b\nstream\n%b\nendstream" % (head, photograph)
    return telling.objects(
        telling.ROOT, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, image
    )


@pytest.mark.parametrize("how", ["wrapped once more", "wrapped twice", "JPEG 2000"])
def test_a_photograph_within_a_pdf_tells_nothing_however_it_is_wrapped(how):
    jpeg = picture("JPEG")
    photograph, filters = {
        "wrapped once more": (zlib.compress(jpeg), b"/FlateDecode/DCTDecode"),
        "wrapped twice": (zlib.compress(jpeg).hex().encode() + b">", b"/ASCIIHexDecode/FlateDecode/DCTDecode"),
        "JPEG 2000": (_jpeg_2000(), b"/JPXDecode"),
    }[how]  # fmt: skip
    given = _photographed(photograph, filters)

    read = PdfReader(io.BytesIO(stripping.strip(given).content))
    [kept] = [read.pages[0]["/Resources"]["/XObject"]["/I"]]

    assert CANARY.encode() in (jpeg if "DCT" in str(filters) else photograph)
    assert CANARY.encode() not in kept._data
    with Image.open(io.BytesIO(kept._data)) as shown:
        assert (shown.size, shown.format) == (
            (64, 48),
            "JPEG2000" if "JPX" in str(filters) else "JPEG",
        )
        shown.load()


@pytest.mark.parametrize("where", ["in a table", "between", "not at all"])
def test_a_photograph_whose_points_cannot_be_found_is_refused(where):
    jpeg = picture("JPEG")
    at = jpeg.index(b"\xff\xdb")
    tables = int.from_bytes(jpeg[at + 2 : at + 4], "big")
    grown = (tables + len(CANARY)).to_bytes(2, "big")
    inside = jpeg[at + 4 : at + 2 + tables] + CANARY.encode()
    made = {
        "in a table": jpeg[: at + 2] + grown + inside + jpeg[at + 2 + tables :],
        "between": jpeg[:at] + CANARY.encode() + jpeg[at:],
        "not at all": jpeg[:200],
    }[where]

    assert _taken(_photographed(jpeg, b"/DCTDecode"))
    assert _taken(_photographed(made, b"/DCTDecode")) is None
