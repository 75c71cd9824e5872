"""Timing: whether there is time to get there, and whether it is the right time to meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time

from workshops.canvassing.gathering import Gathering
from workshops.canvassing.moments import seen_from
from workshops.canvassing.presence import Answers
from workshops.canvassing.question import Answer, Option, Stay, Terms, Venue
from workshops.canvassing.reasons import BLOCKED, Reason, Weight, share

_SOON, _LATE = -4, -1  # for each day, for each week
_MOST = -80
_HOURS = -60  # where it is night for a whole side
_MORNING, _NIGHT = time(7), time(22)


def able(
    gathering: Gathering,
    given: Mapping[str, Answer | None],
    stay: Stay,
    terms: Terms,
) -> Answers:
    """What people answered; who cannot get there in time, has a seat elsewhere then or is
    not available, cannot come, whatever she said."""
    left = _left(stay, terms)
    held = gathering.held(stay.option) | gathering.absent(stay.option)
    return {
        person.code: (
            Answer.NO
            if left < person.lead_days or person.code in held
            else given[person.code]
        )
        for person in gathering.people
    }


def timing(
    gathering: Gathering, stay: Stay, venue: Venue, terms: Terms
) -> Iterator[Reason]:
    """Lead time of each, distance to the last round, the venue, the hours at home."""
    if stay.days[0] <= terms.today:
        yield Reason("past", Weight.BLOCKS, BLOCKED, {"day": stay.days[0]})
    yield from _away(gathering, stay, _left(stay, terms))
    yield from _distance(stay, terms)
    for first, last in venue.busy:
        if first <= stay.days[-1] and stay.days[0] <= last:
            said = {"first": first, "last": last}
            yield Reason("venue taken", Weight.BLOCKS, BLOCKED, said)
    if venue.online:
        yield from _hours(gathering, stay.option)


def _away(gathering: Gathering, stay: Stay, left: int) -> Iterator[Reason]:
    """Who cannot be there, whatever she said."""
    held, absent = gathering.held(stay.option), gathering.absent(stay.option)
    if left >= gathering.longest_lead and not held and not absent:
        return
    for person in gathering.people:
        if left < person.lead_days:
            said = {"code": person.code, "needed": person.lead_days, "left": left}
            yield Reason("lead time", Weight.WEIGHS, 0, said)
        if person.code in held:
            yield Reason("seat elsewhere", Weight.WEIGHS, 0, {"code": person.code})
        if person.code in absent:
            yield Reason("not available", Weight.WEIGHS, 0, {"who": person.code})


def _left(stay: Stay, terms: Terms) -> int:
    """The days there are to get there: too few for who needs longer."""
    return (stay.days[0] - terms.today).days


def _distance(stay: Stay, terms: Terms) -> Iterator[Reason]:
    if terms.last_ended is None:
        return
    gap = (stay.days[0] - terms.last_ended).days
    said = {"gap": gap, "least": terms.least_gap, "most": terms.most_gap}
    if gap <= 0:
        yield Reason("before the last round", Weight.BLOCKS, BLOCKED, said)
    elif gap < terms.least_gap:
        points = max(_MOST, _SOON * (terms.least_gap - gap))
        yield Reason("soon after the last round", Weight.WEIGHS, points, said)
    elif gap > terms.most_gap:
        points = max(_MOST, _LATE * -((terms.most_gap - gap) // 7))
        yield Reason("long after the last round", Weight.WEIGHS, points, said)


def _hours(gathering: Gathering, option: Option) -> Iterator[Reason]:
    """For whom a meeting on a screen would fall into the night, by her own clock."""
    zones = {person.zone for person in gathering.people}
    night = {zone for zone in zones if _at_night(option, zone)}
    for side, members in gathering.sides.items():
        if some := sum(person.zone in night for person in members):
            said = {"side": side, "some": some, "all": len(members)}
            points = share(_HOURS, some, len(members))
            yield Reason("night", Weight.WEIGHS, points, said)


def _at_night(option: Option, zone: str) -> bool:
    starts, ends = (seen_from(moment, zone) for moment in (option.starts, option.ends))
    return (
        starts.time() < _MORNING or ends.time() > _NIGHT or ends.date() > starts.date()
    )
