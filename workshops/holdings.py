"""Holdings: what is kept of one participant, as she may read it and take it away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import retention
from participants.particulars import ActorType, Capacity
from workshops import guests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from participants.models import Candidacy
    from workshops.guests import Guest
    from workshops.models import Seat

LABELS: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "variants": gettext_lazy("Also written"),
    "formerly": gettext_lazy("Names that were corrected"),
    "email": gettext_lazy("Email"),
    "phone": gettext_lazy("Telephone"),
    "language": gettext_lazy("Language of letters"),
    "actor_type": gettext_lazy("Actor type"),
    "affiliation": gettext_lazy("Affiliation"),
}


def known(guest: Guest) -> list[tuple[str, str]]:
    """What the people of the house know of her, line by line."""
    if guest.known is None:
        return []
    return [(str(LABELS[name]), words) for name, words in _known(guest.known.known)] + [
        (_("Capacity"), _standing(guest.known.standing))
    ]


def _known(columns: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in columns.items():
        if name == "actor_type" and value in ActorType:
            yield name, str(ActorType(value).label)
        elif value:
            yield name, " · ".join(value) if isinstance(value, list) else str(value)


def _standing(standing: dict[str, Any]) -> str:
    return str(Capacity(standing["capacity"]).label)


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
