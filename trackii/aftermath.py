"""After a restore: what was shut since its backup was made does not stand open again.

A backup knows nothing of what came after it. Whatever lets somebody in without a key of her
own is ended: sessions, open vaults, private links, invitations, addresses of calendars, half-way
recoveries. What it
cannot know is told: whose account was closed since, who left a table, which words changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import transaction

from dialogues import recoveries
from dialogues.models import Membership
from trackii.accounts import colleagues, invitations
from trackii.accounts.models import User
from trackii.audit import anchor, chain, marks, trail
from trackii.outbox import letters
from trackii.vault import links, unlocking
from trackii.vault.errors import VaultAway
from trackii.vault.models import Link
from workshops import feeds

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Aftermath:
    """What was shut, in counts, and what stands as it stood then."""

    made_at: datetime
    shut: dict[str, int] = field(default_factory=dict)
    lost: int = 0  # entries by which the record had come further
    redis: bool = True  # whether opened vaults could be forgotten
    accounts: list[tuple[str, str, bool]] = field(default_factory=list)
    seats: list[tuple[str, str, str]] = field(default_factory=list)


def settle(made_at: datetime) -> Aftermath:
    """Shut what was open, all of it or nothing, and say how things stood. Twice is once."""
    found = Aftermath(made_at)
    marks.begin()  # what this process wrote before stands in another record
    with transaction.atomic():
        trail.record("restore backup", Session(), by=None)
        found.shut = {
            "sessions": colleagues.end_all_sessions(),
            "private links": _revoke_links(),
            "invitations": invitations.end_all(),
            "addresses of calendars": feeds.end_all(),
            "recoveries": recoveries.lapse_all(),
            "letters, for a person to decide about": letters.doubt_due(),
        }
    found.lost = _weigh_record()
    try:
        unlocking.lock_all()
    except VaultAway:
        found.redis = False
    _tell_who_stands(found)
    return found


def _tell_who_stands(found: Aftermath) -> None:
    """Accounts and seats as they were then."""
    users = User.objects.order_by("name", "email")
    found.accounts = [(each.name, each.email, each.is_active) for each in users]
    seats = Membership.objects.filter(state=Membership.State.ACTIVE)
    seats = seats.select_related("initiative", "user").order_by("initiative__code")
    found.seats = [
        (each.initiative.name, each.user.name, each.get_role_display())
        for each in seats
    ]


def _revoke_links() -> int:
    """All of them: nobody knows which were taken back since."""
    return links.revoke(*Link.objects.values_list("occasion", flat=True), by=None)


def _weigh_record() -> int:
    """The record begins where the backup ends; how much further it had come."""
    before = anchor.weigh()
    return max(before.position - chain.head().position, 0) if before else 0
