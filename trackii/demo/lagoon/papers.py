"""What the people of LAGOON agreed to: on paper for the most part, by a link of late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from participants import folders, leaving, undertakings, wordings
from participants.models import Undertaking, Wording
from trackii import clock
from trackii.demo.case import moment
from trackii.demo.lagoon.newcomers import APPROVED
from trackii.demo.lagoon.people import FOUNDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trackii.accounts.models import User
    from trackii.demo.telling import Telling

DAY = timedelta(days=1)
# Tenzin gives hers by the link in her invitation, and has not opened it yet.
BY_LINK = "tenzin"
AFTERWARDS = "follow_up"
SHORTER = """After a meeting I may be asked on my own page how it was. I answer if I want to.

Nobody sees my answer beside my name. I may take this back at any moment."""


class Papers:
    """The texts, who signed them, and what became of one that was changed."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling

    def tell(self, today: date, now: datetime) -> None:
        at = self.telling.script.at
        everybody = [guest.key for guest in FOUNDERS]
        late = [guest.key for guest in APPROVED if guest.key != BY_LINK]
        at(moment(today - 289 * DAY), "oskar", self._ask)
        at(moment(today - 289 * DAY, hour=15), "oskar", self._sign, everybody)
        at(moment(today - 150 * DAY), "oskar", self._shorten)
        at(moment(today - 148 * DAY), "oskar", self._sign, everybody[:-2])
        at(moment(today - 62 * DAY), "oskar", self._sign, late)
        at(moment(today - 20 * DAY), "oskar", self._take_back, "idris")
        at(now - timedelta(minutes=39), "oskar", self._send, "nilufar")

    def _ask(self, *, by: User) -> None:
        wordings.write_standard(self.telling.initiative, by=by)

    def _sign(self, keys: Iterable[str], *, by: User) -> None:
        """Each signs what is before her, while somebody of the team looks on."""
        names = {guest.key: guest.particulars.name for guest in (*FOUNDERS, *APPROVED)}
        for key in keys:
            candidacy = self.telling.candidacies[key]
            undertakings.offer(candidacy, by=by)
            for each in undertakings.of(candidacy):
                if each.state == Undertaking.State.OFFERED:
                    undertakings.take_down(each, by=by, name=names[key],
                                           on=clock.today(), witness=by.name)  # fmt: skip

    def _shorten(self, *, by: User) -> None:
        """In one language so far; the others show it until they have their own."""
        initiative, words = self.telling.initiative, {"en": SHORTER}
        wordings.write(initiative, AFTERWARDS, by=by, words=words, edition=1)

    def _take_back(self, key: str, *, by: User) -> None:
        found = undertakings.of(self.telling.candidacies[key])
        asked = [u for u in found if u.wording.kind == Wording.Kind.FOLLOW_UP]
        leaving.withdraw(asked[0], by=by)

    def _send(self, key: str, *, by: User) -> None:
        folders.send(self.telling.candidacies[key], by=by)
