"""Mentions: where a text names somebody, and whether there is any doubt about it.

One word of a name is enough and is extended over its neighbours. "hope" may be a hope;
"Hope" is she, and so is a hope that was spelled to be overlooked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from workshops.disclosure.folding import Word, unbroken, words
from workshops.disclosure.joining import end_of, joined, undressed
from workshops.disclosure.names import PARTICLES, Entry, Names
from workshops.disclosure.parting import parted

_ENDS = re.compile(r"[.;:!?\n]")
_NEAR = 8  # signs between two words of one name, whatever they are
_WRITTEN = 80  # characters: what is longer than a word can be was not typed as one
# The Arabic for "on" is how Egypt writes Ali; so are "and on", "then on", "is it on".
_ORDINARY = frozenset("على وعلى فعلى".split())
_SEMITIC = re.compile(r"[\u05d0-\u05ea]+|[\u0620-\u06ff]+")
_POINTS = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0670]")
_BROKEN = re.compile(r"\u00ad|[-\u2010\u2011][^\S\n]*\n\s*")  # within one word only
_SHORT = 3  # letters of an Arabic name that another word may end in
# Scripts that put no space between words, folded: Hangul falls into its letters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_DENSE = re.compile("[\uac00-\ud7a3\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class Mention(NamedTuple):
    """text[start:end] names somebody, perhaps the one it is entered under."""

    start: int
    end: int
    sure: bool
    entry: Entry


class Run(NamedTuple):
    """Words that stand together as one name; the number of the first among all words."""

    first: int
    words: list[Word]


def mentions(text: str, entries: Sequence[Entry]) -> Iterator[Mention]:
    """Every mention in a text. They may overlap."""
    names = Names(entries)
    yield from _read(text, names)
    shown = undressed(text)
    if shown != text:
        for mention in _read(shown, names):
            yield mention._replace(end=end_of(shown, text, mention.end))


def _read(text: str, names: Names) -> Iterator[Mention]:
    yield from _told(text, names)
    yield from _inside(text, names)
    for start, end, name, glued in parted(text, names):
        yield Mention(start, end, glued, names.telling[name])


def _told(text: str, names: Names) -> Iterator[Mention]:
    read = joined(words(text), names)
    marked = [_marked(text, word, names) for word in read] if names.marked else read
    runs = list(_runs(text, marked, names))
    near = [False, *(_near(*pair) for pair in pairwise(runs)), False]
    for place, run in enumerate(runs):
        beside = near[place] or near[place + 1]
        yield _mention(text, run, names, beside=beside)
    if names.phrases:
        yield from _phrases(text, read, names)


def _phrases(text: str, read: list[Word], names: Names) -> Iterator[Mention]:
    for place, word in enumerate(read):
        for phrase, entry in names.phrases.get(word.folded, []):
            together = read[place : place + len(phrase)]
            if tuple(each.folded for each in together) == phrase:
                yield _of_particles(text, together, entry)


def _marked(text: str, word: Word, names: Names) -> Word:
    """Do is a word, but Đỗ is a name."""
    if word.folded not in PARTICLES or word.end - word.start > _WRITTEN:
        return word
    written = unicodedata.normalize("NFC", text[word.start : word.end]).casefold()
    return word._replace(folded=written) if written in names.marked else word


def _runs(text: str, read: list[Word], names: Names) -> Iterator[Run]:
    first, run = 0, list[Word]()
    for place, word in enumerate(read):
        tells = word.folded in names.telling
        joins = run and not _ENDS.search(text, run[-1].end, word.start)
        if joins and (tells or word.folded in PARTICLES):
            run.append(word)
            continue
        if run:
            yield Run(first, run)
        first, run = place, [word] if tells else []
    if run:
        yield Run(first, run)


def _near(one: Run, other: Run) -> bool:
    """Whether two runs are one name with a stop in it: "farid. mansour"."""
    follows = one.first + len(one.words) == other.first
    return follows and other.words[0].start - one.words[-1].end <= _NEAR


def _mention(text: str, run: Run, names: Names, *, beside: bool) -> Mention:
    first = run.words[0]
    length = len(run.words)
    while run.words[length - 1].folded not in names.telling:  # particles at its end
        length -= 1
    start, end = first.start, run.words[length - 1].end
    entry = names.telling[first.folded]
    alone = length == 1 and not beside and not names.are_two(first.folded)
    doubtful = alone and _may_be_a_word(text[start:end], first.folded, entry)
    return Mention(start, end, not doubtful, entry)


def _of_particles(text: str, read: list[Word], entry: Entry) -> Mention:
    """A name in which every word is a common one: alone, only a capital tells it."""
    start, end = read[0].start, read[-1].end
    before = text[max(0, start - _NEAR) : start].rstrip(" \t\"'(\u201c\u00ab")
    begins = not before or before[-1] in ".!?:\n"
    alone = len(read) == 1
    doubtful = alone and (begins or _plainly_small(text[start:end]))
    return Mention(start, end, not doubtful, entry)


def _may_be_a_word(written: str, name: str, entry: Entry) -> bool:
    if len(written) > _WRITTEN:
        return False
    return _plainly_small(written) or _ends_like(written, name, entry)


def _plainly_small(written: str) -> bool:
    """Whether it is in small letters, and dressed in nothing that could hide a name."""
    if len(written) > _WRITTEN:
        return False
    plain = unicodedata.normalize("NFC", _BROKEN.sub("", written))
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in plain}
    return plain.islower() and len(scripts) == 1 and all(map(_is_plain, plain))


def _is_plain(letter: str) -> bool:
    same = unicodedata.normalize("NFKC", letter) == letter
    return same and letter.isalpha() and "CAPITAL" not in unicodedata.name(letter, "")


def _ends_like(written: str, name: str, entry: Entry) -> bool:
    """Whether a short Semitic name is only what another word ends in, or is "on"."""
    bare = _unpointed(written)
    if bare in _ORDINARY:
        return True
    if len(name) > _SHORT or not _SEMITIC.fullmatch(name) or len(bare) == len(name):
        return False
    given = [word for each in entry.names for word in _unpointed(each).split()]
    arabic = name[0] > "\u0600"
    return not (arabic and any(len(w) == len(name) and bare.endswith(w) for w in given))


def _unpointed(written: str) -> str:
    """An Arabic word without its vowel marks, and with its hamzas."""
    composed = unicodedata.normalize("NFC", written[:_WRITTEN])
    return "".join(filter(str.isprintable, _POINTS.sub("", composed)))


def _inside(text: str, names: Names) -> Iterator[Mention]:
    """Names within the run of letters that Chinese, Japanese, Korean or Thai writes."""
    sought = {name for name in names.telling if _stands_inside(name)}
    if not sought:
        return
    lengths = sorted({len(name) for name in sought}, reverse=True)
    folded, places = unbroken(text)
    borders = [*places, len(text)]
    for run in _UNSPACED.finditer(folded):
        for start in range(*run.span()):
            for end in (start + length for length in lengths):
                name = folded[start:end]
                if name in sought and borders[end] != borders[end - 1]:
                    last = places[end - 1] + 1
                    yield Mention(places[start], last, True, names.telling[name])


def _stands_inside(name: str) -> bool:
    composed = unicodedata.normalize("NFC", name)
    dense = _DENSE.fullmatch(composed)
    return bool(_UNSPACED.fullmatch(name)) and len(composed) >= (2 if dense else 3)
