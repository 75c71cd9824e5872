"""The audit key and those it followed: links and Message-IDs they made stay as they are.

No link of the record is ever made anew, so a former key is kept for good, wrapped by the
present one together with the head it had reached. Beyond that head it makes nothing that
counts, and below it nothing that differs: who got hold of it can forge neither.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trackii import generations
from trackii.audit.models import FormerKey

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, repr=False)
class Former:
    """A former audit key, and how far the record had come when it was followed."""

    key: bytes
    position: int
    mac: bytes


def every(known: list[Former] | None = None) -> list[bytes]:
    """Every audit key there was, the present one first; `known` are those that are kept."""
    at_hand, former = generations.of("AUDIT_KEY"), kept() if known is None else known
    return at_hand + [each.key for each in former if each.key not in at_hand]


def kept() -> list[Former]:
    """The former keys the house keeps, as far as this process can open them."""
    return [former for _row, former, _by in _opened() if former]


def keep(key: bytes, *, position: int, mac: bytes) -> FormerKey:
    """Keep a key that was followed, with the head it had reached."""
    wrapped = _wrap(Former(key, position, mac))
    return FormerKey.objects.create(name=generations.name(key), wrapped=wrapped)


def unkept() -> list[bytes]:
    """Former keys of the environment that the house does not keep yet."""
    names = {bytes(row.name) for row in FormerKey.objects.all()}
    former = generations.of("AUDIT_KEY")[1:]
    return [key for key in former if generations.name(key) not in names]


def behind() -> list[FormerKey]:
    """Kept keys that are not wrapped by the present one."""
    return [row for row, _former, by in _opened() if by != 0]


def wrap_again(row: FormerKey) -> bool:
    """Wrap a kept key by the present one; False, if no key at hand opens it."""
    [(_row, former, _by)] = [each for each in _opened() if each[0].pk == row.pk]
    if former is None:
        return False
    FormerKey.objects.filter(pk=row.pk).update(wrapped=_wrap(former))
    return True


def _opened() -> Iterator[tuple[FormerKey, Former | None, int]]:
    """Each row, what is in it, and which of the keys at hand opened it."""
    wrappers = [_fernet(key) for key in generations.of("AUDIT_KEY")]
    for row in FormerKey.objects.order_by("made_at"):
        for place, wrapper in enumerate(wrappers):
            try:
                found = json.loads(wrapper.decrypt(bytes(row.wrapped)))
            except InvalidToken:
                continue
            key, mac = b64decode(found["key"]), bytes.fromhex(found["mac"])
            yield row, Former(key, found["position"], mac), place
            break
        else:
            yield row, None, -1


def _wrap(former: Former) -> bytes:
    said = {
        "key": b64encode(former.key).decode(),
        "position": former.position,
        "mac": former.mac.hex(),
    }
    return _fernet(generations.of("AUDIT_KEY")[0]).encrypt(json.dumps(said).encode())


def _fernet(key: bytes) -> Fernet:
    own = HKDF(SHA256(), 32, None, b"trackii former audit keys").derive(key)
    return Fernet(urlsafe_b64encode(own))
