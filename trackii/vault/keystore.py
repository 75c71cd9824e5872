"""Shred keys: one small file per thing that dies, in a volume outside every database backup."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings

from trackii.vault import suite
from trackii.vault.errors import Shredded, VaultAway

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID


def make(key_id: UUID) -> bytes:
    """Make a shred key and have it on the disk before anything is sealed under it."""
    path = _path(key_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = suite.fresh()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return secret


def get(key_id: UUID) -> bytes:
    """The shred key, or Shredded: a missing file of a standing keystore is an end."""
    try:
        return _path(key_id).read_bytes()
    except FileNotFoundError as error:
        if not settings.KEYSTORE.is_dir():
            raise VaultAway from error
        raise Shredded from error
    except OSError as error:
        raise VaultAway from error


def _path(key_id: UUID) -> Path:
    name = key_id.hex
    return settings.KEYSTORE / name[:2] / name
