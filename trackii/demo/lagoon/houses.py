"""Where LAGOON meets: houses that Oskar has looked at, and what he thought of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from trackii.demo.case import moment
from workshops import rooms, venues
from workshops.premises import Kind, Premises, Room

if TYPE_CHECKING:
    from dialogues.models import Initiative
    from trackii.accounts.models import User
    from trackii.demo.gathering import Gathering
    from trackii.demo.telling import Telling

DAY = timedelta(days=1)
BRONDAL = Premises(
    name="Brondal estate", kind=Kind.ESTATE, address="Brondal, two hours from Ustrel",
    country="GR", time_zone="Europe/Athens",
    neutral="Its family left before there were sides. The communes, the clans and those"
    " from Marrec have all been guests here, and none of them first.",
    private="One road, seen from the house for a mile. The staff are four, and stay.",
    holds=24,
    rooms=[Room(1, "The long room", 24), Room(2, "Library", 10), Room(3, "Pantry", 6)],
    last_room=3,
    access="Three steps at the door, a ramp through the kitchen garden. Two bedrooms on the"
    " ground floor; doors of eighty centimetres.",
    prayer="The library before breakfast and at the five times; it faces south-east.",
    kitchen="Two cooks. Vegetables from the garden, meat on one table only.",
    distances="A hospital at Ustrel, two hours; the pass, forty minutes; no station.",
    past="One round of ours. The telephones in the pantry bothered nobody by the second day.",
)  # fmt: skip
VENNAR = Premises(
    name="Vennar Conference Centre", kind=Kind.CONFERENCE_CENTRE,
    address="Lake Vennar, north shore", country="GR", time_zone="Europe/Athens",
    neutral="Belongs to the lake's insurers, who insure everybody.",
    private="The boathouse has its own gate. A wedding may be in the main house: ask.",
    holds=40, rooms=[Room(1, "Boathouse", 30), Room(2, "Net loft", 8)], last_room=2,
    access="Level throughout, with a lift to the net loft.",
    kitchen="Theirs; sunset suppers in the fasting month if asked a week before.",
    distances="The station twenty minutes on foot along the shore.",
    past="Needs and fears were read here. The porter is to be trusted.",
)  # fmt: skip
ABBEY = Premises(
    name="Abbey of Saint Ourel", kind=Kind.RELIGIOUS_HOUSE,
    address="Saint Ourel, above the lower bridge", country="GR",
    time_zone="Europe/Athens",
    neutral="The brothers buried both sides' dead in the second winter.",
    private="A closed house. Nobody asks a guest's name.",
    holds=16, rooms=[Room(1, "Refectory", 16), Room(2, "Chapter house", 12)], last_room=2,
    prayer="A room on the first floor, kept free at the five times.",
)  # fmt: skip
HOUSES = {1: BRONDAL, 2: VENNAR, 3: ABBEY}


class Houses:
    """Told ahead of the rounds that are held there."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling

    def tell(self, today: date) -> None:
        self.telling.script.at(moment(today - 270 * DAY), "oskar", self._add)

    def hold(self, gathering: Gathering, number: int) -> None:
        at = gathering.round.on_the_way(0.05)
        self.telling.script.at(at, "farid", self._hold, gathering, number)

    def _add(self, *, by: User) -> None:
        for premises in HOUSES.values():
            venues.add(self._table, by=by, premises=premises)

    def _hold(self, gathering: Gathering, number: int, *, by: User) -> None:
        venue = self._table.venues.get(number=number)
        zone = HOUSES[number].time_zone
        venues.hold_at(gathering.workshop, venue, by=by, time_zone=zone)

    @property
    def _table(self) -> Initiative:
        return self.telling.initiative


def behind_doors(gathering: Gathering, *, by: User) -> None:
    """Every session in the largest room."""
    for session in gathering.workshop.sessions.all():
        rooms.set_room(session, 1, by=by)
