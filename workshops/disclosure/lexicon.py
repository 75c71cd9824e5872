"""The lexicon: which words of a language speak of kin, of posts, of months, of houses.

One plain file a language, `words/<language>.txt`: sections of words, a star where any
ending of up to four letters may follow. Written by hand, for every dialogue alike.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from workshops.disclosure.folding import fold
from workshops.disclosure.spelling import without_clitics

LANGUAGES = ("en", "fr", "es", "ru", "ar")
_FOLDER = Path(__file__).parent / "words"
_SECTION = re.compile(r"\[(\w+)\] (.*)")
_LONGEST_ENDING = 4
_FEWEST = 2
_ENDINGS = {  # of nouns with whose they are; of nouns and adjectives in every case
    "ar": re.compile("ه|ها|هم|هن|هما|ي|نا|ك|كم|ات|ين|ون|ان|تين|تان|تي|ته|تها|يه|ية"),
    "ru": re.compile(
        "[аяуюеиыьйо]|[оаеия][мхвйи]|[ео]в|ами|ями|ого|его|ому|ему|ым|ими?|ыми?|ых|ую|ая|ое|ые|"
        "ам[ия]|ам|ях|ыи|ии|ьям|ья|ьи|ью|ье|ьев|ник[аиоеу]?м?|н?иц[аыуе]|ой?|ск\\w\\w"
    ),
}
_NOTHING: frozenset[str] = frozenset()


class Lexicon:
    """What the words of one language are about."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._whole: dict[str, set[str]] = {}
        self._begun: dict[str, set[str]] = {}
        text = (_FOLDER / f"{language}.txt").read_text(encoding="utf-8")
        for section, words in _SECTION.findall(text):
            for word in words.split():
                kept = self._begun if word.endswith("*") else self._whole
                kept.setdefault(fold(word.rstrip("*")), set()).add(section)
        self._known: dict[str, frozenset[str]] = {}
        self._listed = dict(_SECTION.findall(text))

    def listed(self) -> dict[str, list[str]]:
        """Its words as they were written down, without stars, by section."""
        return {
            section: words.replace("*", "").split()
            for section, words in self._listed.items()
        }

    def about(self, low: str) -> frozenset[str]:
        """The sections a folded word belongs to."""
        known = self._known.get(low)
        if known is None:
            known = self._known[low] = self._look_up(low)
        return known

    def _may_end(self, rest: str) -> bool:
        known = _ENDINGS.get(self._language)
        return not rest or known is None or known.fullmatch(rest) is not None

    def _look_up(self, low: str) -> frozenset[str]:
        found: set[str] = set()
        for word in [low, *without_clitics(low)]:
            found |= self._whole.get(word, _NOTHING)
            shortest = max(_FEWEST, len(word) - _LONGEST_ENDING)
            for end in range(shortest, len(word) + 1):
                if word[:end] in self._begun and self._may_end(word[end:]):
                    found |= self._begun[word[:end]]
        return frozenset(found)


@cache
def lexicon(language: str) -> Lexicon:
    return Lexicon(language)


_COMMON = {
    "en": "the and of to was is that with for not his they",
    "fr": "le la les des et une est pas que dans pour il du",
    "es": "el los las y una es no que en por se del con",
}


def language_of(text: str) -> str:
    """The language a text is written in, by its letters and its smallest words."""
    seen = text[:4000]
    arabic = len(re.findall(r"[\u0620-\u06ff]", seen))
    cyrillic = len(re.findall(r"[\u0400-\u04ff]", seen))
    latin = len(re.findall(r"[A-Za-z]", seen))
    if max(arabic, cyrillic) > latin:
        return "ar" if arabic > cyrillic else "ru"
    words = re.findall(r"\w+", seen.lower())
    counts = {
        language: sum(map(words.count, common.split()))
        for language, common in _COMMON.items()
    }
    return max(counts, key=lambda language: counts[language])
