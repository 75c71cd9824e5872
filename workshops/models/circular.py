"""What is written to several participants at once, and what each of their links opens of it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.models import Candidacy
from trackii import policy
from trackii.constraints import all_or_none
from trackii.http import address
from trackii.vault.fields import LinkSealedField, SealedField
from trackii.vault.models import Link
from workshops.models.workshop import Workshop


class Circular(policy.Guarded):
    """Words for several participants, in every language. A letter only says that they wait."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Reminder to answer")
        TEXTS = "texts", _("Texts to agree to")
        THANKS = "thanks", _("Thanks")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Dropped")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="circulars")
    # Who is asked to it, or was there; texts are for the whole table.
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, null=True, related_name="circulars"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTED)
    words = SealedField("roster", until="archived")
    edition = models.PositiveSmallIntegerField(default=1)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-drafted_at"]
        constraints = [
            all_or_none("sent_by", "sent_at", name="a_sending_is_whole"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="what_is_sent_was_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="texts", workshop=None)
                | (~Q(kind="texts") & Q(workshop__isnull=False)),
                name="a_circular_is_for_a_round_or_for_the_texts",
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("workshops:circular", self.initiative.code, self.pk)


class Enclosure(policy.Guarded):
    """What one link of a participant's opens of a circular."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    circular = models.ForeignKey(Circular, models.PROTECT, related_name="enclosures")
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="enclosures")
    link = models.ForeignKey(Link, models.PROTECT, related_name="enclosures")
    laid_at = models.DateTimeField()
    words = LinkSealedField("roster", until="erased", dies_with="person_id")

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-laid_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["circular", "link"], name="a_link_is_told_once"
            )
        ]

    @property
    def person_id(self) -> UUID:
        return self.candidacy.person_id
