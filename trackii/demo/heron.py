"""HERON: the Dartmouth Conferences, and the dialogue on Tajikistan that grew out of them."""

from __future__ import annotations

from datetime import date

from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.models import Initiative
from participants.particulars import ActorType
from trackii.demo.case import Case, Guest, Round, Sitting, prose
from workshops.models import Session
from workshops.plan import Plan

Phase = Session.Phase
# Where the sources give a month and no day, the round spans the month, and says so.
UNDATED = "The sources give the month and no day: the dates entered span it."
UNNAMED = "The sources do not name who came. The seat stands for somebody who did."

CASE = Case(
    code="heron",
    opened=date(1960, 9, 1),
    regime=Initiative.Regime.OFF_THE_RECORD,
    charter=Charter(
        title="The Dartmouth Conferences",
        conflict=prose("""
            The rivalry of the United States and the Soviet Union, at a time when their
            officials have little to say to each other in private. Citizens of both
            countries, heard at home but speaking for nobody, are to meet off the record
            and often enough to know each other.
        """),
        third_party="Norman Cousins with Philip Mosely, and the Soviet Peace Committee",
        third_party_kind=ThirdPartyKind.PERSON,
        acceptable=prose("""
            Two hosts in place of one neutral: each side answers for its own invitations,
            and nothing that is said is published by either.
        """),
        scope=Scope.GLOBAL,
        method=Method.SUSTAINED,
        archive=Archive.TRUSTED,
        sides=["Citizens of the United States", "Citizens of the Soviet Union"],
    ),
    guests=(
        Guest(
            key="cousins", side="A", name="Norman Cousins",
            actor_type=ActorType.JOURNALIST,
            case="Founder of the meetings. Without him there is no American invitation.",
        ),
        Guest(
            key="mosely", side="A", name="Philip Mosely", actor_type=ActorType.ACADEMIC,
            case="Prepared the first meeting together with the founder.",
        ),
        Guest(
            key="rockefeller", side="A", name="David Rockefeller",
            actor_type=ActorType.BUSINESS,
            case="One of the figures of the conferences. The sources at hand do not say"
            " which meetings he sat in, so no seat is noted for him.",
        ),
        Guest(
            key="saunders", side="A", name="Harold Saunders",
            variants=("Hal Saunders",), actor_type=ActorType.OFFICIAL,
            case="One of the figures of the conferences; the five stages of sustained"
            " dialogue carry his name.",
        ),
        Guest(
            key="american", side="A", name="N. N.", affiliation="American group",
            case=UNNAMED, found="The place of a person unnamed; there is nobody to vet.",
        ),
        Guest(
            key="arbatov", side="B", name="Georgy Arbatov", variants=("Георгий Арбатов",),
            language="ru", actor_type=ActorType.ACADEMIC,
            case="One of the figures of the conferences on the Soviet side.",
        ),
        Guest(
            key="primakov", side="B", name="Yevgeny Primakov",
            variants=("Евгений Примаков",), language="ru", actor_type=ActorType.ACADEMIC,
            case="One of the figures of the conferences on the Soviet side.",
        ),
        Guest(
            key="soviet", side="B", name="N. N.", affiliation="Soviet Peace Committee",
            language="ru", case=UNNAMED,
            found="The place of a person unnamed; there is nobody to vet.",
        ),
    ),
    rounds=(
        Round(
            plan=Plan(
                title="The first meeting, October 1960", venue="Dartmouth College",
                address="Hanover, New Hampshire", time_zone="America/New_York",
                practical=UNDATED,
            ),
            first=date(1960, 10, 1), last=date(1960, 10, 31), days_ahead=25,
            guests="cousins mosely soviet",
            sittings=(
                Sitting(
                    phase=Phase.GROUND_RULES,
                    purpose="To find out whether citizens of two hostile powers can talk"
                    " off the record at all, and whether they want to again.",
                    notes=(prose("""
                        Written for the archive. The first meeting took place at the
                        college that gave the conferences their name. The Ford Foundation
                        funded it; the other side came through its peace committee. What
                        was agreed that matters most is the form: citizens and not
                        officials, off the record, and a meeting that is one of a series
                        and not an event. Seventeen plenaries and several task forces
                        follow until 1990, with a gap in the sixties when no conference
                        is held. What was said is not in this note, because no source we
                        hold says it.
                    """),),
                ),
            ),
        ),
        Round(
            plan=Plan(
                title="Dartmouth VII, December 1972", venue="Dartmouth College",
                address="Hanover, New Hampshire", time_zone="America/New_York",
                practical=f"Five days, forty people. {UNDATED}",
            ),
            first=date(1972, 12, 1), last=date(1972, 12, 31),
            guests="american soviet",
            sittings=(
                Sitting(
                    phase=Phase.INFORMATION,
                    purpose="Five days back where the series began: what each side has"
                    " learned of the other in twelve years.",
                    notes=(prose("""
                        Written for the archive. The seventh conference returned to the
                        place of the first: five days and forty people, which is more than
                        one room can hold in one conversation. Beside the
                        plenaries, which go on to 1990, there are task forces; the one on
                        regional conflicts is what the dialogue on Tajikistan will grow
                        out of. This note carries no words of anybody, by
                        the rule of the series and by ours.
                    """),),
                ),
            ),
        ),
        Round(
            plan=Plan(
                title="The Inter-Tajik Dialogue, from March 1993", venue="Moscow",
                time_zone="Europe/Moscow",
                practical="Nineteen meetings in four years, entered here as one round:"
                " the sources do not date each of them.",
            ),
            first=date(1993, 3, 1), last=date(1997, 2, 28),
            guests="american soviet",
            sittings=(
                Sitting(
                    phase=Phase.OVERCOMING,
                    purpose="The task force on regional conflicts puts what the series"
                    " has learned to work in somebody else's civil war.",
                    notes=(prose("""
                        Written for the archive. More than a hundred people were sounded
                        out before the first meeting; ten to fourteen came, with three
                        American and three Russian moderators, who are the seats noted
                        here. The meetings followed the stages of sustained dialogue:
                        deciding to engage, mapping, probing, scenario-building, acting
                        together. Joint memoranda were private at first and published
                        later. Three members became delegates to the official talks and
                        four joined the commission of reconciliation. Nineteen meetings in
                        four years: the method is slow, and it was there when official
                        talks needed people who had already heard each other.
                    """),),
                ),
            ),
        ),
    ),
    turns=(
        (date(1960, 9, 15), "begin"),
        (date(1965, 1, 1), "pause"),  # no conferences from 1965 to 1968
        (date(1969, 1, 1), "resume"),
        (date(1990, 12, 31), "hand_over"),
        (date(1997, 3, 31), "conclude"),
    ),
)  # fmt: skip
