"""Forms of undertakings and own pages: what the team writes and takes down, what she gives and says."""

from participants.own_forms.giving import GiveForm
from participants.own_forms.papers import (
    LinkForm,
    RecordForm,
    SendingForm,
    WordingForm,
)
from participants.own_forms.wishes import Availability, NeedsForm, Period

__all__ = [
    "Availability",
    "GiveForm",
    "LinkForm",
    "NeedsForm",
    "Period",
    "RecordForm",
    "SendingForm",
    "WordingForm",
]
