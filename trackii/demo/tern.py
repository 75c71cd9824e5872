"""TERN: Mozambique, where observers became mediators and walked between two quarters."""

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
    code="tern",
    opened=date(1990, 6, 1),
    regime=Initiative.Regime.CHATHAM_HOUSE,
    charter=Charter(
        title="Mozambique: the talks in Rome",
        conflict=prose("""
            The war between the FRELIMO government and RENAMO in Mozambique. Each denies
            the other the name it gives itself; both have found that neither will win.
        """),
        third_party="The Community of Sant'Egidio, with Archbishop Gonçalves and Raffaelli",
        third_party_kind=ThirdPartyKind.FAITH,
        acceptable=prose("""
            To the government, because it can call them observers; to the movement, because
            it is received as an equal under their roof. Neither fears a community that has
            no troops. Beside it an archbishop of the country, and one more observer.
        """),
        scope=Scope.NATIONAL,
        method=Method.SHUTTLE,
        archive=Archive.THIRD_PARTY,
        sides=["The FRELIMO government of Mozambique", "RENAMO"],
    ),
    guests=(
        Guest(
            key="guebuza", side="A", name="Armando Guebuza", language="pt",
            actor_type=ActorType.POLITICIAN, capacity=Capacity.MANDATED,
            case="Heads what the government sends. Mandated, and says so.",
        ),
        Guest(
            key="domingos", side="B", name="Raul Domingos", language="pt",
            actor_type=ActorType.POLITICIAN, capacity=Capacity.MANDATED,
            case="Heads what the movement sends. Mandated, and says so.",
        ),
        Guest(
            key="chissano", side="A", name="Joaquim Chissano", language="pt",
            actor_type=ActorType.POLITICIAN, capacity=Capacity.OFFICIAL,
            case="To sign, when there is something to sign.",
        ),
        Guest(
            key="dhlakama", side="B", name="Afonso Dhlakama", language="pt",
            actor_type=ActorType.POLITICIAN, capacity=Capacity.MANDATED,
            case="To sign, when there is something to sign.",
        ),
        Guest(
            key="riccardi", side="T", name="Andrea Riccardi",
            actor_type=ActorType.RELIGIOUS, affiliation="Community of Sant'Egidio",
            case="Observer, and host.",
        ),
        Guest(
            key="zuppi", side="T", name="Matteo Zuppi", actor_type=ActorType.RELIGIOUS,
            affiliation="Community of Sant'Egidio", case="Observer, and host.",
        ),
        Guest(
            key="goncalves", side="T", name="Jaime Gonçalves", language="pt",
            actor_type=ActorType.RELIGIOUS,
            case="An archbishop of the country: the observer who will go home with them.",
        ),
        Guest(
            key="raffaelli", side="T", name="Mario Raffaelli",
            actor_type=ActorType.POLITICIAN, case="The fourth observer.",
        ),
    ),
    rounds=(
        Round(
            plan=Plan(
                title="The first meeting", venue="Community of Sant'Egidio",
                address="Rome", time_zone="Europe/Rome",
                practical="Each delegation has its own quarters and its own door.",
            ),
            first=date(1990, 7, 8), last=date(1990, 7, 10), days_ahead=20,
            guests="guebuza domingos riccardi zuppi goncalves raffaelli",
            sittings=(
                Sitting(
                    phase=Phase.GROUND_RULES, day=1, hours="10:00-13:00",
                    purpose="That they sit in one room, and what those are called who"
                    " sit with them.",
                    notes=(prose("""
                        Written for the archive. Both delegations are in the room. The
                        hosts are observers, by the word both could bear; everybody
                        understands that a host who only observes may be asked for more.
                        The roles are entered as they stand today and should be entered
                        again whenever they change: it is easier to grow into mediating
                        than to have claimed it. To be settled before the next round: who
                        writes down what is agreed, and in how many copies.
                    """),),
                ),
                Sitting(
                    phase=Phase.INFORMATION, day=2, hours="09:00-18:00",
                    purpose="What each side needs to be called, and what it will not hear.",
                ),
                Sitting(
                    phase=Phase.NEXT_STEPS, day=3, hours="09:00-12:00",
                    purpose="To meet again.",
                ),
            ),
            account=prose("""
                Two parties to a long war met for the first time, for three days, under the
                roof of hosts who belong to neither. They came with a mandate, and each
                knew that the other had one.

                The meeting was about form before it was about anything else. It was
                settled that those who received the parties would take part as observers.
                Both parties could accept the word because it claims little: an observer
                proposes nothing and decides nothing, and may be asked for more by those
                who have come to rely on being observed fairly. The hosts were advised not
                to hurry that day.

                It is the view of the hosts that nothing else should be expected of a
                first meeting than that there is a second. What divides the parties is
                known to the public and was not settled. What is new is that they have
                been in one room, and that there will be further rounds in the same place.

                For the rounds to come it was advised to keep three things apart: what a
                party says to the other, what it says to the hosts, and what it lets the
                hosts carry. Words that are carried should be few and exact, and read back
                before they leave the room. The account of every round will be as general
                as this one. Nothing in it may be read as the position of either party.
            """),
        ),
        Round(
            plan=Plan(
                title="The last days: from quarters to quarters", venue="Rome",
                time_zone="Europe/Rome",
                practical="Eleven rounds and twenty-six months after the first meeting.",
            ),
            first=date(1992, 10, 1), last=date(1992, 10, 4),
            guests="guebuza domingos chissano dhlakama riccardi zuppi goncalves raffaelli",
            quorum=2,
            sittings=(
                Sitting(
                    phase=Phase.OVERCOMING, day=1, hours="08:00-20:00",
                    regime=Initiative.Regime.OFF_THE_RECORD,
                    purpose="What is still open, carried between the quarters.",
                    notes=(prose("""
                        Written for the archive. The delegations sat in their own quarters
                        and the mediators walked. They are mediators by now: nobody
                        remembers a day on which the observers stopped observing. What
                        crosses is kept short and read back. Our rules for a shuttle are
                        drawn from days like these: exact words, to a named recipient,
                        under an authority that runs out; a gloss is marked as a gloss;
                        and what was not authorised stays in the room it was said in.
                    """),),
                ),
                Sitting(
                    phase=Phase.NEXT_STEPS, day=4, hours="10:00-18:00",
                    regime=Initiative.Regime.ON_THE_RECORD,
                    purpose="The General Peace Accord is signed.",
                ),
            ),
        ),
    ),
    turns=((date(1990, 7, 11), "begin"), (date(1992, 10, 5), "conclude")),
)  # fmt: skip
