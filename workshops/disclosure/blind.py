"""Names a room may recognise and not read: of people who are known, and have no seat in it.

Who writes in a room learns who hides behind the code names there, and behind no others. So
the words of other people's names are kept as marks: a mark of a word is the first eight bytes
of SHA-256 over a salt and it. Who holds the marks can try a guess, and reads no list. Marks
are of the folded word, of what stays of it in its cases, and of it with one letter for two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from workshops.disclosure.likeness import as_latin
from workshops.disclosure.names import LONGEST, Entry, telling_words
from workshops.disclosure.naming import titles
from workshops.disclosure.people import Known
from workshops.disclosure.reading import Clue, Reading
from workshops.disclosure.spelling import (
    shortened,
    stems,
    without_clitics,
    without_endings,
)

BYTES = 8
_WHY = "A word of the name of somebody who has no seat in this round."


@dataclass(frozen=True)
class Blind:
    """Marks of names, and the salt they were made with. Empty, it recognises nobody."""

    salt: bytes = b""
    marks: frozenset[bytes] = field(default=frozenset())

    def knows(self, folded: str) -> bool:
        if not self.marks or not 1 < len(folded) <= LONGEST:
            return False
        return any(_mark(self.salt, each) in self.marks for each in _readings(folded))


def marked(names: Iterable[str], salt: bytes) -> list[bytes]:
    """The marks of somebody's names, in no order that tells anything."""
    words = telling_words([Entry(list(names))])
    said = {f"w{word}" for word in words}
    said |= {f"h{shortened(word)}" for word in words if word.isascii()}
    said |= {f"s{each}" for word in words if not word.isascii() for each in stems(word)}
    return sorted(_mark(salt, each) for each in said if len(each) > 2)


def _mark(salt: bytes, word: str) -> bytes:
    return sha256(salt + word.encode(errors="replace")).digest()[:BYTES]


def _readings(folded: str) -> Iterator[str]:
    for word in (folded, *as_latin(folded)):
        yield f"w{word}"
        if word.isascii():
            yield f"h{shortened(word)}"
    if not folded.isascii():
        yield from (f"w{word}" for word in without_clitics(folded))
        yield from (f"s{word}" for word in without_endings(folded))


def elsewhere(reading: Reading) -> Iterator[Clue]:
    """Names of people of the table who have no seat in the room; common words in doubt."""
    blind = reading.registry.elsewhere
    if not blind.marks:
        return
    known: dict[str, bool] = {}
    at = 0
    while at < len(reading.tokens):
        last = at
        while last < len(reading.tokens) and _is_named(reading, last, blind, known):
            last += 1
        if last > at:
            words = range(at, last)
            sure = not all(
                reading.is_common(p) or reading.is_everyday(p) for p in words
            )
            yield reading.clue(
                titles(reading, at), last - 1, "name", _WHY,
                sure=sure, direct=True, proposal="a person",
            )  # fmt: skip
        at = last + 1


def _is_named(reading: Reading, at: int, blind: Known, known: dict[str, bool]) -> bool:
    token = reading.tokens[at]
    if not token.is_word or reading.is_public(at):
        return False
    if token.low not in known:
        known[token.low] = blind.knows(token.low)
    if not known[token.low] or token.capital:
        return known[token.low]
    common = reading.is_everyday(at) or (reading.cased and reading.is_common(at))
    return not common
