"""Variants: a registered name misspelt, misread, shortened, or written in another script.

Three ways to be near a name: its consonants when both are read aloud in Latin letters;
one letter more, less or other (deletion neighbourhoods, as in SymSpell, Garbe 2012); its
beginning, as a pet name has it. None is certain; each is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from workshops.disclosure.folding import letters
from workshops.disclosure.names import PARTICLES, Entry

_CYRILLIC = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшщъыьэюяіїєґўқғҳ",
        "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh sh  y  e yu ya i i e g u k g h".split(
            " "
        ),
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويگپچژڤ",
        "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y g p ch zh v".split(),
        strict=True,
    )
)
_LATIN_OF = str.maketrans(_CYRILLIC | _ARABIC)
_TWO = {
    "tch": "c", "tsch": "c", "dzh": "j", "dj": "j", "zh": "j", "sh": "c", "ch": "c",
    "kh": "k", "gh": "k", "th": "t", "dh": "t", "ts": "s", "ph": "f", "ck": "k", "x": "ks",
}  # fmt: skip
_PAIRS = re.compile("tsch|tch|dzh|dj|zh|sh|ch|kh|gh|th|dh|ts|ph|ck|x")
_ONE = str.maketrans("cqgbpvwfdtzsjy", "kkkbbvvvttssj ")
_SILENT = re.compile(r"[aeiouyh '’]+")
_MISREAD = str.maketrans("0134578", "oleasbb")  # what a scanner takes for a letter
_FEWEST_CONSONANTS = 3
_FEWEST_LETTERS = 5
_LONG = 8
_SHORTEST_PET = 3


def skeleton(low: str) -> str:
    """The consonants of a folded word, in classes of those that are mixed up."""
    latin = low.translate(_LATIN_OF)
    told = _PAIRS.sub(lambda match: _TWO[match[0]], latin).translate(_ONE)
    bare = _SILENT.sub(
        "", told[:1].translate(str.maketrans("aeiou", "aaaaa")) + told[1:]
    )
    return "".join(b for a, b in pairwise(" " + bare) if a != b)


class Variants:
    """Which registered name a word may be a way of writing."""

    def __init__(self, entries: list[Entry]) -> None:
        self._sounds: dict[str, Entry] = {}
        self._near: dict[str, Entry] = {}
        self._begun: dict[str, Entry] = {}
        self.initials: dict[str, Entry] = {}
        for entry in entries:
            for name in entry.names:
                words = letters(name)
                self._initials(words, entry)
                for word in words:
                    if word not in PARTICLES and len(word) >= _SHORTEST_PET:
                        self._enter(word, entry)

    def _enter(self, word: str, entry: Entry) -> None:
        sound = skeleton(word)
        if len(sound) >= _FEWEST_CONSONANTS:
            self._sounds.setdefault(sound, entry)
        if len(word) >= _FEWEST_LETTERS:
            for key in _shorter(word):
                self._near.setdefault(key, entry)
        for end in range(_shortest(word), len(word) + 1):
            self._begun.setdefault(word[:end], entry)

    def _initials(self, words: list[str], entry: Entry) -> None:
        first = "".join(word[0] for word in words)
        bare = "".join(word[0] for word in words if word not in PARTICLES)
        for whole in {first, bare, first[::-1]}:
            for end in range(2, len(whole) + 1):
                self.initials.setdefault(whole[:end], entry)

    def near(self, low: str) -> Entry | None:
        """Whose name a folded word is nearly."""
        read = low.translate(_MISREAD) if not low.isalpha() else low
        if len(read) >= _FEWEST_LETTERS:
            for key in _shorter(read):
                if key in self._near:
                    return self._near[key]
        sound = skeleton(read)
        if len(sound) >= _FEWEST_CONSONANTS and sound in self._sounds:
            return self._sounds[sound]
        return None

    def pet(self, low: str) -> Entry | None:
        """Whose name begins as a folded word does, but for the ending of a pet name."""
        if len(low) < _SHORTEST_PET:
            return None
        if low in self._begun:
            return self._begun[low]
        for cut in (1, 2, 3):
            rest = low[:-cut]
            if len(rest) >= _shortest(rest) + low.isascii() and rest in self._begun:
                return self._begun[rest]
        return None


def _shortest(word: str) -> int:
    """How many letters of a name a pet name keeps, the Arabic article aside."""
    return _SHORTEST_PET + 2 * word.startswith("ال")


def _shorter(word: str) -> Iterator[str]:
    """The word, and the word less one letter; of long ones, less two neighbours."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
    if len(word) >= _LONG:
        for place in range(len(word) - 1):
            yield word[:place] + word[place + 2 :]
