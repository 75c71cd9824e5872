"""Where rounds can be held."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import policy
from trackii.vault.fields import SealedField


class Venue(policy.Guarded):
    """A place one initiative meets at. Outside its sealed envelope it is a number.

    PostgreSQL lets it hold one round at a time, and belong to the table of its rounds: see
    the migration. That two rounds share a place can be told from the rows; which, cannot.
    """

    class State(models.TextChoices):
        IN_USE = "in_use", _("In use")
        RETIRED = "retired", _("Retired")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="venues")
    number = models.PositiveSmallIntegerField()
    # Retired: offered for no other round; those that were there, or are to be, stay.
    state = models.CharField(max_length=7, choices=State, default=State.IN_USE)
    premises = SealedField("brief", until="archived")  # all that is known of it

    objects: ClassVar[models.Manager] = policy.GuardedQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "number"], name="venues_are_counted"
            ),
        ]

    @property
    def name(self) -> str:
        """What it is called where nobody has unlocked."""
        return gettext("Venue %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("workshops:venue", args=[self.initiative.code, self.number])
