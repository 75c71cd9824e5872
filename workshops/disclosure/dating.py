"""Dates (b): of the calendar, certain; counted from something that happened, to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workshops.disclosure.reading import Clue, Reading

_NUMERIC = re.compile(
    r"(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)"
    r"|(?<![\w])\d{1,2}[-/.\s]?(?:XI{0,2}|I{1,3}|IV|VI{0,3}|IX)(?![\w])"
)
_JOINING = frozenset("au al to по of de del the le la el st nd rd th er го ого".split())
_EARLY, _LATE = 10, 20
_DAYS, _CENTURIES = 31, ("17", "18", "19", "20")
_NEXT = frozenset(
    "last next this early late mid dernier prochain fin debut mi pasado proximo "
    "fines principios прошлого прошлом следующего конец начало середина الماضي القادم".split()
)
_UNITS = frozenset("five six seven eight nine ten cinq six sept huit neuf dix cinco seis siete ocho nueve diez".split())  # fmt: skip
_NAMED_AFTER = frozenset(
    "الاول الثاني الاخر الاخره الاولى الثانيه".split()
)  # of months
_FEW = 7  # words behind "after"


def dates(reading: Reading) -> Iterator[Clue]:
    for match in _NUMERIC.finditer(reading.text):
        yield Clue(*match.span(), "date", True, False, "A date.", "around that time")
    for at, about in enumerate(reading.about):
        if "month" in about and reading.tokens[at].is_word:
            yield from _of_month(reading, at)
    yield from _ordinals(reading)
    yield from _years(reading)
    yield from _counted(reading)


def _of_month(reading: Reading, at: int) -> Iterator[Clue]:
    first, day = _before(reading, at)
    last, day_behind = _behind(reading, at)
    day = day or day_behind
    if not day and first == at and last == at and not _certain_month(reading, at):
        return
    sure = bool(day or last > at)
    yield reading.clue(first, last, "date", "A date." if sure else "A month.", sure=sure, proposal=_about_when(day))  # fmt: skip


def _certain_month(reading: Reading, at: int) -> bool:
    """May is a month only with a capital, and mars a planet in the middle of nothing."""
    token = reading.tokens[at]
    if len(token.low) <= 4:
        return token.capital and not token.first
    return True


def _before(reading: Reading, at: int) -> tuple[int, int]:
    """Where a date that ends in a month begins, and its day."""
    first, day = at, 0
    words = reading.tokens
    for place in range(at - 1, max(-1, at - 8), -1):
        token = words[place]
        if "\n" in words[place + 1].gap:
            break
        if token.shown.isdecimal() and len(token.shown) <= 2:
            first, day = place, int(token.low)
        elif (
            reading.about[place] & {"weekday", "span", "few", "only"}
            or token.low in _NEXT
        ):
            first = place
        elif token.low not in _JOINING and token.shown not in ",.–-" and not _ordinal(token.shown):  # fmt: skip
            break
        elif _ordinal(token.shown):
            first, day = place, int(re.sub(r"\D", "", token.shown))
    return first, day


def _behind(reading: Reading, at: int) -> tuple[int, int]:
    last, day = at, 0
    words = reading.tokens
    for place in range(at + 1, min(at + 5, len(words))):
        token = words[place]
        if "\n" in token.gap:
            break
        if words[place - 1].shown == "," and len(token.shown) <= 2:
            break
        if token.low[:4].isdecimal() and (len(token.shown) <= 2 or token.low[:2] in _CENTURIES):  # fmt: skip
            last = place
            day = day or (int(token.low) if len(token.shown) <= 2 and token.low.isdecimal() else 0)  # fmt: skip
        elif (
            _ordinal(token.shown)
            or "month" in reading.about[place]
            or token.low in _NAMED_AFTER
        ):
            last = place
        elif token.shown not in ",." and token.low not in _JOINING:
            break
    return last, day


def _ordinal(shown: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|er|go|го)", shown))


def _ordinals(reading: Reading) -> Iterator[Clue]:
    """The 5th, 23-го, jeudi 5, lun. 20, ٢١ منه: a day without its month."""
    words = reading.tokens
    for at, token in enumerate(words):
        if _ordinal(token.shown):
            yield reading.clue(at, at, "date", "A day of a month.", proposal="around that time")  # fmt: skip
            continue
        if not (token.shown.isdecimal() and 0 < int(token.low) <= _DAYS and at):
            continue
        ended = words[at + 1].low if at + 1 < len(words) else ""
        if ended in "-‑" and at + 2 < len(words) and words[at + 2].low in {"го", "е", "му", "м"}:  # fmt: skip
            yield reading.clue(at, at + 2, "date", "A day of a month.", proposal="around that time")  # fmt: skip
        elif ended == "منه":
            yield reading.clue(at, at + 1, "date", "A day of a month.", proposal="around that time")  # fmt: skip
        else:
            back = at - 1 - (words[at - 1].shown in ".,")
            if back >= 0 and "weekday" in reading.about[back] and "\n" not in token.gap:
                yield reading.clue(back, at, "date", "A day of a month.", sure=True, proposal="around that time")  # fmt: skip


def _years(reading: Reading) -> Iterator[Clue]:
    for at, token in enumerate(reading.tokens):
        if len(token.low) == 4 and token.low.isdecimal() and token.low[:2] in _CENTURIES:  # fmt: skip
            yield reading.clue(at, at, "date", "A year.", proposal="some years ago")


def _counted(reading: Reading) -> Iterator[Clue]:
    """Nine days after the killings, la semana del censo, в ночь перед отставкой."""
    for at, about in enumerate(reading.about):
        if not about & {"span", "event", "when"} or not reading.tokens[at].is_word:
            continue
        last = reading.reach(at, _FEW)
        behind = range(at + 1, last + 1)
        if "event" in about:
            near = [p for p in range(max(0, at - 4), at) if reading.about[p] & {"when", "span", "month"}]  # fmt: skip
            if near:
                yield _event(reading, near[0], reading.reach(at, 3))
        elif "span" in about and any(reading.about[p] & {"event"} for p in behind):
            first = at - 1 if at and reading.about[at - 1] & {"few", "when"} else at
            yield _event(reading, first, last)
        elif "span" in about and at and _is_number(reading, at - 1):
            yield reading.clue(
                at - 1, at, "date", "A length of time.", proposal="some time"
            )
        elif "when" in about and at and "span" in reading.about[at - 1]:
            yield _event(reading, max(0, at - 3), last)


def _is_number(reading: Reading, at: int) -> bool:
    return reading.tokens[at].shown.isdecimal() or bool(reading.about[at] & {"few", "tens"}) or reading.tokens[at].low in _UNITS  # fmt: skip


def _event(reading: Reading, first: int, last: int) -> Clue:
    why = "A time counted from something that happened."
    return reading.clue(first, last, "date", why, proposal="around that time")


def _about_when(day: int) -> str:
    if not day:
        return "around that time"
    if day <= _EARLY:
        return "early in the month"
    return "late in the month" if day > _LATE else "in the middle of the month"
