"""The latest rounds of LAGOON: four accounts on their way, and a round that sits today."""

from __future__ import annotations

from dialogues.models import Initiative
from trackii.demo.case import Round, Sitting, prose
from trackii.demo.lagoon.held import EVERYBODY
from workshops.models import Session, Summary
from workshops.plan import Plan

Phase = Session.Phase
Regime = Initiative.Regime
ONLINE = (
    "Each from home; the address of the call comes by the safe channel an hour before."
)

# Everybody has been heard about its account: it waits for the convener's signature.
WITNESSES = Round(
    plan=Plan(
        title="Who stands at the gate", venue="Online",
        practical=ONLINE, safety="Headphones. Alone in the room, or say so at once.",
    ),
    first=-60, last=-60,
    guests=EVERYBODY, absent="joaquin", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.SHAPE, hours="13:00-16:00",
            purpose="What a witness does, and what nobody may ask of one.",
            notes=(prose("""
                One question for three hours: what a witness is for. The first answers
                were all about the other side. The better ones came when each was asked
                what a witness would see of their own.

                Two lists by the end: what a witness writes down, which is short, and what
                a witness does not do, which is long. Does not judge, does not carry, does
                not telephone. Sleeps at home.
            """),),
        ),
    ),
    account=prose("""
        The group spent an afternoon on one question: what a witness is for. It began with
        what each would like to have seen of the others, and got further when it turned to
        what each would be content to have seen of themselves.

        A witness, as the group would have it, writes down little and does less: there is
        no judging, no carrying of messages and no telephoning. It was thought that such a
        modest office would be easier to fill, and harder to quarrel about, than a large
        one.

        Who would name the witnesses is open. Two ways were described, and both are to be
        tested before one is preferred.
    """),
    answers={"weilin": "pass_by"},
    until=Summary.State.PARTICIPANT_REVIEW,
    heard=True,
)  # fmt: skip

FOURTH = Round(
    plan=Plan(
        title="Objections to a trial", venue="Online",
        practical=ONLINE, safety="Headphones. Alone in the room, or say so at once.",
    ),
    first=-45, last=-45,
    guests=EVERYBODY, silent="ingrid", absent="aroha", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.CONSTRAINTS, hours="13:00-16:00",
            purpose="Everything that will be said against a trial, said here first.",
            notes=(prose("""
                Собирали возражения. Договорились, что каждый говорит чужое возражение,
                а не своё, и как можно убедительнее. Это оказалось легче, чем ожидали:
                чужие доводы здесь знают наизусть.

                Самое сильное: пробный год станет вечным, потому что временное у нас
                живёт дольше постоянного. Ответ, к которому склонялись: конец записать
                в самом начале, и пусть продление требует согласия всех, а прекращение —
                ничьего.

                Второе: свидетелей купят. Ответ: пусть их будет трое, пусть сменяются
                каждые две недели и пусть тетрадь читает любой, кто умеет читать.

                Связь прерывалась дважды; никто не воспользовался этим, чтобы уйти.
            """),),
        ),
    ),
    account=prose("""
        Between two meetings the group came together for an afternoon to collect the
        objections that a trial arrangement will meet. Nobody was asked to give an
        objection of their own; each was put as convincingly as possible by somebody
        else. Participants found that they know the arguments of the others by heart.

        The strongest objection is that what begins as a trial never ends. The answer
        that found most favour is to write down the end at the beginning, to make a
        continuation depend on everybody's consent and an ending on nobody's.

        The second is that witnesses can be bought or frightened. It was thought that
        several of them together, changing often and writing into a book that anybody
        may read, would be harder to buy than one. It was added that people who serve
        in this way should be thanked in public when it is over, and not before.

        A third objection was left standing: that a trial which succeeds will be used
        as an excuse to settle nothing else. The group takes this seriously and has no
        answer yet. It will be at the head of the next agenda.
    """),
    until=Summary.State.SECOND_READ,
)  # fmt: skip

