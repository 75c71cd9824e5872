"""Those who came into LAGOON later, and how far each has got. None of them exists."""

from __future__ import annotations

from participants.attributes import ActorType, Gender, Generation, Office
from participants.particulars import Capacity
from trackii.demo.case import Guest

# Approved some time ago: two are asked to a round to come, one waits for her turn.
APPROVED = (
    Guest(
        key="zeynep", side="A", name="Zeynep Karahisarlı",
        email="zeynep.k@example.org", phone="+1 202-555-0121",
        actor_type=ActorType.JOURNALIST, affiliation="Orvanna Valley Radio",
        case="The voice of the valley's morning. If she is silent about something for a"
        " year, people will believe that there was a reason.",
        found="No office. Her station belongs to the communes: biography, not a mandate.",
        decided="Agreed, with the same media line as for her colleague on the other side.",
    ),
    Guest(
        key="tenzin", side="C", name="Tenzin Dolkarma",
        email="tenzin.d@example.org", phone="+1 202-555-0122",
        actor_type=ActorType.CIVIL, affiliation="Tenants of the Lower Bank",
        more={"gender": Gender.WOMAN, "generation": Generation.YOUNGER},
        case="Under thirty, which nobody else in the room is. Was eleven when they left.",
        found="Identity clear, two referees. Nothing stands against a seat.",
        decided="Agreed, and high time.",
    ),
    Guest(
        key="paulo", side="C", name="Paulo Siqueira-Banda",
        email="paulo.sb@example.org", phone="+1 202-555-0123",
        actor_type=ActorType.RELIGIOUS, affiliation="Parish of Marrec in exile",
        case="Buries people in the wrong soil and says so every time.",
        found="Identity clear. Preaches on return, not on who must make way for it.",
        decided="Agreed. For a round on return rather than one on water.",
    ),
)  # fmt: skip
RESERVE = Guest(
    key="sunniva", side="B", name="Sunniva Haraldsdatter",
    email="sunniva@example.org", phone="+1 202-555-0124", actor_type=ActorType.ACADEMIC,
    affiliation="Institute of Upland Studies",
    case="Knows the clans' law better than most of the clans, from outside.",
    found="Nothing stands against her, but she is an expert on the side and not of it.",
    decided="Suitable, and not needed while the side has its own lawyer. In reserve.",
)  # fmt: skip
DECLINED = Guest(
    key="gareth", side="A", name="Gareth Prydderch",
    email="g.prydderch@example.org", phone="+1 202-555-0125",
    actor_type=ActorType.POLITICIAN, affiliation="Provincial assembly",
    capacity=Capacity.MANDATED,
    case="Would bring the assembly with him. That is the argument for and against.",
    found="Was open about wanting to report to his group after each day. That is a mandate"
    " and a channel, and the others were promised neither.",
    decided="Declined, with respect for his candour. To be told in person.",
)  # fmt: skip
REFERRED = Guest(
    key="yusuf", side="B", name="Yusuf Demirhan-Okello",
    email="yusuf.do@example.org", phone="+1 202-555-0126", actor_type=ActorType.BUSINESS,
    affiliation="Three Wells Transport",
    case="His lorries are the only ones that both sides let pass.",
    found="A company of nearly the same name is on a list of one donor. Counsel is asked"
    " about contact, service and payment as three questions. Until then nothing is"
    " refused and nothing is paid.",
)  # fmt: skip
FIRST_SIGNED = Guest(
    key="aurelio", side="B", name="Aurelio Montcalvo", language="es",
    email="a.montcalvo@example.org", phone="+1 202-555-0127",
    actor_type=ActorType.MILITARY, affiliation="formerly the frontier regiment",
    more={"offices": [Office("Commander of the upper gate", "2008", "2014")]},
    case="Commanded the gate for six winters and opened it in two of them. The clans ask"
    " for him themselves.",
    found="Retired for seven years, pension only. His file in the inquiry into the second"
    " winter is closed without a finding; I have read it. I would admit him and tell the"
    " other sides before he sits down.",
)  # fmt: skip
IN_REVIEW = Guest(
    key="magdalena", side="C", name="Magdaléna Hrušková",
    email="m.hruskova@example.org", phone="+1 202-555-0128", actor_type=ActorType.NGO,
    affiliation="Return and Repair",
    case="Runs the only association that has rebuilt anything in Marrec: eleven roofs.",
)  # fmt: skip
SOUNDED_OUT = Guest(
    key="leilani", side="B", name="Leilani Kahananui",
    email="leilani.k@example.org", phone="+1 202-555-0129", actor_type=ActorType.CIVIL,
    affiliation="Winter Camps Radio",
    case="Asked over tea whether she would ever sit with the communes. She asked what"
    " took us so long.",
)  # fmt: skip
DORMANT = Guest(
    key="ingvild", side="B", name="Ingvild Storhaugen",
    email="ingvild.s@example.org", phone="+1 202-555-0137", actor_type=ActorType.CIVIL,
    affiliation="Carriers of the Upper Path",
    case="Carried letters between the camps through two winters. Expects her third child:"
    " not this year, she says, and ask me again.",
)  # fmt: skip
NOMINATED = Guest(
    key="mateus", side="A", name="Mateus Antônio Tavarede",
    email="mateus.t@example.org", phone="+1 202-555-0130", actor_type=ActorType.ACADEMIC,
    affiliation="Orvanna School of Agriculture",
    case="Snow, and what becomes of it. The younger colleague of somebody we know; we"
    " should not end up with two of one school in one room.",
)  # fmt: skip
TWICE = Guest(
    key="mateus-again", side="A", name="Mateus A. Tavarede",
    email="mateus.t@example.org", actor_type=ActorType.ACADEMIC,
    case="Named to me by two shepherds who agree about nothing else. Measures snow.",
)  # fmt: skip
WITHDRAWN = Guest(
    key="emeka", side="C", name="Emeka Adichukwu",
    email="emeka.a@example.org", phone="+1 202-555-0131", actor_type=ActorType.BUSINESS,
    affiliation="Lower Bank Builders",
    case="Would rebuild the bridge. Took up an office with the reconstruction fund a week"
    " after we sounded him out, and asked us himself to take back his name.",
)  # fmt: skip
