"""Capitals (c): words written like names, and the same words where they are not.

A run of capitals in the middle of a sentence, with the particles between; a word nobody
knows where no one writes capitals; and every twin of such a word in the same text.
"""

from __future__ import annotations

from collections.abc import Iterator

from workshops.disclosure.names import PARTICLES
from workshops.disclosure.naming import titles
from workshops.disclosure.reading import Clue, Reading

_BETWEEN = PARTICLES | frozenset("of the and de du des d l a et y e ал и i for".split())
_PLAIN = frozenset("month weekday".split())
_WHERE = frozenset(
    "in at from near to à en a desde hasta vers près cerca в во из под near".split()
)
_HARMLESS = 0.03  # chance of giving something away, below which common words do not
_LETTERS = 6  # at most, of what stands for a body
_SHORTEST = 3  # letters of a word that is asked about in small letters
_PROPOSALS = {
    "name": "a person", "organisation": "an organisation", "place": "a place",
}  # fmt: skip


def capitals(reading: Reading) -> Iterator[Clue]:
    yield from _letters(reading)
    if reading.cased and reading.language != "ar":
        yield from _runs(reading)
    else:
        yield from _unknown(reading)
        yield from _headed(reading)


def _runs(reading: Reading) -> Iterator[Clue]:
    told: set[str] = set()
    taken: set[int] = set()
    at = 0
    while at < len(reading.tokens):
        last = _run(reading, at)
        if last < at:
            at += 1
            continue
        if _is_public_frame(reading, at, last):
            at = last + 1
            continue
        at, last = _wider(reading, at, last)
        kind = _kind(reading, at, last)
        sure = kind == "name" and _is_of_names(reading, at, last)
        yield reading.clue(at, last, kind, "It is written like a name.", sure=sure, direct=kind == "name", proposal=_PROPOSALS[kind])  # fmt: skip
        taken |= set(range(at, last + 1))
        told |= {t.low for p, t in enumerate(reading.tokens[at : last + 1], at) if t.is_word and not reading.is_common(p)}  # fmt: skip
        at = last + 1
    for place, token in enumerate(reading.tokens):
        if place not in taken and token.low in told and len(token.low) >= _SHORTEST:
            yield reading.clue(place, place, "name", "The same word is a name elsewhere in this text.", direct=True, proposal="a person")  # fmt: skip


def _letters(reading: Reading) -> Iterator[Clue]:
    """PKK, TGI, ЗАО: letters that stand for a body."""
    for at, token in enumerate(reading.tokens):
        if not (
            1 < len(token.low) <= _LETTERS and token.shown.isupper() and token.is_word
        ):
            continue
        beside = reading.tokens[max(0, at - 1) : at + 2]
        shouted = sum(t.shown.isupper() and t.is_word for t in beside) > 1
        if not shouted and not reading.is_public(at):
            yield reading.clue(at, at, "organisation", "Letters that stand for a body.", proposal="an organisation")  # fmt: skip


def _run(reading: Reading, at: int) -> int:
    """The last token of a run of capitals that begins here, or the place before."""
    if not _begins(reading, at):
        return at - 1
    words, last = reading.tokens, at
    for place in range(at + 1, min(at + 9, len(words))):
        token = words[place]
        if "\n" in token.gap or token.shown in ',;:!?()«»“”"':
            break
        if token.capital and not token.first and not reading.about[place] & _PLAIN:
            last = place
        elif (token.shown == "." and len(words[place - 1].low) > 2) or (
            token.is_word and token.low not in _BETWEEN
        ):
            break
    return _appended(reading, last)


def _appended(reading: Reading, last: int) -> int:
    """The same with what stands in brackets behind it, or an English 's."""
    words = [token.shown for token in reading.tokens[last + 1 : last + 8]]
    if words[:2] in (["'", "s"], ["’", "s"]):
        return last + 2
    if words[:1] == ["("] and ")" in words and not any(map(str.isdigit, words)):
        return last + words.index(")")
    return last


