"""Somebody in by her private link: let in by a code, asked for two words, seen out again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from trackii.prepared import Prepared
from trackii.vault import admission, keyring, links
from trackii.vault.admission import Visit
from trackii.vault.errors import (
    LinkOpened,
    LinkShut,
    LinkSpent,
    VaultAway,
    VaultError,
    WrongWords,
)
from trackii.vault.models import Link
from workshops.models import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from workshops.models import Workshop

__all__ = ["LinkShut", "Visit"]

INVITATION, REVIEW, OWN = Link.Kind.INVITATION, Link.Kind.REVIEW, Link.Kind.OWN
CANVASS = Link.Kind.CANVASS
HERS = (INVITATION, OWN)  # what opens all that is her own
KINDS = tuple(Link.Kind)


class TurnedAway(Exception):
    """A code or two words that open nothing. The sentence is fit to show."""

    def __init__(self, refused: VaultError) -> None:
        super().__init__(f"{refused.title}. {refused.sentence}")
        self.status = refused.status
        # What was sent will never open anything again.
        self.of_no_use = isinstance(refused, LinkOpened)


def enter(typed: str, *, address: str) -> str:
    """Let somebody in with a code, and return the half of the key her browser keeps.

    `address` is whose tries are counted; empty, where it tells nobody apart.
    """
    try:
        return admission.admit(typed, address=address)
    except VaultAway:
        raise
    except VaultError as refused:
        raise TurnedAway(refused) from refused


def find(cookie: str) -> Visit | None:
    """Who is in just now, or nobody."""
    return admission.find(cookie)


def say_words(visit: Visit, cookie: str, spoken: str) -> None:
    """Say the two words that came by another way: five tries."""
    try:
        admission.say_words(cookie, visit, spoken)
    except (WrongWords, LinkSpent) as refused:
        raise TurnedAway(refused) from refused


def leave(cookie: str) -> None:
    """Forget who was in."""
    admission.leave(cookie)


def language(visit: Visit) -> str:
    """In which language her pages speak."""
    return links.language(visit.link, visit.keys)


@contextmanager
def attended(visit: Visit) -> Iterator[None]:
    """She opens what was handed to her, with nobody's keyring; what does not open is on record."""
    with admission.attended(visit), keyring.using(keyring.Keyring()):
        yield


def links_at(workshop: Workshop) -> dict[UUID, Link]:
    """The last link about each seat of a round, live or not."""
    found = _links_at.objects(workshop=workshop.pk)
    return {link.occasion: link for link in found}


@Prepared
def _links_at(workshop: UUID) -> QuerySet:
    seats = Seat.objects.filter(workshop=workshop).order_by().values("pk")
    return Link.objects.filter(occasion__in=seats).order_by("made_at", "pk")


def links_about(*occasions: UUID) -> dict[UUID, Link]:
    """The last link about each of these seats or reviews, live or not."""
    return links.about(*occasions)
