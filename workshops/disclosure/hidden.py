"""Hidden phrases (a): bodies, places and posts, whatever stands between their letters.

Stars, tags, hyphens at the end of a line, spaces between letters, signs nobody sees, letters
of another script: the letters alone are read, one after another, from the beginning of a
word to the end of one. A phrase of fewer letters than would meet by chance is left to the
layers that read words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workshops.disclosure.folding import letters, unbroken
from workshops.disclosure.joining import end_of, undressed
from workshops.disclosure.likeness import LATIN
from workshops.disclosure.reading import Clue, Reading

_FEWEST = 6  # letters of a phrase
_LETTER = re.compile(r"[^\W\d_]")
_WHY = "It is in the registry of this room."
_PROPOSALS = {
    "organisation": "an affiliated body",
    "place": "a place",
    "side": "one of the sides",
    "role": "somebody who knows the field",
}


# Embeddings and overrides, to their end: what stands behind one may be read backwards.
_TURNED = re.compile("[\u202a\u202b\u202d\u202e][^\u202c\n]*")


class Stream(NamedTuple):
    """The letters of a text, the place of each, and where words begin and end among them."""

    letters: str
    places: Sequence[int]
    begins: frozenset[int]


def hidden(reading: Reading, threshold: int) -> Iterator[Clue]:
    """Whole phrases of the registry, letter by letter."""
    posts = (("role", words) for words in reading.registry.telling_posts(threshold))
    sought: dict[str, str] = {}
    for kind, words in [*reading.registry.phrases(), *posts]:
        phrase = "".join(_LETTER.findall(" ".join(letters(words))))
        if len(phrase) >= _FEWEST:
            sought.setdefault(phrase, kind)
    if not sought:
        return
    shown = undressed(reading.text)
    for text in dict.fromkeys((reading.text, shown)):
        stream = _stream(text)
        for phrase, kind in sought.items():
            for start, end in _occurrences(stream, phrase):
                last = end_of(text, reading.text, end)
                why = "The real name of a side." if kind == "side" else _WHY
                yield Clue(start, last, kind, True, kind == "role", why, _PROPOSALS[kind])  # fmt: skip


def turned(reading: Reading) -> Iterator[Clue]:
    """Words behind a sign that turns them about: nobody can say here what a page shows."""
    why = "A hidden sign turns the direction of these words. Type them anew."
    for match in _TURNED.finditer(reading.text):
        yield Clue(*match.span(), "name", True, True, why)


def _stream(text: str) -> Stream:
    folded, places = unbroken(text)
    at = [match.start() for match in _LETTER.finditer(folded)]
    begins = {
        number
        for number, place in enumerate(at)
        if not number or at[number - 1] != place - 1
    }
    read = "".join(folded[place] for place in at)
    return Stream(read, [places[place] for place in at], frozenset([*begins, len(at)]))


def _occurrences(stream: Stream, phrase: str) -> Iterator[tuple[int, int]]:
    """Where the letters of a phrase follow one another, as they are or as Latin ones."""
    read = [stream.letters]
    if phrase.isascii() and not stream.letters.isascii():
        read.append(stream.letters.translate(LATIN))
    for said in read:
        at = said.find(phrase)
        while at >= 0:
            last = at + len(phrase)
            if at in stream.begins and last in stream.begins:
                yield stream.places[at], stream.places[last - 1] + 1
            at = said.find(phrase, at + 1)
