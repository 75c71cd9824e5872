"""Where a way in is sent: an address that one hand changed is written to by another first.

A private link is what a participant is known by. Who changed an address and sent the link
as well could answer in her place, and read what she said before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from participants.models import Person
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.vault.models import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from trackii.accounts.models import User


@dataclass(frozen=True)
class Change:
    """An address that was changed, and that nobody else has written to since."""

    by: User
    at: datetime

    @property
    def mark(self) -> str:
        """Which change somebody made sure of: another one since is another."""
        return self.at.isoformat()


def changed(person: Person) -> Change | None:
    """The change of her address that waits for another hand, if there is one."""
    by, at = person.readdressed_by, person.readdressed_at
    return Change(by, at) if by and at and doubtful([person.pk]) else None


def doubtful(people: Iterable[UUID]) -> set[UUID]:
    """Those of these whose address was changed, and written to by nobody else since."""
    sent = Link.objects.filter(
        person=OuterRef("pk"), made_at__gt=OuterRef("readdressed_at")
    ).exclude(made_by=OuterRef("readdressed_by"))
    rows = Person.objects.filter(pk__in=people).exclude(readdressed_by=None)
    return set(rows.exclude(Exists(sent)).values_list("pk", flat=True))


def insist_on(people: Sequence[Person], *, by: User, vouched: str = "") -> None:
    """Have their rows stand still, and refuse to send where another hand is needed.

    `vouched` is the change that `by` has made sure of by another way.
    """
    for person in people:
        person.refresh_from_db(from_queryset=Person.objects.select_for_update())
        change = changed(person)
        if change is None:
            continue
        if change.by == by:
            why = "who changed an address does not send to it first"
            raise Refused(by, Action.INVITE, person, why)
        if vouched != change.mark:
            raise ValidationError(
                _(
                    "This address was changed, and nobody else has written to it since."
                    " Make sure by another way that it is right, and say so."
                )
            )
        trail.record("vouch for address", person, by=by)
