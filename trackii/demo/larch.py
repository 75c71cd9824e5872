"""LARCH: the Oslo channel, which began among academics and ended official."""

from __future__ import annotations

from datetime import date

from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.models import Initiative
from participants.particulars import ActorType, Capacity
from trackii.demo.case import Case, Guest, Round, Sitting, prose
from workshops.models import Session
from workshops.plan import Plan

Phase = Session.Phase

CASE = Case(
    code="larch",
    opened=date(1992, 4, 30),
    regime=Initiative.Regime.OFF_THE_RECORD,
    charter=Charter(
        title="The Oslo channel",
        conflict=prose("""
            Israelis and Palestinians, at a time when official talks make no headway. Two
            academics on one side and unofficial representatives on the other are to find
            out, under academic cover and in seclusion, what a first agreement could hold.
        """),
        third_party="Fafo, with people of the Norwegian government beside it",
        third_party_kind=ThirdPartyKind.THINK_TANK,
        acceptable=prose("""
            A research institute, which makes it deniable for both; a state far away
            beside it, which makes it serious. It hosts and carries, and leaves the text
            to those who must live with it.
        """),
        scope=Scope.REGIONAL,
        method=Method.PROBLEM_SOLVING,
        archive=Archive.THIRD_PARTY,
        sides=["Israel", "The Palestine Liberation Organization"],
    ),
    guests=(
        Guest(
            key="hirschfeld", side="A", name="Yair Hirschfeld",
            actor_type=ActorType.ACADEMIC, since=date(1992, 12, 1),
            case="An academic who can be disowned, and who is heard. Comes in nobody's name.",
        ),
        Guest(
            key="pundak", side="A", name="Ron Pundak", actor_type=ActorType.ACADEMIC,
            since=date(1993, 1, 20),
            case="The second academic. Two people hear better than one, and one can"
            " check the other's memory.",
        ),
        Guest(
            key="qurie", side="B", name="Ahmed Qurie",
            variants=("Abu Ala", "أحمد قريع"), language="ar",
            actor_type=ActorType.POLITICIAN,
            since=date(1992, 12, 1), case="Unofficial in form; known to be heard by those"
            " who decide. The capacity is entered as he claims it, not as we guess it.",
        ),
        Guest(
            key="asfour", side="B", name="Hassan Asfour", variants=("حسن عصفور",),
            language="ar", actor_type=ActorType.POLITICIAN, since=date(1993, 1, 20),
            case="Comes with the head of the group; unofficial like him.",
        ),
        Guest(
            key="elkurd", side="B", name="Maher el-Kurd", variants=("ماهر الكرد",),
            language="ar", actor_type=ActorType.POLITICIAN, since=date(1993, 1, 20),
            case="The third of the group; unofficial like the others.",
        ),
        Guest(
            key="larsen", side="T", name="Terje Rød-Larsen", actor_type=ActorType.NGO,
            affiliation="Fafo", case="Of the hosting institute: the first contact of April ran through him.",
        ),
        Guest(
            key="juul", side="T", name="Mona Juul", actor_type=ActorType.OFFICIAL,
            case="Of the third party from the beginning.",
        ),
        Guest(
            key="egeland", side="T", name="Jan Egeland", actor_type=ActorType.OFFICIAL,
            case="Of the third party, on the side of the host state.",
        ),
        Guest(
            key="holst", side="T", name="Johan Jørgen Holst",
            actor_type=ActorType.POLITICIAN,
            case="Of the third party, on the side of the host state.",
        ),
    ),
    rounds=(
        Round(
            plan=Plan(
                title="London, December 1992: one from each side", venue="London",
                time_zone="Europe/London",
                practical="The sources give the month and no day: the dates entered span it.",
            ),
            first=date(1992, 12, 1), last=date(1992, 12, 31),
            guests="hirschfeld qurie",
            sittings=(
                Sitting(
                    phase=Phase.GROUND_RULES,
                    purpose="Whether there is anything to talk about, between one man who"
                    " can be disowned and another who can be denied.",
                ),
            ),
        ),
        Round(
            plan=Plan(
                title="Sarpsborg, January 1993: the first of fourteen rounds",
                venue="A secluded house near Sarpsborg", address="Norway",
                time_zone="Europe/Oslo",
                practical="Academic cover: a study of the institute, for anybody who asks.",
            ),
            first=date(1993, 1, 20), last=date(1993, 1, 20), days_ahead=18,
            guests="hirschfeld pundak qurie asfour elkurd larsen juul",
            quorum=2,
            sittings=(
                Sitting(
                    phase=Phase.INFORMATION, hours="09:00-13:00",
                    purpose="What each side could sign, told as what a seminar might find.",
                    notes=(prose("""
                        Written for the archive. Two academics on one side, three
                        unofficial representatives on the other, and the hosts.
                        Nobody here binds anybody, and everybody
                        will be asked about it at home. The cover is a study; the work is
                        a text. Fourteen rounds follow in secluded houses. It should be
                        entered each time in which capacity people come, because that is
                        what will change: those who can be disowned will be joined by
                        those who cannot, and from that day this is no longer track two.
                    """),),
                ),
                Sitting(
                    phase=Phase.NEXT_STEPS, hours="15:00-19:00",
                    purpose="Whether to meet again, where, and who at home is told.",
                ),
            ),
        ),
        Round(
            plan=Plan(
                title="The night of the initials, August 1993", venue="Oslo",
                time_zone="Europe/Oslo",
                practical="The last of the rounds. Official on both sides by now.",
            ),
            first=date(1993, 8, 19), last=date(1993, 8, 20), days_ahead=20,
            guests="savir singer qurie asfour larsen juul holst",
            sittings=(
                Sitting(
                    phase=Phase.NEXT_STEPS,
                    purpose="To initial what is agreed.",
                    notes=(prose("""
                        Written for the archive. Initialled in the night to the twentieth.
                        Compare the seats of this round with those of January: the
                        academics are joined by officials, with their offices on record
                        and resolved before anybody approved them. What is left to do is done in public, and by
                        others: the Declaration of Principles is signed on the thirteenth
                        of September. A search of the host state's archives years later
                        found no papers of the channel, which is why this house asks at
                        the opening of an initiative who will keep them.
                    """),),
                ),
            ),
        ),
    ),
    turns=(
        (date(1992, 12, 31), "begin"),
        (date(1993, 8, 21), "hand_over"),
        (date(1993, 9, 13), "conclude"),
    ),
)  # fmt: skip

# They joined when the channel became official: a capacity is a fact with a date.
OFFICIALS = (
    Guest(
        key="savir", side="A", name="Uri Savir", actor_type=ActorType.POLITICIAN,
        capacity=Capacity.OFFICIAL, since=date(1993, 7, 20), office="Official of his government",
        case="The channel is becoming official. He comes with his office, and it is"
        " better written down than overlooked.",
        found="Holds an office and comes because of it. Noted, and agreed by the team:"
        " from here the channel is not personal on this side.",
        decided="Agreed, on the condition that the hosts tell the other side.",
    ),
    Guest(
        key="singer", side="A", name="Joel Singer", actor_type=ActorType.POLITICIAN,
        capacity=Capacity.OFFICIAL, since=date(1993, 7, 20), office="Official of his government",
        case="Joins together with his colleague, in the same capacity.",
        found="As his colleague: an office, openly held, and the reason for coming.",
        decided="Agreed together with his colleague.",
    ),
)  # fmt: skip
JOINED = date(1993, 7, 20)
