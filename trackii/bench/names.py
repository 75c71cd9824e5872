"""The screening engine on 20,000 invented names: built, searched, and what it holds in memory."""

from __future__ import annotations

import random
import time
import tracemalloc
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING

from participants.screening import PERSON, Asked, Entry, Index, read

if TYPE_CHECKING:
    from dialogues.models import Initiative

NAMES, ASKED = 20_000, 200
_BEGIN = "ba be bo da do fa ga ha i ja ka ko la ma mi mo na no o pe ra ro sa se ta to u va ya za".split()
_MIDDLE = "l r n m s d t k b v sh kh rr ll nd lm".split()
_END = "an ar as ed ek en es i ic id il im in ir is it ob of on or os ov ul um un ur us".split()


def building(_initiative: Initiative, repeats: int) -> float:
    """Seconds from the bytes of a list of 20,000 to an index that answers."""
    start = time.perf_counter()
    [roll] = read([a_list()])
    Index(roll.entries)
    return time.perf_counter() - start


def searching(_initiative: Initiative, repeats: int) -> float:
    """Milliseconds a name among 20,000, of names that were not asked before."""
    index, taken = Index(_entries()), []
    for asked in _asked():
        start = time.perf_counter()
        index.search(Asked((asked,)))
        taken.append(time.perf_counter() - start)
    return 1000 * median(taken)


def holding(_initiative: Initiative, repeats: int) -> float:
    """Megabytes that the entries, the index and what it remembers take, after 200 names."""
    entries = _entries()
    tracemalloc.start()
    try:
        index = Index(entries)
        for asked in _asked():
            index.search(Asked((asked,)))
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


@lru_cache(maxsize=1)
def _names() -> list[str]:
    """Names of two to four words, some of them common, out of some 12,000 words."""
    chance = random.Random(20)  # noqa: S311 -- names for measuring
    words = [_word(chance) for _ in range(12_000)]
    common = words[:60]
    return [
        " ".join(
            chance.choice(common if chance.random() < 0.4 else words)
            for _ in range(chance.choice((2, 3, 3, 4)))
        )
        for _ in range(NAMES)
    ]


def _word(chance: random.Random) -> str:
    parts = [_BEGIN, _MIDDLE, _BEGIN, _MIDDLE, _END][chance.choice((0, 2)) :]
    return "".join(chance.choice(part) for part in parts)


def _entries() -> list[Entry]:
    return [Entry(str(n), PERSON, (name,)) for n, name in enumerate(_names())]


def _asked() -> list[str]:
    """Some of them, each with a letter changed."""
    chance = random.Random(7)  # noqa: S311 -- likewise
    some = chance.sample(_names(), ASKED)
    return [name[:2] + chance.choice("aeiou") + name[3:] for name in some]


def a_list() -> bytes:
    """Them all, as a file that is brought."""
    rows = "".join(f"{n},{name}\n" for n, name in enumerate(_names()))
    return ("reference,name\n" + rows).encode()
