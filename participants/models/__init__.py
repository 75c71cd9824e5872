"""People and their candidacies, the checks on them, who is close to whom, and public lists."""

from participants.models.candidacy import Candidacy
from participants.models.check import Check, Demand
from participants.models.conflict import Conflict
from participants.models.person import Person
from participants.models.screening import Judgement, Screening
from participants.models.target import Target
from participants.models.watchlist import Listed, Watchlist

__all__ = [
    "Candidacy",
    "Check",
    "Conflict",
    "Demand",
    "Judgement",
    "Listed",
    "Person",
    "Screening",
    "Target",
    "Watchlist",
]
