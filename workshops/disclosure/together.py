"""Together (h): what a text tells beside what was released before.

Each account may be harmless, and two of them tell who came twice: words that are neither
common nor public, and stand in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workshops.disclosure.reading import Clue, Reading, stem
from workshops.disclosure.tokens import tokens

_FEWEST = 4  # letters
_TELLING = frozenset("role kin trait".split())


def together(reading: Reading, released: Sequence[str]) -> Iterator[Clue]:
    known = {stem(token.low) for text in released for token in tokens(text)}
    if not known:
        return
    for at, token in enumerate(reading.tokens):
        if not token.is_word or len(token.low) < _FEWEST or reading.is_public(at):
            continue
        telling = reading.about[at] & _TELLING or not reading.is_common(at)
        if telling and stem(token.low) in known:
            yield reading.clue(
                at, at, "repeated", "It stands in a summary that was released before.",
                proposal="(say it in other words)",
            )  # fmt: skip
