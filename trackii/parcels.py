"""Files that only one key opens, kept elsewhere: written as a stream, whole or not at all.

A head (what it is, of when), a key sealed to the recipient (HPKE, as in the vault) and the
sender's signature of both (Ed25519), then chunks under AES-256-GCM. Nobody else knows the key
that was signed for, so the signature is of every chunk, and is verified before the first. It
need not outlive the computers of its day: a forgery would have to be restored. A nonce counts the chunks and marks the last: what was altered,
cut off, put in another order or lengthened does not open (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizar, 2015).
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trackii.vault import suite
from trackii.vault.errors import WrongKey

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

MAGIC = b"trackii parcel 2\n"
CHUNK = 64 * 1024
_LONGEST = 1024 * 1024
_TAG = 16
_SIGNATURE = 64
DATABASE, KEYSTORE = b"d", b"k"


class Refused(Exception):
    """Says in one sentence why a parcel is not opened. Nothing of it was used."""


@dataclass(frozen=True)
class Head:
    """What a parcel says of itself in the clear: nothing in it is believed unopened."""

    kind: bytes
    made_at: datetime

    def dump(self) -> bytes:
        return MAGIC + self.kind + int(self.made_at.timestamp()).to_bytes(8, "big")


def recipient(words: str) -> bytes:
    """The public key in what somebody gave, or Refused."""
    return _key(words, "TRACKII_BACKUP_TO", 1216)


def private(words: str) -> bytes:
    """The private key in what somebody kept, or Refused."""
    return _key(words, "The key", suite.SEED)


def sender(words: str) -> bytes:
    """The key that senders are known by, in what somebody typed, or Refused."""
    return _key(words, "The sender", 32, by="backup_sender")


def signing_for(seed: bytes) -> bytes:
    """What others know a sender by, out of what it signs with."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def write(
    path: Path, chunks: Iterable[bytes], head: Head, *, to: bytes, seed: bytes
) -> None:
    """Write a parcel beside its place, read it back, and only then move it there."""
    draft = path.with_name(path.name + ".part")
    for there in (path, draft):
        if there.exists():
            raise Refused(f"{there} is there already, and is not written over.")
    with open(draft, "xb", opener=_for_its_owner) as file:
        try:
            key = suite.fresh()
            lead = _signed(head, suite.send(key, to, about=head.dump()), seed)
            _fill(file, draft, chunks, key, lead)
            os.link(draft, path)  # of two who write at once, one is refused
        finally:
            draft.unlink()


def _signed(head: Head, sealed: bytes, seed: bytes) -> bytes:
    said = head.dump() + len(sealed).to_bytes(2, "big") + sealed
    return said + Ed25519PrivateKey.from_private_bytes(seed).sign(said)


def _fill(
    file: IO[bytes], draft: Path, chunks: Iterable[bytes], key: bytes, lead: bytes
) -> None:
    file.write(lead)
    for piece in _locked(chunks, key, lead):
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())
    with draft.open("rb") as written:
        for _read_back in _opened(written, key, written.read(len(lead))):
            continue


def read(
    path: Path, *, kind: bytes, by: bytes, senders: Collection[bytes]
) -> Iterator[bytes]:
    """The content, chunk by chunk. Whoever acts on it calls `verify` first.

    `senders` are those whose parcels are opened at all.
    """
    with path.open("rb") as file:
        head, lead, sealed = _lead(file)
        if not any(_sent_by(key, lead) for key in senders):
            raise Refused(f"{path} was made by another house, or altered.")
        if head.kind != kind:
            raise Refused(f"{path} is a parcel of another kind.")
        try:
            key = suite.receive(sealed, by, about=head.dump())
        except WrongKey as error:
            raise Refused(f"{path} was sealed to another key, or altered.") from error
        yield from _opened(file, key, lead)


def name(path: Path) -> str:
    """What one parcel is known by: its head and its sealed key."""
    with path.open("rb") as file:
        return sha256(_lead(file)[1]).hexdigest()


def verify(path: Path, *, kind: bytes, by: bytes, senders: Collection[bytes]) -> Head:
    """Open all of a parcel to its last mark, and use nothing of it."""
    for _chunk in read(path, kind=kind, by=by, senders=senders):
        continue
    with path.open("rb") as file:
        return _lead(file)[0]


def _sent_by(key: bytes, lead: bytes) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(key)
        public.verify(lead[-_SIGNATURE:], lead[:-_SIGNATURE])
    except InvalidSignature:
        return False
    return True


def _locked(chunks: Iterable[bytes], key: bytes, lead: bytes) -> Iterator[bytes]:
    cipher, about = AESGCM(suite.derive(key, "parcel")), sha256(lead).digest()
    number, last = 0, b""
    for chunk in chunks:
        last += chunk
        while len(last) > CHUNK:
            yield _framed(cipher.encrypt(_nonce(number, False), last[:CHUNK], about))
            number, last = number + 1, last[CHUNK:]
    yield _framed(cipher.encrypt(_nonce(number, True), last, about))


def _opened(file: IO[bytes], key: bytes, lead: bytes) -> Iterator[bytes]:
    cipher, about = AESGCM(suite.derive(key, "parcel")), sha256(lead).digest()
    number, piece = 0, _piece(file)
    while piece is not None:
        following = _piece(file)
        nonce = _nonce(number, following is None)
        try:
            yield cipher.decrypt(nonce, piece, about)
        except InvalidTag as error:
            raise Refused("The parcel was altered or cut off.") from error
        number, piece = number + 1, following
    if number == 0:
        raise Refused("The parcel was cut off.")


def _piece(file: IO[bytes]) -> bytes | None:
    size = file.read(4)
    if not size:
        return None
    length = int.from_bytes(size, "big")
    if len(size) < 4 or not _TAG <= length <= _LONGEST:
        raise Refused("The parcel was altered or cut off.")
    piece = file.read(length)
    if len(piece) < length:
        raise Refused("The parcel was cut off.")
    return piece


def _lead(file: IO[bytes]) -> tuple[Head, bytes, bytes]:
    """Everything before the chunks, as it stands in the file."""
    start = file.read(len(MAGIC) + 9)
    if len(start) < len(MAGIC) + 9 or not start.startswith(MAGIC):
        raise Refused("This is no parcel of trackii.")
    size = file.read(2)
    sealed = file.read(int.from_bytes(size, "big"))
    signature = file.read(_SIGNATURE)
    seconds = int.from_bytes(start[-8:], "big")
    try:
        made_at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Refused("The parcel was altered.") from error
    return (
        Head(start[len(MAGIC) : len(MAGIC) + 1], made_at),
        start + size + sealed + signature,
        sealed,
    )


def _framed(piece: bytes) -> bytes:
    return len(piece).to_bytes(4, "big") + piece


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _key(words: str, name: str, size: int, by: str = "backup_key") -> bytes:
    text = words.strip()
    try:
        key = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        key = b""
    if len(key) != size:
        raise Refused(f"{name} is not a key that manage.py {by} made.")
    return key


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
