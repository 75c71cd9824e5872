"""Passkeys, each its owner's: what is kept of one is vouched for together with whose it is.

A public key is no secret, so it is not encrypted as other second factors are. But who writes
to the database could put his own into a colleague's row, or move the row he was given.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trackii import generations

if TYPE_CHECKING:
    from uuid import UUID

    from allauth.mfa.models import Authenticator

_MARK = "vouched"  # beside what the browser said of the passkey


def vouched(credential: dict[str, Any], owner: UUID) -> dict[str, Any]:
    """What a browser said of a passkey it made, and that this house took it for its owner's."""
    [present, *_former] = generations.of("ROOT_KEY")
    return _bare(credential) | {_MARK: _mac(present, credential, owner)}


def is_hers(passkey: Authenticator) -> bool:
    """Whether it was set up by whose row it stands in, under a root key that is at hand."""
    return any(_fits(key, passkey) for key in generations.of("ROOT_KEY"))


def is_present(passkey: Authenticator) -> bool:
    """The same, under the root key of now."""
    return _fits(generations.of("ROOT_KEY")[0], passkey)


def _fits(root_key: bytes, passkey: Authenticator) -> bool:
    credential = passkey.data.get("credential") or {}
    said = str(credential.get(_MARK, ""))
    ours = _mac(root_key, credential, passkey.user_id)
    return hmac.compare_digest(said.encode(), ours.encode())


def _bare(credential: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in credential.items() if name != _MARK}


def _mac(root_key: bytes, credential: dict[str, Any], owner: UUID) -> str:
    key = HKDF(SHA256(), 32, None, b"trackii passkeys").derive(root_key)
    words = json.dumps(_bare(credential), sort_keys=True).encode()
    return hmac.digest(key, owner.bytes + words, "sha256").hex()
