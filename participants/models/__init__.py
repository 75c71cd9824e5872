"""People and their candidacies, the checks on them, and who is close to whom."""

from participants.models.candidacy import Candidacy
from participants.models.check import Check, Demand
from participants.models.conflict import Conflict
from participants.models.person import Person
from participants.models.target import Target

__all__ = ["Candidacy", "Check", "Conflict", "Demand", "Person", "Target"]
