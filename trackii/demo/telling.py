"""Telling an initiative: opened by one, signed by another, its people put forward and vetted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogues import initiatives
from dialogues.models import Initiative
from participants import (
    capacity,
    checks,
    demands,
    dormancy,
    looks,
    people,
    signing,
    vetting,
)
from participants.models import Candidacy, Check
from trackii import clock
from trackii.demo.case import Case, Guest, Round, moment
from trackii.demo.gathering import Gathering

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from trackii.accounts.models import User
    from trackii.demo.script import Script

DAY = timedelta(days=1)


class Telling:
    """One initiative on the script, and what is there of it once that is played."""

    initiative: Initiative

    def __init__(self, script: Script, case: Case) -> None:
        self.script, self.case = script, case
        self.candidacies: dict[str, Candidacy] = {}
        script.at(moment(case.opened), "carla", self._open)

    def sign(self) -> None:
        self.script.at(moment(self.case.opened, hour=11), "farid", self._sign)

    def check_nothing(self) -> None:
        """A case of history: what was looked into then, nobody wrote down."""
        self.script.at(moment(self.case.opened, hour=13), "vera", self._ask_for, [])
        self.script.at(moment(self.case.opened, hour=14), "viktor", self._agree)

    def keep(self) -> None:
        """The custody of an archive is decided at the start: nothing here runs out."""
        self.script.at(moment(self.case.opened, hour=12), "carla", self._keep)

    def steer(self, day: date, verb: str) -> None:
        self.script.at(moment(day), "carla", self._steer, verb)

    def nominate(self, guests: Iterable[Guest], *, on: date, by: str = "farid") -> None:
        for guest in guests:
            self.script.at(moment(on, hour=9), by, self._nominate, guest)

    def review(self, guests: Iterable[Guest], *, on: date) -> None:
        """Vera takes them into review and signs first."""
        for guest in guests:
            self.script.at(moment(on, hour=10), "vera", self._review, guest)

    def decide(
        self, guests: Iterable[Guest], *, on: date, verb: str = "approve"
    ) -> None:
        """Viktor signs second and decides."""
        for guest in guests:
            self.script.at(moment(on, hour=15), "viktor", self._decide, guest, verb)

    def admit(self, guests: Iterable[Guest], *, on: date) -> None:
        """The whole way from a name to an approval, within four days."""
        guests = list(guests)
        self.nominate(guests, on=on)
        self.review(guests, on=on + 2 * DAY)
        self.decide(guests, on=on + 4 * DAY)

    def move(self, guest: str, verb: str, *, on: date, by: str) -> None:
        self.script.at(moment(on, hour=16), by, self._move, guest, verb)

    def tell(self, round_: Round) -> Gathering:
        """One round from its proposal to whatever left the room."""
        gathering = Gathering(self, round_)
        gathering.prepare()
        gathering.confirm()
        gathering.hold()
        if round_.account:
            gathering.account()
        return gathering

    def _open(self, *, by: User) -> None:
        troupe = self.script.troupe
        self.initiative = initiatives.open_initiative(
            self.case.code,
            by=by,
            charter=self.case.charter,
            regime=self.case.regime,
            seats=[initiatives.Seat(troupe[who], role) for who, role in self.case.team],
        )

    def _sign(self, *, by: User) -> None:
        read = initiatives.edition_of(self.initiative)
        initiatives.sign(self.initiative, by=by, edition=read)

    def _keep(self, *, by: User) -> None:
        initiatives.keep_by_decision(self.initiative, by=by)

    def _ask_for(self, kinds: list[str], *, by: User) -> None:
        demands.ask(self.initiative, by=by, kinds=kinds)

    def _agree(self, *, by: User) -> None:
        waits = demands.waiting(self.initiative)
        assert waits is not None
        demands.sign(waits, by=by)

    def _steer(self, verb: str, *, by: User) -> None:
        initiatives.steer(self.initiative, verb, by=by)

    def _nominate(self, guest: Guest, *, by: User) -> None:
        side = self.initiative.sides.get(letter=guest.side)
        candidacy = people.nominate(
            side,
            by=by,
            particulars=guest.particulars,
            standing=guest.standing(clock.today()),
            case=guest.case,
        )
        self.candidacies[guest.key] = candidacy

    def _review(self, guest: Guest, *, by: User) -> None:
        candidacy = self.candidacies[guest.key]
        vetting.move(candidacy, "review", by=by)
        if guest.standing(clock.today()).stands_in_the_way:
            read = signing.edition(candidacy)
            capacity.resolve(candidacy, by=by, words=guest.found, read=read)
        for check in self._checks(candidacy):
            if check.kind == Check.Kind.SANCTIONS and not self._look(candidacy, by):
                continue  # somebody listed comes near: that is told on its own
            checks.find(
                check,
                by=by,
                outcome=Check.State.CLEAR,
                words=guest.found,
                read=checks.edition(check),
            )
        read = signing.edition(candidacy)
        vetting.recommend(candidacy, by=by, grounds=guest.found, read=read)

    def _decide(self, guest: Guest, verb: str, *, by: User) -> None:
        decide = {
            "approve": vetting.approve,
            "hold": vetting.hold,
            "decline": vetting.decline,
        }[verb]
        candidacy = self.candidacies[guest.key]
        for check in self._checks(candidacy):
            checks.settle(check, by=by, read=checks.edition(check))
        if capacity.may_second(by, candidacy):
            capacity.second(candidacy, by=by, read=signing.edition(candidacy))
        read = signing.edition(candidacy)
        decide(candidacy, by=by, grounds=guest.decided, read=read)

    def _look(self, candidacy: Candidacy, by: User) -> bool:
        """On the lists in force; whether nobody there comes near."""
        looks.screen(candidacy, by=by)
        row = looks.find(candidacy, by=by)
        return row is not None and not looks.read(row, by=by).is_open

    def _checks(self, candidacy: Candidacy) -> list[Check]:
        """What is open about somebody, of what is asked for."""
        rows = Check.objects.filter(person=candidacy.person_id, state="pending")
        return list(rows.select_related("person"))

    def _move(self, guest: str, verb: str, *, by: User) -> None:
        candidacy = self.candidacies[guest]
        if verb == "make_dormant":
            dormancy.make_dormant(candidacy.person, by=by)
        else:
            vetting.move(candidacy, verb, by=by)
