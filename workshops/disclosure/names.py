"""The registry's names, prepared for finding in whatever they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workshops.disclosure.folding import letters
from workshops.disclosure.likeness import as_latin
from workshops.disclosure.spelling import (
    shortened,
    spelled_out,
    stems,
    without_clitics,
    without_endings,
)


class Unregistered(ValueError):
    """There is nobody to check against: an error, never a clean text."""


# Too short or too common in names to point at anybody alone.
PARTICLES = frozenset(
    "al el ul bin bint ibn abu umm de del della di da do dos la le les van von der den "
    "of the san st mac mc dr mr mrs ms prof father sister rev sir "
    "بن ابن بنت ابو ام ال בן".split()
)
# What is also written together with the word behind it: O'Neill, Abdalrahman.
LEADING = PARTICLES | frozenset("o d abd عبد".split())
LONGEST = 60  # letters: no name, nor two run together, is longer
_LONG = 5  # letters: a shorter name with an s, or with another, is another word


@dataclass
class Entry:
    """One person whose name must not be found: a row of the room's registry."""

    names: list[str]
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    of_team: bool = False
    # Looked for as whole phrases, where the check knows how to.
    titles: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    # Against which "the only woman" and "the young man" are judged.
    gender: str = ""
    generation: str = ""

    @property
    def proposal(self) -> str:
        return "a member of the third party" if self.of_team else "a participant"


class Names:
    """Which word is whose name. One is made for one reading of one text."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.telling = telling_words(entries)
        self.phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self.marked: dict[str, Entry] = {}
        for entry in entries:
            for name, phrase in _phrases(entry.names):
                self.phrases.setdefault(phrase[0], []).append((phrase, entry))
                self.marked |= dict.fromkeys(_marked(name), entry)
        self.telling.update(self.marked)
        self._stems = {
            stem: name
            for name in self.telling
            if not name.isascii()
            for stem in stems(name)
        }
        self._short = {shortened(name): name for name in self.telling if name.isascii()}
        self._read: dict[str, str] = {}
        self.begun = {
            name[:end] for name in self.telling for end in range(1, len(name) + 1)
        }

    def name_in(self, folded: str) -> str:
        """The registered word that a folded one is, or nothing."""
        if folded in self.telling:
            return folded
        read = self._read.get(folded)
        if read is None:
            read = next(self._readings(folded), "") if len(folded) <= LONGEST else ""
            self._read[folded] = read
        return read

    def are_two(self, name: str) -> bool:
        """Whether a registered word is two of them, run together."""
        ends = range(1, len(name))
        return any({name[:end], name[end:]} <= self.telling.keys() for end in ends)

    def _readings(self, folded: str) -> Iterator[str]:
        for word in (folded, *as_latin(folded)):
            yield from self._together(word)
            if word.isascii():
                one = word[:-1] if len(word) > _LONG and word.endswith("s") else word
                short = {shortened(word), shortened(one)}
                yield from (self._short[w] for w in short if w in self._short)
        if not folded.isascii():
            yield from (w for w in without_clitics(folded) if w in self.telling)
            yield from (
                self._stems[w] for w in without_endings(folded) if w in self._stems
            )

    def _together(self, word: str) -> Iterator[str]:
        """A name, also in the plural or run together with another."""
        if word in self.telling:
            yield word
        for end in range(_LONG, len(word)):
            name, rest = word[:end], word[end:]
            if name in self.telling and (rest == "s" or rest in self.telling):
                yield name


def telling_words(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The folded words that are enough to recognise somebody by, and the first it may be."""
    found: dict[str, Entry] = {}
    for entry in entries:
        for name in entry.names:
            for word in _telling(name):
                found.setdefault(word, entry)
    return found


def _telling(name: str) -> Iterator[str]:
    written = unicodedata.normalize("NFC", name).casefold()
    for spelling in {written, spelled_out(written)}:
        parts = letters(spelling)
        yield from filter(_tells, parts)
        for place in range(len(parts) - 1):
            yield from _run_together(parts[place:])


def _run_together(parts: list[str]) -> Iterator[str]:
    """El-Kurd is Elkurd, and Rød-Larsen Rodlarsen: as far as the first word that tells."""
    end = 1
    while end < len(parts) - 1 and not _tells(parts[end]):
        end += 1
    joined = "".join(parts[: end + 1])
    if _LONG <= len(joined) <= LONGEST and _tells(parts[end]):
        yield joined
        if end == 1 and _tells(parts[0]):
            yield parts[1] + parts[0]


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in PARTICLES


def _phrases(names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names in which no word tells, with their words: they are to be found whole."""
    for name in names:
        parts = tuple(letters(name))
        if parts and not any(map(_tells, parts)):
            yield name, parts


def _marked(name: str) -> Iterator[str]:
    """Words that would be nothing but particles without the marks they are written with."""
    for word in unicodedata.normalize("NFC", name).casefold().split():
        if not word.isascii() and len(word) > 1:
            yield word
