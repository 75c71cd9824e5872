"""A private link's token as a person types it: no Django, no database.

A code is a locator of four characters, which finds the row, and eight groups of four:
128 bits that are the token and 32 that catch a slip of the hand. It is written in
Crockford's alphabet: no I, L, O or U, and whoever types them for 1 and 0 is understood.
What an address carries is written alike and is another: the token, masked.
"""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b32decode, b32encode
from dataclasses import dataclass
from hashlib import sha256

from trackii.vault.errors import Mistyped

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN = 16  # bytes
GROUP = 4  # characters
_CHECK = 4  # bytes
_RFC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_OUT, _IN = str.maketrans(_RFC, LETTERS), str.maketrans(LETTERS, _RFC)
# What looks alike is read alike; so are the Cyrillic letters on the same keys' faces.
_ALIKE = str.maketrans("OILАВЕКМНОРСТХ", "011ABEKMH0PCTX")


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """Where a link is found, and the token that opens it. It prints nothing."""

    locator: str
    token: bytes
    once: bool = False  # out of an address: the token masked, good for one time

    def __str__(self) -> str:
        return "[code]"

    def written(self) -> str:
        """As a letter carries it: K3PQ-7Y2M-…"""
        body = b32encode(self.token + self._check()).decode().translate(_OUT)
        groups = [body[at : at + GROUP] for at in range(0, len(body), GROUP)]
        return "-".join([self.locator, *groups])

    def _check(self) -> bytes:
        kind = b"trackii address|" if self.once else b"trackii code|"
        return sha256(kind + self.locator.encode() + self.token).digest()[:_CHECK]

    def hashed(self) -> bytes:
        """What a row keeps of it."""
        kind = b"trackii address|" if self.once else b"trackii link|"
        return sha256(kind + self.token).digest()

    def masked(self, pad: bytes) -> Code:
        """The one from the other: nobody tells the token from this without the pad."""
        pairs = zip(self.token, pad, strict=True)
        return Code(self.locator, bytes(a ^ b for a, b in pairs), not self.once)


def draw() -> Code:
    """A locator and a token nobody has had before, as far as chance can promise it."""
    locator = "".join(secrets.choice(LETTERS) for _ in range(GROUP))
    return Code(locator, secrets.token_bytes(TOKEN))


def read(typed: str) -> Code:
    """What somebody typed or pasted, the whole address too; Mistyped if a letter is off."""
    letters = _plain(typed.rsplit("#", 1)[-1])
    locator, body = letters[:GROUP], letters[GROUP:]
    if len(body) != 8 * GROUP or set(letters) - set(LETTERS):
        raise Mistyped
    whole = b32decode(body.translate(_IN))
    for code in (Code(locator, whole[:TOKEN]), Code(locator, whole[:TOKEN], once=True)):
        if code.written() == _grouped(letters):
            return code
    raise Mistyped


def _plain(typed: str) -> str:
    """Letters and digits alone, of whatever width and script, in capitals."""
    kept = [each for each in unicodedata.normalize("NFKC", typed) if each.isalnum()]
    digits = [str(unicodedata.decimal(each, each)) for each in kept]
    return "".join(digits).upper().translate(_ALIKE)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
