"""The registry that a text is read against: people, venues, bodies, and the public frame."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from workshops.disclosure.folding import letters
from workshops.disclosure.names import Entry, Unregistered


@dataclass(frozen=True)
class Participant:
    """Somebody of the room, as far as it is written down. Side T is the third party."""

    names: list[str]
    code: str = ""
    side: str = ""
    titles: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    gender: str = ""
    generation: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


class Known(Protocol):
    """Words of names that are recognised where they stand."""

    @property
    def marks(self) -> Collection[bytes]: ...

    def knows(self, folded: str) -> bool: ...


class Nobody:
    """Where nobody else is known."""

    marks: Collection[bytes] = ()

    def knows(self, folded: str) -> bool:
        return False


@dataclass(frozen=True)
class Registry:
    """Who and what must not be found; `public_terms` are words everybody may see."""

    participants: list[Participant] = field(default_factory=list)
    venues: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    public_terms: list[str] = field(default_factory=list)
    sides: list[str] = field(default_factory=list)  # what they are really called
    elsewhere: Known = field(
        default_factory=Nobody
    )  # who has no seat: recognised, not read

    @classmethod
    def of(cls, listed: Mapping[str, Any]) -> Registry:
        """From JSON. What is not in its form is a ValueError with a sentence."""
        if not isinstance(listed, dict):
            raise ValueError("A registry is an object with a list of participants.")
        people = listed.get("participants") or []
        if not isinstance(people, list) or not all(isinstance(p, dict) for p in people):
            raise ValueError("A registry's participants are a list of objects.")
        frame = ("venues", "organisations", "public_terms")
        venues, bodies, public = (_words(listed, key) for key in frame)
        return cls([_participant(person) for person in people], venues, bodies, public)

    def entries(self) -> list[Entry]:
        return [
            Entry(each.names, each.emails, each.phones, of_team=each.side == "T")
            for each in self.participants
            if each.names
        ]

    def insist(self) -> None:
        """An empty registry is an error, never a clean text."""
        if not any(name.strip() for each in self.participants for name in each.names):
            raise Unregistered("there is no registry to check against")

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Everything but names that is to be found as a phrase, and its kind."""
        for each in self.participants:
            yield from (("organisation", words) for words in each.affiliations)
            yield from (("place", words) for words in each.places)
        yield from (("place", words) for words in self.venues)
        yield from (("organisation", words) for words in self.organisations)
        yield from (("side", words) for words in self.sides)

    def posts(self) -> Iterator[tuple[int, str]]:
        """What people are or were, each with the number of whom it is said."""
        for number, each in enumerate(self.participants):
            yield from ((number, words) for words in each.roles)

    def telling_posts(self, threshold: int) -> list[str]:
        """Posts of several words that fewer hold than the threshold says."""
        holders: dict[str, set[int]] = {}
        for number, words in self.posts():
            holders.setdefault(" ".join(letters(words)), set()).add(number)
        return [
            words
            for words, whose in holders.items()
            if " " in words and len(whose) < threshold
        ]


def _participant(person: Mapping[str, Any]) -> Participant:
    lists = ("names", "titles", "roles", "affiliations", "places", "emails", "phones")
    told = {
        key: str(person.get(key) or "")
        for key in ("code", "side", "gender", "generation")
    }
    return Participant(**told, **{key: _words(person, key) for key in lists})  # type: ignore[arg-type]


def _words(listed: Mapping[str, Any], key: str) -> list[str]:
    words = listed.get(key) or []
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise ValueError(f"“{key}” in a registry is a list of words.")
    return [word for word in words if word.strip()]
