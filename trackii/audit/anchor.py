"""How far the chain has come, kept outside PostgreSQL: beside the keys things die by.

Whoever rules the database can take the end of the chain away, or make all of it anew with a
key that was followed. The head that stands here is out of his reach.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Head:
    """How far the chain reached once: kept elsewhere, it shows whether it was cut since."""

    position: int
    mac: str  # hexadecimal

    def dump(self) -> str:
        return json.dumps({"position": self.position, "mac": self.mac})

    @classmethod
    def load(cls, words: str) -> Head:
        """ValueError, if this is no head."""
        try:
            found = json.loads(words)
            return cls(int(found["position"]), str(found["mac"]))
        except (KeyError, TypeError) as error:
            raise ValueError("no head") from error


def kept() -> Head | None:
    """The head that was kept last; none where there is none, or it says nothing."""
    with suppress(OSError, ValueError):
        return Head.load(_place().read_text())
    return None


def keep(head: Head) -> None:
    """Keep a head, on the disk before anything else happens. It never goes back."""
    before = kept()
    if not settings.KEYSTORE.is_dir() or (before and before.position >= head.position):
        return
    draft = _place().with_suffix(".part")
    with draft.open("w") as file:
        file.write(head.dump())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_place())


def weigh() -> Head | None:
    """Let it go: an older record was restored, and begins here. What it was is returned."""
    before = kept()
    _place().unlink(missing_ok=True)
    return before


def _place() -> Path:
    return Path(settings.KEYSTORE, "record.head")
