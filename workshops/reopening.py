"""Texts that were checked before the room knew a name are checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from workshops import registry, reminders, summaries
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
        summary.reviews.all().delete()


def wait_for_signatures(workshop: Workshop) -> None:
    """Let a release that is being signed come first: it counts who was there."""
    account = Summary.objects.filter(workshop=workshop)
    list(account.select_for_update().values_list("pk"))


@transaction.atomic
def correct(person: Person, particulars: Particulars, *, by: User) -> None:
    """What is known of somebody was corrected: every room learns of it, and what is due."""
    for workshop in registry.correct(person, particulars):
        reopen(workshop)
    reminders.readdress(person, particulars, by=by)
