"""The round of LAGOON whose account left the room lately: its notes stand for some days yet."""

from __future__ import annotations

from trackii.demo.case import Round, Sitting, prose
from trackii.demo.lagoon.held import EVERYBODY
from trackii.demo.lagoon.recent import ONLINE
from workshops.models import Session, Summary
from workshops.plan import Plan

# Its readers have had it for twelve days; the notes end thirty days after it came out.
COSTS = Round(
    plan=Plan(
        title="One hut, one lamp", venue="Online",
        practical=ONLINE, safety="Headphones. Alone in the room, or say so at once.",
    ),
    first=-52, last=-52,
    guests=EVERYBODY, silent="luis", absent="hope", quorum=2,
    sittings=(
        Sitting(
            phase=Session.Phase.OVERCOMING, hours="13:00-15:30",
            purpose="What a winter at the gate costs, and whose money nobody could take.",
            notes=(prose("""
                A list of costs, read aloud until it bored everybody: wages for two, a
                hut, a lamp, oil for the lamp, paper. The sum is less than what one
                side spends on a wedding; this was said with a laugh and noted by all.

                Then the other list: whose money would end it. It is longer. Money from
                far away buys a flag on the hut. Money from near buys a cousin in it.
                It was asked whether a thing that costs so little has to be paid for by
                anybody: hay could be given, and oil, and turns could be taken.
            """),),
        ),
    ),
    account=prose("""
        The group estimated what it would cost to keep a common record through one
        winter, and found the sum to be small: wages, a shelter, light and paper.

        It took longer to say whose money could not be accepted. Funds from abroad were
        thought to bring an interest with them, and funds from nearby a suspicion. The
        question was turned round: whether what is needed could be given in kind, a
        share from every side, so that nobody pays and nobody is paid.

        Participants left it open who would keep an account of such gifts. They were
        in favour of trying the thought on people at home whom nobody sends.
    """),
    until=Summary.State.RELEASED,
)  # fmt: skip
