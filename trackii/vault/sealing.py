"""The way in and the only way back: seal works for everyone, unseal for who holds the key.

An envelope is `version | key id | …`. Version 1 is symmetric, for a caller who has
unlocked; 2 is a deposit to the compartment's public key, for one who has not; 3 is
sealed to the worker, 4 to a private link. All need the shred files of what they die with:
of the compartment, and of every person, session, round or pack the field names. A thing has
no row and no key of its own: its key is the compartment's and its file taken together, so
whoever seals makes none, locked or not, and a new epoch wraps none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache, reduce
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from trackii import generations
from trackii.audit import trail
from trackii.vault import compartments, keyring, keystore, suite
from trackii.vault.errors import Corrupt, Shredded, WrongKey
from trackii.vault.fields import Sealed, SealedField, WorkerSealedField
from trackii.vault.models import DataKey

if TYPE_CHECKING:
    from django.db import models

    from trackii.accounts.models import User

SYMMETRIC, DEPOSIT, WORKER, LINK = b"\x01", b"\x02", b"\x03", b"\x04"
_KEY_ID = 16


def seal(words: str | bytes, *, of: models.Model, field: str) -> Sealed:
    """Seal words for one field of one row. They open in no other place."""
    column = _column(type(of), field)
    plain = suite.pad(words.encode() if isinstance(words, str) else words)
    place = _place(of, field)
    things = _things(of, column)
    if isinstance(column, WorkerSealedField):
        way = _way(column.compartment, of)
        shred = _shred(way.pk, things)
        return _send(WORKER, way.pk, shred, plain, settings.WORKER_PUBLIC, place)
    ring = keyring.current()
    where = (column.compartment, _about(column.compartment, of))
    if ring.holds(*where, initiative=_at(of)):
        held = ring.held(*where, initiative=_at(of))
        locked = suite.lock(plain, _Keys(ring).plain(held, things), about=place)
        return Sealed(SYMMETRIC + held.id.bytes + locked)
    way = _way(column.compartment, of)
    public, shred = compartments.public_key(way.epoch), _shred(way.pk, things)
    return _send(DEPOSIT, way.pk, shred, plain, public, place)


def unseal(of: Any, field: str, *, by: User) -> str:
    """Open one field of one row for a member who has unlocked. It is written down."""
    return unseal_file(of, field, by=by).decode()


def unseal_file(of: Any, field: str, *, by: User) -> bytes:
    """The same, for what is not words."""
    return unseal_files([of], field, by=by)[0]


def unseal_files(rows: Sequence[Any], field: str, *, by: User) -> list[bytes]:
    """The same for the pieces of one file: one entry, naming how many."""
    keys = _Keys(keyring.of(by))
    opened = [_open(row, field, keys) for row in rows]
    if rows:
        trail.record("unseal", rows[0], by=by, rows=len(rows))
    return opened


def unseal_all(
    rows: Iterable[Any], field: str, *, by: User, dead: str | None = None
) -> list[str]:
    """Open one field of a page of rows: one entry, naming how many.

    `dead` stands where something was destroyed; without it, one such row shuts the page.
    """
    return unseal_columns(rows, [field], by=by, dead=dead)[0]


def unseal_columns(
    rows: Iterable[Any], fields: Sequence[str], *, by: User, dead: str | None = None
) -> list[list[str]]:
    """Open several fields of the same rows, a list for each field: still one entry."""
    rows = list(rows)
    keys = _Keys(keyring.of(by))
    opened = [[_words(row, field, keys, dead) for row in rows] for field in fields]
    if rows:
        trail.record("unseal", rows[0], by=by, rows=len(rows))
    return opened


def mark(of: models.Model, *fields: str) -> str:
    """Tell one edition of sealed words from another: a digest, which opens nothing."""
    each = [getattr(of, field) for field in fields]
    tokens = [sealed.token if sealed else b"" for sealed in each]
    return sha256(b"".join(sha256(token).digest() for token in tokens)).hexdigest()


def unseal_as_worker(of: models.Model, field: str) -> bytes:
    """Open what was sealed to the worker. Only a process that holds its key can."""
    return _as_worker(of, field)[0]


def seal_again_as_worker(of: models.Model, field: str) -> Sealed | None:
    """The same for the key of now, if a key was meant that it followed; else None."""
    plain, seed, key_id = _as_worker(of, field)
    if seed == settings.WORKER_KEY:
        return None
    public, place = suite.public(settings.WORKER_KEY), _place(of, field)
    shred = _shred(key_id, _things(of, _column(type(of), field)))
    return _send(WORKER, key_id, shred, suite.pad(plain), public, place)


def _as_worker(of: models.Model, field: str) -> tuple[bytes, bytes, UUID]:
    """What is in it, the worker's key that opened it, and the key it dies with."""
    version, key_id, rest = _parse(getattr(of, field))
    if version != WORKER:
        raise Corrupt
    shred = _shred(UUID(bytes=key_id), _things(of, _column(type(of), field)))
    for seed in generations.of("WORKER_KEY"):
        with suppress(WrongKey):
            plain = _receive(rest, shred, seed, _place(of, field))
            return plain, seed, UUID(bytes=key_id)
    raise WrongKey


