"""Finding a word in bytes, however it was written down: plain, folded, encoded, escaped.

A word of fewer than five letters is found in any large file by chance alone: four
letters of base64 stand somewhere in every megabyte of ciphertext.
"""

import json
import subprocess
import unicodedata
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

from django.db import connection

from trackii import embedded, wheels

MANY, BEGINNING, PIECE = 300, 6, 1_000_000
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def forms(word):
    """Every way of writing a word that somebody with a dump would think of searching."""
    found = set()
    for spelling in _composed(word):
        for encoding in ENCODINGS:
            found |= set(_base64(spelling.encode(encoding)))
            for cased in {spelling, spelling.lower(), spelling.upper()}:
                found |= _plain_and_hex(cased.encode(encoding))
        found.add(json.dumps(spelling)[1:-1].encode())
        found.add(quote(spelling).encode())
    return found


def found(haystack, words):
    """Which of these words stand in the bytes, in whatever form."""
    said = {word: forms(word) for word in words}
    there = _standing(haystack, {form for each in said.values() for form in each})
    return [word for word in words if said[word] & there]


def _standing(haystack, forms):
    """Which of these stand in the bytes. Where they are many, those whose beginning stands
    nowhere are ruled out all at once: one way through the bytes, and not one for each."""
    if len(forms) > MANY:
        begins, seen = {form[:BEGINNING] for form in forms}, set()
        for start in range(0, len(haystack), PIECE):
            piece = haystack[start : start + PIECE + BEGINNING]
            seen |= begins & {piece[at : at + BEGINNING] for at in range(len(piece))}
        short = {form for form in forms if len(form) < BEGINNING}
        forms = short | {form for form in forms if form[:BEGINNING] in seen}
    return {form for form in forms if form in haystack}


def _composed(word):
    return {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}


def _plain_and_hex(plain):
    return {plain, plain.hex().encode(), plain.hex().upper().encode()}


def _base64(plain):
    """Base64 at any offset: three bytes make four letters, so there are three ways.

    The letters at both ends depend on the neighbours and are left out.
    """
    for offset in range(3):
        padded = bytes(offset) + plain
        start, whole = (0, 2, 3)[offset], len(padded) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(padded)[start:whole]


def dump():
    """The database of this test as its thief carries it away: plain SQL."""
    at = connection.settings_dict
    program = wheels.postgres(embedded.home()) / "pg_dump"
    command = [program, "-h", at["HOST"], "-U", at["USER"], at["NAME"]]
    return subprocess.run(command, check=True, capture_output=True).stdout


def position():
    """How far the database's own log of changes has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
        return cursor.fetchone()[0]


def changes(since):
    """That log as it lies on the disk, from the file of this position on."""
    files = sorted((embedded.home() / "postgres" / "pg_wal").glob("0*"))
    return b"".join(file.read_bytes() for file in files if file.name >= since)


def kept(folder, *, but=()):
    """Every file below a folder, but for what lies in these."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    passed = (file for file in files if not {*but} & {*file.relative_to(folder).parts})
    return b"".join(file.read_bytes() for file in passed)
