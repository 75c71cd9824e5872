"""Rooms of the vault: founded sealed to their holders, opened to a newcomer by a holder."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from trackii import clock, policy, principal
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.vault import grants, keyring, keystore, members, suite
from trackii.vault.errors import Corrupt, Shredded, VaultError, WrongKey
from trackii.vault.models import Compartment, DataKey, Epoch, Grant, MemberKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from trackii.accounts.models import User
    from trackii.vault.keyring import HeldKey


# Who keeps copies of what opens an epoch appends itself when it is ready.
on_epoch: list[Callable[..., Any]] = []


@transaction.atomic
def found(
    kind: str, about: UUID, *, initiative: UUID, holders: Iterable[User], by: User
) -> Compartment:
    """Make a compartment, born sealed to its holders; who makes it need not be one."""
    compartment = Compartment.objects.create(
        kind=kind, about=about, initiative=initiative
    )
    seed = suite.fresh()
    epoch = _epoch(compartment, seed)
    _make_data_key(compartment, epoch, seed)
    people = {holder.pk for holder in holders}
    keys = MemberKey.objects.filter(member__in=people, member__is_active=True)
    Grant.objects.bulk_create(_sealed(epoch, seed, key, by=by) for key in keys)
    for tell in on_epoch:
        tell(epoch, seed, by=by)
    keyring.current().forget()
    trail.record("found", compartment, by=by)
    return compartment


@transaction.atomic
def give(compartment: Compartment, *, to: User, by: User) -> None:
    """Give a newcomer the key, once a holder has compared her four words with her."""
    ring = keyring.of(by)
    held = ring.held(
        compartment.kind, compartment.about, initiative=compartment.initiative
    )
    hand(Epoch.objects.get(pk=held.epoch.id), ring.epoch_seed(held), to=to, by=by)


@transaction.atomic
def hand(epoch: Epoch, seed: bytes, *, to: User, by: User) -> None:
    """Seal the seed of an epoch to somebody, for who has it in hand."""
    key = MemberKey.objects.filter(member=to).first()
    if key is None:
        raise WrongKey
    keyring.insist_on_last(epoch.pk)
    grant = _sealed(epoch, seed, key, by=by)
    Grant.objects.bulk_create(
        [grant],
        update_conflicts=True,
        unique_fields=["epoch", "member"],
        update_fields=["sealed_seed", "mac", "given_by"],
    )
    trail.record("give", epoch.compartment, by=by)


@transaction.atomic
def take(member: User, *, initiative: UUID, kinds: Iterable[str], by: User) -> None:
    """Take a leaver's keys: what she held opens nothing for her from now on."""
    given = Grant.objects.filter(
        member=member,
        epoch__compartment__initiative=initiative,
        epoch__compartment__kind__in=list(kinds),
    )
    _take(given, by=by)


@transaction.atomic
def take_all(member: User, *, by: User) -> None:
    """Take every key of a closed account. Whoever closes it sits at none of her tables: she
    does. What she alone held opens for nobody from here on, but by custodians."""
    with principal.acting_as(principal.member(member.pk)):
        _take(Grant.objects.filter(member=member), by=by)


def _take(given: QuerySet, *, by: User) -> None:
    hers = Compartment.objects.filter(epochs__grants__in=given).distinct()
    for compartment in hers:
        trail.record("take", compartment, by=by)
    Compartment.objects.filter(pk__in=[each.pk for each in hers]).update(
        due_since=clock.now()
    )
    _withdraw(given)


def outdate(initiative: UUID) -> None:
    """Somebody who could open them from now on shall not: every key here is due anew."""
    rooms = Compartment.objects.filter(initiative=initiative, due_since=None)
    rooms.update(due_since=clock.now())


def _withdraw(given: QuerySet) -> None:
    """Delete grants, and mark that they were: a row that is put back gives nothing."""
    sealed = list(given.values_list(grants.Digest("sealed_seed"), flat=True))
    transaction.on_commit(partial(grants.mark_taken, sealed))
    given.delete()


@transaction.atomic
def begin_anew(member: User, *, by: User) -> None:
    """Give up a vault that nobody opens any more: its key goes, and every grant to it.

    Once she has made another, colleagues who hold her keys give them to her again.
    """
    key = MemberKey.objects.select_for_update().get(member=member)
    hers = Compartment.objects.filter(epochs__grants__member=member)
    Compartment.objects.filter(pk__in=hers.values("pk")).update(due_since=clock.now())
    _withdraw(Grant.objects.filter(member=member))
    trail.record("begin anew", key, by=by)
    key.delete()


@transaction.atomic
def refuse_false_grants(*, by: User) -> int:
    """Write down of each compartment she holds that a row there gives a key, and is false.

    The row stays where it is, for who looks into it, until a new epoch passes it by.
    """
    hers = Compartment.objects.filter(epochs__grants__member=by).distinct()
    found = Compartment.objects.filter(pk__in=grants.false_at(hers.values("pk")))
    for compartment in found:
        trail.record("refuse key", compartment, by=by, outcome=Entry.Outcome.REFUSED)
    return len(found)


