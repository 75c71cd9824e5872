"""The primitives of the vault: seeds, key pairs, envelopes. No Django, no database.

Methods: HPKE (RFC 9180) with ML-KEM-768 + X25519 ("X-Wing"), HKDF-SHA256 (RFC 5869),
AES-256-GCM with a key of its own for every value, so that no nonce can repeat; the key
is committed to (a wrong key fails before decryption), the length is padded away.
"""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from trackii.vault.errors import Corrupt, WrongKey

SEED = 32  # bytes
SALT = 16
COMMITMENT = 24
_MLKEM_PUBLIC = 1184
_NONCE = bytes(12)
_HPKE = hpke.Suite(
    hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
)


def fresh(size: int = SEED) -> bytes:
    return os.urandom(size)


def derive(key: bytes, label: str, size: int = 32) -> bytes:
    """A key for one purpose out of a key for many."""
    return HKDF(SHA256(), size, None, b"trackii " + label.encode()).derive(key)


def both(one: bytes, other: bytes) -> bytes:
    """A key that nobody has who lacks either of two (HKDF-Extract of one over the other)."""
    return hmac.digest(one, b"trackii both " + other, sha256)


def stretch(passphrase: str, salt: bytes, *, memory_kib: int, passes: int) -> bytes:
    """Argon2id (RFC 9106): makes every guess at a passphrase cost memory and time."""
    words = " ".join(passphrase.split()).casefold().encode()
    return Argon2id(
        salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib
    ).derive(words)


# --- key pairs


def _private(seed: bytes) -> hpke.MLKEM768X25519PrivateKey:
    expanded = derive(seed, "key pair", 96)
    return hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def public(seed: bytes) -> bytes:
    """The public half of a seed: 1,216 bytes, ML-KEM first."""
    expanded = derive(seed, "key pair", 96)
    lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key()
    curve = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key()
    return lattice.public_bytes_raw() + curve.public_bytes_raw()


def send(words: bytes, to: bytes, *, about: bytes) -> bytes:
    """Seal to a public key. `about` says what it is for; opening must say the same."""
    key = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(to[:_MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(to[_MLKEM_PUBLIC:]),
    )
    return _HPKE.encrypt(words, key, info=about)


def receive(sent: bytes, seed: bytes, *, about: bytes) -> bytes:
    try:
        return _HPKE.decrypt(sent, _private(seed), info=about)
    except (InvalidTag, ValueError) as error:
        raise WrongKey from error


# --- envelopes


def _keys(key: bytes, salt: bytes, about: bytes) -> tuple[bytes, bytes]:
    # The key is uniform already, so expanding is enough (RFC 5869, 3.3).
    both = HKDFExpand(SHA256(), 32 + COMMITMENT, salt + about).derive(key)
    return both[:32], both[32:]


def lock(words: bytes, key: bytes, *, about: bytes) -> bytes:
    """salt | commitment | ciphertext, under a key that this value alone has."""
    salt = fresh(SALT)
    own, commitment = _keys(key, salt, about)
    return salt + commitment + AESGCM(own).encrypt(_NONCE, words, about)


def unlock(locked: bytes, key: bytes, *, about: bytes) -> bytes:
    salt, commitment = locked[:SALT], locked[SALT : SALT + COMMITMENT]
    own, expected = _keys(key, salt, about)
    if not hmac.compare_digest(commitment, expected):
        raise Corrupt
    try:
        return AESGCM(own).decrypt(_NONCE, locked[SALT + COMMITMENT :], about)
    except (InvalidTag, ValueError) as error:
        raise Corrupt from error


def pad(words: bytes) -> bytes:
    """To 32·2ⁿ bytes, its own length first: a size tells no word from another."""
    whole = len(words).to_bytes(4, "big") + words
    size = 32
    while size < len(whole):
        size *= 2
    return whole.ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    size = int.from_bytes(padded[:4], "big")
    if size > len(padded) - 4:
        raise Corrupt
    return padded[4 : 4 + size]


# --- small things


def mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over parts whose borders cannot shift."""
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, framed, sha256)


def same(one: bytes | memoryview, other: bytes) -> bool:
    return hmac.compare_digest(bytes(one), other)


def text(key: bytes) -> str:
    return urlsafe_b64encode(key).decode().rstrip("=")
