"""A paper that a participant shows to somebody else: printed by the worker, sealed to her link."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import policy
from trackii.constraints import all_or_none
from trackii.vault.fields import LinkSealedField, WorkerSealedField
from trackii.vault.models import Link
from workshops.models.seat import Seat


class Attestation(policy.Guarded):
    """One such paper about one seat. The team keeps no copy of it that opens."""

    class Kind(models.TextChoices):
        VISA = "visa", _("Letter for a visa")
        OTHER = "other", _("Another paper")

    class State(models.TextChoices):
        ASKED = "asked", _("Being made")
        ISSUED = "issued", _("Waits behind the link")
        FAILED = "failed", _("Failed")
        ENDED = "ended", _("Says what is no longer true")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attestations")
    link = models.ForeignKey(Link, models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    content = WorkerSealedField(
        "roster", until="issued", dies_with="person_id", null=True
    )
    pages = LinkSealedField("roster", until="erased", dies_with="person_id", null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-asked_at"]
        constraints = [
            all_or_none("issued_at", "pages", name="what_is_issued_has_its_pages"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(content__isnull=True),
                name="what_was_printed_is_wiped",
            ),
        ]

    @property
    def person_id(self) -> UUID:
        return self.seat.person_id
