"""One row per act: who, what, on what, when, and whether it was allowed. Never content."""

from __future__ import annotations

from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from trackii import clock
from trackii.audit import words
from trackii.labels import label


class EntryQuerySet(models.QuerySet):
    def about(self, initiative: UUID) -> Self:
        """The record of one initiative, the newest first."""
        return self.filter(initiative=initiative).order_by("-pk")


class Entry(models.Model):
    """One act. It points by opaque number, so that it outlives what it speaks of."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField()
    actor = models.UUIDField(null=True)  # nobody: the house itself
    verb = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=48)
    subject = models.UUIDField(null=True)
    initiative = models.UUIDField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    rows = models.PositiveIntegerField(default=1)  # how many a list opened
    # That the house wrote it, and nobody else; none on what is older than marks.
    mark = models.BinaryField(null=True, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["initiative", "-id"], name="the_record_by_table")
        ]
        verbose_name_plural = "entries"

    _get_FIELD_display = label  # noqa: N815 -- Django's name

    def __str__(self) -> str:
        return f"Entry {self.pk}"

    @property
    def act(self) -> str:
        """What was done, in the reader's language."""
        return words.act(self.verb, self.subject_kind)

    @property
    def kind(self) -> str:
        """What it was done to, by kind alone."""
        return words.kind(self.subject_kind)


class Link(models.Model):
    """One entry as it stood when it was chained. It points by number: entries may vanish."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    mac = models.BinaryField()  # over the link before it and the entry
    key = models.BinaryField(default=b"")  # the name of the key it was made with
    foreign = models.BooleanField(default=False)  # the house did not write this entry

    objects = models.Manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"Link {self.position}"


class FormerKey(models.Model):
    """An audit key that was followed, wrapped by the present one: its links stay for good."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.BinaryField(unique=True)
    made_at = models.DateTimeField(default=clock.now)
    wrapped = models.BinaryField()

    objects = models.Manager()

    def __str__(self) -> str:
        return f"Former audit key {self.pk}"
