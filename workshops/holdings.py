"""Holdings: what is kept of one participant, as she may read it and take it away."""

from __future__ import annotations

from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogues import retention
from participants import facts
from participants.attributes import in_words
from participants.particulars import Capacity
from workshops import guests

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from participants.models import Candidacy
    from workshops.guests import Guest
    from workshops.models import Seat


class Held(NamedTuple):
    """One sealed field that speaks of one person."""

    kind: str  # as the page of the team counts it
    person: str  # the path from its row to her
    hers: bool = False  # whether she reads it on her own page, or by her own links


# What there can be of somebody, in the order of a page: as the team reads it.
KINDS: dict[str, Any] = {
    "particulars": _("name, contacts and attributes"),
    "care": _("food and access needs"),
    "capacity": _("in which capacity they come"),
    "case": _("why they were put forward"),
    "vetting": _("what officers wrote"),
    "evidence": _("files officers laid beside checks"),
    "lists": _("looks on watch lists"),
    "undertakings": _("signatures"),
    "said": _("needs and days"),
    "seats": _("answers to invitations"),
    "dates": _("answers about dates"),
    "journeys": _("journeys and payments"),
    "reviews": _("answers to drafts"),
    "rooms": _("rooms that hold the names, or marks of them"),
    "packs": _("packs for facilitators"),
    "letters": _("letters with the address"),
    "links": _("private links"),
    "handed": _("what their links hand out"),
}
# What she does not read herself is named to her all the same, in these words.
UNREAD: dict[str, Any] = {
    "case": _("Why you were put forward, in the words of who did"),
    "vetting": _("What officers wrote when they were asked whether to invite you"),
    "evidence": _("Files they laid beside it"),
    "lists": _("Whether somebody of your name stands on an official list"),
    "dates": _("What was noted about which dates suit you"),
    "journeys": _("How you travel to a meeting, and what you are paid for it"),
    "rooms": _(
        "Your names, in rooms you were in, and marks of them in others, so that no text"
        " gives you away"
    ),
    "packs": _(
        "Your name, languages and needs, on a paper for those who lead a meeting"
    ),
    "letters": _("Your address, on letters that are to go to you"),
}
_HER, _HERS, _OF_SEAT = "person", "candidacy__person", "seat__candidacy__person"
# Every sealed field that dies with a person. A test holds this against the models, so that
# a field that is added is counted and shown, or the build fails.
HELD: dict[str, Held] = {
    "participants.Person.particulars": Held("particulars", "pk", hers=True),
    "participants.Person.care": Held("care", "pk", hers=True),
    "participants.Candidacy.standing": Held("capacity", _HER, hers=True),
    "participants.Candidacy.case": Held("case", _HER),
    "participants.Candidacy.recommendation": Held("vetting", _HER),
    "participants.Candidacy.grounds": Held("vetting", _HER),
    "participants.Candidacy.earlier": Held("vetting", _HER),
    "participants.Candidacy.conditions": Held("vetting", _HER),
    "participants.Check.finding": Held("vetting", _HER),
    "participants.Check.history": Held("vetting", _HER),
    "participants.Conflict.words": Held("vetting", _HER),
    "participants.Candidacy.resolution": Held("vetting", _HER),
    "participants.Evidence.label": Held("evidence", "check_on__person"),
    "participants.Screening.findings": Held("lists", _HER),
    "participants.Screening.asked": Held("lists", _HER),
    "participants.Judgement.words": Held("lists", _HER),
    "participants.Undertaking.signature": Held("undertakings", _HERS, hers=True),
    "participants.Undertaking.paper": Held("undertakings", _HERS, hers=True),
    "participants.Folder.handed": Held("handed", _HERS, hers=True),
    "participants.Folder.known": Held("handed", _HERS, hers=True),
    "participants.Folder.said": Held("said", _HERS, hers=True),
    "participants.Folder.said_back": Held("said", _HERS, hers=True),
    "participants.Folder.days": Held("said", _HERS, hers=True),
    "participants.Folder.days_back": Held("said", _HERS, hers=True),
    "outbox.Letter.recipient": Held("letters", _HER),
    "vault.Link.language": Held("links", _HER, hers=True),
    "workshops.RegistryEntry.names": Held("rooms", _HER),
    "workshops.Enclosure.words": Held("handed", _HERS, hers=True),
    "workshops.Attestation.content": Held("handed", _OF_SEAT, hers=True),
    "workshops.Attestation.pages": Held("handed", _OF_SEAT, hers=True),
    "workshops.Canvass.circumstances": Held("dates", _HERS),
    "workshops.Canvass.offer": Held("handed", _HERS, hers=True),
    "workshops.Canvass.answers": Held("dates", _HERS, hers=True),
    "workshops.Canvass.answers_back": Held("dates", _HERS, hers=True),
    "workshops.Journey.travel": Held("journeys", _OF_SEAT),
    "workshops.Journey.due": Held("journeys", _OF_SEAT),
    "workshops.Briefing.room_content": Held("packs", "mentions__person"),
    "workshops.Briefing.room_pages": Held("packs", "mentions__person"),
    "workshops.Handout.pages": Held("handed", _OF_SEAT, hers=True),
    "workshops.Seat.offer": Held("handed", _HERS, hers=True),
    "workshops.Seat.joining": Held("handed", _HERS, hers=True),
    "workshops.Seat.words": Held("seats", _HERS, hers=True),
    "workshops.Seat.words_back": Held("seats", _HERS, hers=True),
    "workshops.Review.handed": Held("handed", _OF_SEAT, hers=True),
    "workshops.Review.words": Held("reviews", _OF_SEAT, hers=True),
    "workshops.Review.words_back": Held("reviews", _OF_SEAT, hers=True),
}


