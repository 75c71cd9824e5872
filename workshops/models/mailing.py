"""Who of the team has entries for the calendar mailed to her, and what was said in each."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from trackii import clock, policy
from workshops.models.workshop import Workshop


class Mailing(policy.Guarded):
    """A colleague's own wish to have the rounds of one table mailed to her calendar."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    wanted_at = models.DateTimeField(default=clock.now)

    class Meta(policy.Guarded.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "colleague"], name="a_wish_is_said_once"
            ),
        ]


class Posting(policy.Guarded):
    """One round in one colleague's calendar: its number is the entry's UID, and hers alone."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="postings")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    said = models.PositiveSmallIntegerField(
        default=0
    )  # how often; SEQUENCE is one less
    stands = models.BooleanField(default=True)  # or was taken out again

    class Meta(policy.Guarded.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "colleague"], name="an_entry_has_one_number"
            ),
        ]
