"""How many guesses a passphrase of one's own withstands; what is too few is refused.

What guards the vault once database, keystore and pepper are stolen is Argon2id at
128 MiB and three passes: about a gigabyte moved for every guess, so that the best
graphics card of today makes a thousand a second. Ten thousand of them make 10¹⁶ in
thirty years. That is the floor. Six drawn words stand at 2·10²³.

The guesses are those of zxcvbn (Wheeler, USENIX Security 2016), which knows English,
names, keyboards and dates, but no other language and no grammar: for it, a sentence is
as good as dice. So a word, in whatever language, counts here as one of a thousand that
people choose; a short one, or one of her own work, as one of ten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zxcvbn import zxcvbn

from trackii.accounts.passwords import LOOKED_AT, words_about

if TYPE_CHECKING:
    from trackii.accounts.models import User

FLOOR = 10**16
BEST = 4  # of zxcvbn's scores, 0 to 4
LONG_WORD, SHORT_WORD = 1000, 10


def is_enough(passphrase: str, *, of: User) -> bool:
    """Whether guessing it takes longer than anybody has, also for who knows her."""
    words = " ".join(passphrase.split()).casefold()[:LOOKED_AT]
    if not words:
        return False
    about = words_about(of)
    found = zxcvbn(words, user_inputs=about, max_length=LOOKED_AT)
    guesses = min(int(found["guesses"]), _as_words(words, {*about}))
    return int(found["score"]) == BEST and guesses >= FLOOR


def _as_words(words: str, about: set[str]) -> int:
    """Guesses for who thinks in words. What is no word is left to zxcvbn."""
    guesses = 1
    for token in set(re.split(r"[\W_]*\s[\W_]*|[-_.,;:/]+", words)):
        if token.isalpha():
            plain = len(token) < 4 or token in about
            guesses *= SHORT_WORD if plain else LONG_WORD
        else:
            guesses *= 26 ** len(token)
    return guesses