def rows(kind: str, people: Collection[UUID]) -> Iterator[tuple[QuerySet, str]]:
    """The rows of one kind that hold something of these people, and the path to her."""
    of_kind = [(name, held) for name, held in HELD.items() if held.kind == kind]
    by_model = groupby(of_kind, key=lambda each: each[0].rpartition(".")[0])
    for model, fields in by_model:
        each = list(fields)
        sealed = [
            Q(**{f"{name.rpartition('.')[2]}__isnull": False}) for name, _h in each
        ]
        path = each[0][1].person
        found = apps.get_model(model)._base_manager.filter(reduce(or_, sealed))
        yield found.filter(**{f"{path}__in": people}).order_by(), path


def known(guest: Guest) -> list[tuple[str, str]]:
    """What the people of the house know of her, line by line."""
    if guest.known is None:
        return []
    standing = guest.known.standing
    since = in_words(standing["since"])
    capacity = f"{Capacity(standing['capacity']).label}, {since}"
    if office := standing.get("office"):
        capacity = f"{capacity} · {office}"
    return [*facts.lines(guest.known.known), (gettext("Capacity"), capacity)]


def unread() -> list[str]:
    """What else is held of her and not hers to read."""
    return [str(words) for words in UNREAD.values()]


def seats(guest: Guest) -> list[Seat]:
    return list(guests.seats(guest.candidacy))


def as_of(guest: Guest) -> date | None:
    """The day on which what is known was handed out."""
    return date.fromisoformat(guest.known.on) if guest.known else None


def until(candidacy: Candidacy) -> date | None:
    """The day all of it dies by, as far as one has been set off."""
    days = []
    initiative = candidacy.initiative
    if initiative.concluded_at:
        days.append((initiative.concluded_at + retention.ERASED).date())
    if candidacy.withdrawn_at:
        days.append((candidacy.withdrawn_at + retention.TURNED_DOWN).date())
    if candidacy.erasure_asked_at:
        days.append(candidacy.erasure_asked_at.date())
    return min(days, default=None)


def plain(guest: Guest) -> dict[str, Any]:
    """The same for a program to read: names of fields stay as they are."""
    handed, shown, day = guest.handed, guest.known, until(guest.candidacy)
    return {
        "as_of": shown.on if shown else None,
        "kept_until": day.isoformat() if day else None,
        "known": shown.known if shown else {},
        "standing": shown.standing if shown else {},
        "candidacy": guest.candidacy.state,
        "seats": [_seat(each) for each in seats(guest)],
        "undertakings": [
            {
                "text": each.wording.kind,
                "edition": each.wording.edition,
                "state": each.state,
                "given_at": each.given_at.isoformat() if each.given_at else None,
                "words": handed.texts.get(each.wording.kind) if handed else None,
            }
            for each in guest.undertakings
        ],
        "said": vars(guest.said),
    }


def _seat(seat: Seat) -> dict[str, Any]:
    starts = seat.workshop.starts_at
    return {
        "round": seat.workshop.number,
        "starts_at": starts.isoformat() if starts else None,
        "state": seat.state,
    }
