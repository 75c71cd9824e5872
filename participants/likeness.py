"""Which names might be the same human's: a pure engine, without Django.

Method: Unicode compatibility decomposition and case folding (UAX #15, #21), every script
written in Latin letters by `anyascii`; what is left is compared word by word in any order
(token sort ratio, Levenshtein's indel distance, by `rapidfuzz`). Scripts that write few
vowels are compared by consonants. It proposes, and decides nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations

from anyascii import anyascii
from rapidfuzz import fuzz, process

ALIKE = 88  # of 100: one letter in eight may differ
ALIKE_BY_SOUND = 92  # of consonants alone, which tell less
LONGEST = 200  # letters that are looked at
_LEAST = 4  # consonants: fewer are anybody's
_ABJAD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f]")


def folded(name: str) -> str:
    """A name in small Latin letters and single blanks: أمل Haddad is `aml haddad`."""
    plain = unicodedata.normalize("NFKC", name[:LONGEST]).casefold()
    words = re.findall(r"[a-z0-9]+", anyascii(plain).lower().replace("'", ""))
    return " ".join(words)


def consonants(name: str) -> str:
    """What is heard of a folded name where vowels are not written."""
    words = [
        re.sub(r"(.)\1+", r"\1", re.sub("[aeiouywh]", "", w)) for w in name.split()
    ]
    return " ".join(word for word in words if word)


def pairs(people: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
    """Two people by their places, and how alike their nearest names are, of 100.

    Each of `people` is all the names of one. A thousand people take under a second.
    """
    best: dict[tuple[int, int], int] = {}
    for written, least in ((_latin, ALIKE), (_sounds, ALIKE_BY_SOUND)):
        names = [
            (at, words) for at, all_ in enumerate(people) for words in written(all_)
        ]
        for one, other, score in _near(names, least):
            best[one, other] = max(score, best.get((one, other), 0))
    for (one, other), score in sorted(best.items()):
        yield one, other, score


def _latin(names: Sequence[str]) -> set[str]:
    return {folded(name) for name in names} - {""}


def _sounds(names: Sequence[str]) -> set[str]:
    """With a mark, where the name itself is written in consonants: one of two has to be."""
    found = {consonants(folded(n)) + ("'" * bool(_ABJAD.search(n))) for n in names}
    return {words for words in found if len(words.replace(" ", "")) >= _LEAST}


def _near(
    names: Sequence[tuple[int, str]], least: int
) -> Iterator[tuple[int, int, int]]:
    """Each against those behind it."""
    words = [" ".join(sorted(name.rstrip("'").split())) for _at, name in names]
    for place, (at, name) in enumerate(names):
        behind = words[place + 1 :]
        found = process.extract(
            words[place], behind, scorer=fuzz.ratio, score_cutoff=least, limit=None
        )
        for _words, score, further in found:
            other, its_name = names[place + 1 + further]
            by_sound = least == ALIKE_BY_SOUND
            if other != at and (not by_sound or "'" in name + its_name):
                yield min(at, other), max(at, other), int(score)


def same(lists: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places whose words are equal, but for empty ones."""
    found: dict[str, list[int]] = {}
    for at, words in enumerate(lists):
        if words:
            found.setdefault(words, []).append(at)
    for places in found.values():
        yield from combinations(places, 2)
