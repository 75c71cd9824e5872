"""What a round is made of, and what comes out of it."""

from workshops.models.aggregate import Aggregate
from workshops.models.attestation import Attestation
from workshops.models.briefing import Briefing, Handout
from workshops.models.canvass import Canvass
from workshops.models.circular import Circular, Enclosure
from workshops.models.copy import Copy
from workshops.models.feed import Feed
from workshops.models.journey import Journey
from workshops.models.mailing import Mailing, Posting
from workshops.models.note import Note
from workshops.models.pack import Contents, Mention, PackCopy
from workshops.models.seat import RegistryEntry, Seat
from workshops.models.summary import Keeping, Review, Summary
from workshops.models.venue import Venue
from workshops.models.workshop import Session, Workshop

__all__ = [
    "Aggregate",
    "Attestation",
    "Briefing",
    "Canvass",
    "Circular",
    "Contents",
    "Copy",
    "Enclosure",
    "Feed",
    "Handout",
    "Journey",
    "Keeping",
    "Mailing",
    "Mention",
    "Note",
    "PackCopy",
    "Posting",
    "RegistryEntry",
    "Review",
    "Seat",
    "Session",
    "Summary",
    "Venue",
    "Workshop",
]
