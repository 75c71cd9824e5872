"""What an initiative is made of."""

from dialogues.models.custody import Custody, Recovery
from dialogues.models.destruction import Destruction, Hold
from dialogues.models.initiative import Initiative, Side
from dialogues.models.membership import Membership

__all__ = [
    "Custody",
    "Destruction",
    "Hold",
    "Initiative",
    "Membership",
    "Recovery",
    "Side",
]
