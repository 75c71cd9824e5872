"""People and their candidacies, what they agreed to, the checks on them, and the lists."""

from participants.models.candidacy import Candidacy
from participants.models.check import Check, Demand
from participants.models.conflict import Conflict
from participants.models.evidence import Evidence, Piece
from participants.models.extract import Extract
from participants.models.folder import Folder
from participants.models.person import Person
from participants.models.screening import Judgement, Screening
from participants.models.sheet import Sheet
from participants.models.target import Target
from participants.models.undertaking import Undertaking, Wording
from participants.models.watchlist import Listed, OwnList, Watchlist

__all__ = [
    "Candidacy",
    "Check",
    "Conflict",
    "Demand",
    "Evidence",
    "Extract",
    "Folder",
    "Judgement",
    "Listed",
    "OwnList",
    "Person",
    "Piece",
    "Screening",
    "Sheet",
    "Target",
    "Undertaking",
    "Watchlist",
    "Wording",
]
