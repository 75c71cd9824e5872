"""Parted names: a blank, a line's end or a footnote inside a registered name.

So words come out of a PDF or a narrow column. The pieces are put together again where they
stand beside one another with no stop between; each step must begin a registered name, so
that hardly anything is tried. Whether "a mal" is Amal or two words, the language decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workshops.disclosure.folding import UNSEEN, Word, words
from workshops.disclosure.names import LONGEST, Names

_FEWEST = 4  # letters: with a blank alone between them, fewer meet by chance
_MOST = 4  # pieces of one word
_WIDEST = 40  # signs between two of them
_GAP = re.compile(
    r"(?:\[\^?\w{1,3}\]|[^\w.,;:!?…؟،؛۔\n])*"  # blanks, marks, a footnote
    r"(?:\n[\s>*+\-•\d.)]*)?"  # a line's end, and what begins the next
)


class Parted(NamedTuple):
    """text[start:end] are the pieces of a registered word; glued, where no blank parts them."""

    start: int
    end: int
    name: str
    glued: bool


def parted(text: str, names: Names) -> Iterator[Parted]:
    """Registered words in pieces, from the shortest to the longest that begins in a place."""
    found = words(text)
    for at, word in enumerate(found):
        if word.folded in names.begun and word.folded not in names.telling:
            yield from _grown(found, at, names)


def _grown(found: list[Word], at: int, names: Names) -> Iterator[Parted]:
    said, glued = found[at].folded, True
    for place in range(at + 1, min(at + _MOST, len(found))):
        following = found[place]
        if following.folded in names.telling or not _clings(following.gap):
            return
        said += following.folded
        glued = glued and not any(map(str.isspace, following.gap))
        name = said if said in names.telling else _inflected(said, names)
        if name and (len(name) >= _FEWEST or "\n" in following.gap):
            yield Parted(found[at].start, following.end, name, glued)
        if said not in names.begun:
            return


def _clings(gap: str) -> bool:
    seen = gap.replace(UNSEEN, "")  # what nobody sees parts nothing
    return bool(seen) and len(gap) <= _WIDEST and bool(_GAP.fullmatch(seen))


def _inflected(said: str, names: Names) -> str:
    """A name in another case, in languages that have them."""
    cased = (
        not said.isascii() and len(said) <= LONGEST and said[:_FEWEST] in names.begun
    )
    return names.name_in(said) if cased else ""
