"""What one member can open just now: her seed, and the keys that live grants give it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.prepared import Prepared
from trackii.vault import grants, keystore, members, suite
from trackii.vault.errors import RolledBack, Shredded, VaultLocked, WrongKey
from trackii.vault.models import Grant, MemberKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

T = TypeVar("T")
REFUSED = Entry.Outcome.REFUSED


@dataclass(slots=True, repr=False)
class HeldEpoch:
    """One generation of a compartment's key, reached by a grant or through the next one."""

    id: UUID
    number: int
    sealed_seed: bytes = b""  # to this member; only of the last epoch
    former: bytes = b""  # the seed before this one, wrapped by it
    later: HeldEpoch | None = None


@dataclass(slots=True, repr=False)
class HeldKey:
    """A data key this member has a live grant to; it is unwrapped when first needed."""

    id: UUID
    wrapped: bytes
    epoch: HeldEpoch


class Keyring:
    """Open or shut for one member and one request. Grants are looked up live, each time.

    The seed alone is kept between requests: what it opens is asked of the database, so
    a grant that was taken away opens nothing from the next request on.
    """

    def __init__(
        self,
        member: User | None = None,
        fetch: Callable[[], bytes | None] | None = None,
    ) -> None:
        self.member = member
        self._fetch = fetch
        self._seed: bytes | None = None
        self.met_an_end = False  # something this page asked for was destroyed
        self._held: dict[UUID, dict[tuple[str, UUID], list[HeldKey]]] = {}
        self._seeds: dict[UUID, bytes] = {}
        self._unwrapped: dict[UUID, bytes] = {}

    @property
    def is_open(self) -> bool:
        if self._fetch is not None:
            fetch, self._fetch = self._fetch, None
            self._seed = fetch()
        return self._seed is not None

    @property
    def is_made(self) -> bool:
        return self.is_open or MemberKey.objects.filter(member=self.member).exists()

    def holds(self, kind: str, about: UUID, *, initiative: UUID) -> bool:
        return self.is_open and (kind, about) in self._keys_of(initiative)

    def held(self, kind: str, about: UUID, *, initiative: UUID) -> HeldKey:
        """The key that seals now: the last epoch's."""
        return self.held_keys(kind, about, initiative=initiative)[-1]

    def held_keys(self, kind: str, about: UUID, *, initiative: UUID) -> list[HeldKey]:
        """Every key of a compartment this member can open, the oldest epoch's first."""
        if not self.is_open:
            raise VaultLocked
        try:
            keys = self._keys_of(initiative)[kind, about]
        except KeyError as error:
            raise WrongKey from error
        insist_on_last(keys[-1].epoch.id)
        for former in keys[-2:-1]:  # whoever made the last may have been cut off there
            transaction.on_commit(partial(keystore.end, former.epoch.id))
        return keys

    def unwrap(self, key: HeldKey) -> bytes:
        """The data key itself: the live grant and the shred file together open it."""
        shred = keystore.get(key.id)
        if key.id not in self._unwrapped:
            wrapper = data_wrapper(self.epoch_seed(key), shred)
            self._unwrapped[key.id] = suite.unlock(
                key.wrapped, wrapper, about=key.id.bytes
            )
        return self._unwrapped[key.id]

    def epoch_seed(self, key: HeldKey) -> bytes:
        return self._seed_of(key.epoch)

    def _seed_of(self, epoch: HeldEpoch) -> bytes:
        """Of the last epoch it is granted; each opens the one before it."""
        if not self.is_open or self.member is None:
            raise VaultLocked
        if epoch.id not in self._seeds:
            if epoch.later is None:
                about = grant_about(epoch.id, self.member.pk)
                self._seeds[epoch.id] = self.receive(epoch.sealed_seed, about=about)
            else:
                later, place = epoch.later, former_about(epoch.later.id, epoch.id)
                wrapper = former_wrapper(self._seed_of(later))
                self._seeds[epoch.id] = suite.unlock(later.former, wrapper, about=place)
        return self._seeds[epoch.id]

    def receive(self, sent: bytes, *, about: bytes) -> bytes:
        """Words that were sealed to this member, and to nobody else."""
        if not self.is_open or self._seed is None:
            raise VaultLocked
        return suite.receive(sent, self._seed, about=about)

    def read(self, reading: Callable[..., T], *of: Any) -> T | None:
        """What a noun reads for this member; None where there is nothing to be read.

        The vault is locked, or gives no key: that she looked is written down. Or the words
        were destroyed: then the page says so.
        """
        if not self.is_open or self.member is None:
            return None
        try:
            return reading(*of, by=self.member)
        except WrongKey:
            trail.record("unseal", self.member, by=self.member, outcome=REFUSED)
            return None
        except Shredded:
            self.met_an_end = True
            return None

    def forget(self) -> None:
        """Look again: grants were given or taken within this request."""
        self._held.clear()
        self._seeds.clear()

    def _keys_of(self, initiative: UUID) -> dict[tuple[str, UUID], list[HeldKey]]:
        if initiative not in self._held:
            assert self.member is not None
            rows = _grants(member=self.member.pk, initiative=initiative)
            self._held[initiative] = _held_keys(
                _given(rows, self.member.pk), initiative
            )
        return self._held[initiative]


