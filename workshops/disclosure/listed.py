"""Listed phrases (a): bodies, places and posts of the registry, whole, in part, by letters.

A whole phrase is certain, in whatever case it stands. One word of it that is not a common
one is asked about, and so are the first letters of a body written as one word. A post that
as many hold as the threshold says is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workshops.disclosure.folding import letters
from workshops.disclosure.names import PARTICLES
from workshops.disclosure.reading import Clue, Reading, stem
from workshops.disclosure.variants import skeleton

_FEWEST = 4  # letters of one word that is enough to ask
_SMALL = frozenset("the of and for in on de du des la le les d l et del los las y e и в по на".split())  # fmt: skip
_ARTICLES = frozenset("the el la del al le du au l".split())
_PROPOSALS = {
    "organisation": "an affiliated body", "place": "a place", "side": "one of the sides",
}  # fmt: skip
_WHOLE = {"side": "The real name of a side."}
_PART = {"side": "A word of the real name of a side."}
_POST = "somebody who knows the field"


def listed(reading: Reading) -> Iterator[Clue]:
    phrases = [
        (kind, [stem(w) for w in letters(words) if w not in _SMALL], words)
        for kind, words in reading.registry.phrases()
    ]
    begun = {stems[0] for _kind, stems, words in phrases if stems and letters(words)[0] in _SMALL}  # fmt: skip
    beginnings: dict[str, list[tuple[str, list[str]]]] = {}
    for kind, stems, _words in phrases:
        if stems:
            beginnings.setdefault(stems[0], []).append((kind, stems))
    places = [at for at, token in enumerate(reading.tokens) if token.is_word and token.low not in _SMALL]  # fmt: skip
    stems = [stem(reading.tokens[at].low) for at in places]
    for number, at in enumerate(places):
        for kind, sought in beginnings.get(stems[number], ()):
            if stems[number : number + len(sought)] == sought:
                last = places[number + len(sought) - 1]
                small = (
                    at > 0
                    and sought[0] in begun
                    and reading.tokens[at - 1].low in _SMALL
                )
                why = _WHOLE.get(kind, "It is in the registry of this room.")
                told = reading.clue(at - small, last, kind, why, sure=True)
                yield told._replace(proposal=_PROPOSALS[kind])
    yield from _parts(reading, phrases, places, begun)


def held(reading: Reading, threshold: int) -> Iterator[Clue]:
    """Posts as they stand in the registry: of several words, or a word that is one's alone."""
    holders = {
        sought: whose
        for sought, whose in _holders(reading).items()
        if len(whose) < threshold
    }
    for first, last, sought in _whole(reading, list(holders)):
        alone = len(holders[sought]) == 1 and not reading.is_common(first)
        sure = len(sought) > 1 or alone
        yield reading.clue(
            first, last, "role", "A post that stands in the registry of this room.",
            sure=sure, direct=sure, proposal=_POST,
        )  # fmt: skip


def _holders(reading: Reading) -> dict[tuple[str, ...], set[int]]:
    """Whose each post is, by its words without the smallest."""
    holders: dict[tuple[str, ...], set[int]] = {}
    for number, words in reading.registry.posts():
        sought = tuple(stem(word) for word in letters(words) if word not in _SMALL)
        if sought:
            holders.setdefault(sought, set()).add(number)
    return holders


def _whole(
    reading: Reading, phrases: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where phrases stand: their first and last token, whatever small words are between."""
    if not phrases:
        return
    beginnings: dict[str, list[tuple[str, ...]]] = {}
    for sought in phrases:
        beginnings.setdefault(sought[0], []).append(sought)
    places = [at for at, token in enumerate(reading.tokens) if token.is_word and token.low not in _SMALL]  # fmt: skip
    stems = [stem(reading.tokens[at].low) for at in places]
    for number, at in enumerate(places):
        for sought in beginnings.get(stems[number], ()):
            if tuple(stems[number : number + len(sought)]) == sought:
                yield at, places[number + len(sought) - 1], sought


def _parts(
    reading: Reading,
    phrases: Sequence[tuple[str, list[str], str]],
    places: list[int],
    begun: set[str],
) -> Iterator[Clue]:
    telling = _telling(phrases)
    known: dict[str, str] = {}
    for at in places:
        token = reading.tokens[at]
        where = token.first or reading.about[at]  # what stands before it matters
        kind = known.get(token.shown)
        if kind is None or where:
            kind = _kind(reading, at, telling)
            if not where:
                known[token.shown] = kind
        if kind:
            yield reading.clue(
                at - (at > 0 and stem(token.low) in begun and reading.tokens[at - 1].low in _SMALL),
                at, kind, _PART.get(kind, "A word of a body or place in the registry."),
                proposal=_PROPOSALS[kind],
            )  # fmt: skip


def _telling(phrases: Sequence[tuple[str, list[str], str]]) -> dict[str, str]:
    """Single words, how they sound, and first letters of phrases, with their kind."""
    telling: dict[str, str] = {}
    for kind, stems, words in phrases:
        whole = letters(words)
        for word in whole:
            if len(word) >= _FEWEST and word not in PARTICLES:
                telling.setdefault(stem(word), kind)
                sound = skeleton(word)
                if len(sound) >= _FEWEST:
                    telling.setdefault(f"~{sound}", kind)
        if len(stems) > 1:
            telling.setdefault("".join(word[0] for word in stems), kind)
            telling.setdefault("".join(word[0] for word in whole), kind)
    return telling


def _kind(reading: Reading, at: int, telling: dict[str, str]) -> str:
    token = reading.tokens[at]
    capital = token.capital and not token.first and reading.cased
    generic = reading.about[at] & {"body", "spot"}
    if reading.is_public(at):
        return ""
    if generic and not capital:  # the council, of which one is listed
        known = at > 0 and reading.tokens[at - 1].low in _ARTICLES
        return telling.get(stem(token.low), "") if known else ""
    if kind := telling.get(stem(token.low)):
        return kind if capital or not reading.is_common(at) else ""
    if reading.is_common(at):
        return ""
    return telling.get(f"~{skeleton(token.low)}", "")
