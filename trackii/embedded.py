"""Real PostgreSQL and Redis out of wheels, kept under var/, when no others are given."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shlex
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from trackii import wheels
from trackii.running import at_work, end, within
from trackii.wheels import NoServer

HERE = Path(__file__).resolve().parent.parent
SECRETS = (
    "TRACKII_ROOT_KEY",
    "TRACKII_PEPPER",
    "TRACKII_AUDIT_KEY",
    "TRACKII_WORKER_KEY",
)
# A socket's whole path has room for about a hundred bytes, its name included.
SOCKET_ROOM = 80
INITDB = (
    "--username=postgres --auth=trust --encoding=UTF8 --locale=C"
    " --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions --no-sync"
    " -c listen_addresses= -c max_connections=200 -c shared_buffers=128MB"
    " -c unix_socket_permissions=0700 -c timezone=UTC -c log_timezone=UTC"
    # A refused statement stays out of the log: its text would carry what was written.
    " -c log_min_error_statement=panic -c log_error_verbosity=terse"
)
REDIS = "--port 0 --unixsocketperm 700 --appendonly no --daemonize yes --save"
# A server hears nothing of the caller's shell, such as its PG… variables.
CLEAN = {"PATH": os.defpath, "LC_ALL": "C"}
# The owner migrates and is no superuser; web and worker are bound by grants and policies.
# The owner may step into either: tests do, to ask what the web would be answered.
FOUND = r"""
SELECT format('CREATE ROLE %I LOGIN %s', name, rights)
  FROM (VALUES ('trackii', 'CREATEDB'), ('trackii_web', ''), ('trackii_worker', ''),
               ('trackii_backup', 'BYPASSRLS')) AS role (name, rights)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
GRANT pg_read_all_data TO trackii_backup;
GRANT trackii_web, trackii_worker TO trackii WITH INHERIT FALSE;
SELECT 'CREATE DATABASE trackii OWNER trackii'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'trackii') \gexec
"""


class Server(NamedTuple):
    """One embedded server: what it is, where it lives, who it is while it runs."""

    name: str
    folder: Path
    url: str
    pid: int | None


def var() -> Path:
    """The folder of everything embedded: $TRACKII_VAR, or var/ in the repository."""
    return Path(HERE, os.environ.get("TRACKII_VAR") or "var").resolve()


def home() -> Path:
    """Where the servers keep their files: var, unless their own user cannot get there."""
    if os.geteuid() or wheels.open_to_all(var()):
        return var()
    return Path("/var/lib/trackii", _mark()).resolve()


def database_url(role: str = "trackii") -> str:
    """Where the database is, for its owner or for one of the other roles."""
    return f"postgresql://{role}@/trackii?host={quote(str(sockets()))}"


def redis_url() -> str:
    return f"unix://{quote(str(sockets()))}/redis.sock"


def secret(name: str) -> str | None:
    """A secret of this var folder. The house's own are drawn when first asked for."""
    if name in SECRETS:
        keep_secret(name, secrets.token_urlsafe(32))
    return _kept(name)


def keep_secret(name: str, value: str) -> None:
    """Keep a secret that is not there yet; of two at once, the first wins."""
    if _kept(name) is not None:
        return
    folder = _folder(var() / "secrets", 0o700)
    draft = folder / f".{name}"
    with _alone():
        if _kept(name) is None:
            with open(draft, "w", opener=_for_its_owner) as file:
                file.write(value)
                os.fsync(file.fileno())
            draft.rename(folder / name)


def keep_secrets() -> None:
    """Draw whichever of the house's secrets was never asked for."""
    for name in SECRETS:
        secret(name)


def start() -> None:
    """Start what the environment does not name; doing it twice changes nothing."""
    keep_secrets()
    with _alone():
        _folder(home())
        if not _given("DATABASE_URL"):
            _start_postgres()
        if not _given("REDIS_URL"):
            _start_redis()


def stop() -> None:
    """Stop both servers, wait until they are gone, and keep what they hold."""
    with _alone():
        for program, folder, by in (
            ("redis-server", home() / "redis", signal.SIGTERM),
            ("postgres", home() / "postgres", signal.SIGINT),
        ):
            if not end(program, folder, by=by, grace=30):
                raise NoServer(f"{program} in {folder} does not stop.")


def status() -> list[Server]:
    """The two servers of this var folder, running or not."""
    return [
        Server("PostgreSQL", home() / "postgres", database_url(), _postmaster()),
        Server("Redis", home() / "redis", redis_url(), _redis()),
    ]


def dump(path: Path) -> None:
    """Write the whole database to a file as plain SQL, readable by its owner alone."""
    with open(path, "wb", opener=_for_its_owner) as file:
        _run("pg_dump", *_as("trackii_backup"), "trackii", stdout=file)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _kept(name: str) -> str | None:
    with suppress(FileNotFoundError):
        return (var() / "secrets" / name).read_text()
    return None


