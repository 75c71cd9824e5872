"""Numbers (b, g): codes, rooms, flights, plates, handles, money; and groups of a few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workshops.disclosure.contacts import contacts
from workshops.disclosure.reading import Clue, Reading

_HANDLE = re.compile(r"(?<![\w@.])@[\w][\w.]{2,40}")
_CODE = re.compile(
    r"(?<![\w/.-])(?:"
    r"[^\W\d_]{1,4}[-–/ ]?\d{2,5}(?:[-–/][^\W_]{1,5}){0,2}"  # KRM-118-TQ, VB 1180
    r"|\d{1,5}(?:[-– ]?[A-ZА-Я]{1,4}|-[^\W\d_]{1,4})(?![^\W\d_])"
    r"|[^\W\d_]{1,4}(?:[-–/][^\W_]{1,6}){1,3}(?<=\d)"
    r"|\d{1,6}(?:/\d{1,6}){1,3}"
    r")(?![\w])"
)
_HOURS = re.compile(r"\d\d?[.:h ]?\d\d\s?[-–—]\s?\d\d?[.:h ]?\d\d")
_DIALLED = 9  # digits of a number that begins with a nought
_WHO = frozenset("que qui who которые".split())
_CLAUSE = 6  # tokens of what they are said to do
_LONG = 3  # digits: a number so long is a number of something
_WIDE = 4  # tokens from "room" to the last of its number
_ON = frozenset(
    "du del des from из من di and or on in of to the rule et de ou y o en de".split()
)
_ANYTHING = frozenset(
    "no nr n number numero case file row train place bed номер н дело رقم".split()
)
_SIGNS = frozenset(".,-–/:()#№°º'")


def numbers(reading: Reading) -> Iterator[Clue]:
    entries = reading.registry.entries()
    for start, end, kind, certain, _own in contacts(reading.text, entries):
        if not certain and _HOURS.fullmatch(reading.text[start:end]):
            continue
        said = reading.text[start:end]
        dialled = sum(map(str.isdigit, said)) >= _DIALLED and said[0] in "0٠"
        sure = certain or (kind == "phone" and dialled)
        proposal = "a number" if kind == "phone" else "an address"
        yield Clue(start, end, kind, sure, True, "An address or a number to reach somebody.", proposal)  # fmt: skip
    for match in _HANDLE.finditer(reading.text):
        yield Clue(*match.span(), "contact", True, True, "A name on a network.", "an address")  # fmt: skip
    yield from _codes(reading)
    yield from _labelled(reading)
    yield from _groups(reading)


def _codes(reading: Reading) -> Iterator[Clue]:
    codes = {person.code for person in reading.registry.participants if person.code}
    for code in codes:
        for match in re.finditer(
            rf"(?<!\w){re.escape(code)}(?!\w)", reading.text, re.IGNORECASE
        ):
            yield Clue(*match.span(), "code", True, True, "A code name of this room.", "a participant")  # fmt: skip
    for match in _CODE.finditer(reading.text):
        if _stands_for(match[0]):
            yield Clue(*match.span(), "code", True, True, "A number that stands for somebody.", "a number")  # fmt: skip
    yield from _bare(reading)


def _stands_for(said: str) -> bool:
    """Capitals and digits, a file's number and its year, B-02 in small letters."""
    digits = sum(map(str.isdigit, said))
    if re.fullmatch(r"\d{3,6}/\d{2,4}", said) or re.fullmatch(r"[^\W\d_]-\d\d", said):
        return True
    capitals = said.upper() == said and any(map(str.isupper, said))
    return digits > 1 and (capitals or (digits > _LONG and "-" in said))


def _bare(reading: Reading) -> Iterator[Clue]:
    """Long numbers, words with a digit in them, and two letters before a number."""
    for at, token in enumerate(reading.tokens):
        if (
            token.low.isdigit()
            and len(token.low) > 1
            and at
            and _is_short(reading, at - 1, len(token.low))
        ):
            yield reading.clue(at - 1, at, "code", "It may be the number of a journey or a car.", direct=True, proposal="a number")  # fmt: skip
        long = token.low.isdigit() and len(token.low) >= _LONG
        mixed = (
            token.low.isalnum() and not token.low.isalpha() and not token.low.isdigit()
        )
        if (long and token.low[:2] not in ("19", "20")) or (mixed and len(token.low) > 3):  # fmt: skip
            yield reading.clue(at, at, "code", "It may be a number that stands for something.", direct=True, proposal="a number")  # fmt: skip


def _is_short(reading: Reading, at: int, digits: int) -> bool:
    """Two or three letters that are no word: bx 417."""
    token = reading.tokens[at]
    if not token.is_word or not 1 < len(token.low) <= 3 or reading.about[at]:
        return False
    return not reading.is_everyday(at) or (digits == 3 and token.low not in _ON)


def _labelled(reading: Reading) -> Iterator[Clue]:
    """Room 14, flight BX 417, № 061, вагон 4, السعف ٣٣٠."""
    words = reading.tokens
    for at, about in enumerate(reading.about):
        sign = words[at].shown in ("№", "#")
        if "label" not in about and not sign:
            continue
        last = at
        for place in range(at + 1, min(at + _WIDE + 2, len(words))):
            token = words[place]
            if "\n" in token.gap:
                break
            if any(map(str.isdigit, token.low)):
                last = place
            elif token.shown not in _SIGNS and (len(token.low) > 3 or last > at or token.low in _ON):  # fmt: skip
                break
        if last > at:
            tail = last + 1 < len(words) and len(words[last + 1].low) == 1 and words[last + 1].is_word and words[last + 1].gap == " "  # fmt: skip
            yield reading.clue(at, last + (tail and reading.language == "ar"), "code", "The number of a room, a seat, a file, a journey.", sure=_tells(reading, at, last), direct=True, proposal="a number")  # fmt: skip


def _tells(reading: Reading, at: int, last: int) -> bool:
    """Room 6 tells something; no. 6 may be the number of anything."""
    digits = sum(c.isdigit() for t in reading.tokens[at : last + 1] for c in t.shown)
    return reading.tokens[at].low not in _ANYTHING or digits > _LONG + 1


def _groups(reading: Reading) -> Iterator[Clue]:
    """Two women, trois du Nord, двое отцов: a group too small to hide in."""
    for at, about in enumerate(reading.about):
        token = reading.tokens[at]
        if "few" not in about and token.low not in ("2", "3", "4"):
            continue
        near_by = [t.shown for t in reading.tokens[at : at + 4]]
        last = reading.reach(at, 3 + 2 * ("'" in near_by or "’" in near_by))
        spelled = token.is_word
        near = [p for p in range(at + 1, last + 1) if (spelled or reading.tokens[p].low not in _ON) and reading.about[p] & {"crowd", "role", "kin", "few", "group"} and (token.is_word or p == at + 1)]  # fmt: skip
        near += [p for p in range(at + 1, last + 1) if reading.tokens[p].low in _WHO]
        if near and reading.tokens[near[-1]].low in _WHO:
            last = reading.reach(at, _CLAUSE)
        plain = not token.is_word or (last > at and reading.about[at + 1] & {"span", "month", "weekday"})  # fmt: skip
        alone = reading.language in ("ru", "ar") and len(token.low) > 3
        if near or (alone and not plain):
            before = (
                at > 0
                and token.gap == " "
                and reading.about[at - 1] & {"crowd", "title"}
            )
            yield reading.clue(
                at - bool(before and reading.language == "ar"), max(near[-1] if near else at, last), "number",
                "A group smaller than the threshold.", proposal="some",
            )  # fmt: skip
