"""Each secret of the installation, and those it followed: a new one makes, former ones still open.

What a secret made carries the name of its generation, which is derived from the secret
itself: nothing has to be numbered, and a name tells nothing of what it names.
"""

from __future__ import annotations

import hmac
from functools import cache

from django.conf import settings

NAME = 4  # bytes


def of(secret: str) -> list[bytes]:
    """A secret's generations, the present one first; none where this process holds none."""
    present = getattr(settings, secret)
    return [present, *getattr(settings, f"{secret}_FORMER")] if present else []


@cache
def name(key: bytes) -> bytes:
    return hmac.digest(key, b"trackii the name of this key", "sha256")[:NAME]


def present(secret: str) -> bytes:
    """The name under which things are made now."""
    return name(getattr(settings, secret))


def named(secret: str, mark: bytes) -> list[bytes]:
    """The generations of this name; of no name, from before there were names: all of them."""
    return [key for key in of(secret) if not mark or name(key) == mark]
