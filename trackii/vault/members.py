"""A member's own key: made with a passphrase, opened with it, never by anybody else."""

from __future__ import annotations

import secrets
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from trackii import generations
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.vault import suite
from trackii.vault.errors import Corrupt, WrongPassphrase
from trackii.vault.models import MemberKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trackii.accounts.models import User

BARE = b"\x01"  # version | salt | seed
PEPPERED = b"\x02"  # version | name of the pepper | salt | seed
WORDS_IN_A_PASSPHRASE = 6  # of 7,776: 77 bits
MAC = 32  # bytes, after the name of the root key
AT_ONCE = 4  # derivations: each takes 128 MiB
_QUEUE = 0x7452_6B69  # the advisory locks of this queue, PostgreSQL-wide


@cache
def word_list() -> list[str]:
    """The large list of the EFF: 7,776 words that sound unlike each other."""
    listed = files("xkcdpass").joinpath("static/eff-long").read_text()
    return [line.split()[-1] for line in listed.splitlines() if line.strip()]


def draw_passphrase() -> str:
    return " ".join(secrets.choice(word_list()) for _ in range(WORDS_IN_A_PASSPHRASE))


def draw_recovery_code() -> str:
    """160 bits in eight groups of four, without letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(8))
    return "-".join(groups)


@transaction.atomic
def make(member: User, passphrase: str) -> str:
    """Make a member's key pair and return the recovery code, which is kept nowhere."""
    seed, code = suite.fresh(), draw_recovery_code()
    key = MemberKey(member=member, public=suite.public(seed))
    key.mac = public_mac("member", key.pk, member.pk, bytes(key.public))
    key.by_passphrase = _wrap(seed, passphrase, key, peppered=True)
    key.by_recovery_code = _wrap(seed, code, key, peppered=False)
    key.save(force_insert=True)
    trail.record("make key", key, by=member)
    return code


def open_seed(member: User, passphrase: str) -> bytes:
    """The member's seed, or WrongPassphrase. Costs what a guess costs."""
    key = MemberKey.objects.filter(member=member).first()
    if key is None:
        raise WrongPassphrase
    seed, pepper, stretched, salt = _by_passphrase(key, passphrase)
    if pepper != settings.PEPPER:
        _follow(key, _wrapped(seed, stretched, salt, key, peppered=True), by=member)
    return seed


@transaction.atomic
def _follow(key: MemberKey, wrapped: bytes, *, by: User) -> None:
    """The words are here: wrap the seed by the pepper of now, if nobody did meanwhile."""
    as_it_was = MemberKey.objects.filter(pk=key.pk, by_passphrase=key.by_passphrase)
    if as_it_was.update(by_passphrase=wrapped):
        trail.record("follow pepper", key, by=by)


def renew(member: User, *, proof: str, new: str) -> None:
    """Wrap the same seed in a new passphrase; the old one or the printed code proves it.

    What was sealed before opens as before. A proof that proves nothing is written down.
    """
    with _written_down("renew passphrase", by=member):
        key = MemberKey.objects.select_for_update().get(member=member)
        seed = _prove(key, proof)
        key.by_passphrase = _wrap(seed, new, key, peppered=True)
        key.save(update_fields=["by_passphrase"])
        trail.record("renew passphrase", key, by=member)


def renew_code(member: User, *, proof: str) -> str:
    """Draw another recovery code and return it; the one before opens nothing any more."""
    with _written_down("renew recovery code", by=member):
        key = MemberKey.objects.select_for_update().get(member=member)
        seed, code = _prove(key, proof), draw_recovery_code()
        key.by_recovery_code = _wrap(seed, code, key, peppered=False)
        key.save(update_fields=["by_recovery_code"])
        trail.record("renew recovery code", key, by=member)
    return code


@contextmanager
def _written_down(verb: str, *, by: User) -> Iterator[None]:
    """Whole or not at all; a wrong proof leaves an entry of its own, after the rollback."""
    try:
        with transaction.atomic():
            yield
    except WrongPassphrase:
        trail.record(verb, by, by=by, outcome=Entry.Outcome.REFUSED)
        raise


def public_key(key: MemberKey) -> bytes:
    """A member's public half, once its MAC shows that nobody swapped it."""
    public = bytes(key.public)
    if not vouched(key.mac, "member", key.pk, key.member_id, public):
        raise Corrupt
    return public