def renew_due(*, by: User) -> int:
    """Make a new epoch wherever somebody left and this member holds the key.

    What is sealed from here on a leaver cannot open, whatever she kept. Who held the old
    epoch holds the new one; content stays as it is, and only keys are wrapped anew. Each
    compartment is a transaction: one that cannot be made stops no other, and stays due.
    """
    ring = keyring.current()
    if ring.member is None or ring.member.pk != by.pk or not ring.is_open:
        return 0  # the next holder who unlocks makes them
    mine = Compartment.objects.filter(epochs__grants__member=by)
    due = Compartment.objects.filter(pk__in=mine.values("pk"), due_since__isnull=False)
    return sum(_renewed(each, by=by) for each in list(due.order_by("pk")))


def _renewed(compartment: Compartment, *, by: User) -> bool:
    try:
        with transaction.atomic():
            return _renew(compartment, by=by)
    except (VaultError, IntegrityError):
        trail.record("renew", compartment, by=by, outcome=Entry.Outcome.REFUSED)
        return False
    finally:
        keyring.current().forget()


def _renew(compartment: Compartment, *, by: User) -> bool:
    waiting = Compartment.objects.filter(pk=compartment.pk, due_since__isnull=False)
    if not waiting.select_for_update():
        return False  # another holder made it meanwhile
    last = keyring.of(by).held(
        compartment.kind, compartment.about, initiative=compartment.initiative
    )
    made = not _is_destroyed(last)
    if made:
        _follow(compartment, last, by=by)
        trail.record("renew", compartment, by=by)
    waiting.update(due_since=None)
    return made


def _is_destroyed(last: HeldKey) -> bool:
    """What was destroyed is given no key again: nothing is ever sealed there."""
    try:
        keystore.get(last.id)
    except Shredded:
        return True
    return False


def _follow(compartment: Compartment, last: HeldKey, *, by: User) -> None:
    """The next epoch, for who stays; she who makes it is one of them."""
    staying = _staying(compartment, last.epoch.id)
    if by.pk not in staying:
        raise WrongKey
    seed = suite.fresh()
    epoch = _epoch(compartment, seed, after=last)
    _make_data_key(compartment, epoch, seed)
    for key in MemberKey.objects.filter(member__in=staying):
        try:
            _sealed(epoch, seed, key, by=by).save(force_insert=True)
        except Corrupt:  # her public key was swapped: she is passed by, not the others
            trail.record(
                "refuse key", compartment, by=by, outcome=Entry.Outcome.REFUSED
            )
    Grant.objects.filter(epoch__compartment=compartment).exclude(epoch=epoch).delete()
    for tell in on_epoch:
        tell(epoch, seed, by=by)


def _staying(compartment: Compartment, epoch: UUID) -> set[UUID]:
    """Who was given the last key and whose role still calls for it: a row is not enough."""
    called = policy.called_for(compartment.kind, compartment.initiative)
    return grants.holders(epoch) & set(called)


def shred_keys(**of: Any) -> list[UUID]:
    """The files that compartments die by, each generation's own."""
    rooms = Compartment.objects.filter(**of).values("pk")
    keys = DataKey.objects.filter(epoch__compartment__in=rooms)
    return list(keys.values_list("pk", flat=True))


def public_key(epoch: Epoch) -> bytes:
    """A compartment's public half, once its MAC shows that nobody swapped it or its label."""
    public, former = bytes(epoch.public), bytes(epoch.former or b"")
    if not keyring.epoch_vouched(
        bytes(epoch.mac), epoch.pk, _label(epoch), public, former
    ):
        raise WrongKey
    return public


def vouch(epoch: Epoch) -> bytes:
    public, former = bytes(epoch.public), bytes(epoch.former or b"")
    return keyring.epoch_mac(epoch.pk, _label(epoch), public, former)


def _label(epoch: Epoch) -> str:
    room = epoch.compartment
    return f"{room.kind}|{room.about}|{room.initiative}|{epoch.number}"


def _epoch(
    compartment: Compartment, seed: bytes, *, after: HeldKey | None = None
) -> Epoch:
    """A generation of a compartment's key, vouched for and stored."""
    number = after.epoch.number + 1 if after else 1
    epoch = Epoch(compartment=compartment, number=number, public=suite.public(seed))
    if after:
        epoch.former = suite.lock(
            keyring.current().epoch_seed(after),
            keyring.former_wrapper(seed),
            about=keyring.former_about(epoch.pk, after.epoch.id),
        )
        transaction.on_commit(partial(keystore.end, after.epoch.id))
    epoch.mac = vouch(epoch)
    epoch.save(force_insert=True)
    return epoch


def _make_data_key(compartment: Compartment, epoch: Epoch, seed: bytes) -> None:
    key_id = uuid4()
    wrapper = keyring.data_wrapper(
        seed, keystore.make(key_id, within=compartment.about)
    )
    DataKey.objects.create(
        pk=key_id,
        epoch=epoch,
        thing=compartment.pk,
        wrapped=suite.lock(suite.fresh(), wrapper, about=key_id.bytes),
    )


def _sealed(epoch: Epoch, seed: bytes, key: MemberKey, *, by: User) -> Grant:
    about = keyring.grant_about(epoch.pk, key.member_id)
    grant = Grant(
        epoch=epoch,
        member_id=key.member_id,
        sealed_seed=suite.send(seed, members.public_key(key), about=about),
        given_by=by,
    )
    grant.mac = grants.vouch(grant)
    return grant
