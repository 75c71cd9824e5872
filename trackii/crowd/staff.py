"""Who staffs the tables of the crowd: two teams, one passphrase, nobody real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from trackii.accounts import adapters
from trackii.accounts.models import User
from trackii.policy import Role
from trackii.vault import keyring, members

PASSWORD = "a quiet room in autumn"  # noqa: S105 -- printed in the README, opens invented rows
PASSPHRASE = "harvest lantern meadow copper violin pebble"  # noqa: S105 -- likewise


@dataclass(frozen=True)
class Staff:
    """One account of the crowd, and the role she has wherever she sits."""

    name: str
    email: str
    role: Role

    @property
    def part(self) -> str:
        """What she is called within her team: `officer`, `second-officer`."""
        return self.email.partition("@")[0].removeprefix("bench-").removeprefix("far-")


def _staff(kind: str, roles: list[tuple[str, Role]]) -> list[Staff]:
    return [
        Staff(f"Bench {who}".title(), f"bench-{kind}{who}@example.org", role)
        for who, role in roles
    ]


_FEWEST = [
    ("convener", Role.CONVENER), ("facilitator", Role.FACILITATOR),
    ("officer", Role.VETTING_OFFICER), ("second-officer", Role.VETTING_OFFICER),
    ("rapporteur", Role.RAPPORTEUR),
]  # fmt: skip
TEAM = _staff("", [*_FEWEST, ("organiser", Role.ORGANISER), ("reader", Role.READER)])
OTHERS = _staff("far-", _FEWEST)


class Crew:
    """A team at work, by the part each plays. A seed is derived once: a derivation is dear."""

    def __init__(self, team: list[Staff]) -> None:
        self.team = team
        self.users = {one.part: arrive(one) for one in team}
        self._seeds: dict[str, bytes] = {}

    def __getitem__(self, part: str) -> User:
        return self.users[part]

    @contextmanager
    def acting(self, part: str) -> Iterator[User]:
        user = self.users[part]
        if part not in self._seeds:
            self._seeds[part] = members.open_seed(user, PASSPHRASE)
        seed = self._seeds[part]
        with keyring.using(keyring.Keyring(user, lambda: seed)):
            yield user


def arrive(one: Staff) -> User:
    """The account of one of the crowd, with a vault and a second factor; made once."""
    found = User.objects.filter(email=one.email).first()
    if found is not None:
        return found
    user = User.objects.create_user(one.email, one.name, PASSWORD)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    with adapters.of(user):
        TOTP.activate(user, generate_totp_secret())
    members.make(user, PASSPHRASE)
    return user
