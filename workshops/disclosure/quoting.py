"""Quotations (f): what somebody said word for word, in marks or shared with the notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workshops.disclosure.reading import Clue, Reading
from workshops.disclosure.tokens import tokens

_MARKED = re.compile(r"“([^“”\n]+)”|«([^«»\n]+)»|„([^„“”\n]+)[“”]|\"([^\"\n]+)\"")
_FEWEST = 4  # words: fewer are a title, or a word held at arm's length
_MOST = 60  # more is a document; what the notes have of it is found beneath
_SHARED = 6  # words in a row that the notes have as well
_PROPOSAL = "(say it in other words)"


def quotations(reading: Reading, notes: Sequence[str]) -> Iterator[Clue]:
    for match in _MARKED.finditer(reading.text):
        group = match.lastindex or 0
        if _FEWEST <= len(match[group].split()) <= _MOST:
            yield Clue(*match.span(group), "quote", False, False, "Somebody's own words.", _PROPOSAL)  # fmt: skip
    yield from _shared(reading, notes)


def _shared(reading: Reading, notes: Sequence[str]) -> Iterator[Clue]:
    """Runs of words that stand in the notes in the same order."""
    known: set[tuple[str, ...]] = set()
    for note in notes:
        lows = [token.low for token in tokens(note) if token.shown[0].isalnum()]
        known |= {
            tuple(lows[at : at + _SHARED]) for at in range(len(lows) - _SHARED + 1)
        }
    if not known:
        return
    words = [at for at, token in enumerate(reading.tokens) if token.shown[0].isalnum()]
    first = last = -1
    for place in range(len(words) - _SHARED + 1):
        run = words[place : place + _SHARED]
        if tuple(reading.tokens[at].low for at in run) not in known:
            continue
        if place > last and last >= 0:
            yield _run(reading, words[first], words[last])
        first = place if place > last else first
        last = place + _SHARED - 1
    if last >= 0:
        yield _run(reading, words[first], words[last])


def _run(reading: Reading, first: int, last: int) -> Clue:
    why = "The notes have these words in the same order."
    return reading.clue(first, last, "quote", why, proposal=_PROPOSAL)
