"""WREN: interactive problem-solving between Israelis and Palestinians, after Kelman."""

from __future__ import annotations

from datetime import date

from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.models import Initiative
from participants.particulars import ActorType
from trackii.demo.case import Case, Guest, Round, Sitting, prose
from workshops.models import Session
from workshops.plan import Plan

Phase = Session.Phase
YEARS = "The sources give the years and not the days: the dates entered span them."
UNNAMED = "The sources do not name who came. The seat stands for somebody who did."
AUTHOR = "One of the eight authors of the group's paper of December 1999."


def _author(key: str, side: str, name: str, **more: object) -> Guest:
    academic = ActorType.ACADEMIC
    return Guest(
        key=key, side=side, name=name, actor_type=academic, case=AUTHOR, **more
    )  # type: ignore[arg-type]


def _unnamed(key: str, side: str) -> Guest:
    return Guest(
        key=key,
        side=side,
        name="N. N.",
        case=UNNAMED,
        found="The place of a person unnamed; there is nobody to vet.",
    )


CASE = Case(
    code="wren",
    opened=date(1971, 1, 1),
    regime=Initiative.Regime.CHATHAM_HOUSE,
    charter=Charter(
        title="Interactive problem-solving between Israelis and Palestinians",
        conflict=prose("""
            The conflict between Israelis and Palestinians, taken as a problem that two
            peoples share. A few people a side who are heard at home analyse it together,
            in a private capacity and without bargaining, and take home what they learned.
        """),
        third_party="Herbert Kelman, with Nadim Rouhana, at Harvard",
        third_party_kind=ThirdPartyKind.UNIVERSITY,
        acceptable=prose("""
            A university, and a panel that brings both identities into its own ranks. It
            keeps the rules and lends its concepts; it takes no position, evaluates nobody
            and proposes no solutions.
        """),
        scope=Scope.REGIONAL,
        method=Method.PROBLEM_SOLVING,
        archive=Archive.TRUSTED,
        sides=["Israelis", "Palestinians"],
    ),
    guests=(
        _author("maoz", "A", "Moshe Ma'oz", variants=("Maoz", "משה מעוז")),
        _author("katz", "A", "Yossi Katz"),
        _author("schiff", "A", "Ze'ev Schiff", variants=("זאב שיף",)),
        _author("shamir", "A", "Shimon Shamir", variants=("שמעון שמיר",)),
        _author("khatib", "B", "Ghassan Khatib", variants=("غسان الخطيب",), language="ar"),
        _author("dakkak", "B", "Ibrahim Dakkak", variants=("إبراهيم الدقاق",), language="ar"),
        _author("sayigh", "B", "Yezid Sayigh", variants=("يزيد صايغ",), language="ar"),
        _author("shikaki", "B", "Khalil Shikaki", variants=("خليل الشقاقي",), language="ar"),
        _unnamed("israeli", "A"),
        _unnamed("palestinian", "B"),
        Guest(
            key="kelman", side="T", name="Herbert Kelman", variants=("Herb Kelman",),
            actor_type=ActorType.ACADEMIC, affiliation="Harvard University",
            case="Has led workshops of this kind since 1971 and heads the panel.",
        ),
        Guest(
            key="rouhana", side="T", name="Nadim Rouhana", variants=("نديم روحانا",),
            actor_type=ActorType.ACADEMIC,
            case="Leads the continuing workshop together with the head of the panel.",
        ),
        Guest(
            key="telhami", side="T", name="Shibley Telhami",
            actor_type=ActorType.ACADEMIC, case="Leads the later group together with him.",
        ),
    ),
    rounds=(
        Round(
            plan=Plan(
                title="The continuing workshop, 1990 to 1993", time_zone="America/New_York",
                practical=YEARS,
            ),
            first=date(1990, 1, 1), last=date(1993, 12, 31),
            guests="israeli palestinian kelman rouhana",
            sittings=(
                Sitting(
                    phase=Phase.NEEDS_AND_FEARS,
                    purpose="The same people again and again: what each side needs, what it"
                    " fears, and that the other can say it back.",
                    notes=(prose("""
                        Written for the archive. Workshops before this one brought a few
                        people a side together once, for two or three days, after each
                        side had met the panel alone. This one continues with the same
                        people over years. The order of work is the one that our agenda
                        template carries: ground rules, information, needs and fears, the
                        shape of solutions, the constraints on each side, how to overcome
                        them together, what comes next. Analysis comes before any
                        proposal, and the panel makes none. Participants address each
                        other and no audience.
                    """),),
                ),
            ),
        ),
        Round(
            plan=Plan(
                title="The Joint Working Group, 1994 to 1999", time_zone="UTC",
                practical=YEARS,
            ),
            first=date(1994, 1, 1), last=date(1999, 12, 31),
            guests="maoz katz schiff shamir khatib dakkak sayigh shikaki kelman rouhana",
            quorum=4,
            sittings=(
                Sitting(
                    phase=Phase.SHAPE, regime=Initiative.Regime.ON_THE_RECORD,
                    purpose="For the first time the purpose is a joint text, signed by name.",
                    notes=(prose("""
                        Written for the archive. The group differs from the workshops
                        before it in one respect: it is to publish. For as long as a text
                        is in the making the old rule holds and nothing is attributed; the
                        text itself is on the record and carries its authors' names, by
                        their consent. The paper is dated December 1999 and has eight
                        authors, four from each side. The two regimes should not be mixed
                        in one session: people must know before they speak which of the
                        two they are in.
                    """),),
                ),
            ),
            account=prose("""
                The group worked for several years towards texts that both sides could put
                their names to. Earlier meetings of this series had been private from
                beginning to end; this group was formed in order to publish, and that
                changed how it worked.

                Members came as individuals. The method is that of the earlier workshops:
                analysis before any proposal, needs and fears before the shape of a
                solution, and the constraints on each side as a problem of both. A panel
                keeps the rules and takes no position.

                What follows is ours and not the group's: two remarks for those who plan
                to use this account as a model. First, a joint text tests understanding
                better than a joint mood does. A sentence that both can sign shows what
                has been understood, and a sentence that neither can finish shows what has
                not. Second, it should be said before each session whether it is private
                or works on the text. People must know which of the two they are in
                before they speak, and a rule that was promised is not loosened later.

                A paper of the group has been published under the names of its authors,
                with their consent. This account adds nothing to it and attributes nothing
                in it to anybody.
            """),
        ),
        Round(
            plan=Plan(
                title="The later group: Jerusalem, March 2012", venue="Jerusalem",
                time_zone="Asia/Jerusalem",
                practical="Six people a side; eleven meetings since June 2004, the one"
                " before in Vienna in December 2011. The sources give the month and no day:"
                " the dates entered span it.",
            ),
            first=date(2012, 3, 1), last=date(2012, 3, 31),
            guests="israeli palestinian kelman telhami",
            sittings=(
                Sitting(
                    phase=Phase.CONSTRAINTS,
                    purpose="What stands in the way on each side, as a problem of both.",
                ),
            ),
        ),
    ),
    turns=((date(1971, 2, 1), "begin"), (date(2012, 4, 30), "conclude")),
)  # fmt: skip
