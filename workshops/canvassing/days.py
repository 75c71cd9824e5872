"""Days: what the calendars of all sides and of the venue's country say of a stay.

A stay is laid over the almanac: the days it touches, the evening it ends on, the days people
travel. A feast weighs by how many of a side keep it, whatever they answered: who said yes
to her own feast was asked too much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from workshops.canvassing.almanac import Almanac
from workshops.canvassing.gathering import Gathering
from workshops.canvassing.observances import Bearing, Faith, How
from workshops.canvassing.question import Person, Stay, Venue
from workshops.canvassing.reasons import Reason, Weight, share

# What each day costs where a whole side keeps it.
_COST = {
    Bearing.REST: -150, Bearing.FEAST: -60, Bearing.FAST: -40, Bearing.SEASON: -3,
    Bearing.PRAYER: 0,
}  # fmt: skip
_PART_OF = {How.DAY: 1, How.EVE: 2, How.SIGHTING: 3}  # of that: a half, a third
_ON_THE_WAY = 3  # likewise, for who has to travel then
_VENUE_HOLIDAY, _OWN_HOLIDAY, _UNKNOWN = -30, -15, -5
_EVE = time(15)  # from here on a day before counts as begun: sunset, and the way home
_NOON, _AFTERNOON = time(12), time(14)

Kept = dict[tuple[str, Bearing, How], list[date]]


def days(
    gathering: Gathering, stay: Stay, venue: Venue, almanac: Almanac
) -> Iterator[Reason]:
    """Every observance and holiday that a stay meets, once for each side that keeps it."""
    kept = {faith: _kept(faith, stay, almanac) for faith in gathering.faiths}
    for side, members in gathering.sides.items():
        for faith, keepers in gathering.keepers[side]:
            for (name, bearing, how), when in kept[faith].items():
                said = _said(name, side, keepers, members, when)
                points = share(_COST[bearing] * len(when), keepers, len(members))
                kind = "prayer" if bearing == Bearing.PRAYER else f"{bearing} {how}"
                weight = Weight.WEIGHS if points else Weight.TELLS
                yield Reason(kind, weight, points // _PART_OF[how], said)
        if not venue.online:
            yield from _on_the_way(side, gathering, stay, almanac)
        yield from _own_holidays(side, gathering, stay, almanac)
    yield from _at_the_venue(stay, venue, almanac)
    yield from _not_known(gathering, stay, venue, almanac)


def _said(
    name: str, side: str, some: int, members: Sequence[Person], when: Sequence[date]
) -> dict[str, object]:
    return {
        "name": name, "side": side, "keepers": some, "all": len(members),
        "day": when[0], "last": when[-1],
    }  # fmt: skip


def _kept(faith: Faith, stay: Stay, almanac: Almanac) -> Kept:
    """What a faith keeps during a stay, and on which of its days."""
    found: Kept = {}
    for day in stay.days:
        for mark in almanac.marks(faith, day):
            if mark.how == How.EVE and not (day == stay.days[-1] and _late(stay)):
                continue  # the day after it says the same, or everybody is gone by then
            if mark.name == "Friday prayer" and not _over_noon(stay):
                continue
            found.setdefault((mark.name, mark.bearing, mark.how), []).append(day)
    return found


def _late(stay: Stay) -> bool:
    return stay.ends.time() > _EVE or stay.ends.date() > stay.days[-1]


def _over_noon(stay: Stay) -> bool:
    """Whether the hours of a day cover the noon prayer; a stay of some days does."""
    if len(stay.days) > 1:
        return True
    return stay.starts.time() < _AFTERNOON and stay.ends.time() > _NOON


def _on_the_way(
    side: str, gathering: Gathering, stay: Stay, almanac: Almanac
) -> Iterator[Reason]:
    """Days of rest on which some would have to travel there or home."""
    members = gathering.sides[side]
    found: Counter[tuple[str, date]] = Counter()
    for (faith, length), some in gathering.travellers[side].items():
        for day in _travel(stay, length):
            for mark in almanac.marks(faith, day):
                if (mark.bearing, mark.how) == (Bearing.REST, How.DAY):
                    found[mark.name, day] += some
    for (name, day), some in found.items():
        points = share(_COST[Bearing.REST], some, len(members)) // _ON_THE_WAY
        said = _said(name, side, some, members, [day])
        yield Reason("rest on the way", Weight.WEIGHS, points, said)


def _travel(stay: Stay, length: int) -> list[date]:
    steps = [timedelta(days=number) for number in range(1, length + 1)]
    there = [stay.days[0] - step for step in reversed(steps)]
    return [*there, *(stay.days[-1] + step for step in steps)]


def _own_holidays(
    side: str, gathering: Gathering, stay: Stay, almanac: Almanac
) -> Iterator[Reason]:
    """Public holidays at home."""
    members = gathering.sides[side]
    for country, some in gathering.homes[side]:
        for day in stay.days if country else ():
            if name := almanac.public(country, day):
                said = _said(name, side, some, members, [day]) | {"country": country}
                points = share(_OWN_HOLIDAY, some, len(members))
                yield Reason("own holiday", Weight.WEIGHS, points, said)


def _at_the_venue(stay: Stay, venue: Venue, almanac: Almanac) -> Iterator[Reason]:
    for day in stay.days if venue.country and not venue.online else ():
        if name := almanac.public(venue.country, day, region=venue.region):
            said = {"name": name, "day": day, "last": day, "country": venue.country}
            yield Reason("venue holiday", Weight.WEIGHS, _VENUE_HOLIDAY, said)


def _not_known(
    gathering: Gathering, stay: Stay, venue: Venue, almanac: Almanac
) -> Iterator[Reason]:
    """Which calendar has to be asked for elsewhere. Silence is no free day."""
    places = {(home, "") for homes in gathering.homes.values() for home, _n in homes}
    if not venue.online:
        places.add((venue.country, venue.region))
    for year in sorted({day.year for day in stay.days}):
        for faith in gathering.faiths:
            if not almanac.knows(faith, year):
                said = {"faith": faith, "year": year}
                yield Reason("faith not known", Weight.WEIGHS, _UNKNOWN, said)
        for country, region in sorted(places):
            if country and not almanac.lists(country, year, region=region):
                where = "-".join(filter(None, (country, region)))
                said = {"country": where, "year": year}
                yield Reason("country not known", Weight.WEIGHS, _UNKNOWN, said)
