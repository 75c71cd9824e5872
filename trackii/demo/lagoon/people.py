"""Those who have been coming to LAGOON from the first round. None of them exists."""

from __future__ import annotations

from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from participants.attributes import (
    Access,
    ActorType,
    Gender,
    Generation,
    Office,
    Risk,
)
from trackii.demo.case import Guest, prose

CHARTER = Charter(
    title="Water, winter grazing and return in the Orvanna valley",
    conflict=prose("""
        Since the burnt autumn the Orvanna valley is closed to the herds of the Seyalit
        clans, and the people of Marrec live in other people's houses. The communes hold
        the water, the clans hold the passes, and those who fled hold the title deeds.
        Every winter somebody dies at a gate. Two national commissions have reported to
        each other.
    """),
    third_party="Hollin House, a foundation for dialogue",
    third_party_kind=ThirdPartyKind.NGO,
    acceptable=prose("""
        To the communes, because its agronomists stayed through the drought. To the clans,
        because its chair grew up with herds, if on another continent. To those who fled,
        because it has never taken money from Ustrel and said so when it was offered.
    """),
    scope=Scope.REGIONAL,
    method=Method.PROBLEM_SOLVING,
    archive=Archive.THIRD_PARTY,
    sides=[
        "The valley communes of Orvanna",
        "The Seyalit herding clans",
        "The displaced townspeople of Marrec",
    ],
)

