"""What a row keeps for the web process alone: wrapped by the root key, opened in its own place.

It says which generation of the key wrapped it, so that a rotation wraps it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from trackii import generations
from trackii.vault import suite
from trackii.vault.errors import Corrupt

if TYPE_CHECKING:
    from django.db import models


def wrap(plain: bytes, *, of: models.Model, field: str) -> bytes:
    """The name of the root key, and what only it opens."""
    locked = suite.lock(plain, _key(settings.ROOT_KEY), about=_place(of, field))
    return generations.present("ROOT_KEY") + locked


def unwrap(of: models.Model, field: str) -> bytes:
    """What was wrapped for this field of this row, by a root key of now or before."""
    wrapped = bytes(getattr(of, field) or b"")
    name, locked = wrapped[: generations.NAME], wrapped[generations.NAME :]
    for key in generations.named("ROOT_KEY", name) if name else []:
        return suite.unlock(locked, _key(key), about=_place(of, field))
    raise Corrupt


def _key(root: bytes) -> bytes:
    return suite.derive(root, "kept for the web")


def _place(of: models.Model, field: str) -> bytes:
    return f"{of._meta.db_table}|{of.pk}|{field}".encode()
