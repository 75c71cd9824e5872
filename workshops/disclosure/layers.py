"""Looking at a text through every layer: what each finds, put together.

(a) the registry, (b) dates, numbers and contacts, (c) capitals, (d) the tagger, (e) posts
and one-of-a-kind descriptions, (f) quotations, (g) small groups, (h) what was released
before. Certain findings stand whole; of a doubtful one that overlaps them, the rest stays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from workshops.disclosure.blind import elsewhere
from workshops.disclosure.capitals import capitals
from workshops.disclosure.check import Finding
from workshops.disclosure.dating import dates
from workshops.disclosure.describing import circumstances, deeds, kin, posts, singular
from workshops.disclosure.folding import fold
from workshops.disclosure.general import places, worded
from workshops.disclosure.hidden import hidden, turned
from workshops.disclosure.kinds import kinds
from workshops.disclosure.lexicon import language_of
from workshops.disclosure.listed import held, listed
from workshops.disclosure.naming import initials, nearly, registered, titled
from workshops.disclosure.numbering import numbers
from workshops.disclosure.people import Registry
from workshops.disclosure.quoting import quotations
from workshops.disclosure.reading import Clue, Reading
from workshops.disclosure.tagger import Tagged
from workshops.disclosure.together import together

THRESHOLD = 5
_SURE = 0.8  # chance that a tagged word gives something away
_DOUBT, _DOUBT_ALONE = 0.5, 0.03  # and where no registry helps
_PLAINLY = 0.9  # where common words in small letters give something away
_TWIN = 0.5
_DIRECT = frozenset(("person", "code"))
_PROPOSALS = {
    "person": "a person", "place": "a place", "organisation": "an organisation",
    "date": "around that time", "number": "some", "code": "a number",
    "demographic": "a private circumstance",
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """What a text is looked at with, beside the registry."""

    notes: Sequence[str] = ()
    released: Sequence[str] = ()
    threshold: int = THRESHOLD
    more: dict[str, str] = field(default_factory=dict)


def look(
    text: str,
    registry: Registry | None = None,
    *,
    language: str = "",
    context: Context = Context(),
) -> list[Finding]:
    """All findings in reading order, none overlapping; offsets are code points of the text.

    With a registry that names nobody: `Unregistered`. Without any (None), the layers that need
    none. `tagger.Broken` where the language's model cannot be read.
    """
    if registry is not None:
        registry.insist()
    reading = Reading(text, registry or Registry(), language or language_of(text))
    clues = chain.from_iterable(_layers(reading, context))
    return settled(text, clues, reading)


def _layers(reading: Reading, context: Context) -> Iterator[Iterable[Clue]]:
    yield registered(reading)
    yield elsewhere(reading)
    yield initials(reading)
    yield titled(reading)
    yield nearly(reading)
    yield listed(reading)
    yield hidden(reading, context.threshold)
    yield turned(reading)
    yield kinds(reading, context.threshold)  # before who sees no more in it than a post
    yield numbers(reading)
    yield dates(reading)
    yield capitals(reading)
    yield tagged(reading)
    yield posts(reading, context.threshold)
    yield held(reading, context.threshold)
    yield deeds(reading)
    yield kin(reading)
    yield circumstances(reading)
    yield singular(reading)
    yield quotations(reading, context.notes)
    yield together(reading, context.released)


def tagged(reading: Reading) -> Iterator[Clue]:
    """What the tagger takes for telling: runs of one kind and certainty, and their twins."""
    judged = [_judged(reading, at, each) for at, each in enumerate(reading.tagged)]
    for at in range(1, len(judged) - 1):  # a sign belongs to what stands on both sides
        if not reading.tokens[at].shown[0].isalnum():
            judged[at] = judged[at - 1] if judged[at - 1] == judged[at + 1] else None
    at = 0
    for told, run in groupby(judged):
        last = at + len(list(run)) - 1
        if told:
            kind, sure = told
            yield reading.clue(
                at, last, "name" if kind == "person" else kind,
                "It reads like what was masked in texts like this.",
                sure=sure, direct=kind in _DIRECT, proposal=_PROPOSALS.get(kind, ""),
            )  # fmt: skip
        at = last + 1
    yield from _twins(reading)


def _judged(reading: Reading, at: int, told: Tagged) -> tuple[str, bool] | None:
    doubt = _DOUBT if reading.registry.participants else _DOUBT_ALONE
    if told.chance < doubt:
        return None
    token = reading.tokens[at]
    small = token.is_word and not token.capital and told.chance < _PLAINLY
    if small and reading.registry.participants and _is_known(reading, at):
        return None
    return told.kind, told.chance >= _SURE and _is_written_so(reading, at, told.kind)


def _is_known(reading: Reading, at: int) -> bool:
    return reading.is_common(at) or reading.is_everyday(at)


def _is_written_so(reading: Reading, at: int, kind: str) -> bool:
    """Whether a word looks like what the tagger takes it for: a capital, a digit, a month."""
    token = reading.tokens[at]
    if kind == "person":
        return not token.is_word or (token.capital and not reading.is_everyday(at))
    digit = any(map(str.isdigit, token.low))
    return (kind == "code" and digit) or (
        kind == "date" and (digit or "month" in reading.about[at])
    )


def _twins(reading: Reading) -> Iterator[Clue]:
    """A capital word that is telling in one place is asked about in every other."""
    told = {
        token.shown
        for token, each in zip(reading.tokens, reading.tagged, strict=True)
        if each.chance >= _TWIN and token.capital and not token.first
    }
    for at, token in enumerate(reading.tokens):
        if token.shown in told and not reading.is_public(at):
            yield reading.clue(at, at, "name", "The same word is telling elsewhere in this text.", proposal="")  # fmt: skip


def settled(text: str, clues: Iterable[Clue], reading: Reading) -> list[Finding]:
    """Clues without overlaps: the certain first, and of the others what is left."""
    said = places(text, reading.language)
    every = [c for c in clues if _tells(text, c) and not _is_general(c, said)]
    sure = _joined([clue for clue in every if clue.sure])
    pieces = [
        piece
        for clue in every
        if not clue.sure
        for piece in _left(text, clue, sure)
        if piece == clue or not _is_left_over(reading, piece)
    ]
    found = sorted([*sure, *_joined(pieces)], key=lambda clue: clue.start)
    return [_finding(text, clue, reading.language) for clue in found]


def _is_left_over(reading: Reading, piece: Clue) -> bool:
    """The "Then" of "Then Amal": cut off a name, a sentence's first word of every day."""
    at = bisect_right(reading.tokens, piece.start, key=lambda token: token.start) - 1
    token = reading.tokens[at]
    begins = token.first and token.end == piece.end
    return piece.kind == "name" and begins and reading.is_everyday(at)