FOUNDERS = (
    Guest(
        key="tomasz", side="A", name="Tomasz Wielogórski", variants=("Tomek Wielogorski",),
        email="tomasz.w@example.org", phone="+1 202-555-0101",
        actor_type=ActorType.ACADEMIC, affiliation="Orvanna School of Agriculture",
        more={
            "titles": ["Professor"], "gender": Gender.MAN, "generation": Generation.ELDER,
            "born": "1958-02-11", "nationalities": ["Poland"],
            "places": ["Upper Orvanna"], "languages": ["Polish", "English"],
            "access": Access.REGULAR,
            "access_reasons": "The head of the water commission was his student.",
        },
        case="Has measured the river for twenty years and is believed by people who"
        " believe nobody from the capital. Teaches the sons of three commune heads.",
        found="Two referees from different sides. Publishes under his own name; no office,"
        " no party. A grant from the ministry ended four years ago.",
        decided="Agreed. The ended grant should be known to the facilitators.",
    ),
    Guest(
        key="adaeze", side="A", name="Adaeze Nwankwo-Sand",
        email="adaeze@example.org", phone="+1 202-555-0102",
        actor_type=ActorType.NGO, affiliation="Orvanna Seed Bank",
        more={
            "gender": Gender.WOMAN, "generation": Generation.MIDDLE, "born": "1974",
            "languages": ["English", "French"], "diet": "No nuts.",
            "access": Access.INDIRECT,
        },
        case="The communes keep their seed with her, which is trust that can be counted."
        " Can say no to her own side without raising her voice.",
        found="Identity and references clear. Sits on the seed bank's board, unpaid.",
        decided="Agreed without conditions.",
    ),
    Guest(
        key="luis", side="A", name="Luis Ferreyra Quispe", language="es",
        email="l.ferreyra@example.org", phone="+1 202-555-0103",
        actor_type=ActorType.BUSINESS, affiliation="Ferreyra Mills",
        more={"languages": ["English"]},
        case="Buys from all three sides and would like to go on doing so.",
        found="Trades with both sides of the gate: an interest, openly held. No listing"
        " anywhere under his name or the mill's.",
        decided="Agreed. His interest in the road is to be said aloud in the first round.",
    ),
    Guest(
        key="ingrid", side="A", name="Ingrid Vestergaard-Rao",
        email="ingrid.vr@example.org", phone="+1 202-555-0104",
        actor_type=ActorType.OFFICIAL, affiliation="formerly the governor's office",
        office="Member of the provincial water board",
        more={
            "languages": ["English"],
            "gender": Gender.WOMAN, "generation": Generation.MIDDLE, "born": "1969-09-30",
            "access": Access.OCCASIONAL,
        },
        case="Wrote half the regulations everybody complains of, and knows which of them"
        " nobody would miss.",
        found="Still on the water board when put forward. Has since asked for leave for as"
        " long as she takes part, and showed us the answer.",
        decided="With the leave in writing the office does not stand in the way.",
    ),
    Guest(
        key="idris", side="B", name="Idris Abdelrahim al-Tahir",
        variants=("إدريس عبد الرحيم الطاهر", "Sheikh Idris"), language="ar",
        email="idris@example.org", phone="+1 202-555-0105",
        actor_type=ActorType.RELIGIOUS, affiliation="Seminary of the Upper Passes",
        more={
            "titles": ["Sheikh"], "gender": Gender.MAN, "generation": Generation.ELDER,
            "born": "1951", "languages": ["Arabic"], "time_zone": "Africa/Khartoum",
            "places": ["The Upper Passes"], "diet": "Halal.",
            "observances": "Friday at noon, and the month of fasting.",
            "safe_channel": "By his nephew, in person, at the market on Tuesdays.",
            "access": Access.DIRECT,
            "access_reasons": "The clans' council does not sit without him.",
            "risk": Risk.RAISED,
            "risk_reasons": "Seen as having gone over, should it be known before he says so.",
        },
        case="رجل يُسمع كلامه في الخيام كلها، وقد دفن قتلى الطرفين. لا يأتي باسم أحد،"
        " ولكن أحدًا لن يسأله لماذا ذهب.",
        found="Known to every referee we asked. One namesake on a list, forty years younger"
        " and on another continent: a false positive, written up in detail.",
        decided="Read the comparison of birth years and places; agreed.",
    ),
    Guest(
        key="nilufar", side="B", name="Nilufar Rashidova", variants=("Нилуфар Рашидова",),
        language="ru", email="n.rashidova@example.org", phone="+1 202-555-0106",
        actor_type=ActorType.CIVIL, affiliation="Women of the Winter Camps",
        more={"languages": ["English"]},
        case="Ведёт школу на зимних стоянках. Её слушают матери, а матерей слушают все.",
        found="Identity clear. Her association took one foreign grant, declared.",
        decided="Agreed.",
    ),
    Guest(
        key="baatar", side="B", name="Baatar Enkhsaikhan", variants=("Баатар Энхсайхан",),
        email="baatar.e@example.org", phone="+1 202-555-0107",
        actor_type=ActorType.BUSINESS, affiliation="Upper Pass Wool Cooperative",
        more={"languages": ["English"]},
        case="Runs nine thousand head through a gate that is closed. If an arrangement"
        " works for him it works.",
        found="Fined twice for crossing, which on that side is a reference. Nothing else.",
        decided="Agreed; the fines are public and prove no more than the conflict.",
    ),
    Guest(
        key="hope", side="B", name="Hope Mwakasege",
        email="hope.m@example.org", phone="+1 202-555-0108",
        actor_type=ActorType.NGO, affiliation="Herders' Legal Aid",
        more={
            "languages": ["English"],
            "gender": Gender.WOMAN, "generation": Generation.MIDDLE,
            "needs": "A room on the ground floor: she walks with a stick.",
            "access": Access.OCCASIONAL,
        },
        case="The clans' lawyer in every case of the last ten years, and on speaking terms"
        " with the other bench.",
        found="Acts in two open cases. She has undertaken in writing to take nothing from"
        " the room into either.",
        decided="Agreed on the strength of that undertaking.",
    ),
    Guest(
        key="elodie", side="C", name="Élodie Marchandeau", language="fr",
        email="elodie.m@example.org", phone="+1 202-555-0109",
        actor_type=ActorType.JOURNALIST, affiliation="Le Courrier de Marrec",
        more={
            "gender": Gender.WOMAN, "generation": Generation.MIDDLE,
            "languages": ["French", "English"], "time_zone": "Europe/Paris",
            "safe_channel": "Never by her paper's telephone.", "risk": Risk.HIGH,
            "risk_reasons": "Her brother is still in Marrec.",
        },
        case="Son journal paraît en exil, deux feuilles par semaine, et tout le monde le"
        " lit. Elle sait se taire quand elle a promis de se taire.",
        found="A working journalist: asked for, and given, a written media line that goes"
        " further than our own.",
        decided="Agreed. To be reviewed if the paper changes hands.",
    ),
    Guest(
        key="weilin", side="C", name="Wei-Lin Tsang", variants=("曾蔚琳",),
        email="weilin@example.org", phone="+1 202-555-0110",
        actor_type=ActorType.BUSINESS, affiliation="Marrec Chamber of Trade in exile",
        more={"languages": ["English"]},
        case="Keeps the register of who owned what on the last day of the town. It is the"
        " only copy both banks have ever accepted.",
        found="Identity clear. Holds a claim of her own, as everybody on this side does.",
        decided="Agreed; her claim is smaller than most.",
    ),
    Guest(
        key="farrukh", side="C", name="Farrukh Jamoliddinov",
        variants=("Фаррух Джамолиддинов",), language="ru",
        email="farrukh.j@example.org", phone="+1 202-555-0111",
        actor_type=ActorType.OTHER, affiliation="Clinic at the lower bridge",
        more={
            "languages": ["English"],
            "gender": Gender.MAN, "generation": Generation.MIDDLE, "access": Access.NONE,
            "offices": [Office("District physician of Marrec", "2009", "2016")],
        },
        case="The doctor who stayed a week longer than anybody. All three sides have been"
        " his patients, and he has told none of them about the others.",
        found="Medical register confirms. Lives in a house that belongs to somebody of side"
        " A: both of them told us before we asked.",
        decided="Agreed. The house is a fact about the valley and not about him.",
    ),
    Guest(
        key="aroha", side="T", name="Aroha Te Whareiti",
        email="aroha@example.org", phone="+1 202-555-0112",
        actor_type=ActorType.ACADEMIC, affiliation="Hollin House",
        more={"languages": ["English"]},
        case="Panel. Has chaired water talks on two continents and lost her temper once.",
        found="Staff reference, three employers.", decided="Agreed.",
    ),
    Guest(
        key="joaquin", side="T", name="Joaquín Belloso Prat", language="es",
        email="j.belloso@example.org", phone="+1 202-555-0113",
        actor_type=ActorType.OTHER, affiliation="Hollin House",
        more={"languages": ["Arabic", "English", "French"]},
        case="Interpreter for all three languages of the room, and silent in each of them.",
        found="Sworn interpreter, register checked.", decided="Agreed.",
    ),
)  # fmt: skip
