"""That a member of the team is close to a candidate, or is the candidate."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from participants.models.person import Person
from trackii import clock, policy
from trackii.vault.fields import SealedField


class Conflict(policy.Guarded):
    """One colleague's declaration about one person. In which way they are close is sealed."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="conflicts")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(default=clock.now)
    words = SealedField("vetting", until="erased", dies_with="person_id")

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "declared_by"], name="a_conflict_is_declared_once"
            )
        ]
