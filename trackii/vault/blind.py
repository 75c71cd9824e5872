"""Marks by which the same words are found again, without opening anything.

Method: HMAC-SHA256 over the words, under a key derived from a compartment's data key for
this alone. Who has only the database cannot guess at them; who holds the compartment can,
and could read what they stand for as well. A mark stays under the key it was made with, as
what is sealed does: somebody who left can test a guess against no mark made since. It is
made for who has unlocked, and for nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from trackii.vault import keyring, suite

if TYPE_CHECKING:
    from trackii.vault.keyring import HeldKey


def marks(words: str, *, kind: str, of: UUID, field: str) -> list[bytes]:
    """Every mark these words may have in one compartment of an initiative, the newest last.

    None, for who has no key to it just now.
    """
    ring = keyring.current()
    if not ring.holds(kind, of, initiative=of):
        return []
    held = ring.held_keys(kind, of, initiative=of)
    return [_mark(ring.unwrap(key), words, field, of) for key in held]


def mark(words: str, *, kind: str, of: UUID, field: str) -> bytes | None:
    """The mark to keep; none of no words, nor while the vault is locked."""
    ring = keyring.current()
    if not words or not ring.holds(kind, of, initiative=of):
        return None
    held: HeldKey = ring.held(kind, of, initiative=of)
    return _mark(ring.unwrap(held), words, field, of)


def _mark(key: bytes, words: str, field: str, of: UUID) -> bytes:
    own = suite.derive(key, "blind index")
    return suite.mac(own, of.bytes, field.encode(), words.encode())
