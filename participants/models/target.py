"""How many of whom an initiative would like on each side."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from trackii import clock, policy
from trackii.vault.fields import SealedField


class Target(policy.Guarded):
    """The numbers wanted at one table: they describe the conflict, so they are sealed."""

    initiative = models.OneToOneField(Initiative, models.PROTECT, related_name="target")
    numbers = SealedField("roster", until="archived")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(default=clock.now)

    class Meta(policy.Guarded.Meta):
        abstract = False
