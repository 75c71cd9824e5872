"""Finding a word in bytes, however it was written down: plain, folded, encoded, escaped."""

import json
import unicodedata
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def forms(word):
    """Every way of writing a word that somebody with a dump would think of searching."""
    found = set()
    for spelling in _spellings(word):
        for encoding in ENCODINGS:
            found |= _written(spelling.encode(encoding))
        found.add(json.dumps(spelling)[1:-1].encode())
        found.add(quote(spelling).encode())
    return found


def found(haystack, words):
    """Which of these words stand in the bytes, in whatever form."""
    return [word for word in words if any(form in haystack for form in forms(word))]


def _spellings(word):
    composed = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    return {
        cased
        for each in composed
        for cased in (each, each.lower(), each.upper(), each.casefold())
    }


def _written(plain):
    return {plain, plain.hex().encode(), plain.hex().upper().encode(), *_base64(plain)}


def _base64(plain):
    """Base64 at any offset: three bytes make four letters, so there are three ways.

    The letters at both ends depend on the neighbours and are left out.
    """
    for offset in range(3):
        padded = bytes(offset) + plain
        whole = len(padded) // 3 * 4
        start = (0, 2, 3)[offset]
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(padded)[start:whole]
