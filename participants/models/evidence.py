"""What an officer laid beside a check: a file, sealed in pieces under a key of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from participants.models.check import Check
from trackii import clock, policy
from trackii.vault.fields import SealedField


class Evidence(policy.Guarded):
    """One file about one person. What it is called and how long it is, is sealed with it."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    check_on = models.ForeignKey(Check, models.PROTECT, related_name="evidence")
    label = SealedField("vetting", until="erased", dies_with="pk")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(default=clock.now)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["brought_at"]
        verbose_name_plural = "evidence"


class Piece(policy.Guarded):
    """A piece of one file, as long as any other of it."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    content = SealedField("vetting", until="erased", dies_with="evidence_id")

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"], name="pieces_are_counted"
            )
        ]
