"""Tries are counted in PostgreSQL, for the whole house, under names that tell nobody's."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings

TABLE = "accounts_try"


def key(name: str, prefix: str, version: int) -> str:
    """What a counter is kept under. It speaks of an address or an account; the row does not."""
    own = hmac.digest(settings.SECRET_KEY.encode(), b"trackii tries", sha256)
    return hmac.digest(own, f"{prefix}:{version}:{name}".encode(), sha256).hex()
