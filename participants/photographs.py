"""Photographs within a PDF, without what a camera wrote beside their points.

The points are not touched. A photograph that was wrapped once more, or twice, is unwrapped
first; one that cannot be followed to where its points begin is refused: a camera may have
written anything before them.
"""

from __future__ import annotations

from typing import Any

from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, EncodedStreamObject, NameObject, StreamObject

_JPEG, _JPEG_2000 = "/DCTDecode", "/JPXDecode"
_BEGINS = (b"\xff\xd8\xff", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51")
_KEPT = (b"jP  ", b"ftyp", b"jp2h", b"jp2c")  # boxes: what it is, and its points


class Unfollowed(Exception):
    """Where this photograph's points begin cannot be told."""


def bare(stream: StreamObject) -> None:
    """Leave of a photograph its points; a stream that is none stays as it was."""
    names = _filters(stream)
    photograph = names[-1] if names and names[-1] in (_JPEG, _JPEG_2000) else ""
    raw: bytes = stream._data  # noqa: SLF001 -- as it stands, pypdf has no other way
    if not photograph:
        if raw.startswith(_BEGINS):
            raise Unfollowed  # one in disguise: nothing would draw it, and it would be kept
        return
    if names[:-1]:
        raw = _unwrapped(stream, names[:-1])
        stream[NameObject("/Filter")] = NameObject(photograph)
        stream.pop(NameObject("/DecodeParms"), None)
    within = without_segments if photograph == _JPEG else without_boxes
    stream._data = within(raw)  # noqa: SLF001 -- likewise


def without_segments(photograph: bytes) -> bytes:
    """A JPEG with the segments that say how its points are read, and no other."""
    if not photograph.startswith(b"\xff\xd8"):
        raise Unfollowed
    kept, at = [photograph[:2]], 2
    while (mark := photograph[at + 1 : at + 2]) != b"\xda":  # the points begin
        size = int.from_bytes(photograph[at + 2 : at + 4], "big")
        said = photograph[at + 4 : at + 2 + size]
        if photograph[at : at + 1] != b"\xff" or not mark or len(said) != size - 2:
            raise Unfollowed
        if mark == b"\xee" and said[:5] == b"Adobe":  # how its colours are to be read
            kept.append(b"\xff\xee\x00\x0e" + said[:12])
        elif mark != b"\xfe" and not b"\xe0" <= mark <= b"\xef":
            _insist_on_room_for_nothing_else(mark, said)
            kept.append(photograph[at : at + 2 + size])
        at += 2 + size
    points = photograph[at:]
    end = points.rfind(b"\xff\xd9")
    return b"".join(kept) + (points[: end + 2] if end >= 0 else points)


def _insist_on_room_for_nothing_else(mark: bytes, said: bytes) -> None:
    """A table is as long as it says of itself, so that no words hide behind it."""
    at = 0
    if mark == b"\xdb":  # quantisation: 64 steps, in one byte each or in two
        while at < len(said):
            at += 1 + 64 * (1 + (said[at] >> 4))
    elif mark == b"\xc4":  # Huffman: how many codes of each length, and the codes
        while at < len(said):
            at += 17 + sum(said[at + 1 : at + 17])
    elif mark == b"\xdd":  # how often it begins anew
        at = 2
    elif b"\xc0" <= mark <= b"\xcf" and len(said) > 5:  # its size, and its colours
        at = 6 + 3 * said[5]
    if not said or at != len(said):
        raise Unfollowed


def without_boxes(photograph: bytes) -> bytes:
    """A JPEG 2000 without its boxes of words and the comments before its points."""
    if photograph.startswith(b"\xff\x4f"):
        return _without_comments(photograph)
    kept, at = [], 0
    while at < len(photograph):
        size, kind = int.from_bytes(photograph[at : at + 4], "big"), photograph[at + 4 : at + 8]  # fmt: skip
        size = size or len(photograph) - at  # none said: to the end
        if size < 8 or at + size > len(photograph):
            raise Unfollowed
        if kind in _KEPT:
            inside = photograph[at + 8 : at + size]
            inside = _without_comments(inside) if kind == b"jp2c" else inside
            kept.append((len(inside) + 8).to_bytes(4, "big") + kind + inside)
        at += size
    if not kept or b"jP  " not in kept[0][:8]:
        raise Unfollowed
    return b"".join(kept)


def _without_comments(points: bytes) -> bytes:
    """The bare points of a JPEG 2000: its heading, as far as it says how to read them."""
    kept, at = [points[:2]], 2
    while (mark := points[at : at + 2]) != b"\xff\x90":  # the first tile
        if mark[:1] != b"\xff" or len(mark) < 2:
            raise Unfollowed
        size = 2 + int.from_bytes(points[at + 2 : at + 4], "big")
        if mark != b"\xff\x64":
            kept.append(points[at : at + size])
        at += size
    return b"".join(kept) + points[at:]


def _filters(stream: StreamObject) -> list[str]:
    found: Any = stream.get("/Filter", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    return [str(each) for each in (found if isinstance(found, list) else [found])]


def _unwrapped(stream: StreamObject, names: list[str]) -> bytes:
    """What is in the outer wraps, by the same reader that would draw it."""
    outer = EncodedStreamObject()
    outer.update(stream)
    outer[NameObject("/Filter")] = ArrayObject(map(NameObject, names))
    outer._data = stream._data  # noqa: SLF001 -- likewise
    return decode_stream_data(outer)
