"""The registry's names, contacts and numbers, prepared for finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from workshops.disclosure.folding import fold, letters

# Too short or too common in names to point at anybody alone.
PARTICLES = frozenset(
    "al el ul bin bint ibn abu umm de del della di da do dos la le les van von der den "
    "of the san st mac mc dr mr mrs ms prof father sister rev sir".split()
)


@dataclass
class Entry:
    """One person whose name must not be found: a row of the room's registry."""

    names: list[str]
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    of_team: bool = False

    @property
    def proposal(self) -> str:
        return "a member of the third party" if self.of_team else "a participant"


def telling_words(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The folded words that are enough to recognise somebody by, and the first it may be."""
    found: dict[str, Entry] = {}
    for entry in entries:
        for name in entry.names:
            for word in letters(name):
                if len(word) > 1 and word not in PARTICLES:
                    found.setdefault(word, entry)
    return found


def digits(phone: str) -> str:
    """A number as it is dialled at its end: prefixes vary, the last eight digits do not."""
    return re.sub(r"\D", "", fold(phone))[-8:]
