"""Backup and restore: one moment of the database, and the keystore apart from it.

The keystore is read after the moment the database was frozen at: what was destroyed in
between has no key in the copy, and does not come back. It is a parcel of its own, so that it
can be kept elsewhere and thrown away sooner.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connections

from trackii import clock, embedded, generations, parcels, wheels
from trackii.parcels import DATABASE, KEYSTORE, Head, Refused
from trackii.vault import keystore, suite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

_KEPT = suite.SEED + 16  # a key, and what it dies with
_RECORD = 16 + _KEPT


def beside(path: Path) -> Path:
    """Where the keystore's parcel stands, unless somebody put it elsewhere."""
    return path.with_name(path.name + ".keystore")


def own_senders() -> list[bytes]:
    """What this house's backups are known by: the root key of now, and those it followed."""
    return [parcels.signing_for(_seed(key)) for key in generations.of("ROOT_KEY")]


def _seed(root: bytes) -> bytes:
    return suite.derive(root, "backups")


def backup(path: Path, *, to: bytes, say: Callable[[int], None]) -> None:
    """Write both parcels. If the second fails the first does not stay either."""
    apart = beside(path)
    if not settings.ROOT_KEY:
        raise Refused("There is no root key here to sign a backup with.")
    how: Any = {"to": to, "seed": _seed(settings.ROOT_KEY)}
    if apart.exists():
        raise Refused(f"{apart} is there already, and is not written over.")
    head = Head(DATABASE, clock.now())
    with _frozen() as snapshot:
        parcels.write(path, _counted(_dump(snapshot), say), head, **how)
    try:
        records = [
            key.bytes + kept.ljust(_KEPT, b"\0")
            for key, kept in sorted(keystore.everything().items())
        ]
        parcels.write(apart, [b"".join(records)], Head(KEYSTORE, head.made_at), **how)
    except BaseException:
        path.unlink()
        raise


def restore(
    path: Path,
    *,
    apart: Path | None,
    by: bytes,
    senders: Collection[bytes],
    say: Callable[[int], None],
    then: Callable[[datetime], None] = lambda made_at: None,
) -> int:
    """Fill an empty database, and an empty keystore if `apart` is given. All or nothing.

    Both parcels are opened to their last mark before anything is touched, and neither if
    it was not made by one of `senders`. `then` shuts what is not to stand open again.
    What was killed goes on when it is begun again. Returns how many keys were put back.
    """
    how: Any = {"by": by, "senders": senders}
    made_at = parcels.verify(path, kind=DATABASE, **how).made_at
    keys = {} if apart is None else _keys(apart, since=made_at, **how)
    again = _begun(path)
    if not again:
        _insist_on_empty(keystore_too=apart is not None)
    _begin(path)
    try:
        for key, secret in keys.items():
            keystore.put_again(key, secret) if again else keystore.put(key, secret)
        if _is_empty():
            _fill(_counted(parcels.read(path, kind=DATABASE, **how), say))
    except BaseException:
        if not again:
            for key in keys:
                keystore.destroy(key)
            _unfinished().unlink()
        raise
    _take_as_last()
    then(made_at)
    _unfinished().unlink()
    return len(keys)


def is_unfinished() -> bool:
    """Whether a restore was killed on its way, and nobody began it again."""
    return _unfinished().exists()


def _unfinished() -> Path:
    return Path(settings.KEYSTORE, "restoring")


def _begin(path: Path) -> None:
    """Remember which backup it is, before anything of it is anywhere."""
    settings.KEYSTORE.mkdir(mode=0o700, parents=True, exist_ok=True)
    _unfinished().write_text(parcels.name(path))


def _begun(path: Path) -> bool:
    """Whether this very backup was being restored when somebody was killed."""
    if not is_unfinished():
        return False
    if _unfinished().read_text() != parcels.name(path):
        raise Refused(
            "Another backup was being restored here, and was not finished. Give that one"
            f" again, or empty the database and {settings.KEYSTORE} first."
        )
    return True


