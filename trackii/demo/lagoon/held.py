"""The rounds of LAGOON that were held first: two accounts left the room, one came back."""

from __future__ import annotations

from dialogues.models import Initiative
from trackii.demo.case import Round, Sitting, prose
from workshops.models import Session, Summary
from workshops.plan import Plan

Phase = Session.Phase
Regime = Initiative.Regime
EVERYBODY = (
    "tomasz adaeze luis ingrid idris nilufar baatar hope elodie weilin farrukh"
    " aroha joaquin"
)
ABBEY = Plan(
    title="Who sits here, and what is not yet said",
    venue="Abbey of Saint Ourel", address="Saint Ourel, above the lower bridge",
    time_zone="Europe/Athens",
    practical="Single rooms. The refectory cooks for every table. A room for prayer on the"
    " first floor, kept free at the five times. Cars of the house from the station.",
    safety="Nobody drives at night. The brothers have been told that we are beekeepers.",
)  # fmt: skip
VENNAR = Plan(
    title="Needs and fears", venue="Vennar Conference Centre",
    address="Lake Vennar, north shore", time_zone="Europe/Athens",
    practical="We have the boathouse to ourselves. Supper at sunset in the fasting month.",
    safety="Telephones stay in the office safe; the porter brings messages on paper.",
)  # fmt: skip
MARREC = Plan(
    title="A day in Marrec", venue="The old customs house", address="Marrec, lower bank",
    time_zone="Europe/Athens",
    practical="A walk through the town with those who lived there. No cameras.",
    safety="Goes ahead only if the road over the Kesh pass is open on the day.",
)  # fmt: skip
BRONDAL = Plan(
    title="The shape of a winter", venue="Brondal estate",
    address="Brondal, two hours from Ustrel", time_zone="Europe/Athens",
    practical="Long table, open fire, no internet by choice. Bring boots.",
    safety="The estate's owner is abroad and knows no names.",
)  # fmt: skip

FIRST = Round(
    plan=ABBEY,
    first=-250, last=-248,
    guests=EVERYBODY, absent="luis", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.GROUND_RULES, day=1, hours="15:00-18:30",
            purpose="Ground rules, read aloud and amended until everybody can live"
            " with each sentence.",
            notes=(prose("""
                The rules took three hours, as they should. The sentence on speaking
                as individuals was easy; the one on what may be said at home was not.
                It was asked what a person answers when her own brother asks where she
                has been. After a long silence the room preferred a true and boring
                answer to a clever one: "a seminar about water". It is true.

                Much feeling about the word "return". One meaning is a house, another
                is a right, a third is a threat, and for the time being nobody is asked
                to use it in only one of them. The panel will write it in quotation
                marks until the room takes them off.

                Recording was ruled out without discussion. Telephones went into the
                bread oven, which is out of use, to general amusement.
            """),),
        ),
        Sitting(
            phase=Phase.INFORMATION, day=2, hours="09:00-12:30",
            purpose="What each side knows about the river, the gate and the deeds, and"
            " how it knows.",
            notes=(prose("""
                Three descriptions of the same river. The measured one, in cubic
                metres; the one by the week in which a herd can still cross; the one
                by the flood line on a kitchen wall. Nobody disputed the others'
                figures, which surprised the room more than the figures did. What is
                disputed is which of them counts.

                On the gate: closed by an order that nobody present has seen on paper.
                There was an offer to find out whether it exists.

                On the deeds: one register, accepted by both banks, kept by hand. It
                was asked twice whether there is a copy. There is none. This came to
                be spoken of as a danger to everybody, and not as an advantage of one.
            """),),
        ),
        Sitting(
            phase=Phase.NEEDS_AND_FEARS, day=2, hours="14:00-17:30",
            purpose="A first list from every side, in its own words, read back by"
            " another.",
            notes=(prose("""
                Lists were drawn up apart and read back by a neighbour. The reading
                back was the work. It failed at the first attempt on every list, always
                at the same place: what was said as fear came back as a demand. On the
                third attempt it held.

                Common to all three, in different words: that winter comes again and
                nothing has been arranged; that the young leave; that somebody far away
                arranges it without them. Not common: who is meant by "somebody".

                The room was tired and kinder than in the morning.
            """),),
        ),
        Sitting(
            phase=Phase.NEXT_STEPS, day=3, hours="09:00-11:30",
            purpose="Whether to meet again, and what each takes home.",
        ),
    ),
    account=prose("""
        The first meeting was given to rules and to listening. Participants came as
        individuals and spoke for nobody. They agreed on how they would work together
        and on a plain answer to anybody who asks what they are doing: they are taking
        part in a seminar about water.

        Information was exchanged about the river, about access to winter pasture and
        about property. The figures brought to the table were not disputed; what is
        disputed is which of them matter. It became clear that some of what all sides
        take for settled rests on papers that few have seen, and that a record on which
        many depend exists only once. Its loss was understood as a danger to everybody.

        On Nilufar's proposal every list of needs and fears was read back by a
        neighbour until those who had written it were content. What was meant as a fear
        tended to come back as a demand, and it took time to hear the difference. Some
        fears turned out to be common: that another winter comes without any
        arrangement, that the young leave, and that decisions are taken far away.

        One word in particular means different things to different people, and the
        group decided not to force a definition yet. No proposals were made. Everybody
        was in favour of meeting again.
    """),
    slips=("nilufar",),
    answers={"weilin": "pass_by", "tomasz": "agree", "idris": "agree"},
    until=Summary.State.RELEASED,
)  # fmt: skip