def _given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _mark() -> str:
    return hashlib.sha256(os.fsencode(var())).hexdigest()[:12]


def sockets() -> Path:
    near = home() / "run"
    if len(os.fsencode(near)) < SOCKET_ROOM:
        return near
    return Path(f"/tmp/trackii-{_mark()}")  # noqa: S108 -- _servers_own looks whose it is


def _folder(path: Path, mode: int = 0o755) -> Path:
    """Make a folder, of this mode whatever the umask, and its parents."""
    for missing in reversed([p for p in (path, *path.parents) if not p.exists()]):
        with suppress(FileExistsError):
            missing.mkdir()
            missing.chmod(mode if missing == path else 0o755)
    return path


def _servers_own(path: Path) -> Path:
    """Make a folder for PostgreSQL's user; in /tmp a stranger may have been quicker."""
    user = wheels.user().get("user", os.geteuid())
    found = _folder(path, 0o700).lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), user}:
        raise NoServer(f"{path} belongs to somebody else; remove it first.")
    os.chown(path, user, -1, follow_symlinks=False)
    return path


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: two who start at once find one server."""
    with (_folder(var()) / "embedded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start_postgres() -> None:
    folder = home() / "postgres"
    # It may be on its way up after a crash, or down after a kill: wait which.
    within(60, lambda: _postmaster() is None or _serves())
    if _postmaster() is None or not _serves():
        # Without a server, whoever still works here outlived it, or its deleted folder.
        by = signal.SIGINT if _postmaster() else signal.SIGKILL
        end("postgres", folder, by=by, grace=10)
        if not folder.exists():
            _create(folder)
        _launch(folder)
        _found()


def _serves() -> bool:
    with suppress(NoServer):
        _found()
        return True
    return False


def _found() -> None:
    """Make the role and the database, unless they are there."""
    _run("psql", *_as("postgres"), "-qXv", "ON_ERROR_STOP=1", input=FOUND.encode())


def _create(folder: Path) -> None:
    """Make the database's files beside, then move them in: half of them never count."""
    for abandoned in folder.parent.glob("postgres.*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    draft = _servers_own(folder.with_suffix(f".{secrets.token_hex(4)}"))
    _run("initdb", "-D", draft, *INITDB.split(), **wheels.user())
    draft.rename(folder)


def _launch(folder: Path) -> None:
    """Nobody works in the folder any more, so the marks of a dead server may go."""
    reach = _servers_own(sockets())
    for stale in (folder / "postmaster.pid", *reach.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)
    log, options = folder / "server.log", shlex.join(["-k", str(reach)])
    arguments = ("-D", folder, "-l", log, "-o", options, "-t", "120", "-w", "start")
    try:
        _run("pg_ctl", *arguments, **wheels.user())
    except NoServer as error:
        if not log.exists():
            raise
        last = log.read_text().rstrip().rpartition("\n")[2]
        raise NoServer(f"PostgreSQL does not start in {folder}: {last}") from error


def _start_redis() -> None:
    folder = home() / "redis"
    if _redis() and within(2, _answers):
        return
    end("redis-server", folder, by=signal.SIGTERM, grace=5)
    paths = ("--dir", _folder(folder, 0o700), "--logfile", folder / "server.log")
    socket = ("--unixsocket", _servers_own(sockets()) / "redis.sock")
    program = wheels.redis() / "redis-server"
    command: list[str | Path] = [program, *REDIS.split(), "", *paths, *socket]
    subprocess.run(command, check=True, env=CLEAN, capture_output=True)
    if not within(10, _answers):
        raise NoServer(f"Redis does not start; see {folder / 'server.log'}.")


def _answers() -> bool:
    asking: tuple[str | Path, ...] = (wheels.redis() / "redis-cli", "-s")
    asking += (sockets() / "redis.sock", "ping")
    answer = subprocess.run(asking, env=CLEAN, capture_output=True, check=False)
    return answer.stdout == b"PONG\n"


def _postmaster() -> int | None:
    """The running server of this folder; a number left by a dead one is not it."""
    folder = home() / "postgres"
    with suppress(OSError, ValueError, IndexError):
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        return pid if pid in {p.pid for p in at_work("postgres", folder)} else None
    return None


def _redis() -> int | None:
    processes = at_work("redis-server", home() / "redis")
    return processes[0].pid if processes else None


def _as(role: str) -> tuple[str, ...]:
    return ("-h", str(sockets()), "-U", role)


def _run(program: str, *arguments: str | Path, **how: Any) -> None:
    """Run one of PostgreSQL's programs; what it complains of is said in its words."""
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | how
    command: list[str | Path] = [wheels.postgres(home()) / program, *arguments]
    try:
        subprocess.run(command, check=True, cwd="/", env=CLEAN, **how)
    except subprocess.CalledProcessError as error:
        raise NoServer(error.stderr.decode().strip()) from error
