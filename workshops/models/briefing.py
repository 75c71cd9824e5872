"""A PDF pack for one audience, made by the worker and sealed on the way back."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import clock, policy
from trackii.constraints import all_or_none
from trackii.http import address
from trackii.vault.fields import LinkSealedField, SealedField, WorkerSealedField
from workshops.models.seat import Seat
from workshops.models.workshop import Workshop


def _number(*said: object) -> UUID:
    """A number that says what a row is of: what is sealed there opens under no other.

    Whoever moves the row in the database moves it away from its number.
    """
    return UUID(bytes=sha256("|".join(map(str, said)).encode()).digest()[:16])


class Briefing(policy.Guarded):
    """One pack: what is in it was gathered by somebody unlocked, the rest is printing."""

    class State(models.TextChoices):
        CLEARED = "cleared", _("Cleared, being made")
        ISSUED = "issued", _("Issued")
        FAILED = "failed", _("Failed")
        SUPERSEDED = "superseded", _("Superseded")
        RECALLED = "recalled", _("Recalled")

    class Audience(models.TextChoices):
        PARTICIPANT = "participant", _("Participants")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="briefings")
    audience = models.CharField(max_length=12, choices=Audience)
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.CLEARED)
    content = WorkerSealedField("brief", until="issued", null=True)
    pages = SealedField("brief", until="archived", null=True)  # the PDF
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(default=clock.now)
    issued_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "audience", "edition"], name="editions_are_counted"
            ),
            all_or_none("cleared_by", "cleared_at", name="a_clearance_is_whole"),
        ]

    @property
    def number(self) -> UUID:
        """Of this edition for this audience of this round, and of nothing else."""
        return _number("briefing", self.workshop_id, self.audience, self.edition)

    @property
    def is_in_place(self) -> bool:
        return self.pk == self.number

    def get_absolute_url(self) -> str:
        return address(
            "workshops:briefings", self.initiative.code, self.workshop.number
        )


class Handout(policy.Guarded):
    """The pages of one pack, handed out to the private link of one seat."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="handouts")
    seat = models.OneToOneField(Seat, models.CASCADE, related_name="handout")
    # Drawn for her seat, and the same in every edition she has: it stands at the foot of her
    # pages, and resolves here alone.
    copy = models.PositiveIntegerField(null=True)
    pages = LinkSealedField("brief", until="archived", dies_with="person_id")

    class Meta(policy.Guarded.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "copy"], name="a_copy_number_is_one_seats"
            ),
        ]

    @property
    def copy_number(self) -> str:
        """As it is printed; blank for what was handed out before there were numbers."""
        digits = f"{self.copy:08}" if self.copy else ""
        return f"{digits[:4]} {digits[4:]}".strip()

    @property
    def person_id(self) -> UUID:
        return self.seat.person_id

    @property
    def number(self) -> UUID:
        """Of this pack for this seat."""
        return _number("handout", self.briefing_id, self.seat_id)

    @property
    def is_in_place(self) -> bool:
        return self.pk == self.number