def _held_keys(
    rows: Iterable[tuple[Any, ...]], initiative: UUID
) -> dict[tuple[str, UUID], list[HeldKey]]:
    """From the epoch of the last grant back to the first: one nobody vouches for ends it."""
    held: dict[tuple[str, UUID], list[HeldKey]] = {}
    for kind, about, granted, seed, epoch, number, public, mac, former, *key in rows:
        label = f"{kind}|{about}|{initiative}|{number}"
        place = (epoch, label, bytes(public), bytes(former or b""))
        if key[0] is None or not epoch_vouched(mac, *place):
            continue
        keys = held.get((kind, about), [])
        later = keys[0].epoch if keys else None
        # Younger than the grant, it is not hers; out of line, it is nobody's.
        if number != later.number - 1 if later else epoch != granted:
            continue
        reached = HeldEpoch(epoch, number, bytes(seed), bytes(former or b""), later)
        held[kind, about] = [HeldKey(key[0], bytes(key[1]), reached), *keys]
    return held


def _given(rows: list[tuple[Any, ...]], member: UUID) -> Iterator[tuple[Any, ...]]:
    """The same without grants that this house did not give her, and without their MACs."""
    given: dict[UUID, bytes] = {}
    for mac, _kind, _about, epoch, seed, *_key in rows:
        if epoch not in given:
            given[epoch] = grants.whole(epoch, member, mac, seed)
    genuine = dict(zip(given, grants.all_genuine([*given.values()]), strict=True))
    return (row[1:] for row in rows if genuine[row[3]])


@Prepared
def _grants(member: UUID, initiative: UUID) -> QuerySet:
    """The live grants of one member at one table, each with every epoch, the last first."""
    rows = Grant.objects.filter(
        member=member, epoch__compartment__initiative=initiative
    )
    epochs = "epoch__compartment__epochs"
    return rows.order_by("-epoch__number", f"-{epochs}__number").values_list(
        "mac",
        "epoch__compartment__kind",
        "epoch__compartment__about",
        "epoch",
        "sealed_seed",
        f"{epochs}__pk",
        f"{epochs}__number",
        f"{epochs}__public",
        f"{epochs}__mac",
        f"{epochs}__former",
        f"{epochs}__data_keys__pk",
        f"{epochs}__data_keys__wrapped",
    )


_current: ContextVar[Keyring] = ContextVar("keyring")


def current() -> Keyring:
    """The keyring of this request; shut where there is none."""
    return _current.get(None) or Keyring()


def of(member: User) -> Keyring:
    """This member's own open keyring: nobody reads with another's."""
    ring = current()
    if ring.member is None or ring.member.pk != member.pk or not ring.is_open:
        raise VaultLocked
    return ring


@contextmanager
def using(ring: Keyring) -> Iterator[Keyring]:
    token = _current.set(ring)
    try:
        yield ring
    finally:
        _current.reset(token)


@contextmanager
def unlocked(member: User, passphrase: str) -> Iterator[Keyring]:
    """Unlock for the length of a block: how the demo and the tests act as somebody."""
    seed = members.open_seed(member, passphrase)
    with using(Keyring(member, lambda: seed)) as ring:
        yield ring


def data_wrapper(epoch_seed: bytes, shred: bytes) -> bytes:
    return suite.derive(suite.derive(epoch_seed, "symmetric") + shred, "data key")


def former_wrapper(seed: bytes) -> bytes:
    return suite.derive(seed, "former")


def former_about(epoch: UUID, before: UUID) -> bytes:
    return f"former|{epoch}|{before}".encode()


def grant_about(epoch: UUID, member: UUID) -> bytes:
    return f"grant|{epoch}|{member}".encode()


def insist_on_last(epoch: UUID) -> None:
    """An epoch that was followed is the last no more, though the database say so."""
    if keystore.has_ended(epoch):
        raise RolledBack


def epoch_mac(epoch: UUID, label: str, public: bytes, former: bytes) -> bytes:
    """What binds a compartment's key to its label, its number and the key before it.

    None of them can be swapped in the database; `former` opens with this key alone.
    """
    return members.public_mac("epoch", epoch, label, public + former)


def epoch_vouched(
    mac: bytes, epoch: UUID, label: str, public: bytes, former: bytes
) -> bool:
    """Whether that binding holds."""
    return members.vouched(mac, "epoch", epoch, label, public + former)
