"""What an initiative is made of."""

from dialogues.models.initiative import Initiative, Side
from dialogues.models.membership import Membership

__all__ = ["Initiative", "Membership", "Side"]
