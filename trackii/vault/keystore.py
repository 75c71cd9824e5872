"""Shred keys: one small file per thing that dies, in a volume outside every database backup.

A thing is a generation of a compartment's data key, a person, the notes of a session, the
drafts of a round. Its file bears its number and is made with it, before anything is sealed;
behind the key stands the number of the greater thing it dies with, a round or an initiative.

Beside them lie marks of what is over: a custody that ended, a key that was taken, an epoch
that was followed. PostgreSQL can be made to say that it never happened; the mark stays.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from trackii.vault import suite
from trackii.vault.errors import Shredded, VaultAway

if TYPE_CHECKING:
    from collections.abc import Iterable


def make(key_id: UUID, *, within: UUID) -> bytes:
    """Make a shred key and have it on the disk before anything is sealed under it.

    `within` is the greater thing it dies with as well: the file says so itself, where no
    row of a database can say otherwise.
    """
    secret = suite.fresh()
    _keep(key_id, secret + within.bytes)
    return secret


def stands(thing: UUID) -> bool:
    """Whether the key of a thing stands, or may: where no keystore is, nobody knows."""
    return _path(thing).exists() or not settings.KEYSTORE.is_dir()


def dies_with(key_id: UUID, thing: UUID) -> bool:
    """Whether a file says that it dies with this greater thing; one older than that says none."""
    try:
        above = _path(key_id).read_bytes()[suite.SEED :]
    except FileNotFoundError:
        return True  # it is dead already: what asks for the key is told so
    return above in (b"", thing.bytes)


def book() -> dict[UUID, UUID | None]:
    """Every file, and the greater thing it dies with; none, if it is older than that."""
    return {
        key: UUID(bytes=kept[suite.SEED :]) if len(kept) > suite.SEED else None
        for key, kept in everything().items()
    }


def within(thing: UUID) -> set[UUID]:
    """The files that die with one thing by what they say themselves: its own, and below."""
    found, known = {thing}, book()
    while more := {key for key, above in known.items() if above in found} - found:
        found |= more
    return found


def unplaced(keys: Iterable[UUID]) -> list[UUID]:
    """Those of some files that do not say what they die with: a row has to."""
    known = book()
    return [key for key in keys if known.get(key, key) is None]


def _keep(key_id: UUID, secret: bytes) -> None:
    path = _path(key_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _settle(path.parent)


def end(thing: UUID) -> None:
    """Mark that something is over, whatever PostgreSQL says of it later. Twice is once."""
    with suppress(FileExistsError):
        _keep(_mark(thing), suite.fresh())


def has_ended(thing: UUID) -> bool:
    return bool(ended([thing.bytes]))


def ended(things: Iterable[bytes]) -> set[bytes]:
    """Those of many things that are over, by their sixteen bytes."""
    place = str(settings.KEYSTORE)
    # A page asks of hundreds, nearly all not there: by `access`, which raises nothing.
    over = {each for each in things if os.access(_at(place, _name(each)), os.F_OK)}
    if not os.path.isdir(place):  # noqa: PTH112
        raise VaultAway
    return over


def begin_again(thing: UUID) -> None:
    """Take the mark off: a restore goes back to what was."""
    destroy(_mark(thing))


def _mark(thing: UUID) -> UUID:
    """A file like every other: backups carry it along."""
    return UUID(hex=_name(thing.bytes))


@lru_cache(maxsize=8192)
def _name(thing: bytes) -> str:
    return sha256(b"ended|" + thing).hexdigest()[:32]


def put(key_id: UUID, secret: bytes) -> None:
    """Put a shred key back out of a backup. One that is there is not replaced."""
    _keep(key_id, secret)


def put_again(key_id: UUID, secret: bytes) -> None:
    """The same for who was killed on the way: the file may be there, and not whole."""
    with suppress(FileNotFoundError):
        _path(key_id).unlink()
    _keep(key_id, secret)


def everything() -> dict[UUID, bytes]:
    """Every shred key of this moment. What is destroyed while they are read is not in it."""
    if not settings.KEYSTORE.is_dir():
        raise VaultAway
    found = {}
    for path in settings.KEYSTORE.glob("[0-9a-f][0-9a-f]/*"):
        with suppress(FileNotFoundError):
            found[UUID(hex=path.name)] = path.read_bytes()
    return {key: secret for key, secret in found.items() if _path(key).exists()}


def get(key_id: UUID) -> bytes:
    """The shred key, or Shredded: a missing file of a standing keystore is an end."""
    try:
        descriptor = os.open(_place(key_id), os.O_RDONLY)
        try:
            return os.read(descriptor, suite.SEED)
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        if not settings.KEYSTORE.is_dir():
            raise VaultAway from error
        raise Shredded from error
    except OSError as error:
        raise VaultAway from error


def destroy(key_id: UUID) -> bool:
    """Destroy a shred key: what was sealed under it opens nowhere again. Twice is once.

    What the disk underneath keeps of a file is its own affair: it is written over first.
    """
    path = _path(key_id)
    if not settings.KEYSTORE.is_dir():
        raise VaultAway
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        os.write(descriptor, suite.fresh(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink(missing_ok=True)
    _settle(path.parent)
    return True


def _path(key_id: UUID) -> Path:
    return Path(_place(key_id))


def _place(key_id: UUID) -> str:
    return _at(str(settings.KEYSTORE), key_id.hex)


def _at(keystore: str, name: str) -> str:
    return f"{keystore}/{name[:2]}/{name}"  # a page reads many of them


def _settle(folder: Path) -> None:
    """Have it on the disk that a name came or went."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
