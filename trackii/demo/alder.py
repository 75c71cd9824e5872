"""ALDER: Northern Ireland, 1988 to 1994, and a priest who went between."""

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
    code="alder",
    opened=date(1987, 12, 20),
    regime=Initiative.Regime.OFF_THE_RECORD,
    charter=Charter(
        title="Northern Ireland: Hume and Adams",
        conflict=prose("""
            The conflict in Northern Ireland. Two leaders of rival parties within one
            community are to find out whether there is a political way that could end
            the use of force, before anybody else can be asked.
        """),
        third_party="Father Alec Reid, Clonard Monastery, Belfast",
        third_party_kind=ThirdPartyKind.PERSON,
        acceptable=prose("""
            A priest, found at his monastery by whoever looks for him. He leads no party,
            asks nothing for himself, and carries what he is given.
        """),
        scope=Scope.NATIONAL,
        method=Method.SHUTTLE,
        archive=Archive.TRUSTED,
        sides=["John Hume's party", "Gerry Adams's party"],
    ),
    guests=(
        Guest(
            key="hume", side="A", name="John Hume", actor_type=ActorType.POLITICIAN,
            capacity=Capacity.MANDATED,
            case="Meets as a party leader and will say so in public: not as a private"
            " person, and not as an intermediary.",
        ),
        Guest(
            key="adams", side="B", name="Gerry Adams", actor_type=ActorType.POLITICIAN,
            capacity=Capacity.MANDATED,
            case="Meets as a party leader and will say so in public. Contact, service and"
            " payment are three questions here; only the first one arises.",
        ),
        Guest(
            key="reid", side="T", name="Alec Reid",
            actor_type=ActorType.RELIGIOUS, affiliation="Clonard Monastery",
            case="The go-between. Met Charles Haughey in 1987; asked for nothing but that"
            " people talk.",
        ),
    ),
    rounds=(
        Round(
            plan=Plan(
                title="The first meeting", time_zone="Europe/London",
                practical="To be followed by papers between the parties, each answered on"
                " paper.",
                safety="No list of who comes leaves this page.",
            ),
            first=date(1988, 1, 11), last=date(1988, 1, 11), days_ahead=8,
            guests="hume adams",
            sittings=(
                Sitting(
                    phase=Phase.INFORMATION, hours="10:00-13:00",
                    purpose="Whether two parties that compete for the same voters can set"
                    " out on paper where they differ, and exchange it.",
                    notes=(prose("""
                        Written for the archive. The two leaders met, and delegations of
                        their parties exchanged papers in the months after. How many
                        meetings there were is uncertain: a later edition of the papers
                        counts sixteen sessions, and some of these are the editors'. A
                        round is entered here only where its day is known. What should be
                        remembered of this one is the form. Papers make people say what
                        they mean, can be read at home by those who were not in the room,
                        and can be taken up five years later where they were left.
                    """),),
                ),
            ),
        ),
        Round(
            plan=Plan(
                title="Resumed, April 1993", time_zone="Europe/London",
                practical="A report is to go to Dublin when there is one.",
            ),
            first=date(1993, 4, 10), last=date(1993, 4, 10), days_ahead=5,
            guests="hume adams",
            sittings=(
                Sitting(
                    phase=Phase.NEXT_STEPS, hours="10:00-13:00",
                    purpose="Five years later: what of the papers still stands.",
                    notes=(prose("""
                        Written for the archive. Resumed in April, reported to Dublin in
                        September. What followed is public: the Downing Street Declaration
                        in December of the same year, the ceasefire on the last day of
                        August of the next, and an agreement in 1998 long after this
                        channel had closed. We claim contribution and not attribution.
                        Both leaders said that they were not acting as intermediaries, and
                        the capacity on their files was entered accordingly: this is a
                        back channel between parties and was never track two.
                    """),),
                ),
            ),
        ),
    ),
    turns=(
        (date(1988, 1, 4), "begin"),
        (date(1988, 9, 30), "pause"),
        (date(1993, 4, 1), "resume"),
        (date(1993, 12, 31), "hand_over"),
        (date(1994, 8, 31), "conclude"),
    ),
)  # fmt: skip
