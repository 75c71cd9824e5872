"""A list somebody brought: sealed until it is taken in or thrown away, and gone then."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from trackii import clock, policy
from trackii.http import address
from trackii.vault.fields import SealedField


class SheetQuerySet(policy.GuardedQuerySet):
    def standing(self) -> Self:
        """Those that say something: neither on their way in nor on their way out."""
        return self.filter(words__isnull=False)


class Sheet(policy.Guarded):
    """The rows of a file, and what its columns were said to be. It has a key of its own."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="sheets")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(default=clock.now)
    # The row is there before its key is, and until that is gone: whoever is killed in
    # between leaves no key that nobody knows of.
    words = SealedField("roster", until="archived", dies_with="pk", null=True)

    objects: ClassVar[models.Manager] = SheetQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["brought_at"]

    def get_absolute_url(self) -> str:
        return address("participants:sheet", self.initiative.code, self.pk)
