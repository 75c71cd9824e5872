"""The check: every place in a text that points at somebody, and which rule says so.

Three layers so far: words of registered names (folded; one word of a name is enough and
is extended over its neighbours), e-mail addresses, telephone numbers. Linear in the
length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workshops.disclosure.folding import Word, fold, words
from workshops.disclosure.names import PARTICLES, Entry, digits, telling_words

_EMAIL = re.compile(r"[\w.+'-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\u2010-\u2015/-]{6,22}\d")
_FEWEST_DIGITS = 8
_LONG = 5  # letters: a shorter name with an s is another word
_LONGEST = 60  # letters: no name run together with another is longer
_YEARS = re.compile(r"(?:19|20)\d\d\D+(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Finding:
    """text[start:end] gives something away. `sure` blocks; `check` asks somebody."""

    start: int
    end: int
    kind: str  # name | e-mail | phone
    certainty: str  # sure | check
    identifier: str  # direct | quasi
    why: str
    proposal: str
    text: str

    @property
    def key(self) -> str:
        """The same for every occurrence of the same words."""
        return f"{self.kind}|{fold(self.text)}"


def find(text: str, registry: Iterable[Entry]) -> list[Finding]:
    """All findings in reading order, none overlapping.

    An empty registry is an error, not a clean text: ValueError.
    """
    entries = list(registry)
    if not any(entry.names for entry in entries):
        raise ValueError("there is no registry to check against")
    found = [*_emails(text), *_phones(text, entries), *_names(text, entries)]
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def replace(text: str, findings: Sequence[Finding], key: str) -> str:
    """The text with every occurrence of one finding generalised as proposed."""
    for finding in sorted(findings, key=lambda f: -f.start):
        if finding.key == key:
            text = text[: finding.start] + finding.proposal + text[finding.end :]
    return text


def _names(text: str, entries: list[Entry]) -> list[Finding]:
    telling = telling_words(entries)
    found: list[Finding] = []
    run: list[Word] = []
    for read in [*words(text), Word("", len(text), len(text))]:
        name = _name_in(read.folded, telling)
        word = read if name == read.folded else read._replace(folded=name)
        joins = not run or not re.search(r"[.;:!?\n]", text[run[-1].end : word.start])
        if joins and (word.folded in telling or (run and word.folded in PARTICLES)):
            run.append(word)
            continue
        if run:
            found.append(_name(text, run, telling))
        run = [word] if word.folded in telling else []
    return found


def _name_in(folded: str, telling: dict[str, Entry]) -> str:
    """The name a word is, in the plural, or run together with another; else the word."""
    if folded in telling:
        return folded
    for end in range(_LONG, min(len(folded), _LONGEST)):
        name, rest = folded[:end], folded[end:]
        if name in telling and (rest == "s" or rest in telling):
            return name
    return folded


def _name(text: str, run: list[Word], telling: dict[str, Entry]) -> Finding:
    while run[-1].folded in PARTICLES and run[-1].folded not in telling:
        run = run[:-1]
    words_of_name = text[run[0].start : run[-1].end]
    # "hope" may be a hope; "Hope" is she. A script without capitals is never in doubt.
    doubtful = len(run) == 1 and words_of_name.islower()
    entry = telling[run[0].folded]
    return Finding(
        run[0].start,
        run[-1].end,
        "name",
        "check" if doubtful else "sure",
        "direct",
        "A word of a registered name.",
        entry.proposal,
        words_of_name,
    )


def _emails(text: str) -> list[Finding]:
    return [
        Finding(
            match.start(), match.end(), "e-mail", "sure", "direct",
            "An e-mail address.", "an address", match.group(),
        )
        for match in _EMAIL.finditer(text)
    ]  # fmt: skip


def _phones(text: str, entries: list[Entry]) -> list[Finding]:
    known = {digits(phone) for entry in entries for phone in entry.phones} - {""}
    found = []
    for match in _NUMBER.finditer(text):
        number = digits(match.group())
        if len(number) < _FEWEST_DIGITS or _YEARS.match(match.group()):
            continue
        registered = number in known
        why = (
            "A registered telephone number."
            if registered
            else "It may be a telephone number."
        )
        found.append(
            Finding(
                match.start(), match.end(), "phone",
                "sure" if registered or match.group().startswith("+") else "check",
                "direct", why, "a number", match.group(),
            )
        )  # fmt: skip
    return found
