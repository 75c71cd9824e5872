"""What the last run of destroying came to, told outside the database to who keeps the house."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from trackii import clock
from trackii.vault.errors import VaultAway


@dataclass(frozen=True)
class Bulletin:
    """One run, in counts."""

    at: datetime
    destroyed: int
    amiss: int  # orders nobody gave, or that could not be carried out


def put_up(*, destroyed: int, amiss: int) -> None:
    """Say how the run went, in place of the one before."""
    if not settings.KEYSTORE.is_dir():
        raise VaultAway
    said = {"at": clock.now().isoformat(), "destroyed": destroyed, "amiss": amiss}
    draft = _place().with_suffix(".part")
    draft.write_text(json.dumps(said))
    draft.replace(_place())


def last() -> Bulletin | None:
    """How the last run went; none, if there was none."""
    with suppress(OSError, ValueError, KeyError):
        said = json.loads(_place().read_text())
        at = datetime.fromisoformat(said["at"])
        return Bulletin(at, int(said["destroyed"]), int(said["amiss"]))
    return None


def _place() -> Path:
    return Path(settings.KEYSTORE, "destruction.last")
