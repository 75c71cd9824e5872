"""What a donor may know in numbers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import policy
from trackii.constraints import all_or_none, two_signatories
from trackii.http import address
from trackii.vault.fields import SealedField


class Aggregate(policy.Guarded):
    """How many took part, of which kinds: drawn up by one, released by another, with
    whatever is below the threshold gone before it is sealed."""

    class State(models.TextChoices):
        DRAWN_UP = "drawn_up", _("Drawn up")
        RELEASED = "released", _("Released")
        SUPERSEDED = "superseded", _("Superseded")
        RECALLED = "recalled", _("Recalled")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="aggregates"
    )
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAWN_UP)
    numbers = SealedField("released", until="archived")
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    drawn_up_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = policy.GuardedQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "edition"], name="aggregates_are_counted"
            ),
            models.UniqueConstraint(
                fields=["initiative"], condition=models.Q(state="released"),
                name="one_released_aggregate_a_table",
            ),
            all_or_none("drawn_up_by", "drawn_up_at", name="a_drawing_up_is_whole"),
            all_or_none("released_by", "released_at", name="its_release_is_whole"),
            two_signatories(
                "drawn_up_by", "released_by", unless=["drawn_up", "superseded"],
                name="numbers_leave_on_two_signatures",
            ),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return address("workshops:aggregates", self.initiative.code)
