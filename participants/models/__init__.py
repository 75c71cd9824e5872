"""People and their candidacies."""

from participants.models.candidacy import Candidacy
from participants.models.person import Person

__all__ = ["Candidacy", "Person"]