def four_words(key: MemberKey) -> list[str]:
    """What a holder reads aloud with the newcomer before giving her a key: 51 bits."""
    number = int.from_bytes(suite.derive(public_key(key), "four words", 16), "big")
    words = word_list()
    return [words[number // len(words) ** place % len(words)] for place in range(4)]


def public_mac(kind: str, row: object, owner: object, public: bytes) -> bytes:
    """Vouches for a public key: the name of the root key, and what only it can make."""
    mac = _mac(settings.ROOT_KEY, kind, row, owner, public)
    return generations.present("ROOT_KEY") + mac


def vouched(
    mac: bytes | memoryview, kind: str, row: object, owner: object, public: bytes
) -> bool:
    """Whether a root key of now or before vouches for this public key, in this place."""
    return all_vouched(kind, [(mac, row, owner, public)])[0]


def all_vouched(
    kind: str, rows: Iterable[tuple[bytes | memoryview, object, object, bytes]]
) -> list[bool]:
    """The same of each of many of one kind; their keys are looked for once a name."""
    keys: dict[bytes, list[bytes]] = {}
    found = []
    for mac, row, owner, public in rows:
        whole = bytes(mac)
        name, made = whole[:-MAC], whole[-MAC:]
        if name not in keys:
            keys[name] = generations.named("ROOT_KEY", name)
        macs = [_mac(key, kind, row, owner, public) for key in keys[name]]
        found.append(any(suite.same(made, each) for each in macs))
    return found


@cache
def _vouching(root: bytes) -> bytes:
    return suite.derive(root, "public keys")  # a page asks it of many rows


@lru_cache(maxsize=8192)
def _mac(root: bytes, kind: str, row: object, owner: object, public: bytes) -> bytes:
    # What is remembered stands in the database beside what it was made of: no secret.
    key = _vouching(root)
    return suite.mac(key, kind.encode(), str(row).encode(), str(owner).encode(), public)


def _prove(key: MemberKey, proof: str) -> bytes:
    """The seed, for who has the words or the printed code."""
    try:
        return _by_passphrase(key, proof)[0]
    except WrongPassphrase:
        return _unwrap(bytes(key.by_recovery_code)[1:], proof, [b""], key)[0]


def follows(key: MemberKey) -> bool:
    """Whether her passphrase goes with the pepper of now."""
    return bytes(key.by_passphrase)[: 1 + generations.NAME] == _mark(peppered=True)


def _by_passphrase(key: MemberKey, words: str) -> tuple[bytes, bytes, bytes, bytes]:
    wrapped = bytes(key.by_passphrase)
    name, rest = b"", wrapped[1:]
    if wrapped[:1] == PEPPERED:
        name, rest = rest[: generations.NAME], rest[generations.NAME :]
    return _unwrap(rest, words, generations.named("PEPPER", name), key)


def _wrap(seed: bytes, words: str, key: MemberKey, *, peppered: bool) -> bytes:
    salt = suite.fresh(suite.SALT)
    return _wrapped(seed, slow_key(words, salt), salt, key, peppered=peppered)


def _wrapped(
    seed: bytes, stretched: bytes, salt: bytes, key: MemberKey, *, peppered: bool
) -> bytes:
    wrapper = _wrapper(stretched, settings.PEPPER if peppered else b"")
    locked = suite.lock(seed, wrapper, about=_about(key))
    return _mark(peppered=peppered) + salt + locked


def _mark(*, peppered: bool) -> bytes:
    return PEPPERED + generations.present("PEPPER") if peppered else BARE


def _unwrap(
    wrapped: bytes, words: str, peppers: list[bytes], key: MemberKey
) -> tuple[bytes, bytes, bytes, bytes]:
    """The seed, the pepper that opened it, and the stretched words with their salt."""
    salt, locked = wrapped[: suite.SALT], wrapped[suite.SALT :]
    stretched = slow_key(words, salt)
    for pepper in peppers:
        with suppress(Corrupt):
            wrapper = _wrapper(stretched, pepper)
            seed = suite.unlock(locked, wrapper, about=_about(key))
            return seed, pepper, stretched, salt
    raise WrongPassphrase


def _about(key: MemberKey) -> bytes:
    return f"member key|{key.pk}|{key.member_id}".encode()


def _wrapper(stretched: bytes, pepper: bytes) -> bytes:
    return suite.derive(stretched + pepper, "member key")


def slow_key(words: str, salt: bytes) -> bytes:
    """A key out of words, at the price the house asks for every guess."""
    with _one_of_four():
        return suite.stretch(
            words,
            salt,
            memory_kib=settings.UNLOCK_MEMORY_KIB,
            passes=settings.UNLOCK_PASSES,
        )


@contextmanager
def _one_of_four() -> Iterator[None]:
    """At most four derive at once, over all processes: the rest wait their turn."""
    with connection.cursor() as cursor:
        places = [*range(AT_ONCE)]
        for place in places:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_QUEUE, place])
            if cursor.fetchone()[0]:
                break
        else:
            place = secrets.choice(places)
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_QUEUE, place])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_QUEUE, place])
