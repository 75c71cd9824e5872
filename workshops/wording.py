"""What the engines of scheduling find or refuse, in words of the reader's language.

What is said of a date tells who keeps which feast: it is for those who may read the roster.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from trackii.labels import hour, listed
from workshops.breakouts import NoPlan, Objection
from workshops.calendars import Unwritable
from workshops.canvassing import (
    Answer,
    Faith,
    NoSuchZone,
    Option,
    Reason,
    Skipped,
    Twice,
    Unaskable,
    seen_from,
)
from workshops.observances import OBSERVANCES

_UTC = _("UTC")
NO_PLAN = {
    "rounds": _("Say how many rounds there are: one or more."),
    "groups": _("Say how many groups there are: one or more."),
    "people": _("There are fewer people than groups."),
    "twice": _("Named twice: %(codes)s."),
    "stranger": _("Kept apart from somebody, but not in this room: %(codes)s."),
    "silent": _("Nobody has put down what they speak: %(codes)s."),
    "apart": _("No plan was found that keeps these apart: %(codes)s."),
    "language": _(
        "No plan was found in which these can follow each other: %(codes)s."
        " One more interpreter may help, or fewer groups."
    ),
}
OBJECTIONS = {
    "apart": _("%(codes)s are kept apart, and would be in one group."),
    "language": _("In one group these could not follow each other: %(codes)s."),
    "uneven": _(
        "Of side %(side)s there would be %(most)s in one group and %(fewest)s in another."
    ),
}
UNASKABLE = {
    "naive": _("Say in which time zone that is."),
    "backwards": _("It has to end after it starts."),
    "long": _("That is longer than a month. Check both ends."),
    "window": _("Look through one day at least, and three years at most."),
}
UNWRITABLE = {
    "code": _("A calendar entry needs a code name on one line."),
    "address": _("That is no e-mail address a calendar can read."),
    "sequence": _("An entry cannot be older than the first one."),
    "naive": _("Say in which time zone that is."),
    "backwards": _("It has to end after it starts."),
    "twice": _("One entry stands twice in this calendar."),
}
ANSWERS = {
    Answer.YES: pgettext_lazy("an answer about dates", "Yes"),
    Answer.IF_NEED_BE: pgettext_lazy("an answer about dates", "If need be"),
    Answer.NO: pgettext_lazy("an answer about dates", "No"),
}
FAITHS = {
    Faith.MUSLIM: _("Muslim"),
    Faith.JEWISH: _("Jewish"),
    Faith.CATHOLIC: _("Catholic"),
    Faith.ORTHODOX: _("Orthodox, Julian calendar"),
    Faith.ORTHODOX_NEW: _("Orthodox, revised calendar"),
    Faith.HINDU: _("Hindu"),
    Faith.BUDDHIST: _("Buddhist"),
    Faith.NOWRUZ: _("Nowruz"),
}
REASONS = {
    # who could come
    "attendance": _(
        "%(sure)s of %(all)s could come, %(yes)s of them gladly;"
        " %(open)s have not said."
    ),
    "nobody": _("No side has anybody to ask yet."),
    "no quorum": _(
        "Side %(side)s cannot reach its quorum of %(quorum)s: %(sure)s could come,"
        " %(open)s have not said."
    ),
    "quorum waits": _(
        "Side %(side)s has %(sure)s of its quorum of %(quorum)s; %(open)s have not said."
    ),
    "seats": _("Side %(side)s would fill %(sure)s of %(seats)s seats."),
    "balance": _("Every side could send %(alike)s (%(sides)s)."),
    "required away": _("%(code)s is needed and cannot come."),
    "required waits": _("%(code)s is needed and has not said."),
    "required reluctant": _("%(code)s is needed and could come only if need be."),
    "no third party": _(
        "Of the third party %(sure)s could come, and %(needed)s are needed."
    ),
    "third party waits": _(
        "Of the third party %(sure)s could come, and %(needed)s are needed;"
        " %(open)s have not said."
    ),
    "no interpreter": _("Nobody could interpret between %(languages)s."),
    "interpreter waits": _(
        "Nobody has said yet that they could interpret between %(languages)s."
    ),
    # time to get there, and since the last round
    "past": _("%(day)s is not ahead of us."),
    "lead time": _(
        "%(code)s needs %(needed)s days to get there, and there are %(left)s."
    ),
    "seat elsewhere": _("%(code)s has a seat at another round then."),
    "not available": _("%(who)s is not available then."),
    "before the last round": _("The last round would not be over."),
    "soon after the last round": _(
        "%(gap)s days after the last round; %(least)s were wished for."
    ),
    "long after the last round": _(
        "%(gap)s days after the last round; %(most)s at most were wished for."
    ),
    "venue taken": _("The venue is taken from %(first)s to %(last)s."),
    "night": _("It is night for %(some)s of %(all)s on side %(side)s."),
    # what calendars say
    "rest day": _(
        "%(name)s, %(period)s: neither work nor travel for %(keepers)s of %(all)s"
        " on side %(side)s."
    ),
    "rest eve": _(
        "%(name)s begins at sunset on %(period)s, for %(keepers)s of %(all)s"
        " on side %(side)s: end early enough to be home."
    ),
    "rest sighting": _(
        "%(name)s may fall on %(period)s, by the moon, for %(keepers)s of %(all)s"
        " on side %(side)s."
    ),
    "rest on the way": _(
        "%(name)s, %(period)s: %(keepers)s of %(all)s on side %(side)s would have to"
        " travel on it."
    ),
    "feast day": _(
        "%(name)s, %(period)s: kept by %(keepers)s of %(all)s on side %(side)s."
    ),
    "feast eve": _(
        "%(name)s begins at sunset on %(period)s, for %(keepers)s of %(all)s"
        " on side %(side)s."
    ),
    "feast sighting": _(
        "%(name)s may fall on %(period)s, by the moon, for %(keepers)s of %(all)s"
        " on side %(side)s."
    ),
    "fast day": _(
        "%(name)s, %(period)s: %(keepers)s of %(all)s on side %(side)s fast. Plan short"
        " days, and no meal they would have to watch."
    ),
    "fast eve": _(
        "%(name)s begins at sunset on %(period)s: %(keepers)s of %(all)s"
        " on side %(side)s fast."
    ),
    "fast sighting": _(
        "%(name)s may begin or end on %(period)s, by the moon, for %(keepers)s of"
        " %(all)s on side %(side)s."
    ),
    "season day": _(
        "%(name)s, %(period)s: tell the kitchen, for %(keepers)s of %(all)s"
        " on side %(side)s."
    ),
    "prayer": _(
        "%(name)s, %(period)s: leave time for it, for %(keepers)s of %(all)s"
        " on side %(side)s."
    ),
    "own holiday": _(
        "%(name)s, %(period)s: a public holiday at home (%(country)s) for %(keepers)s"
        " of %(all)s on side %(side)s."
    ),
    "venue holiday": _(
        "%(name)s, %(period)s: a public holiday where the venue is (%(country)s)."
    ),
    "faith not known": _("%(faith)s feasts of %(year)s are not known here: ask."),
    "country not known": _(
        "Public holidays of %(country)s in %(year)s are not known here: ask."
    ),
}  # fmt: skip


def away(code: str) -> str:
    """Of who has not answered about a period, and said on her own page that she is away."""
    words = gettext("%(code)s said on their own page that they are away then.")
    return words % {"code": code}


def reason(found: Reason) -> str:
    """One reason for or against a date, as a sentence."""
    said = {key: _shown(key, value) for key, value in found.said.items()}
    if "name" in said:
        said["period"] = _period(found.said["day"], found.said["last"])
    return str(REASONS[found.kind]) % said


def period(option: Option, zone: str) -> str:
    """A period by the clock of one place, its last day named where it is another."""
    starts, ends = (seen_from(m, zone) for m in (option.starts, option.ends))
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    same = starts.date() == ends.date()
    said = {
        "first": listed([_day(starts), hour(starts)]),
        "last": hour(ends) if same else listed([_day(ends), hour(ends)]),
        "clock": _UTC
        if zone == "UTC"
        else gettext("%(place)s time") % {"place": place},
    }
    return gettext("%(first)s – %(last)s, %(clock)s") % said


def refusal(
    refused: NoPlan | Unaskable | Unwritable | NoSuchZone | Skipped | Twice,
) -> str:
    """Why an engine refused, in a sentence that says what to put right or to choose."""
    if isinstance(refused, NoPlan):
        codes = listed(code.upper() for code in refused.codes)
        return str(NO_PLAN[refused.kind]) % {"codes": codes}
    if isinstance(refused, Unaskable):
        return str(UNASKABLE[refused.kind])
    if isinstance(refused, Unwritable):
        return str(UNWRITABLE[refused.kind])
    if isinstance(refused, NoSuchZone):
        return gettext("There is no such time zone. Choose one from the list.")
    return _unclear(refused)


def objection(found: Objection) -> str:
    """What speaks against groups that somebody would change by hand."""
    if found.kind == "uneven":
        said = dict(zip(("side", "most", "fewest"), found.codes, strict=True))
    else:
        said = {"codes": listed(code.upper() for code in found.codes)}
    return str(OBJECTIONS[found.kind]) % said


def _unclear(refused: Skipped | Twice) -> str:
    """Which of two moments was meant, told by the clock before the change and after it."""
    first, second = (seen_from(moment, refused.zone) for moment in refused.choices)
    said = {
        "time": refused.local.strftime("%H:%M"),
        "day": _day(refused.local),
        "zone": refused.zone,
        "first": f"{first:%H:%M} (UTC{first.isoformat()[-6:]})",
        "second": f"{second:%H:%M} (UTC{second.isoformat()[-6:]})",
    }
    if isinstance(refused, Skipped):
        asked = gettext(
            "On %(day)s clocks in %(zone)s go forward: there is no %(time)s."
            " Choose %(first)s or %(second)s."
        )
    else:
        asked = gettext(
            "On %(day)s clocks in %(zone)s go back: %(time)s comes twice."
            " Choose the first, %(first)s, or the second, %(second)s."
        )
    return asked % said


def _shown(key: str, value: Any) -> str:
    """A figure of a reason as it stands in its sentence."""
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, dict):
        return listed(f"{side} {count}" for side, count in sorted(value.items()))
    if isinstance(value, list):
        return " – ".join(value)
    if key == "code":
        return value.upper()
    return str(FAITHS.get(value) or OBSERVANCES.get(value) or value)


def _period(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"


def _day(day: date | datetime) -> str:
    return date_format(day, "DATE_FORMAT")
