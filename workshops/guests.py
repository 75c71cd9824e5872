"""Guests: whose page it is that somebody in by a private link has before her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from participants import folders, undertakings, wishes
from participants.folders import Handed, Known
from participants.models import Candidacy, Folder, Undertaking
from participants.wishes import Said
from trackii import clock
from trackii.vault import links
from trackii.vault.models import Link
from workshops import invitations
from workshops.models import Seat

if TYPE_CHECKING:
    from trackii.vault.admission import Visit


@dataclass
class Text:
    """One text before her: the words she reads, and what she did with it."""

    row: Undertaking
    edition: (
        int  # of the words; of the row it may be another, where something was moved
    )
    language: str
    words: str
    earlier: Undertaking | None = None  # what she gave of an edition before it

    @property
    def mark(self) -> str:
        """By this a form says which words she agreed to."""
        return f"{self.row.wording.kind}.{self.edition}.{self.language}"

    @property
    def is_asked(self) -> bool:
        """Whether it waits for her, and the words before her are those she is asked for."""
        stands = self.edition == self.row.wording.edition
        return stands and bool(self.words) and self.row.state != "given"


@dataclass
class Guest:
    """A participant before her own page, and what lies there."""

    link: Link
    candidacy: Candidacy
    folder: Folder | None
    handed: Handed | None
    known: Known | None  # once she has said the two words
    said: Said
    undertakings: list[Undertaking]

    def undertaking(self, kind: str) -> Undertaking | None:
        """What she has before her of one kind."""
        found = [each for each in self.undertakings if each.wording.kind == kind]
        return found[0] if found else None

    def bound(self, kind: str) -> Undertaking | None:
        """What she may take back of one kind."""
        found = self.undertaking(kind)
        if found is not None and found.state == Undertaking.State.GIVEN:
            return found
        return undertakings.earlier(self.candidacy).get(kind)

    def texts(self, language: str) -> list[Text]:
        """What stands before her, in her language as far as it was put into it."""
        handed = self.handed or Handed({})
        before = undertakings.earlier(self.candidacy)
        found = []
        for row in self.undertakings:
            kind = row.wording.kind
            spoken, edition = (
                handed.spoken(kind, language),
                handed.editions.get(kind, 0),
            )
            words = handed.words(kind, language)
            found.append(Text(row, edition, spoken, words, before.get(kind)))
        return found

    @property
    def may_say_needs(self) -> bool:
        return wishes.may_say_needs(self.undertakings, self.candidacy)


def welcome(visit: Visit) -> Guest:
    """Whoever is in by an invitation, or by the link to her own page: and what is hers."""
    candidacy = candidacy_of(visit)
    folder = folders.find(visit.link, candidacy)
    handed, known, said = None, None, Said()
    if folder is not None:
        handed, said = folders.read(folder, seed=visit.keys.seed)
        known = folders.read_known(folder, seed=visit.keys.word_seed)
    found = undertakings.of(candidacy)
    for each in found:
        each.candidacy = candidacy
    return Guest(visit.link, candidacy, folder, handed, known, said, found)


def candidacy_of(visit: Visit) -> Candidacy:
    """Hers, where it stood when the link was made: by her seat, or straight away."""
    if visit.link.kind == Link.Kind.INVITATION:
        return invitations.seat_of(visit).candidacy
    found = Candidacy.objects.select_related("person", "initiative")
    candidacy = found.get(pk=visit.link.occasion)
    links.insist_on(visit.link, candidacy)
    return candidacy


def short(candidacy: Candidacy) -> list[str]:
    """What she has still to give before a seat is hers."""
    kinds = undertakings.missing([candidacy.pk], candidacy.initiative_id)
    return undertakings.labels(kinds[candidacy.pk])


def seats(candidacy: Candidacy) -> QuerySet[Seat]:
    """Her own seats with their rounds, the last first."""
    return candidacy.seats.select_related("workshop").order_by("-workshop__number")


def seats_ahead(candidacy: Candidacy) -> QuerySet[Seat]:
    """Those of rounds to come: where she has been, a letter alone does not tell."""
    return seats(candidacy).filter(workshop__ends_at__gte=clock.now())


def offered_days(visit: Visit) -> list[date]:
    """The days she is asked about: those of the round her invitation is to."""
    if visit.link.kind != Link.Kind.INVITATION:
        return []
    offer = invitations.read(visit).offer
    first, last = offer.starts_at.date(), offer.ends_at.date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
