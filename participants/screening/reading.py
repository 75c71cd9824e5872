"""Lists read from files, recognised by what is in them, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from participants.screening.entries import Roll, Unreadable
from participants.screening.formats import eu, ofac, plain, text, tree, uk, un

LARGEST = 80  # MB of one file; the largest official list is a third of that
_XML: dict[str, Callable[[bytes], Roll]] = {
    un.ROOT: un.read,
    ofac.ROOT: ofac.read_xml,
    eu.ROOT: eu.read_xml,
    **dict.fromkeys(uk.ROOTS, uk.read_xml),
}


def read(files: Sequence[bytes]) -> list[Roll]:
    """The lists in some files: SDN.CSV with its ALT.CSV and ADD.CSV is one, else each is.

    Raises Unreadable, with nothing taken in, where one of them is not whole.
    """
    rolls: list[Roll] = []
    sdn: dict[int, tuple[str, bytes]] = {}
    for content in files:
        _weigh(content)
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            rolls.append(replace(_from_xml(content), digest=_digest(content)))
            continue
        words = text.decoded(content)
        width = ofac.width(words)
        if width in {ofac.SDN, ofac.ALT, ofac.ADD}:
            if width in sdn:
                raise Unreadable("again")
            sdn[width] = (words, content)
        else:
            rolls.append(replace(_from_csv(words), digest=_digest(content)))
    if sdn:
        roll = ofac.read_csv({width: words for width, (words, _bytes) in sdn.items()})
        parts = (content for _width, (_words, content) in sorted(sdn.items()))
        rolls.append(replace(roll, digest=_digest(*parts)))
    return [_signed(roll) for roll in rolls]


def _signed(roll: Roll) -> Roll:
    """Every entry says which list it is of."""
    entries = [replace(entry, source=roll.kind) for entry in roll.entries]
    return replace(roll, entries=entries)


def _weigh(content: bytes) -> None:
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > LARGEST << 20:
        raise Unreadable("large", most=LARGEST)


def _from_xml(content: bytes) -> Roll:
    found = tree.bare(tree.root(content))
    if found not in _XML:
        raise Unreadable("unknown")
    return _XML[found](content)


def _from_csv(words: str) -> Roll:
    if eu.COLUMN in words.partition("\n")[0].casefold():
        return eu.read_csv(words)
    if uk.is_csv(words):
        return uk.read_csv(words)
    if plain.delimiter(words):
        return plain.read(words)
    raise Unreadable("unknown")


def _digest(*contents: bytes) -> str:
    return hashlib.sha256(b"".join(contents)).hexdigest()
