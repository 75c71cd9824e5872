"""What has happened in LAGOON up to this hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dialogues import team
from dialogues.models import Initiative, Membership
from participants import extracts
from trackii.demo.case import TEAM, Case, moment
from trackii.demo.gathering import Gathering
from trackii.demo.lagoon import ahead, asking, held, newcomers, recent, released
from trackii.demo.lagoon.diligence import Diligence
from trackii.demo.lagoon.houses import Houses, behind_doors
from trackii.demo.lagoon.papers import Papers
from trackii.demo.lagoon.people import CHARTER, FOUNDERS
from trackii.demo.lagoon.ways import Ways
from trackii.demo.telling import Telling
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.policy import Role
from workshops import joining, outlines, scheduling, seating

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.demo.script import Script

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def tell(script: Script) -> None:
    today = script.now.date()
    telling = Telling(
        script,
        Case(
            code="lagoon",
            opened=today - 300 * DAY,
            regime=Initiative.Regime.CHATHAM_HOUSE,
            charter=CHARTER,
            team=(*TEAM, ("ruth", Role.ORGANISER)),
        ),
    )
    telling.sign()
    telling.steer(today - 290 * DAY, "begin")
    telling.admit(FOUNDERS, on=today - 295 * DAY)
    Papers(telling).tell(today, script.now)
    _newcomers(telling, today)
    Diligence(telling).tell(today)
    _lists(telling, today)
    _held(telling, today, script.now)
    _today(telling, today, script.now)
    _ahead(telling, today, script.now)
    _Changes(telling).tell(today)


def _newcomers(telling: Telling, today: date) -> None:
    """Somebody in every state a candidacy can be in."""
    decided = (*newcomers.APPROVED, newcomers.RESERVE, newcomers.DECLINED)
    telling.nominate(decided, on=today - 70 * DAY)
    telling.review(decided, on=today - 66 * DAY)
    telling.decide(newcomers.APPROVED, on=today - 63 * DAY)
    telling.decide([newcomers.RESERVE], on=today - 62 * DAY, verb="hold")
    telling.decide([newcomers.DECLINED], on=today - 61 * DAY, verb="decline")

    telling.nominate([newcomers.WITHDRAWN], on=today - 40 * DAY, by="carla")
    telling.move("emeka", "sound_out", on=today - 38 * DAY, by="carla")
    telling.move("emeka", "withdraw", on=today - 33 * DAY, by="carla")

    _on_the_way(telling, today)


def _on_the_way(telling: Telling, today: date) -> None:
    """Those nobody has decided on; one of them is left in peace for now."""
    telling.nominate([newcomers.REFERRED], on=today - 30 * DAY)
    telling.review([newcomers.REFERRED], on=today - 25 * DAY)
    telling.move("yusuf", "refer", on=today - 22 * DAY, by="vera")

    telling.nominate([newcomers.SOUNDED_OUT], on=today - 15 * DAY, by="carla")
    telling.move("leilani", "sound_out", on=today - 10 * DAY, by="carla")

    telling.nominate([newcomers.FIRST_SIGNED], on=today - 12 * DAY)
    telling.review([newcomers.FIRST_SIGNED], on=today - 8 * DAY)

    telling.nominate([newcomers.DORMANT], on=today - 9 * DAY, by="carla")
    telling.move("ingvild", "sound_out", on=today - 7 * DAY, by="carla")
    telling.move("ingvild", "make_dormant", on=today - 2 * DAY, by="carla")

    telling.nominate([newcomers.IN_REVIEW], on=today - 6 * DAY)
    telling.move("magdalena", "review", on=today - 4 * DAY, by="vera")

    telling.nominate([newcomers.NOMINATED], on=today - DAY)


def _lists(telling: Telling, today: date) -> None:
    """Somebody is put forward twice, and identities are asked for."""
    telling.nominate([newcomers.TWICE], on=today - DAY, by="carla")
    at = moment(today - DAY, hour=11)
    telling.script.at(at, "oskar", _ask_for_identities, telling)


def _ask_for_identities(telling: Telling, *, by: User) -> None:
    why = "Names as in the passports, for the visas of the next round."
    extracts.ask(telling.initiative, by=by, scope="approved", reason=why)


def _held(telling: Telling, today: date, now: datetime) -> None:
    """What is over: every account stands at another place of its way."""
    first = telling.tell(held.FIRST.counted_from(today))
    first.brief(first.round.starts_at - 3 * DAY)
    Ways(telling).behind(first)
    telling.tell(held.SECOND.counted_from(today))

    visit = Gathering(telling, held.VISIT.counted_from(today))
    visit.prepare()
    visit.confirm(visit.round.starts_at - 10 * DAY)
    visit.take("cancel", visit.round.starts_at - 8 * DAY)

    third = telling.tell(held.THIRD.counted_from(today))
    third.ask(now - 39 * MINUTE, "nilufar")
    telling.tell(recent.WITNESSES.counted_from(today))
    telling.tell(released.COSTS.counted_from(today))
    for round_ in (recent.FOURTH, recent.FIFTH, recent.SIXTH):
        telling.tell(round_.counted_from(today))


def _today(telling: Telling, today: date, now: datetime) -> None:
    """A round in session: yesterday's notes are sealed, today's are being written."""
    sitting = Gathering(telling, recent.SITTING_TODAY.counted_from(today))
    sitting.prepare()
    sitting.confirm()
    sitting.open()
    sitting.sit(0)
    sitting.sit(1)
    sitting.begin(2, now - 20 * MINUTE)
    sitting.jot(2, now - 5 * MINUTE)


def _ahead(telling: Telling, today: date, now: datetime) -> None:
    """Confirmed just now, confirmed and moved once, provisional, postponed, asked about, a wish."""
    soon = Gathering(telling, ahead.AT_SHORT_NOTICE.counted_from(today))
    soon.prepare()
    # What goes at once goes within forty minutes: the last a minute from now.
    soon.confirm(now - 39 * MINUTE)
    telling.script.at(now - 37 * MINUTE, "oskar", _say_how_to_join, soon)

    houses = Houses(telling)
    houses.tell(today)
    _confirmed(telling, houses, today, now)
    _provisional(telling, houses, today, now)

    postponed = Gathering(telling, ahead.POSTPONED.counted_from(today))
    postponed.propose()
    postponed.settle()
    postponed.take("postpone", now - 6 * DAY)

    asking.tell(telling, today, now)
    Gathering(telling, ahead.PROPOSED.counted_from(today)).propose()


def _confirmed(telling: Telling, houses: Houses, today: date, now: datetime) -> None:
    confirmed = Gathering(telling, ahead.CONFIRMED.counted_from(today))
    confirmed.prepare()
    houses.hold(confirmed, 1)
    telling.script.at(
        confirmed.round.on_the_way(0.15), "farid", behind_doors, confirmed
    )
    confirmed.confirm(now - 5 * DAY)
    confirmed.brief(now - 4 * DAY)
    telling.script.at(now - 3 * DAY, "farid", _meet_a_day_earlier, confirmed)
    confirmed.brief(now - 2 * DAY)
    confirmed.arrange(now - DAY, apart=("tomasz", "farrukh"), interprets="joaquin")
    confirmed.brief_inside(now - DAY / 2, ahead.INSIDE)
    Ways(telling).ahead(confirmed, now)
    telling.script.at(now - 5 * MINUTE, "oskar", _hold_a_reminder, confirmed, "nilufar")
    telling.script.at(now - 2 * MINUTE, "oskar", _give_back, confirmed, "luis")


def _provisional(telling: Telling, houses: Houses, today: date, now: datetime) -> None:
    provisional = Gathering(telling, ahead.PROVISIONAL.counted_from(today))
    provisional.prepare()
    houses.hold(provisional, 2)
    Ways(telling).later(provisional, today)
    telling.script.at(
        provisional.round.on_the_way(0.15), "farid", _begin_from, provisional
    )
    provisional.invite(now - 39 * MINUTE)


def _begin_from(gathering: Gathering, *, by: User) -> None:
    outlines.lay(gathering.workshop, "joint-project", by=by)


def _say_how_to_join(gathering: Gathering, *, by: User) -> None:
    words = "meet.example.org, room copper-lantern. If the line fails: stay, we ring."
    joining.tell(gathering.workshop, words, by=by)


def _meet_a_day_earlier(gathering: Gathering, *, by: User) -> None:
    """By a whole day at both ends: the sessions move along, and keep their hours."""
    workshop = gathering.workshop
    assert workshop.starts_at is not None
    assert workshop.ends_at is not None
    starts_at, ends_at = workshop.starts_at - DAY, workshop.ends_at - DAY
    scheduling.move(workshop, by=by, starts_at=starts_at, ends_at=ends_at)


def _hold_a_reminder(gathering: Gathering, key: str, *, by: User) -> None:
    """She asked for none: she sits where somebody reads her mail."""
    seat = gathering.workshop.seats.get(candidacy=gathering.telling.candidacies[key])
    letters.keep_back(Letter.objects.get(occasion=seat.pk, state="due"), by=by)


def _give_back(gathering: Gathering, key: str, *, by: User) -> None:
    candidacy = gathering.telling.candidacies[key]
    seating.decline(gathering.workshop.seats.get(candidacy=candidacy), by=by)


class _Changes:
    """Changes of role: one was signed and left keys owed, one still waits."""

    organiser: Membership
    rapporteur: Membership

    def __init__(self, telling: Telling) -> None:
        self.telling, self.troupe = telling, telling.script.troupe

    def tell(self, today: date) -> None:
        at = self.telling.script.at
        at(moment(today - 60 * DAY), "carla", self._name_leaving)
        at(moment(today - 58 * DAY), "farid", self._release)
        at(moment(today - 7 * DAY), "carla", self._name_rapporteur)
        at(moment(today - 6 * DAY), "farid", self._sign)
        at(moment(today - DAY), "carla", self._name_facilitator)

    def _name_leaving(self, *, by: User) -> None:
        initiative = self.telling.initiative
        self.organiser = initiative.memberships.get(user=self.troupe["ruth"])
        team.name_leaving(self.organiser, by=by)

    def _release(self, *, by: User) -> None:
        team.release(self.organiser, by=by)

    def _name_rapporteur(self, *, by: User) -> None:
        self.rapporteur = self._name("ruth", Role.RAPPORTEUR, by)

    def _sign(self, *, by: User) -> None:
        team.sign(self.rapporteur, by=by)

    def _name_facilitator(self, *, by: User) -> None:
        self._name("femi", Role.FACILITATOR, by)

    def _name(self, who: str, role: str, by: User) -> Membership:
        colleague = self.troupe[who]
        return team.name(self.telling.initiative, user=colleague, role=role, by=by)
