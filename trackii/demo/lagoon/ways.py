"""How the people of LAGOON come to its rounds, what they eat, and what they are paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from trackii.demo.case import moment
from workshops import journeys
from workshops.journeys import Due, Travel, Visa
from workshops.models import Journey, Seat

if TYPE_CHECKING:
    from datetime import datetime

    from trackii.accounts.models import User
    from trackii.demo.gathering import Gathering
    from trackii.demo.telling import Telling

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BY_TRAIN = Travel(
    visa=Visa.NONE, arrives="The evening before, on the 18:40; the estate's car waits.",
    leaves="After lunch on the last day, the 15:05.", nights=3,
)  # fmt: skip
BY_AIR = Travel(
    visa=Visa.GRANTED, arrives="Flight at noon, the second car at two.",
    leaves="The morning after, by the first car.", nights=4,
    note="Nobody holds up a sign: a green umbrella.",
)  # fmt: skip
WAITS = Travel(visa=Visa.ASKED, note="The consulate answers within ten days.")
FARE = Due("186.50", "EUR", "Fares and three days")


class Ways:
    """Told behind the round it is about."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling

    def ahead(self, confirmed: Gathering, now: datetime) -> None:
        """One noted before the round was moved, one paid nothing, one who waits for an officer."""
        at = self.telling.script.at
        at(now - 4 * DAY, "oskar", self._note, confirmed, "elodie", BY_AIR, FARE)
        at(now - DAY, "oskar", self._note, confirmed, "tomasz", BY_TRAIN, Due())
        at(now - DAY, "oskar", self._note, confirmed, "idris", WAITS, FARE)

    def later(self, provisional: Gathering, today: date) -> None:
        """A newcomer's fare was cleared; by now a newer list stands before it."""
        at, day = self.telling.script.at, moment(today - 6 * DAY)
        at(day, "oskar", self._note, provisional, "zeynep", WAITS, FARE)
        at(day + HOUR, "vera", self._clear, provisional, "zeynep")

    def behind(self, held: Gathering) -> None:
        """One was paid after the first round, while her check was fresh."""
        at, day = self.telling.script.at, held.round.ends_at + DAY
        at(day, "oskar", self._note, held, "tomasz", BY_TRAIN, FARE)
        at(day + HOUR, "vera", self._clear, held, "tomasz")
        at(day + 2 * HOUR, "oskar", self._pay, held, "tomasz")

    def _note(
        self, gathering: Gathering, key: str, travel: Travel, due: Due, *, by: User
    ) -> None:
        candidacy = self.telling.candidacies[key]
        rows = Seat.objects.select_related("workshop__initiative", "candidacy__person")
        seat = rows.get(workshop=gathering.workshop, candidacy=candidacy)
        journeys.note(seat, by=by, travel=travel, due=due, edition=0)

    def _clear(self, gathering: Gathering, key: str, *, by: User) -> None:
        journeys.clear_payment(self._of(gathering, key), by=by, edition=1)

    def _pay(self, gathering: Gathering, key: str, *, by: User) -> None:
        journeys.pay(self._of(gathering, key), by=by, edition=1)

    def _of(self, gathering: Gathering, key: str) -> Journey:
        rows = Journey.objects.select_related("seat__candidacy", "seat__workshop")
        hers = {"seat__candidacy": self.telling.candidacies[key]}
        return rows.get(seat__workshop=gathering.workshop, **hers)
