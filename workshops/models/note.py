"""Words from one session. There is no field for who said them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import clock, policy
from trackii.http import address
from trackii.vault.fields import SealedField
from workshops.models.workshop import Session, Workshop


class Note(policy.Guarded):
    """What was said in one session, as its rapporteur heard it. No speaker, by construction."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SEALED = "sealed", _("Sealed")
        SUMMARISED = "summarised", _("Summarised")
        DESTROYED = "destroyed", _("Destroyed")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="notes")
    session = models.ForeignKey(Session, models.PROTECT, related_name="notes")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(
        default=1
    )  # a save names the one it began from
    words = SealedField("room", until="destroyed", dies_with="session_id")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["session__number", "written_at"]

    def get_absolute_url(self) -> str:
        return address("workshops:room", self.initiative.code, self.workshop.number)