def _keys(
    apart: Path, *, since: Any, by: bytes, senders: Collection[bytes]
) -> dict[UUID, bytes]:
    """A keystore older than its database would bring back what was destroyed."""
    how: Any = {"kind": KEYSTORE, "by": by, "senders": senders}
    if parcels.verify(apart, **how).made_at < since:
        raise Refused(
            f"{apart} is older than the database: what died since would live."
        )
    whole = b"".join(parcels.read(apart, **how))
    places = range(0, len(whole), _RECORD)
    return {
        UUID(bytes=whole[at : at + 16]): _placed(whole[at + 16 : at + _RECORD])
        for at in places
    }


def _placed(kept: bytes) -> bytes:
    """A key, and what it dies with, where it is young enough to say so."""
    return kept if any(kept[suite.SEED :]) else kept[: suite.SEED]


def _is_empty() -> bool:
    with psycopg.connect(**_where()) as connection:
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        found = connection.execute(query).fetchone()
    return not (found and found[0])


def _insist_on_empty(*, keystore_too: bool) -> None:
    if not _is_empty():
        raise Refused("The database is not empty: nothing is restored over it.")
    if keystore_too and settings.KEYSTORE.is_dir() and keystore.everything():
        raise Refused("The keystore is not empty: nothing is restored over it.")


@contextmanager
def _frozen() -> Iterator[str]:
    """One moment of the database, for as long as somebody copies it."""
    with psycopg.connect(**_where()) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None
        yield found[0]


def _dump(snapshot: str) -> Iterator[bytes]:
    command = ("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}")
    with _program(*command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while chunk := process.stdout.read(parcels.CHUNK):
            yield chunk


def _fill(chunks: Iterable[bytes]) -> None:
    options = "--single-transaction --exit-on-error --no-owner"
    name = _where()["dbname"]
    command = ("pg_restore", *options.split(), f"--dbname={name}")
    with _program(*command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it says itself what went wrong
            for chunk in chunks:
                process.stdin.write(chunk)
        _close(process.stdin)


def _take_as_last() -> None:
    """Of each compartment the last epoch that was restored, whatever followed it since.

    Who left since then gets nothing by that: that her keys were taken stays marked.
    """
    query = (
        "SELECT DISTINCT ON (compartment_id) id FROM vault_epoch"
        " ORDER BY compartment_id, number DESC"
    )
    with psycopg.connect(**_where()) as connection:
        for (epoch,) in connection.execute(query):
            keystore.begin_again(epoch)


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


@contextmanager
def _program(
    name: str, *arguments: str, **how: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's programs at our database; ended if whoever uses it gives up."""
    command = [_path(name), *arguments]
    process = subprocess.Popen(
        command, env=_surroundings(), cwd="/", stderr=subprocess.PIPE, **how
    )
    try:
        yield process
    except BaseException:
        process.kill()
        process.communicate()
        raise
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace").strip()
    process.stderr.close()
    if process.stdout:
        process.stdout.close()
    if process.wait():
        raise Refused(f"{name} failed: {said.splitlines()[0] if said else 'silently'}")


def _path(name: str) -> str:
    """The machine's own program where a database was given, and the wheel's otherwise."""
    own = None if settings.EMBEDDED else shutil.which(name)
    return own or str(wheels.postgres(embedded.home()) / name)


def _where() -> dict[str, Any]:
    known = connections["default"].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST",
             "port": "PORT"}  # fmt: skip
    tls = {k: v for k, v in known["OPTIONS"].items() if k.startswith("ssl")}
    return {name: known[key] for name, key in names.items() if known[key]} | tls


def _surroundings() -> dict[str, str]:
    """The password goes by the environment: a command line is everybody's to read."""
    names = {"dbname": "PGDATABASE"}
    said = {names.get(k, f"PG{k.upper()}"): str(v) for k, v in _where().items()}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **said}


def _counted(chunks: Iterable[bytes], say: Callable[[int], None]) -> Iterator[bytes]:
    """The same, saying how many bytes have passed."""
    passed = 0
    for chunk in chunks:
        passed += len(chunk)
        say(passed)
        yield chunk
