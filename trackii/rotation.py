"""Rotation: what a former secret made is made again with the present one, a little at a time.

Each row says itself which secret made it, so that nothing has to be remembered between two
runs: whatever was killed half-way goes on where the rows say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from trackii import generations
from trackii.accounts import adapters, passkeys, sessions
from trackii.audit import chain, lineage, trail
from trackii.vault import (
    compartments,
    custody,
    grants,
    links,
    members,
    sealing,
    unlocking,
)
from trackii.vault.errors import Corrupt, VaultError, WrongKey
from trackii.vault.fields import WorkerSealedField
from trackii.vault.models import Custodian, Epoch, Grant, Link, MemberKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

BATCH = 50


@dataclass
class Line:
    """One kind of thing that hangs on a secret: how many were made again, how many were not."""

    name: str
    done: int = 0
    remaining: int = 0
    refused: int = 0  # opened or vouched for by no key at hand: left as it is
    note: str = ""


def run() -> Iterator[Line]:
    """Make again what this process holds the keys for; say of each kind how it stands."""
    if settings.WORKER_KEY:
        yield _work("worker", _sealed_to_worker(), _seal_again)
    if settings.ROOT_KEY:
        yield _work("second factors", _authenticators(), _make_again)
        yield _work("keys of members", MemberKey.objects.all(), _vouch_for_member)
        yield _work("keys of compartments", _epochs(), _vouch_for_epoch)
        yield _work("grants", Grant.objects.iterator(), _vouch_for_grant)
        yield _work("custodians", Custodian.objects.all(), _vouch_for_custodian)
        live = Link.objects.filter(state=Link.State.LIVE)
        yield _work("private links", live, _vouch_for_link)
        yield _former_audit_keys()
        yield _passphrases()
        yield _waiting(_("open vaults"), unlocking.opened_before(), _("hours end them"))
        yield _waiting(_("sessions"), sessions.sealed_before(), _("hours end them"))


def _work(
    name: str,
    rows: Iterable[models.Model],
    again: Callable[[Any], bool],
) -> Line:
    """Row by row, fifty to a transaction; what fails is left as it is and counted."""
    line, behind = Line(name), []
    for row in rows:
        behind.append(row)
        if len(behind) == BATCH:
            _some(line, behind, again)
            behind = []
    _some(line, behind, again)
    return line


@transaction.atomic
def _some(line: Line, rows: list[Any], again: Callable[[Any], bool]) -> None:
    made = []
    for row in rows:
        fresh = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        try:
            if fresh is not None and again(fresh):
                made.append(fresh)
        except VaultError:
            line.refused += 1
    if made:
        trail.record("rotate", made[0], by=None, rows=len(made))
    line.done += len(made)


def _authenticators() -> Iterable[Authenticator]:
    return Authenticator.objects.select_related("user").iterator()


def _make_again(row: Authenticator) -> bool:
    passkey = row.type == Authenticator.Type.WEBAUTHN
    return _vouch_for_passkey(row) if passkey else _encrypt_again(row)


def _vouch_for_passkey(row: Authenticator) -> bool:
    if not passkeys.is_hers(row):
        raise Corrupt  # nobody set it up who sits in whose row it stands
    if passkeys.is_present(row):
        return False
    credential = passkeys.vouched(row.data["credential"], row.user_id)
    return _put(row, data=row.data | {"credential": credential})


def _encrypt_again(row: Authenticator) -> bool:
    """Whatever in a second factor is encrypted: a secret, a seed, a list of codes."""
    try:
        with adapters.of(row.user):
            data = {name: _encrypted_again(value) for name, value in row.data.items()}
    except adapters.NotHers as error:
        raise Corrupt from error
    changed = data != row.data
    if changed:
        Authenticator.objects.filter(pk=row.pk).update(data=data)
    return changed


def _encrypted_again(value: Any) -> Any:
    if isinstance(value, list):
        return [_encrypted_again(each) for each in value]
    if not isinstance(value, str) or adapters.is_present(value):
        return value
    return adapters.encrypt_again(value)


def _vouch_for_member(row: MemberKey) -> bool:
    public = members.public_key(row)  # or Corrupt: nobody vouches for what was swapped
    mac = members.public_mac("member", row.pk, row.member_id, public)
    return _put(row, mac=mac) if _is_behind(row.mac) else False


def _epochs() -> Iterable[Epoch]:
    return Epoch.objects.select_related("compartment").iterator()


def _vouch_for_epoch(row: Epoch) -> bool:
    compartments.public_key(row)  # or WrongKey
    return _put(row, mac=compartments.vouch(row)) if _is_behind(row.mac) else False


def _vouch_for_grant(row: Grant) -> bool:
    whole = grants.whole(row.epoch_id, row.member_id, row.mac, row.sealed_seed)
    if not all(grants.all_genuine([whole])):
        raise WrongKey  # nobody of this house gave it, and a rotation gives nothing
    return _put(row, mac=grants.vouch(row)) if _is_behind(row.mac) else False


def _vouch_for_custodian(row: Custodian) -> bool:
    """One whose key is another since she was appointed is named anew, not vouched for."""
    public = custody.key_of(row)
    if public is None or not _is_behind(row.mac):
        return False
    return _put(row, mac=custody.vouching(row, public))


def _vouch_for_link(row: Link) -> bool:
    made = links.follow(row)  # or Corrupt
    return _put(row, **made) if _is_behind(row.mac) else False


def _is_behind(mac: bytes | memoryview) -> bool:
    name = generations.present("ROOT_KEY")
    return len(mac) == members.MAC or not bytes(mac).startswith(name)


def _put(row: models.Model, **values: Any) -> bool:
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    return True


def _sealed_to_worker() -> Iterator[models.Model]:
    """Every row with something in it that waits for the worker."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, WorkerSealedField):
                waiting = {f"{field.name}__isnull": False}
                yield from model._base_manager.filter(**waiting).iterator()


def _seal_again(row: models.Model) -> bool:
    sealed = {
        field.name: again
        for field in row._meta.concrete_fields
        if isinstance(field, WorkerSealedField) and getattr(row, field.name)
        for again in [sealing.seal_again_as_worker(row, field.name)]
        if again is not None
    }
    return _put(row, **sealed) if sealed else False


def _former_audit_keys() -> Line:
    """The record's links stay as they are; the key that made them is kept, wrapped."""
    behind = len(lineage.behind())
    kept = chain.hand_over()
    left = lineage.unkept() + lineage.behind()
    return Line("former audit keys", kept + behind, len(left))


def _passphrases() -> Line:
    keys = MemberKey.objects.select_related("member").iterator()
    late = [key.member.is_active for key in keys if not members.follows(key)]
    left = late.count(False)
    note = _("each follows when its member unlocks")
    if left:
        note += "; " + _(
            "%(count)d of closed accounts, whose printed code opens without"
        ) % {"count": left}
    return Line("passphrases", 0, late.count(True), note=note)


def _waiting(name: str, remaining: int, note: str) -> Line:
    return Line(name, 0, remaining, note=note if remaining else "")
