"""What is typed reads as it stands: no hidden sign turns its letters, or what comes after it.

Letters of several scripts, joiners, and the marks beside a word that Arabic, Persian and
Hebrew need are let be, though they may order numbers otherwise; so are isolates that end in
the line they began in. Nor does a sign stand for what could not be read.
"""

from __future__ import annotations

import re
from typing import Any
from unicodedata import bidirectional

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LABEL = re.compile(r"\s*\w{1,2}\s*:")
WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")  # embeddings and overrides
AROUND, END = (
    frozenset("\u202a\u202d"),
    "\u202c",
)  # left to right, which these are anyway
OPENING, CLOSING = frozenset("\u2066\u2067\u2068"), "\u2069"  # isolates


def turned(words: str) -> int:
    """The first line that is turned, counted from one; 0 where none is."""
    for number, line in enumerate(words.splitlines(), 1):
        if _turns(line):
            return number
    return 0


def _turns(line: str) -> bool:
    open_ = 0
    for sign in line:
        open_ += (sign in OPENING) - (sign == CLOSING)
        if sign in TURNING or open_ < 0:
            return True
    return open_ > 0


def of(line: str) -> str:
    """Which way a line is written, by its first strong letter (Unicode's rules P2 and P3):
    "rtl", "ltr", or "" where nothing in it says so."""
    depth = 0
    for sign in line:
        depth = max(depth + (sign in OPENING) - (sign == CLOSING), 0)
        if not depth and (way := WAYS.get(bidirectional(sign))):
            return way
    return ""


def of_labelled(line: str) -> str:
    """The same, but a letter with a colon before it ("A: …") only says whose line it is."""
    return of(_LABEL.sub("", line)) or of(line)


def bare(words: str) -> str:
    """A number or an address out of the pair of signs that address books copy around it."""
    if words[:1] in AROUND and words[-1:] == END:
        return words[1:-1]
    return words


def upright(value: Any) -> None:
    """What every field that takes words is held against."""
    if line := turned(str(value)):
        raise ValidationError(
            _(
                "A hidden sign in line %(line)s turns the direction of writing, so that"
                " words may read otherwise than they stand. Delete that line and type it"
                " anew: pasted, the sign would come back."
            ),
            code="turned",
            params={"line": line},
        )


UNREAD = "\ufffd"  # stands where something else stood that could not be read
# It, signs that steered a teleprinter, and two that are no letters: no page shows them, and no
# word processor takes them. Ends of lines and pages are let be.
_UNREADABLE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd-\uffff]")


def readable(words: str) -> str:
    """The words without signs that nobody reads: kept before they were refused."""
    return _UNREADABLE.sub("", words)


def legible(value: Any) -> None:
    """What every field that takes words is held against, too: typed, it says nothing."""
    unread = _UNREADABLE.search(words := str(value))
    if unread:
        raise ValidationError(
            _(
                "In line %(line)s there are signs that could not be read: they stand there as"
                " %(sign)s. Type them anew, or copy them from where they read well."
            ),
            code="unread",
            params={
                "line": words.count("\n", 0, unread.start()) + 1,
                "sign": _shown(unread[0]),
            },
        )


def _shown(sign: str) -> str:
    """A picture of a sign that has none of its own (Unicode's block of control pictures)."""
    return chr(0x2400 + ord(sign)) if sign < " " else UNREAD
