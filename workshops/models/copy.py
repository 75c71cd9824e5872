"""What was carried away of released words, in which form, for what and for whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import policy
from trackii.constraints import all_or_none
from trackii.http import address
from trackii.vault.fields import SealedField
from workshops.models.workshop import Session, Workshop, named


class Copy(policy.Guarded):
    """One file made of released accounts: it can be fetched as long as all of them stand."""

    class Form(models.TextChoices):
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word (DOCX)")
        ODT = "odt", _("OpenDocument (ODT)")
        HTML = "html", _("Web page (HTML)")
        MARKDOWN = "md", _("Markdown")
        JSON = "json", _("Data (JSON)")

    class Purpose(models.TextChoices):
        """What it is carried away for: it stands in the record, so it is chosen, not typed."""

        PARTICIPANTS = "participants", _("For those who took part")
        DONOR = "donor", _("For a donor")
        EVALUATION = "evaluation", _("For an evaluation")
        TRACK_ONE = "track_one", _("For officials, on the way to track one")
        PARTNER = "partner", _("For a partner organisation")
        PUBLICATION = "publication", _("To be published")
        ARCHIVE = "archive", _("For the archive")
        TEAM = "team", _("For the team's own work")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="copies")
    workshop = models.ForeignKey(  # of one round, or else of the whole series
        Workshop, models.PROTECT, null=True, related_name="copies"
    )
    session = models.ForeignKey(  # of that round, where it is of one alone
        Session, models.PROTECT, null=True, related_name="+"
    )
    # The accounts it is made of, as they were chosen: one that comes later is not in it.
    summaries = ArrayField(models.UUIDField())
    form = models.CharField(max_length=4, choices=Form)
    purpose = models.CharField(max_length=12, choices=Purpose)
    # Drawn and printed where a copy was asked to be marked; it resolves here alone.
    number = models.PositiveIntegerField(null=True)
    recipient = SealedField("roster", until="archived")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True)  # with the first account it is of
    # After that: that whoever holds it was told.
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = policy.GuardedQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-made_at"]
        verbose_name_plural = "copies"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "number"], name="a_copy_number_is_one_copys"
            ),
            models.CheckConstraint(
                condition=models.Q(summaries__len__gte=1), name="a_copy_is_of_something"
            ),
            all_or_none("made_by", "made_at", name="a_copy_is_made_by_somebody"),
            all_or_none("told_by", "told_at", name="a_telling_is_whole"),
            models.CheckConstraint(
                condition=models.Q(told_by=None) | ~models.Q(recalled_at=None),
                name="nobody_is_told_of_a_copy_that_stands",
            ),
        ]

    @property
    def marked(self) -> str:
        """The number as it is printed; nothing on a copy that is like any other."""
        digits = f"{self.number:08}" if self.number else ""
        return f"{digits[:4]}-{digits[4:]}" if digits else ""

    @property
    def title(self) -> str:
        """Of what it is, in words."""
        if self.workshop is None:
            return gettext("The whole series")
        return named(self.workshop.number, self.session.number if self.session else 0)

    def get_absolute_url(self) -> str:
        return address("workshops:copies", self.initiative.code)
