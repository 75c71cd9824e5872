"""What no password is made of: whatever somebody guesses first, and what is known of her.

Lists of passwords that many people chose hold few of twelve signs and more, but many that
become so with a year, a name or a row of digits behind them. So a password is not looked up:
zxcvbn (Wheeler, USENIX Security 2016), which knows thirty thousand of them and how people
lengthen them, says how many guesses it withstands. Behind a slow hash and a second factor
ten thousand million are asked for; a vault's passphrase withstands far more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trackii.accounts.models import User

# docs/asvs.md refers to this list.
HOUSE = (
    "trackii", "track two", "dialogue", "diplomacy", "mediation", "mediator", "peace",
    "initiative", "workshop", "convener", "facilitator", "rapporteur", "organiser",
    "vetting", "officer", "administrator", "admin", "password", "passphrase", "welcome",
)  # fmt: skip
LEFT = 8  # signs that must be left without them
GUESSES = 10**10
LOOKED_AT = 100  # signs: what comes after them counts for nothing

# Words a guesser would try first: whoever knows some of a member's appends itself.
known_of: list[Callable[[User], Iterable[str]]] = []


def words_about(member: User) -> list[str]:
    """Her name and address, whole and in pieces, and what her initiatives go by."""
    said = ["trackii", member.name, member.email]
    said += [word for tell in known_of for word in tell(member)]
    pieces = {piece for words in said for piece in re.findall(r"\w{3,}", words)}
    return [words.casefold() for words in {*said, *pieces}]


class GuessesValidator:
    """A password withstands ten thousand million guesses of somebody who knows her."""

    def validate(self, password: str, user: User | None = None) -> None:
        about = [*HOUSE, *(words_about(user) if user else [])]
        words = password[:LOOKED_AT]
        found = zxcvbn(words, user_inputs=about, max_length=LOOKED_AT)
        if found["guesses"] < GUESSES:
            raise ValidationError(
                _("This password is soon guessed. Take several words that do not"
                  " belong together."),
                code="soon_guessed",
            )  # fmt: skip

    def get_help_text(self) -> str:
        return _("Several words that do not belong together are hard to guess.")


class HouseWordsValidator:
    """A password is as long as what is left of it without words of this house, and of hers."""

    def validate(self, password: str, user: User | None = None) -> None:
        hers = {word for word in words_about(user) if len(word) > 3} if user else set()
        known = sorted({*HOUSE, *hers}, key=len, reverse=True)
        words = "|".join(re.escape(word).replace(r"\ ", r"\W*") for word in known)
        left = re.sub(rf"{words}|[\W\d_]+$", "", password.casefold())
        if left != password.casefold() and len(left) < LEFT:
            raise ValidationError(
                _(
                    "This password is made of your own name or address, or of words like"
                    " “peace” or “password”, which are tried first. Choose others."
                ),
                code="house_words",
            )

    def get_help_text(self) -> str:
        return _(
            "Your own name and address, and words like “peace”, “dialogue” or"
            " “password”, do not count towards its length."
        )
