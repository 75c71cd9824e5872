"""The check: every place in a text that points at somebody, and which rule says so.

Three layers so far: words of registered names (in any spelling; one word of a name is
enough and is extended over its neighbours), e-mail addresses, telephone numbers. Linear in
the length of the text, whatever is written in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from hashlib import sha256

from workshops.disclosure.contacts import Contact, contacts
from workshops.disclosure.folding import fold, letters
from workshops.disclosure.mentions import Mention, mentions
from workshops.disclosure.names import Entry, Unregistered

_ENDS = tuple(".!?\u2026\u061f\u06d4")  # and the same of Arabic and Persian
_POINTS = frozenset("-*#>\u2022")
_LEADS = (
    " \t\n\"'(\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u00bf\u00a1\u2013\u2014_"
    + "".join(_POINTS)
)
_BEFORE = 200  # characters that tell whether a sentence begins
_LONGEST_KEY = 120  # characters: of a longer passage, a digest
_CONTACTS = {  # by kind, and whether it is registered: why, and what to write instead
    ("e-mail", False): ("An e-mail address.", "an address"),
    ("e-mail", True): ("A registered e-mail address.", "an address"),
    ("phone", False): ("It may be a telephone number.", "a number"),
    ("phone", True): ("A registered telephone number.", "a number"),
}


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
        """The same for every occurrence of the same words, if they are as certain."""
        doubt = "" if self.certainty == "sure" else "?"
        said = " ".join(
            fold(self.text).split()
        )  # a form sends a line's end its own way
        if len(said) > _LONGEST_KEY:
            said = sha256(said.encode(errors="replace")).hexdigest()
        return f"{self.kind}{doubt}|{said}"

    @property
    def has_words(self) -> bool:
        """Whether the proposal is words to write, and not what its author has to do."""
        return bool(self.proposal) and not self.proposal.startswith("(")


def find(text: str, registry: Iterable[Entry]) -> list[Finding]:
    """All findings in reading order, none overlapping.

    An empty registry is an error, not a clean text: `Unregistered`.
    """
    entries = list(registry)
    if not any(entry.names for entry in entries):
        raise Unregistered("there is no registry to check against")
    found = [
        *(_contact(text, each) for each in contacts(text, entries)),
        *(_mentioned(text, each) for each in mentions(text, entries)),
    ]
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and finding.start < kept[-1].end:
            kept[-1] = _together(text, kept[-1], finding)
        else:
            kept.append(finding)
    return kept


def replace(text: str, findings: Sequence[Finding], instead: Mapping[str, str]) -> str:
    """The text with every occurrence of some findings put in other words.

    `instead` has words by key; none of one's own are the proposal's.
    """
    parts, done = list[str](), 0
    for finding in sorted(findings, key=lambda f: f.start):
        words = instead.get(finding.key)
        if words is None or finding.start < done or not (words or finding.has_words):
            continue
        said = _as_it_stands(text, finding.start, words or finding.proposal)
        parts += text[done : finding.start], said
        done = finding.end
    return "".join([*parts, text[done:]])


def _as_it_stands(text: str, start: int, words: str) -> str:
    """The words; with a capital where a sentence, a paragraph or a point of a list begins."""
    before = text[max(0, start - _BEFORE) : start].replace("\r", "")
    said = before.rstrip(_LEADS)
    gap = before[len(said) :]
    point = "\n" in gap and not _POINTS.isdisjoint(gap)
    begins = not said or said.endswith(_ENDS) or "\n\n" in gap or point
    return (words[:1].upper() if begins else words[:1]) + words[1:]


def instead(text: str, finding: Finding) -> str:
    """What the proposal would write in this place; nothing, where it has no words."""
    if not finding.has_words:
        return ""
    return _as_it_stands(text, finding.start, finding.proposal)


def setting(text: str, finding: Finding) -> str:
    """The words right before and behind a finding: where it was read."""
    before = letters(text[max(0, finding.start - _BEFORE) : finding.start])
    behind = letters(text[finding.end : finding.end + _BEFORE])
    return " ".join([*before[-1:], "\u2026", *behind[:1]])


def _mentioned(text: str, mention: Mention) -> Finding:
    start, end, sure, entry = mention
    return Finding(
        start, end, "name", "sure" if sure else "check", "direct",
        "A word of a registered name.", entry.proposal, text[start:end],
    )  # fmt: skip


def _contact(text: str, contact: Contact) -> Finding:
    start, end, kind, sure, own = contact
    why, proposal = _CONTACTS[kind, own]
    return Finding(
        start, end, kind, "sure" if sure else "check", "direct",
        why, proposal, text[start:end],
    )  # fmt: skip


def _together(text: str, one: Finding, other: Finding) -> Finding:
    """Two findings that overlap are one, as certain as the more certain of them."""
    longer = max(one, other, key=lambda f: (f.certainty == "sure", f.end - f.start))
    start, end = min(one.start, other.start), max(one.end, other.end)
    return replaced(longer, start=start, end=end, text=text[start:end])
