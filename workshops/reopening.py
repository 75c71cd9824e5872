"""Texts that were checked before the room knew a name are checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from dialogues.models import Membership
from workshops import canvasses, circulation, registry, reminders, summaries
from workshops.models import Summary, Workshop

if TYPE_CHECKING:
    from participants.models import Person
    from participants.particulars import Particulars
    from trackii.accounts.models import User

CHECKED = summaries.INSIDE - {Summary.State.DRAFT}


@transaction.atomic
def reopen(workshop: Workshop) -> None:
    """Take what was checked back to the draft: every signature under it falls."""
    waiting = Summary.objects.filter(workshop=workshop, state__in=CHECKED)
    for summary in waiting.select_for_update():
        summaries.FLOW.take(summary, "reopen", by=None, **summaries.UNSIGNED)
        circulation.withdraw(summary, by=None)


def wait_for_signatures(workshop: Workshop) -> None:
    """Let a release that is being signed come first: it counts who was there."""
    account = Summary.objects.filter(workshop=workshop)
    list(account.select_for_update().values_list("pk"))


@transaction.atomic
def correct(
    person: Person, known: Particulars, particulars: Particulars, *, by: User
) -> None:
    """What is known of somebody was corrected: every room learns of it, and what is due."""
    before, after = telling(known), telling(particulars)
    for workshop in registry.correct(person, particulars):
        if after - before:
            reopen(workshop)
    reminders.readdress(person, particulars, by=by)
    canvasses.readdress(person, known, particulars, by=by)


def telling(known: Particulars) -> set[str]:
    """What a text must not say of somebody. Fewer words need no second look."""
    listed = vars(registry.entry_of(known)).values()
    said = [kind if isinstance(kind, list) else [kind] for kind in listed]
    return {words for kind in said for words in kind}


@transaction.atomic
def newcomer(membership: Membership) -> None:
    """A colleague joined the team: what was checked without her name is checked again."""
    hers = Membership.objects.filter(
        initiative=membership.initiative_id, user=membership.user_id
    )
    if hers.exclude(pk=membership.pk).exists():
        return  # she is on the team already, or was: every check knew her
    for workshop in Workshop.objects.filter(initiative=membership.initiative_id):
        reopen(workshop)