def _tells(text: str, clue: Clue) -> bool:
    """Whether there is anything in it: a stop alone tells nothing."""
    return any(map(_is_read, text[clue.start : clue.end]))


def _is_read(sign: str) -> bool:
    """Whether it is a letter or a number, be it in a circle, a square or on a flag."""
    return sign.isalnum() or any(map(str.isalnum, fold(sign)))


def _is_general(clue: Clue, said: Sequence[tuple[int, int]]) -> bool:
    """Whether a doubtful clue begins in general words: they are nobody's, unless a name."""
    if clue.sure or clue.kind == "name":
        return False
    at = bisect_right(said, clue.start, key=lambda place: place[0]) - 1
    return at >= 0 and clue.start < said[at][1]


def _joined(clues: list[Clue]) -> list[Clue]:
    kept: list[Clue] = []
    for clue in sorted(clues, key=lambda c: (c.start, -c.end)):
        if kept and clue.start < kept[-1].end:
            last = kept[-1]
            if clue.end > last.end:
                kept[-1] = last._replace(
                    end=clue.end, direct=last.direct or clue.direct
                )
            elif clue.direct and not last.direct:
                kept[-1] = last._replace(direct=True)
        else:
            kept.append(clue)
    return kept


def _left(text: str, clue: Clue, sure: list[Clue]) -> Iterator[Clue]:
    """The pieces of a doubtful clue that no certain one covers."""
    at = clue.start
    place = max(0, bisect_right(sure, clue.start, key=lambda c: c.start) - 1)
    while place < len(sure) and sure[place].start < clue.end:
        if sure[place].end > at:
            yield from _piece(text, clue, at, min(sure[place].start, clue.end))
            at = sure[place].end
        place += 1
    yield from _piece(text, clue, at, clue.end)


def _piece(text: str, clue: Clue, start: int, end: int) -> Iterator[Clue]:
    while start < end and not _is_read(text[start]):
        start += 1
    while end > start and not _is_read(text[end - 1]):
        end -= 1
    if end > start:
        yield clue._replace(start=start, end=end)


def _finding(text: str, clue: Clue, language: str) -> Finding:
    return Finding(
        clue.start, clue.end, clue.kind, "sure" if clue.sure else "check",
        "direct" if clue.direct else "quasi", clue.why, worded(clue.proposal, language),
        text[clue.start : clue.end],
    )  # fmt: skip