FIFTH = Round(
    plan=Plan(
        title="What a trial must not be used for",
        venue="House of the Grey Sisters", address="Tallow Street, Ustrel",
        time_zone="Europe/Athens",
        practical="Garden door, not the front. Lunch is bread and soup at one.",
        safety="The sisters ask no names and answer no questions.",
    ),
    first=-24, last=-23,
    guests=EVERYBODY, refuses="luis", absent="tomasz", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.OVERCOMING, day=1, hours="10:00-13:00",
            purpose="The objection that was left standing.",
            notes=(prose("""
                The third objection again: success as an excuse. It was turned over for
                an hour without result and then somebody asked what the opposite would
                be: a trial whose success creates an obligation. From there it went
                quickly. If the winter passes, a first hundred deeds are copied and
                lodged in two places. If it does not pass, they are copied all the same,
                because a copy is nobody's defeat.

                This ties water to houses for the first time. The room was careful with
                it, as people are who carry something full.

                There is hope in the room, and some fear of it. Both were said.
            """),),
        ),
        Sitting(
            phase=Phase.OVERCOMING, day=2, hours="09:00-12:00",
            purpose="Who would have to be told, in which order, and by whom.",
            notes=(prose("""
                An order of telling, drawn up as a staircase. Nobody is to learn of it
                from somebody below. The first step is the widest: those in whose fields
                it would happen. The last is the capital, which will say that it knew.

                Disagreement about the second step. One view is that elders must hear it
                from elders; the other that they should hear it from the young, once,
                for a change. Both stairs were left on the wall.
            """),),
        ),
    ),
    account=prose("""
        The group began with the objection it had left standing: that a trial which
        succeeds becomes an excuse to settle nothing else. After some time the question
        was turned round, and participants asked what success should oblige them to.

        The idea that emerged ties two matters together which had been kept apart. If
        the trial passes, part of a record on which many depend would be copied and
        kept in more than one place; if it does not pass, the copies would be made all
        the same, since a copy is nobody's defeat. The group handled this with care. It
        was observed that there is hope in such a step and also a risk in raising it,
        and that people at home should not be asked to feel the first before they have
        been told of the second.

        A sequence was sketched for telling others: those concerned most directly would
        hear first, and nobody would learn of it from below. There were two opinions on
        who should speak to the elders, and both were kept.

        No text exists, and none should be looked for.
    """),
    keeps={"hope": "The ordinary word, twice removed from anybody: read in its sentence."},
    until=Summary.State.CHECKED,
)  # fmt: skip

SIXTH = Round(
    plan=Plan(
        title="The book at the gate", venue="Online",
        practical=ONLINE, safety="Headphones. Alone in the room, or say so at once.",
    ),
    first=-14, last=-14,
    guests=EVERYBODY, silent="ingrid luis", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.NEXT_STEPS, hours="12:00-15:00",
            purpose="What is written in the book, by whom, and who may read it.",
            notes=(prose("""
                Columns of the book: day, hour, head counted in, head counted out, who
                counted, what was unusual. It was asked to leave out names of owners;
                marks are enough and everybody knows them anyway. Then it was noticed
                that a mark is a name to all who can read it, and the column went.

                Who keeps it at night: unresolved. A box with three locks was offered as
                a joke and is now on the list.

                Two dates for a next meeting. The better one falls into lambing.
            """),),
        ),
    ),
    account=prose("""
        The afternoon was given to a practical question: what a common book at the gate
        would contain. Columns were agreed for day, hour and count, and for whatever is
        unusual. Marks of ownership were taken out again when Baatar remarked that a
        mark is a name to everybody who can read it.

        Who keeps the book at night is open. A box with three locks, suggested in jest,
        has become a serious proposal; Élodie Marchandeau will ask a locksmith, who can
        be reached at locks@example.org or +1 202-555-0143.

        Participants spoke of hope more easily than before, and corrected themselves.
        The next meeting will avoid the weeks of lambing.
    """),
    keeps={"hope": "The ordinary word; nobody is meant."},
    until=Summary.State.DRAFT,
)  # fmt: skip

# It began yesterday, and tomorrow it closes.
SITTING_TODAY = Round(
    plan=Plan(
        title="A winter on one page", venue="Abbey of Saint Ourel",
        address="Saint Ourel, above the lower bridge",
        time_zone="Europe/Athens",
        practical="As the first time: single rooms, cars of the house from the station.",
        safety="The brothers still believe in the bees.",
    ),
    first=-1, last=1, days_ahead=47,
    guests=EVERYBODY, refuses="farrukh", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.GROUND_RULES, day=1, hours="09:00-10:00",
            purpose="The rules again, since there are reasons to break them now.",
        ),
        Sitting(
            phase=Phase.SHAPE, day=1, hours="10:30-16:30",
            purpose="One page: the road, the days, the witnesses, the book, the end.",
            notes=(prose("""
                The page has eleven sentences. Nine were read aloud without a murmur.
                The tenth says when it ends and was moved to the top, where it calmed
                everybody down. The eleventh says who is thanked and has been put off.

                "Trial" became "one winter". It is shorter and cannot be extended by
                accident. In the afternoon each sentence was defended by somebody who
                had argued against it in an earlier round, by lot.
            """),),
        ),
        Sitting(
            phase=Phase.CONSTRAINTS, day=2, hours="09:00-17:00",
            regime=Regime.OFF_THE_RECORD,
            purpose="Sentence by sentence: who at home would stumble over it.",
            notes=(prose("""
                Still going. So far: sentence four would be read as a border on one
                side and as the end of one on another, which may be what is good about
                it. Sentence seven needs a word that the interpreters can agree on;
                there are three for "witness" and each of them has been in court.

                To come after the break: the houses, and whether they are on this page
                or on the next.
            """),),
        ),
        Sitting(
            phase=Phase.NEXT_STEPS, day=3, hours="09:00-12:00",
            purpose="Who is told, in which order, and what each may say.",
        ),
    ),
)  # fmt: skip
