"""What the record can be narrowed by: the words of its acts and things, in their order."""

from __future__ import annotations

from trackii.audit.things import KINDS
from trackii.audit.words import ACTS


def said_alike(verb: str) -> list[str]:
    """The verbs that the record says in the same words as this one."""
    return [each for each, said in ACTS.items() if str(said) == str(ACTS.get(verb))]


def acts() -> list[tuple[str, str]]:
    """Every act there are words for, in the order of the words; what reads alike is one."""
    by_words = {str(said): verb for verb, said in reversed(ACTS.items())}
    return sorted(((verb, said) for said, verb in by_words.items()), key=_by_words)


def kinds() -> list[tuple[str, str]]:
    """Every kind of thing, likewise."""
    return sorted(((label, str(said)) for label, said in KINDS.items()), key=_by_words)


def _by_words(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
