"""Who on the lists might this be: a pure engine, offline and explainable. No Django, no database."""

from participants.screening.circumstances import Asked, Remark
from participants.screening.entries import (
    KINDS,
    OTHER,
    PERSON,
    SENTENCES,
    Entry,
    Roll,
    Unreadable,
)  # fmt: skip
from participants.screening.index import Index, Match
from participants.screening.reading import read

__all__ = [
    "KINDS", "OTHER", "PERSON", "SENTENCES", "Asked", "Entry", "Index", "Match",
    "Remark", "Roll", "Unreadable", "read",
]  # fmt: skip
