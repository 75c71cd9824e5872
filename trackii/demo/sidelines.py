"""Two invented initiatives beside LAGOON: one waits for a signature, one is paused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.models import Initiative
from participants.particulars import ActorType
from trackii.demo.case import Case, Guest, prose
from trackii.demo.telling import Telling

if TYPE_CHECKING:
    from datetime import date

    from trackii.demo.script import Script

SAFFRON = Charter(
    title="Two ports on the Strait of Ammerind",
    conflict=prose("""
        The fishing guilds of Port Calloway and Saint Emeric have fished the same strait
        for a century and rammed each other's boats since the new line was drawn across
        it. Mayors and ministers have made it theirs; skippers on both sides have not.
    """),
    third_party="The Seafarers' Mission of Halden Quay",
    third_party_kind=ThirdPartyKind.FAITH,
    acceptable="It has pulled men of both ports out of the water and asked for no flag.",
    scope=Scope.LOCAL,
    method=Method.JOINT_PROJECT,
    archive=Archive.DESTROY,
    sides=["The fishing guild of Port Calloway", "The fishing guild of Saint Emeric"],
)
QUINCE = Charter(
    title="After the textbook affair",
    conflict=prose("""
        Historians of the Upper and the Lower Cantons of Verrault refuse to sit on the
        commission that is to write one schoolbook for both. The last attempt ended in
        court; four of the plaintiffs have said they would come if nobody knew.
    """),
    third_party="The Institute for Shared Histories, University of Asterholm",
    third_party_kind=ThirdPartyKind.UNIVERSITY,
    acceptable="Its historians have quarrelled with both cantons in print, and politely.",
    scope=Scope.NATIONAL,
    method=Method.CONFERENCE,
    archive=Archive.TRUSTED,
    sides=["The Upper Cantons", "The Lower Cantons"],
)
HISTORIANS = (
    Guest(
        key="delacourt", side="A", name="Bérénice Delacourt-Nguyen", language="fr",
        email="b.delacourt@example.org", phone="+1 202-555-0171",
        actor_type=ActorType.ACADEMIC, affiliation="Cantonal Archive of Verrault",
        case="Was the first plaintiff, and the first to regret it.",
        found="Two interviews, three books, no office. She names her own conflict of"
        " interest before one can ask.",
        decided="Agreed. Her publisher should not learn of it before her.",
    ),
    Guest(
        key="oyelaran", side="B", name="Kwabena Oyelaran", language="en",
        email="k.oyelaran@example.org", phone="+1 202-555-0172",
        actor_type=ActorType.ACADEMIC, affiliation="Lyceum of Lower Verrault",
        case="Teaches the chapter everybody quarrels over, and lets his pupils quarrel.",
        found="Known to both cantons. No office; sat on no commission.",
        decided="Agreed.",
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    today = script.now.date()
    _wait_for_a_signature(script, today)
    _pause(script, today)


def _wait_for_a_signature(script: Script, today: date) -> None:
    regime = Initiative.Regime.CHATHAM_HOUSE
    opened = today - timedelta(days=2)
    Telling(script, Case(code="saffron", opened=opened, regime=regime, charter=SAFFRON))


def _pause(script: Script, today: date) -> None:
    """Elections came; everybody agreed to be quiet until they are over."""
    regime = Initiative.Regime.BACKGROUND
    opened = today - timedelta(days=420)
    case = Case(code="quince", opened=opened, regime=regime, charter=QUINCE)
    telling = Telling(script, case)
    telling.sign()
    telling.admit(HISTORIANS, on=opened + timedelta(days=20))
    telling.steer(opened + timedelta(days=30), "begin")
    telling.steer(today - timedelta(days=95), "pause")