def way_back(of: models.Model, field: str) -> dict[str, str]:
    """What the worker needs to seal its result: a public key this process has verified."""
    way = _way(_column(type(of), field).compartment, of)
    return {"key": str(way.pk), "public": compartments.public_key(way.epoch).hex()}


def seal_back(
    words: bytes, *, of: models.Model, field: str, way: dict[str, str]
) -> Sealed:
    """Seal the worker's result into the compartment the job named."""
    public, key_id = bytes.fromhex(way["public"]), UUID(way["key"])
    shred = _shred(key_id, _things(of, _column(type(of), field)))
    return _send(DEPOSIT, key_id, shred, suite.pad(words), public, _place(of, field))


def seal_to(
    public: bytes, words: str | bytes, *, of: models.Model, field: str
) -> Sealed:
    """Seal to the public key of a private link: hers to open, and nobody else's."""
    plain = suite.pad(words.encode() if isinstance(words, str) else words)
    column = _column(type(of), field)
    way = _way(column.compartment, of)
    shred = _shred(way.pk, _things(of, column))
    return _send(LINK, way.pk, shred, plain, public, _place(of, field))


def unseal_sent(of: models.Model, field: str, *, seed: bytes) -> bytes:
    """Open what was sealed to a link, with the seed its token gives."""
    version, key_id, rest = _parse(getattr(of, field))
    if version != LINK:
        raise Corrupt
    shred = _shred(UUID(bytes=key_id), _things(of, _column(type(of), field)))
    return _receive(rest, shred, seed, _place(of, field))


class _Keys:
    """The keys one page of rows needs: each is looked for once, its file read once."""

    def __init__(self, ring: keyring.Keyring) -> None:
        self.ring = ring
        self._held: dict[tuple[str, int, int], dict[bytes, keyring.HeldKey]] = {}
        self._plain: dict[tuple[int, ...], bytes] = {}
        self._shreds: dict[tuple[UUID, tuple[UUID, ...]], bytes] = {}

    def held(self, kind: str, of: Any, key_id: bytes) -> keyring.HeldKey:
        about, initiative = _about(kind, of), _at(of)
        place = kind, about.int, initiative.int
        if place not in self._held:
            keys = self.ring.held_keys(kind, about, initiative=initiative)
            self._held[place] = {key.id.bytes: key for key in keys}
        try:
            return self._held[place][key_id]
        except KeyError as error:  # sealed for another compartment, and put here since
            raise Corrupt from error

    def plain(self, held: keyring.HeldKey, things: tuple[UUID, ...]) -> bytes:
        """What opens the words that die with some things, in one compartment."""
        place = held.id.int, *[thing.int for thing in things]
        if place not in self._plain:
            self._plain[place] = (
                suite.both(self.plain(held, things[:-1]), keystore.get(things[-1]))
                if things else self.ring.unwrap(held)
            )  # fmt: skip
        return self._plain[place]

    def shred(self, held: keyring.HeldKey, things: tuple[UUID, ...]) -> bytes:
        """The same for a deposit."""
        if (held.id, things) not in self._shreds:
            self._shreds[held.id, things] = _shred(held.id, things)
        return self._shreds[held.id, things]


