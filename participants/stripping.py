"""What a file is by its bytes, and the same file without what it says of who made it.

Six kinds, for what due diligence collects: PDF for papers and saved pages, JPEG, PNG, WebP
and TIFF for scans and photographs, plain text for excerpts. A word processor's file is none
of them: its earlier wording, its authors and the templates it fetches cannot be taken out
with certainty, so it is brought as PDF. Nothing here looks at a name, and what cannot be
stripped is refused. Images are painted anew from their points alone; a PDF is written anew
from its pages alone.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from participants import photographs

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 20 * 1024 * 1024  # bytes
MOST_POINTS = 50_000_000  # of an image: A3 at 600 to the inch
MOST_PAGES = 500
IMAGES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif"}
_HOW: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92}, "PNG": {"optimize": False}, "WEBP": {"lossless": True},
    "TIFF": {"compression": "tiff_deflate"},
}  # fmt: skip
# What an object of a PDF may say that is not on its page: who, when, with what, and what acts.
_BESIDE = (
    "/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/A", "/OpenAction", "/JS",
    "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/Annots", "/Names", "/Dests",
    "/AcroForm", "/StructTreeRoot", "/StructParents", "/Outlines", "/ID", "/PresSteps",
    "/SpiderInfo", "/B", "/UserProperties", "/OPI", "/Alternates", "/Measure", "/PtData",
    "/Author", "/Title", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate",
    "/ModDate",
)  # fmt: skip
_TEXT = {9, 10, 12, 13}


class Stripped(NamedTuple):
    """A file as it may be kept, and how its name would end."""

    content: bytes
    ending: str


def strip(content: bytes) -> Stripped:
    """The file without its metadata, or a sentence that says why it is not taken."""
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > LARGEST:
        raise ValidationError(_("The file is larger than 20 MB. Bring it in parts."))
    if content.startswith(b"%PDF-"):
        return Stripped(_within(_pdf(content)), "pdf")
    if kind := _image_kind(content):
        return Stripped(_within(_image(content, kind)), IMAGES[kind])
    return Stripped(_text(content), "txt")


def _within(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise ValidationError(
            _("Without its metadata the file is larger than 20 MB. Bring it in parts.")
        )
    return content


def _image_kind(content: bytes) -> str:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return "TIFF" if content[:4] in (b"II*\0", b"MM\0*") else ""


def _image(content: bytes, kind: str) -> bytes:
    """Painted anew: what is not a point of the picture is not in it."""
    broken = ValidationError(_("This picture cannot be read. Save it anew, or as PDF."))
    if not _is_whole(content, kind):
        raise broken
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=[kind]) as found:  # fmt: skip
            warnings.simplefilter(
                "ignore"
            )  # of what we strip anyway; size is asked below
            _insist_on_one(found)
            found.load()
            points = _points(ImageOps.exif_transpose(found), kind)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_points() from error
    except Exception as error:  # whatever a hostile file makes a decoder say
        raise broken from error
    painted = Image.frombytes(points.mode, points.size, points.tobytes())
    into = io.BytesIO()
    painted.save(into, format=kind, **_HOW[kind])
    return into.getvalue()


def _insist_on_one(found: Image.Image) -> None:
    if found.width * found.height > MOST_POINTS:
        raise _too_many_points()
    if getattr(found, "n_frames", 1) > 1:
        raise ValidationError(
            _("There are several pictures in this file. Bring its pages as PDF.")
        )


def _is_whole(content: bytes, kind: str) -> bool:
    """Whether its end is there: a decoder that another library told to be patient paints
    grey over what is missing. A TIFF has no end to look for."""
    if kind == "WEBP":
        return 8 + int.from_bytes(content[4:8], "little") <= len(content)
    return {"PNG": b"IEND", "JPEG": b"\xff\xd9"}.get(kind, b"") in content


def _too_many_points() -> ValidationError:
    return ValidationError(
        _("This picture has more than 50 million points. Make it smaller.")
    )


def _points(found: Image.Image, kind: str) -> Image.Image:
    """In colours every reader knows; what is behind a transparent point stays there."""
    if found.mode in ("RGB", "L"):
        return found
    clear = "transparency" in found.info or found.mode in ("RGBA", "LA", "PA")
    return found.convert("RGBA" if clear and kind != "JPEG" else "RGB")


def _text(content: bytes) -> bytes:
    """Words alone: neither a program in disguise nor markup that a browser would draw."""
    neither = ValidationError(
        _(
            "This is none of PDF, JPEG, PNG, WebP, TIFF or plain text. Save it as PDF and"
            " bring that."
        )
    )
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise neither from error
    if any(ord(each) < 32 and ord(each) not in _TEXT for each in words):
        raise neither
    if words.lstrip().startswith(("<", "{\\rtf", "%!")) or "%PDF-" in words[:2048]:
        raise neither
    return words.encode()


def _pdf(content: bytes) -> bytes:
    """Its pages alone, in a file of their own: no earlier state, nothing attached or acting."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise ValidationError(
                _("This PDF asks for a password. Save it without one, and bring that.")
            )
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise ValidationError(
                _("A PDF of 1 to 500 pages is taken. Bring it in parts.")
            )
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        return _written(writer)
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(
            _("This PDF cannot be read. Print it to a new PDF, and bring that.")
        ) from error


def _written(writer: PdfWriter) -> bytes:
    for each in _everything(writer):
        for name in _BESIDE:
            each.pop(NameObject(name), None)
        if isinstance(each, StreamObject):
            photographs.bare(each)
    writer.metadata = None
    writer.compress_identical_objects(remove_unreferenced=True)
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


def _everything(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the new file, also those within others."""
    every = writer._objects  # noqa: SLF001 -- from its root alone some would be missed
    waiting: list[Any] = [*every, writer.root_object]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [v for v in each.values() if not isinstance(v, IndirectObject)]
        elif isinstance(each, ArrayObject):
            waiting += [v for v in each if not isinstance(v, IndirectObject)]
