"""Words of the house make no password: who guesses begins with them."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# docs/asvs.md refers to this list.
HOUSE = (
    "trackii", "track two", "dialogue", "diplomacy", "mediation", "mediator", "peace",
    "initiative", "workshop", "convener", "facilitator", "rapporteur", "organiser",
    "vetting", "officer", "administrator", "admin", "password", "passphrase", "welcome",
)  # fmt: skip
LEFT = 8  # signs that must be left without them


class HouseWordsValidator:
    """A password is as long as what is left of it without the words of this house."""

    def validate(self, password: str, user: Any = None) -> None:
        words = "|".join(word.replace(" ", r"\W*") for word in HOUSE)
        left = re.sub(rf"{words}|[\W\d_]+$", "", password.casefold())
        if left != password.casefold() and len(left) < LEFT:
            raise ValidationError(
                _("This password is made of words of this house. Choose others."),
                code="house_words",
            )

    def get_help_text(self) -> str:
        return _("Words of this house do not count.")
