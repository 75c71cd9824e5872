"""Files that say in every way their kind has who made them, and files made to do harm."""

import io
import zipfile
import zlib

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

CANARY = "Osier-Mill-4711"
CUTTING = b"The fishers listen to her, says the Harbour Gazette.\n"
PICTURES = ("JPEG", "PNG", "WEBP", "TIFF")


def picture(kind, **more):
    """A picture that says in every way its kind has who made it, and when."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010E], exif[0x0132] = CANARY, CANARY, "2021:04:05 10:00:00"
    if kind == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Author", CANARY)
    if kind == "JPEG":
        more["comment"] = CANARY.encode()
    into = io.BytesIO()
    painted = Image.linear_gradient("L").convert("RGB").resize((64, 48))
    painted.save(into, kind, exif=exif, **more)
    return into.getvalue()


def pdf(pages=1, **more):
    """A PDF of one photograph a page: its camera, its author and a file it carries tell."""
    photograph = Image.open(io.BytesIO(picture("JPEG")))
    into = io.BytesIO()
    photograph.save(into, "PDF", author=CANARY, title=CANARY)
    writer = PdfWriter(clone_from=io.BytesIO(into.getvalue()))
    for _number in range(pages - 1):
        writer.add_page(writer.pages[0])
    writer.add_attachment("notes.txt", CANARY.encode())
    writer.xmp_metadata = f"<x>{CANARY}</x>".encode() if more.get("xmp") else None
    if password := more.get("password"):
        writer.encrypt(password)
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


def packed(words="<w:document/>", times=1):
    """A word processor's file: a ZIP, small to send however large it is unpacked."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", words * times)
    return into.getvalue()


def objects(*every, trailer=b""):
    """A PDF written by hand, object by object; the first is its root."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(every, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    ends = b"<</Size %d/Root 1 0 R%b>>" % (len(every) + 1, trailer)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1)
    return b"%b%b%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
        out, head, table, ends, len(out),
    )  # fmt: skip


ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def endless():
    """Its pages are its pages."""
    return objects(ROOT, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")


def laughing(depth=8):
    """Ten pages of ten pages of ten pages, and so on: a kilobyte that is a library."""
    floors = [
        b"<</Type/Pages/Count 1/Kids[%b]>>" % (b"%d 0 R " % (floor + 3) * 10)
        for floor in range(depth)
    ]
    return objects(ROOT, *floors, PAGE)


def nested():
    """A list in a list in a list, deeper than anybody reads."""
    deep = b"<</Type/Page/Parent 2 0 R/X " + b"[" * 50_000 + b"]" * 50_000 + b">>"
    return objects(ROOT, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", deep)


def inflating(size=120_000_000):
    """Its table of contents unpacks to more than any memory should be asked for."""
    small = zlib.compress(b"\0" * size, 9)
    said = b"<</Type/XRef/Size 9/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>"
    body = b"%PDF-1.7\n1 0 obj\n" + said % len(small)
    return b"%b\nstream\n%b\nendstream\nendobj\nstartxref\n9\n%%%%EOF" % (body, small)
