"""What waits for one colleague, across every table she sits at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from dialogues import keys
from dialogues.models import Initiative, Membership
from participants.models import Candidacy
from trackii import clock
from trackii.outbox.models import Letter
from trackii.policy import Action
from workshops.models import Summary, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User

FORTNIGHT = timedelta(days=14)


@dataclass
class Desk:
    """The piles on one desk, each already narrowed to what its owner may do."""

    openings: list[Initiative] = field(default_factory=list)
    changes: list[Membership] = field(default_factory=list)
    decisions: list[Candidacy] = field(default_factory=list)
    readings: list[Summary] = field(default_factory=list)
    releases: list[Summary] = field(default_factory=list)
    rounds: list[Workshop] = field(default_factory=list)
    letters: list[Initiative] = field(default_factory=list)
    keys: list[keys.Owed] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        return not any(vars(self).values())


def for_member(user: User, *, unlocked: bool) -> Desk:
    """Eight piles at most, the oldest on top of each. Nothing is unsealed for it."""
    summaries = Summary.objects.select_related("workshop__initiative")
    waiting = summaries.allowing(Action.SECOND_READ, user).filter(state="checked")
    ready = summaries.allowing(Action.RELEASE, user).filter(state="participant_review")
    mine = Q(written_by=user) | Q(second_read_by=user)
    return Desk(
        openings=list(
            Initiative.objects.allowing(Action.SIGN, user)
            .filter(state="scoping")
            .exclude(opened_by=user)
        ),
        changes=_changes(user),
        decisions=_decisions(user),
        readings=list(waiting.exclude(written_by=user)),
        releases=list(ready.exclude(mine)),
        rounds=_rounds(user),
        letters=_letters(user),
        keys=keys.owed(user) if unlocked else [],
    )


def _changes(user: User) -> list[Membership]:
    rows = Membership.objects.allowing(Action.SIGN, user).exclude(
        initiative__state="scoping"
    )
    named = Q(state="named") & ~Q(named_by=user)
    leaving = Q(state="active", leaving_named_by__isnull=False) & ~Q(
        leaving_named_by=user
    )
    rows = rows.filter(named | leaving).exclude(user=user)
    return list(rows.select_related("initiative", "user"))


def _decisions(user: User) -> list[Candidacy]:
    rows = Candidacy.objects.allowing(Action.VET, user).awaiting_officers()
    mine = Q(nominated_by=user) | Q(recommended_by=user)
    return list(rows.exclude(mine).select_related("initiative", "person")[:50])


def _rounds(user: User) -> list[Workshop]:
    rows = Workshop.objects.allowing(Action.READ_BRIEF, user).upcoming()
    soon = rows.filter(starts_at__lte=clock.now() + FORTNIGHT)
    return list(soon.select_related("initiative"))


def _letters(user: User) -> list[Initiative]:
    """Tables with letters that somebody has to look at, and how many there are."""
    stuck = Letter.objects.filter(
        initiative=OuterRef("pk"), state__in=["uncertain", "failed"]
    )
    counted = stuck.order_by().values("initiative").annotate(n=Count("pk")).values("n")
    tables = Initiative.objects.allowing(Action.INVITE, user)
    return list(tables.annotate(letters=Subquery(counted)).filter(letters__gt=0))
