"""A round of LAGOON whose dates people are asked about: some have answered, some not yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from trackii.demo.case import Round
from trackii.demo.gathering import Gathering
from workshops import canvasses, offering
from workshops.circumstances import Circumstances, Said
from workshops.plan import Plan

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.demo.telling import Telling
    from workshops.models import Canvass

ATHENS = ZoneInfo("Europe/Athens")
MINUTE = timedelta(minutes=1)
ROUND = Round(
    plan=Plan(
        title="Summer: who keeps the key", venue="Brondal estate",
        address="Brondal, two hours from Ustrel", time_zone="Europe/Athens",
        practical="The long evenings, if enough can come.", country="GR",
    ),
    first=120, last=121, days_ahead=124,
    guests="", quorum=2,
)  # fmt: skip
PERIODS = (118, 125, 132, 146)  # days from today on which each would begin
# By telephone: yes, if need be, no, or nothing, to each period in turn.
SAID = {
    "tomasz": "yyn-", "zeynep": "yiny", "idris": "nyyi", "nilufar": "yy-n",
    "hope": "iyyn", "aroha": "yyni",
}  # fmt: skip
WAYS = {"y": "yes", "i": "if_need_be", "n": "no"}
BEARS = {
    "idris": Circumstances("Europe/Athens", faiths=["muslim"], travel_days=1),
    "zeynep": Circumstances("Europe/Istanbul", country="TR", lead_days=30, travel_days=1),
    "tomasz": Circumstances("Europe/Warsaw", "PL", ["catholic"], required=True),
}  # fmt: skip


def tell(telling: Telling, today: date, now: datetime) -> None:
    asking = Gathering(telling, ROUND.counted_from(today))
    asking.propose()
    telling.script.at(now - 50 * MINUTE, "farid", _offer, asking, today)
    telling.script.at(now - 38 * MINUTE, "oskar", _ask, asking)
    telling.script.at(now - 20 * MINUTE, "oskar", _take_down, asking, telling)
    telling.script.at(now - 10 * MINUTE, "rosa", _answer, asking)


def _offer(asking: Gathering, today: date, *, by: User) -> None:
    for days in PERIODS:
        day = today + timedelta(days=days)
        starts = datetime.combine(day, time(9), ATHENS)
        ends = datetime.combine(day + timedelta(days=1), time(17), ATHENS)
        offering.offer(asking.workshop, by=by, starts_at=starts, ends_at=ends)


def _ask(asking: Gathering, *, by: User) -> None:
    options = offering.read(asking.workshop, by=by)
    canvasses.ask(asking.workshop, options, by=by)


def _take_down(asking: Gathering, telling: Telling, *, by: User) -> None:
    for key, row in _rows(asking, telling).items():
        given = {
            str(number): WAYS[sign]
            for number, sign in enumerate(SAID[key], start=1)
            if sign in WAYS
        }
        if key in BEARS:
            canvasses.consider(row, BEARS[key], by=by)
        canvasses.hear(row, Said(BEARS.get(key, Circumstances()).zone, given), by=by)


def _rows(asking: Gathering, telling: Telling) -> dict[str, Canvass]:
    rows = asking.workshop.canvasses.select_related("candidacy__person", "workshop")
    known = {telling.candidacies[key].pk: key for key in SAID}
    return {known[row.candidacy_id]: row for row in rows if row.candidacy_id in known}


def _answer(asking: Gathering, *, by: User) -> None:
    said = Said("", {"1": "yes", "2": "yes", "3": "no", "4": "yes"})
    canvasses.answer(asking.workshop, said, by=by)
