"""The cast comes in: accounts, second factors and vaults, and one acts at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from trackii.accounts import adapters
from trackii.accounts.models import User
from trackii.vault import keyring, members
from trackii.vault.keyring import Keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trackii.demo.people import CastMember


class Troupe:
    """Everybody of the cast by first name. A seed is derived once: a derivation is dear."""

    def __init__(self, cast: list[CastMember]) -> None:
        self._members = {member.email.partition("@")[0]: member for member in cast}
        self._users = {who: _arrive(member) for who, member in self._members.items()}
        self._seeds: dict[str, bytes] = {}

    def __getitem__(self, who: str) -> User:
        return self._users[who]

    @contextmanager
    def acting(self, who: str) -> Iterator[User]:
        """Within this block it is her desk, and her vault is open.

        The keyring is a fresh one each time: what others gave meanwhile counts.
        """
        user, seed = self._users[who], self._seed(who)
        with keyring.using(Keyring(user, lambda: seed)):
            yield user

    def _seed(self, who: str) -> bytes:
        if who not in self._seeds:
            passphrase = self._members[who].passphrase
            self._seeds[who] = members.open_seed(self._users[who], passphrase)
        return self._seeds[who]


def _arrive(member: CastMember) -> User:
    user = User.objects.create_user(
        member.email,
        member.name,
        member.password,
        id=member.pk,
        is_administrator=member.is_administrator,
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    with adapters.of(user):
        TOTP.activate(user, member.totp)
        RecoveryCodes.activate(user)
    members.make(user, member.passphrase)
    return user