SECOND = Round(
    plan=VENNAR,
    first=-180, last=-179,
    guests=EVERYBODY, refuses="ingrid", absent="baatar", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.NEEDS_AND_FEARS, day=1, hours="09:30-13:00",
            purpose="Back to the lists, with what two months at home have done to"
            " them.",
            notes=(prose("""
                The lists have changed at home. Two fears have gone, one has been
                added, and one has been put more sharply. It was noticed that the fear
                which was added is about this room: that it becomes known before it has
                anything to show. The rules were read again and one sentence tightened.

                A long exchange about gates. A gate that is shut protects a field for
                a season; a gate that is shut every season makes a neighbour into
                somebody who climbs fences. This was said from both sides of it, and
                nobody claimed the sentence afterwards.

                Asked by the panel what the other must never be made to say in public,
                the room was able to answer, correctly, for each other.
            """),),
        ),
        Sitting(
            phase=Phase.SHAPE, day=2, hours="09:00-12:30", regime=Regime.DEEP_BACKGROUND,
            purpose="What a tolerable winter looks like, in pictures and not in clauses.",
            notes=(prose("""
                دار الحديث عن شتاء يُحتمل، لا عن اتفاق. رُسم على الورق الكبير طريق
                واحد للقطعان، ومعه بئران وموعد للدخول وموعد للخروج. اختلفوا في المواعيد
                ولم يختلفوا في الطريق.

                قيل إن الماء لا يُقسم بالأمتار بل بالأيام، وإن الأيام يفهمها الجميع.
                وسُئل: من يشهد على اليوم؟ فاقتُرح شاهد من كل جهة، يجلسون معًا عند
                البوابة ويوقّعون في دفتر واحد. سكتت القاعة، ثم سأل أحدهم عن لون الدفتر،
                فضحكوا.

                أما البيوت فلم يُفتح بابها بعد. طُلب أن تُترك للجلسة القادمة، ولم
                يعترض أحد.
            """),),
        ),
    ),
    account=prose("""
        The group returned to its lists of needs and fears. Some had changed at home;
        the most important addition was the fear that the meetings become known before
        they have anything to show. The rules were tightened accordingly.

        Much time was given to closed gates. The understanding that emerged was shared:
        a closure protects for a season, and a permanent one turns neighbours into
        trespassers. Participants were able to say, correctly and for each other, what
        no side could be expected to say in public.

        In place of an agreement the group described a tolerable winter. There was more
        common ground about where animals would pass than about when. The thought was
        explored that water is more easily shared by days than by volume, because days
        can be counted by everybody, and that those days would need witnesses whom all
        accept. A common record, kept at one place and signed by all, was mentioned.

        Questions of housing were left for a later meeting by consent. Nothing in this
        account is a proposal, and nothing in it binds anybody.
    """),
    until=Summary.State.RECALLED,
)  # fmt: skip

