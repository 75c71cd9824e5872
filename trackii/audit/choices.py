"""What the record can be narrowed by: the words of its acts and things, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trackii.audit.things import KINDS
from trackii.audit.words import ACTS

if TYPE_CHECKING:
    from collections.abc import Collection


def said_alike(verb: str) -> list[str]:
    """The verbs that the record says in the same words as this one."""
    return [each for each, said in ACTS.items() if str(said) == str(ACTS.get(verb))]


def acts(done: Collection[str]) -> list[tuple[str, str]]:
    """Those acts that were done, in the order of their words; what reads alike is one."""
    known = [(verb, said) for verb, said in ACTS.items() if verb in done]
    by_words = {str(said): verb for verb, said in reversed(known)}
    return sorted(((verb, said) for said, verb in by_words.items()), key=_by_words)


def kinds(done: Collection[str]) -> list[tuple[str, str]]:
    """Every kind of thing they were done to, likewise."""
    known = [(label, str(said)) for label, said in KINDS.items() if label in done]
    return sorted(known, key=_by_words)


def _by_words(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