def _begins(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if not token.capital or not token.is_word or reading.about[at] & _PLAIN:
        return False
    if reading.is_public(at) or token.low in _BETWEEN or token.shown == "I":
        return False
    return not token.first or not reading.is_common(at)


def _wider(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """The run with the capital that began the sentence, and the house or street it is of."""
    words, at = reading.tokens, first - 1
    while (
        0 < at > first - 5
        and words[at].low in _BETWEEN
        and words[at + 1].gap in (" ", "")
    ):
        at -= 1
    heads = reading.about[at] & {"spot", "body"} if at >= 0 else ()
    begins = at >= 0 and words[at].capital and words[at].first
    if at >= 0 and words[at].is_word and words[at + 1].gap == " " and (heads or begins):
        first = at
    first = reading.compound(first)[0]
    behind = reading.about[last + 1] & {"spot", "body"} if last + 1 < len(words) else ()
    if behind and words[last + 1].gap == " ":
        last += 1
    return first, last


def _is_of_names(reading: Reading, first: int, last: int) -> bool:
    """Whether every word is a name somewhere, and none of every day."""
    return all(
        reading.is_name(at) and not reading.is_everyday(at)
        for at in range(first, last + 1)
        if reading.tokens[at].is_word and reading.tokens[at].low not in _BETWEEN
    )


def _is_public_frame(reading: Reading, first: int, last: int) -> bool:
    """Words of every day all of them, and the tagger is sure: the Court, Article 6, Government."""
    places = range(first, last + 1)
    words = [place for place in places if reading.tokens[place].is_word]
    if len(words) > 1 and all(reading.tokens[p].shown.isupper() and reading.is_common(p) for p in words):  # fmt: skip
        return True  # a heading
    if _follows_where(reading, first, last) or any(
        reading.tagged[place].chance > _HARMLESS for place in places
    ):
        return False
    return all(
        reading.is_everyday(place) or reading.is_public(place) or reading.tokens[place].low in _BETWEEN
        for place in places
        if reading.tokens[place].is_word
    )  # fmt: skip


def _follows_where(reading: Reading, first: int, last: int) -> bool:
    """Whether it stands behind "in", without an article and without a number."""
    after = reading.tokens[last + 1].shown if last + 1 < len(reading.tokens) else ""
    return first > 0 and reading.tokens[first - 1].low in _WHERE and not after.isdigit()


def _kind(reading: Reading, first: int, last: int) -> str:
    about = frozenset[str]().union(*reading.about[first : last + 1])
    if "body" in about:
        return "organisation"
    return "place" if "spot" in about else "name"


def _unknown(reading: Reading) -> Iterator[Clue]:
    """Words that no vocabulary knows, or that are somebody's name somewhere."""
    for at, token in enumerate(reading.tokens):
        if not token.is_word or len(token.low) < _SHORTEST or reading.is_common(at):
            continue
        if reading.is_public(at) or reading.is_everyday(at) or _told_about(reading, at):
            continue
        name = reading.is_name(at)
        why = "It is a name somewhere." if name else "Not a word of this language that is known."  # fmt: skip
        yield reading.clue(titles(reading, at), _unknown_end(reading, at), "name", why, direct=True, proposal="a person")  # fmt: skip


def _unknown_end(reading: Reading, at: int) -> int:
    """Where a name goes on: a word that is not of every day, also behind a particle."""
    words = reading.tokens
    place = at + 1
    reach = reading.reach(at, 3)
    while place <= reach and words[place].low in PARTICLES:
        place += 1
    behind_particle = place > at + 1
    if place > reach or not (behind_particle or reading.is_name(at)):
        return at
    known = reading.is_everyday(place) or (behind_particle and reading.is_common(place))
    return at if known or reading.about[place] or not words[place].is_word else place


def _told_about(reading: Reading, at: int) -> bool:
    return bool(reading.about[at] - {"title", "trait", "body", "spot"})


def _headed(reading: Reading) -> Iterator[Clue]:
    """A house, a street, a body, and what it is called, where no capital tells."""
    for at, about in enumerate(reading.about):
        heads = about & {"spot", "body"}
        if not heads or not reading.tokens[at].is_word or at + 1 >= len(reading.tokens):
            continue
        last = reading.reach(at, 2)
        if last == at or not _is_called(reading, at + 1):
            continue
        if last > at + 1 and not _is_called(reading, last):
            last = at + 1
        kind = "organisation" if "body" in heads else "place"
        yield reading.clue(at, last, kind, "A house or a body, and what it is called.", proposal=_PROPOSALS[kind])  # fmt: skip


def _is_called(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if not token.is_word or len(token.low) < _SHORTEST or reading.is_public(at):
        return False
    article = reading.language == "ar" and token.low.startswith("ال")
    return article or not reading.is_everyday(at)