# Called off: the pass was closed a week before.
VISIT = Round(
    plan=MARREC,
    first=-130, last=-130,
    guests=EVERYBODY, refuses="ingrid", silent="luis", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.INFORMATION, hours="10:00-16:00",
            purpose="To see the houses, with those who lived in them and those who"
            " live in them now.",
        ),
    ),
)  # fmt: skip

THIRD = Round(
    plan=BRONDAL,
    first=-75, last=-74,
    guests=EVERYBODY, absent="hope", quorum=2,
    sittings=(
        Sitting(
            phase=Phase.SHAPE, day=1, hours="09:30-13:00",
            purpose="The road, the wells, the days: what each side would have to do on"
            " the first morning.",
            notes=(prose("""
                Worked backwards from one morning in November: who unlocks, who counts,
                who is telephoned when a number is wrong. It is remarkable how many
                quarrels of principle go away when somebody has to be standing at a
                gate at six o'clock. It is also remarkable which of them stay.

                What stayed: who may refuse. A witness who may refuse is a border guard
                under another name; a witness who may not is a clerk. The room tried
                "may delay by one day, with a reason in the book" and did not dislike it.

                Costs were named for the first time: two salaries, one hut, one lamp.
                Smaller than everybody had feared and nobody's to pay.
            """),),
        ),
        Sitting(
            phase=Phase.CONSTRAINTS, day=2, hours="09:00-12:30",
            regime=Regime.OFF_THE_RECORD,
            purpose="What would be said at home, and by whom, and what it would cost.",
            notes=(prose("""
                Séance tenue à huis clos plus strict que les autres, à la demande de
                tous. Chacun a dit ce qu'il lui en coûterait, chez lui, de défendre le
                cahier commun à la porte.

                On craint moins l'adversaire que le cousin. On craint aussi d'avoir
                raison trop tôt: trois personnes ont raconté, chacune à sa manière, une
                histoire d'homme qui avait eu raison trop tôt.

                Ce qui aiderait: que la mesure paraisse petite, technique et réversible;
                qu'elle ait une fin écrite d'avance; qu'elle soit demandée par ceux qui
                n'ont rien à y gagner. Le mot « essai » a été préféré à tous les autres.
            """),),
        ),
    ),
    account=prose("""
        The group worked backwards from a single morning on which an arrangement would
        begin: who opens, who counts, who is called when a number is wrong. Many
        quarrels of principle did not survive this; those that did were named.

        The hardest is the question who may refuse. A witness who can refuse becomes a
        guard, and one who cannot becomes a clerk. The group explored a middle way in
        which a passage may be delayed briefly and for a stated reason that all can
        read. The costs of such an arrangement were estimated and found to be small,
        and it is open who would bear them.

        The constraints that participants face at home were discussed under a stricter
        rule than the rest, and no account of that discussion is given here.

        What can be said is how a first step might be made easier to defend: if it is
        small, technical and reversible, if its end is written down before it begins,
        and if it is called a trial. The group will test this description against the
        objections it expects, before anybody outside is asked for an opinion.
    """),
    answers={
        "tomasz": "agree", "adaeze": "agree", "idris": "agree", "farrukh": "agree",
        "elodie": "object", "weilin": "pass_by",
    },
    until=Summary.State.PARTICIPANT_REVIEW,
)  # fmt: skip
