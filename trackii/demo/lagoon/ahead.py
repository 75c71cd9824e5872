"""The rounds of LAGOON that are still to come, as far as each is settled."""

from __future__ import annotations

from dialogues.models import Initiative
from trackii.demo.case import Round, Sitting
from trackii.demo.lagoon.held import EVERYBODY
from workshops.models import Session
from workshops.plan import Plan

Phase = Session.Phase
Regime = Initiative.Regime

# The day after tomorrow, and confirmed so late that its reminders go at once.
AT_SHORT_NOTICE = Round(
    plan=Plan(
        title="Who brings which deeds", venue="Online", online=True,
        practical="One hour. The link comes by the usual way, and only to who is asked.",
    ),
    first=2, last=2, days_ahead=4,
    guests="tomasz idris elodie", quorum=1,
    sittings=(
        Sitting(
            phase=Phase.NEXT_STEPS, hours="10:00-11:00",
            purpose="One box from each side, and who carries it across the bridge.",
        ),
    ),
)  # fmt: skip

# Within the fortnight: reminders are due, one seat was given back.
CONFIRMED = Round(
    plan=Plan(
        title="The first hundred deeds", venue="Brondal estate",
        address="Brondal, two hours from Ustrel", time_zone="Europe/Athens",
        practical="Arrive the evening before; supper is at eight. Vegetables from the"
        " garden, meat on one table only. Prayer room in the library. Bring boots, a"
        " lamp, and whatever you would read on a train.",
        safety="Two cars, two hours apart. If you are asked on the way: a seminar about"
        " water. Telephones rest in the pantry.",
    ),
    first=11, last=13, days_ahead=58,
    guests=EVERYBODY, refuses="ingrid", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.INFORMATION, day=1, hours="09:00-12:30",
            purpose="What a deed is, in three traditions: paper, witness, wall.",
        ),
        Sitting(
            phase=Phase.NEEDS_AND_FEARS, day=1, hours="14:30-18:00",
            regime=Regime.OFF_THE_RECORD,
            purpose="What it is to read one's own house in a list. In three rooms first,"
            " then in one.",
        ),
        Sitting(
            phase=Phase.SHAPE, day=2, hours="09:00-12:30",
            purpose="Copies: how many, where, and who may ask to see one.",
        ),
        Sitting(
            phase=Phase.OVERCOMING, day=2, hours="15:00-18:00",
            purpose="The banks, the notaries, the capital: what would make each of them"
            " look away for a winter.",
        ),
        Sitting(
            phase=Phase.NEXT_STEPS, day=3, hours="09:00-11:30",
            purpose="What is carried home, in which words, and what stays here.",
        ),
    ),
)  # fmt: skip

# Seats are offered; some have answered, two newcomers among them.
PROVISIONAL = Round(
    plan=Plan(
        title="Spring, and what is due by then",
        venue="Vennar Conference Centre", address="Lake Vennar, north shore",
        time_zone="Europe/Athens",
        practical="After lambing. The boathouse again, if the ice lets go of it.",
    ),
    first=45, last=46, days_ahead=90,
    guests="tomasz zeynep idris nilufar hope weilin elodie tenzin aroha",
    refuses="weilin", silent="hope elodie tenzin", quorum=2,
)  # fmt: skip

# Put off: the passes will still be closed.
POSTPONED = Round(
    plan=Plan(
        title="A day at the gate", venue="The upper gate", address="Kesh pass",
        time_zone="Europe/Athens",
        practical="Horses from the lower camp. Not for everybody's knees.",
        safety="Only with the consent of both who guard it.",
    ),
    first=60, last=60, days_ahead=104,
    guests="", quorum=2,
)  # fmt: skip

# A wish as yet: no dates, no seats.
PROPOSED = Round(
    plan=Plan(
        title="Autumn: return, without the quotation marks",
        practical="On neutral ground abroad, if visas can be had for everybody. Two"
        " months are needed for that; counting begins when the dates are settled.",
    ),
    first=150, last=152, days_ahead=153,
    guests="", quorum=3,
)  # fmt: skip

# What facilitators wrote for themselves before it: in code names and sides.
INSIDE = {
    "needs": "A: that the house is counted as lived in, whoever lives there now.\n"
    "B: that nobody is put out twice.\nBoth fear the list more than the loss.",
    "sensitivities": "The word return is used of deeds, never of people, until the second"
    " day.\nNo toast on the first evening: it is a day of mourning for B.",
    "contingency": "If the road closes: the estate keeps everybody for two nights more.\n"
    "If a newspaper rings: a seminar about water, and nothing else.\n"
    "If somebody leaves the table: the one of T who sits nearest goes along.",
}
