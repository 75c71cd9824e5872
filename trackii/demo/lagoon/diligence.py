"""What LAGOON's officers looked into: a name on a list, an interest, somebody's cousin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from participants import balance, checks, clearance, conflicts, looks, renewals
from participants.judgements import HER, SOMEBODY_ELSE
from participants.models import Check, Judgement
from participants.rescreening import OVER
from trackii.demo.case import moment

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.demo.telling import Telling

DAY = timedelta(days=1)


class Diligence:
    """Told behind the nominations it is about."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling

    def tell(self, today: date) -> None:
        at = self.telling.script.at
        at(moment(today - 280 * DAY), "carla", self._want)
        words = "Two words of three, the year fits, and the trade. Counsel is to say."
        at(moment(today - 24 * DAY), "viktor", self._judge, "yusuf", HER, words)
        at(moment(today - 21 * DAY), "vera", self._second, "yusuf")
        at(moment(today - 2 * DAY, hour=7), "viktor", self._look_for_everybody)
        at(moment(today - 2 * DAY, hour=9), "vera", self._sign_for_all)
        words = "Born thirty years later, and she has never owned a lorry."
        at(
            moment(today - DAY),
            "viktor",
            self._judge,
            "magdalena",
            SOMEBODY_ELSE,
            words,
        )
        at(moment(today - 20 * DAY), "vera", self._weigh)
        at(moment(today - 20 * DAY, hour=7), "vera", self._set_conditions)
        at(moment(today - 19 * DAY), "viktor", self._agree)
        at(moment(today - 9 * DAY), "oskar", self._declare)

    def _check(self, guest: str, kind: str) -> Check:
        person = self.telling.candidacies[guest].person_id
        return Check.objects.select_related("person").get(person=person, kind=kind)

    def _want(self, *, by: User) -> None:
        numbers = {
            "actor_type": {"ngo_leader": 1, "business": 1, "religious_figure": 1}
        }
        balance.want(self.telling.initiative, by=by, numbers=numbers)

    def _judge(self, guest: str, verdict: str, grounds: str, *, by: User) -> None:
        candidacy = self.telling.candidacies[guest]
        row = looks.find(candidacy, by=by)
        assert row is not None
        [hit] = looks.read(row, by=by).hits
        said = {"version": hit.version, "verdict": verdict, "grounds": grounds}
        clearance.judge(candidacy, by=by, **said)

    def _second(self, guest: str, *, by: User) -> None:
        candidacy = self.telling.candidacies[guest]
        waits = Judgement.objects.get(person=candidacy.person_id, signed_by=None)
        clearance.second(waits, candidacy, by=by)

    def _look_for_everybody(self, *, by: User) -> None:
        for candidacy in self.telling.candidacies.values():
            candidacy.refresh_from_db()
            if candidacy.state not in OVER:
                looks.screen(candidacy, by=by)

    def _sign_for_all(self, *, by: User) -> None:
        table = self.telling.initiative
        read = renewals.gather(table, by=by).first.read
        words = "Looked for on the edition of this week; nobody on it comes near."
        renewals.sign(table, by=by, words=words, read=read)

    def _weigh(self, *, by: User) -> None:
        check = self._check("luis", "interests")
        words = "The road is to be tarred past his mill: looked at again."
        checks.note(check, "check_again", by=by, words=words)
        words = "Counsel is asked what he has to say, and when."
        checks.note(check, "refer", by=by, words=words)

    def _set_conditions(self, *, by: User) -> None:
        check = self._check("luis", "interests")
        checks.find(
            check,
            by=by,
            outcome=Check.State.CONDITIONS,
            words="An interest like others have, as long as everybody knows of it.",
            conditions="Says aloud, before the road is spoken of, that it passes his mill.",
            read=checks.edition(check),
        )

    def _agree(self, *, by: User) -> None:
        check = self._check("luis", "interests")
        checks.settle(check, by=by, read=checks.edition(check))

    def _declare(self, *, by: User) -> None:
        candidacy = self.telling.candidacies["leilani"]
        conflicts.declare(candidacy, by=by, words="We grew up in the same house.")
