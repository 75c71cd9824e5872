"""Contacts: addresses and numbers in a text, anybody's and those of the registry.

Anybody's are known by their form; the registry's own are compared letter by letter and
digit by digit, whatever stands between. Every expression reads what it takes once: it
begins where no letter of the same kind stands before, and gives nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workshops.disclosure.folding import fold, unbroken
from workshops.disclosure.names import Entry

_OPEN, _SHUT = r"\s?[(\[{<]\s?", r"\s?[)\]}>]"
_SAID_AT = r"(?:at|arroba|arobase|собака)"
_SAID_DOT = r"(?:dot|punto|point|ponto|точка)"
_LOCAL = r"(?<![\w.+'-])[\w.+'-]++"
_AT = rf"(?:\s?@\s?|{_OPEN}(?:@|{_SAID_AT}){_SHUT}\s?)"
_DOT = rf"(?:[.。]|{_OPEN}(?:\.|{_SAID_DOT}){_SHUT}\s?|\s{_SAID_DOT}\s)"
_EMAIL = re.compile(
    rf"{_LOCAL}{_AT}\[?[\w-]++(?:{_DOT}[\w-]++)+"
    rf"|{_LOCAL}@[^\W\d_][\w-]{{2,}}"  # of a house's own network
)
_SAID = re.compile(rf"{_LOCAL}\s{_SAID_AT}\s[\w-]++(?:\s{_SAID_DOT}\s[\w-]++)+")
# What must be there at all: few texts have it, and to look for it costs next to nothing.
_SIGN = re.compile(rf"@|[(\[{{<]\s?{_SAID_AT}\b")
_SIGN_SAID = re.compile(rf"\b{_SAID_DOT}\b")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().·_\u2010-\u2015/-]{6,22}\d")
_YEARS = re.compile(r"(?:(?:1[89]|20)\d\d\D+)+(?:1[89]|20)\d\d$")
_FEWEST_DIGITS = 8
_FEWEST_OWN = 6  # digits of a number that is registered
_FEWEST_LETTERS = 6  # of an address that is registered, and of all it is written with
_WIDEST = 4  # signs between two digits of one number
_TAIL = 8  # digits: prefixes vary, a number's end does not


class Contact(NamedTuple):
    """text[start:end] is an address or a number, and perhaps a registered one."""

    start: int
    end: int
    kind: str  # e-mail | phone
    sure: bool
    own: bool


def contacts(text: str, entries: Sequence[Entry]) -> Iterator[Contact]:
    """Every address and number of a text. They may overlap."""
    folded, places = unbroken(text)
    for start, end, kind, sure, own in [
        *_addresses(folded),
        *_own_addresses(folded, entries),
        *_numbers(folded),
        *_own_numbers(folded, entries),
    ]:
        yield Contact(places[start], places[end - 1] + 1, kind, sure, own)


def _addresses(folded: str) -> Iterator[Contact]:
    for form, sign in (_EMAIL, _SIGN), (_SAID, _SIGN_SAID):
        if sign.search(folded):
            for match in form.finditer(folded):
                yield Contact(*match.span(), "e-mail", sure=True, own=False)


def _own_addresses(folded: str, entries: Sequence[Entry]) -> Iterator[Contact]:
    sought = {_bare(fold(address)) for entry in entries for address in entry.emails}
    bare = _bare(folded)
    hits = [
        (at, len(address))
        for address in sought
        if len(address) >= _FEWEST_LETTERS
        for at in _every(address, bare)
    ]
    if not hits:
        return
    at_letter = [match.start() for match in re.finditer(r"[^\W_]", folded)]
    for at, length in hits:
        start, end = at_letter[at], at_letter[at + length - 1] + 1
        begins = not folded[start - 1 : start].isalnum()
        ends = not folded[end : end + 1].isalnum()
        if begins and ends and end - start <= length * (_WIDEST + 1):
            yield Contact(start, end, "e-mail", sure=True, own=True)


def _bare(folded: str) -> str:
    return re.sub(r"[\W_]+", "", folded)


def _every(sought: str, text: str) -> Iterator[int]:
    at = text.find(sought)
    while at >= 0:
        yield at
        at = text.find(sought, at + len(sought))


def _numbers(folded: str) -> Iterator[Contact]:
    for match in _NUMBER.finditer(folded):
        number = match[0]
        if len(_digits(number)) >= _FEWEST_DIGITS and not _YEARS.match(number):
            sure = number.startswith("+")
            yield Contact(*match.span(), "phone", sure=sure, own=False)


def _own_numbers(folded: str, entries: Sequence[Entry]) -> Iterator[Contact]:
    tails = {_digits(fold(n))[-_TAIL:] for entry in entries for n in entry.phones}
    known = {tail for tail in tails if len(tail) >= _FEWEST_OWN}
    lengths = {len(tail) for tail in known}
    for chunk in _chunks(folded) if known else []:
        number = "".join(folded[place] for place in chunk)
        for length in lengths:
            for at in range(len(number) - length + 1):
                if number[at : at + length] in known:
                    end = chunk[at + length - 1] + 1
                    yield Contact(chunk[at], end, "phone", sure=True, own=True)


def _chunks(folded: str) -> Iterator[list[int]]:
    """The places of digits between which nothing stands but a few signs."""
    chunk: list[int] = []
    for match in re.finditer(r"\d", folded):
        place = match.start()
        if chunk and not _near(folded[chunk[-1] + 1 : place]):
            yield chunk
            chunk = []
        chunk.append(place)
    if chunk:
        yield chunk


def _near(between: str) -> bool:
    return len(between) <= _WIDEST and not any(map(str.isalpha, between))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
