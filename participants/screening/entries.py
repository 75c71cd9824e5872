"""What an official list says of one person, organisation, ship or aircraft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

PERSON, OTHER = "person", "other"
KINDS = ("un", "ofac", "eu", "uk", "plain")
ABOUT = 900  # code points of what else a list says: enough to tell two people apart


@dataclass(frozen=True)
class Entry:
    """One listed person or thing, under every name the list gives it."""

    reference: str  # the list's own identifier
    sort: str  # PERSON or OTHER
    names: tuple[str, ...]  # the first is the primary one
    births: tuple[tuple[int, int], ...] = ()  # years, from and to, both included
    nationalities: tuple[str, ...] = ()
    about: str = ""  # what else the list says, for who compares
    source: str = ""  # one of KINDS; no part of what the list says

    @property
    def version(self) -> str:
        """A digest of all that is said: another wording is another version."""
        said = [self.reference, self.sort, self.names, self.births, self.nationalities]
        written = json.dumps([*said, self.about], ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class Roll:
    """A list as it was read: of which kind, of which day, and who is on it."""

    kind: str  # one of KINDS
    entries: list[Entry] = field(default_factory=list)
    dated: date | None = None  # the day the list gives itself; some give none
    digest: str = ""  # SHA-256 over its files


# Marks a sentence for translation, which is done where Django is.
gettext_noop = str

SENTENCES = {
    "large": gettext_noop("The file is larger than %(most)s MB; no list is."),
    "empty": gettext_noop("The file is empty."),
    "letters": gettext_noop("The file is neither UTF-8 nor Windows-1252."),
    "unknown": gettext_noop(
        "This is none of the lists known here: UN, OFAC, EU, UK, or a plain CSV with the"
        " columns “reference” and “name”."
    ),
    "broken": gettext_noop(
        "The file breaks off or is not well formed, near line %(line)s."
    ),
    "entities": gettext_noop(
        "The file defines entities or a document type; no list does."
    ),
    "columns": gettext_noop("Line %(line)s does not have the columns of the others."),
    "missing": gettext_noop("The column “%(column)s” is missing."),
    "nobody": gettext_noop("The file names nobody."),
    "reference": gettext_noop("An entry near line %(line)s has no reference."),
    "nameless": gettext_noop("The entry %(reference)s has no name."),
    "twice": gettext_noop("The reference %(reference)s stands for two entries."),
    "stray": gettext_noop(
        "An alias belongs to %(reference)s, which is not in SDN.CSV."
    ),
    "alone": gettext_noop("ALT.CSV and ADD.CSV are read together with their SDN.CSV."),
    "again": gettext_noop("Two of the files are of the same kind."),
}


class Unreadable(Exception):
    """A file that is not taken in, and why: a key of `SENTENCES` and what stands in it."""

    def __init__(self, why: str, **details: object) -> None:
        super().__init__(SENTENCES[why] % details)
        self.why = why
        self.details = details


def whole(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of a list, if there are any, all named and no reference twice.

    Raises Unreadable otherwise: a list is taken in whole or not at all.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        if not entry.names:
            raise Unreadable("nameless", reference=entry.reference)
        if entry.reference in found:
            raise Unreadable("twice", reference=entry.reference)
        found[entry.reference] = entry
    if not found:
        raise Unreadable("nobody")
    return list(found.values())