def _words(of: Any, field: str, keys: _Keys, dead: str | None) -> str:
    try:
        return _open(of, field, keys).decode()
    except Shredded:
        if dead is None:
            raise
        return dead


def _open(of: Any, field: str, keys: _Keys) -> bytes:
    """Open one field, for who holds its compartment just now."""
    sealed = getattr(of, field)
    if sealed is None:
        return b""
    version, key_id, rest = _parse(sealed)
    column = _column(of.__class__, field)
    held = keys.held(column.compartment, of, key_id)
    place, things = _place(of, field), _things(of, column)
    if version == SYMMETRIC:
        return suite.unpad(suite.unlock(rest, keys.plain(held, things), about=place))
    if version == DEPOSIT:
        shred = keys.shred(held, things)
        return _receive(rest, shred, keys.ring.epoch_seed(held), place)
    raise Corrupt


def _send(
    version: bytes,
    key_id: UUID,
    shred: bytes,
    plain: bytes,
    public: bytes,
    place: bytes,
) -> Sealed:
    sent = suite.send(plain, public, about=place)
    return Sealed(version + key_id.bytes + suite.lock(sent, shred, about=place))


def _receive(rest: bytes, shred: bytes, seed: bytes, place: bytes) -> bytes:
    sent = suite.unlock(rest, shred, about=place)
    return suite.unpad(suite.receive(sent, seed, about=place))


def _shred(key_id: UUID, things: tuple[UUID, ...]) -> bytes:
    """What a deposit is wrapped in: without any one of the files it stays shut."""
    key = suite.derive(keystore.get(key_id), "deposit")
    return reduce(suite.both, map(keystore.get, things), key)


def _things(of: Any, column: SealedField) -> tuple[UUID, ...]:
    """What the words of a field die with, beside their compartment: any one ends them."""
    found = getattr(of, column.dies_with) if column.dies_with else ()
    return found if isinstance(found, tuple) else (found,) if found else ()


def _parse(sealed: Sealed) -> tuple[bytes, bytes, bytes]:
    token = sealed.token
    if len(token) <= 1 + _KEY_ID:
        raise Corrupt
    return token[:1], token[1 : 1 + _KEY_ID], token[1 + _KEY_ID :]


def _way(kind: str, of: Any) -> DataKey:
    """The data key, and with it the epoch, that a stranger to the compartment seals to."""
    found = DataKey.objects.filter(
        epoch__compartment__kind=kind, epoch__compartment__about=_about(kind, of)
    )
    way = found.select_related("epoch__compartment").order_by("-epoch__number").first()
    if way is None:
        raise WrongKey
    keyring.insist_on_last(way.epoch_id)
    if not keystore.dies_with(way.pk, _about(kind, of)):
        raise Corrupt  # a row was given another file's number, to outlive its own
    return way


@cache
def _column(kind: type, field: str) -> SealedField:
    column = kind._meta.get_field(field)  # type: ignore[attr-defined]  # of a model
    assert isinstance(column, SealedField)
    return column


def _place(of: models.Model, field: str) -> bytes:
    return f"{of._meta.db_table}|{of.pk}|{field}".encode()


def _about(kind: str, of: Any) -> UUID:
    return of.workshop_id if kind == "room" else of.initiative_id


def _at(of: Any) -> UUID:
    return of.initiative_id
