"""Official lists, public as they are: which are in force, and who is on them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.screening import Entry
from trackii import clock
from trackii.labels import label

STALE = timedelta(days=14)  # after that, an official list has surely been followed


class Watchlist(models.Model):
    """One edition of one list. It hangs on no initiative and says nothing of anybody there."""

    class Kind(models.TextChoices):
        UN = "un", _("United Nations")
        OFAC = "ofac", _("OFAC (United States)")
        EU = "eu", _("European Union")
        UK = "uk", _("United Kingdom")
        PLAIN = "plain", _("A list of our own")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    dated = models.DateField(null=True)  # the day it gives itself
    digest = models.CharField(max_length=64)  # SHA-256 of its files
    size = models.PositiveIntegerField()  # entries
    # Against the edition before: how many came, say something else now, are gone.
    came = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    went = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # nobody, from the command line
    added_at = models.DateTimeField(default=clock.now)
    followed_at = models.DateTimeField(null=True)  # by another edition, or by none

    class Meta:
        ordering = ["kind", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(followed_at=None),
                name="one_edition_of_a_list_is_in_force",
            )
        ]

    _get_FIELD_display = label  # noqa: N815 -- Django's name

    def __str__(self) -> str:
        return f"watchlist {self.pk}"

    @property
    def is_old(self) -> bool:
        """Whether it is high time to look for a newer one."""
        said = self.dated or self.added_at.date()
        return said < (clock.now() - STALE).date()

    @property
    def age(self) -> int:
        """Days since the day it gives itself, or since it was added."""
        return (clock.today() - (self.dated or self.added_at.date())).days


class Listed(models.Model):
    """One entry of one edition, as the list has it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    watchlist = models.ForeignKey(Watchlist, models.CASCADE, related_name="entries")
    reference = models.CharField(max_length=100)
    sort = models.CharField(
        max_length=8, choices=[("person", _("Person")), ("other", _("Other"))]
    )
    version = models.CharField(max_length=64)
    names = models.JSONField()
    births = models.JSONField()
    nationalities = models.JSONField()
    about = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["watchlist", "reference"], name="a_reference_is_one_entry"
            )
        ]

    def __str__(self) -> str:
        return f"listed {self.pk}"

    @property
    def entry(self) -> Entry:
        """The entry as the engine has it."""
        return Entry(
            self.reference,
            self.sort,
            tuple(self.names),
            tuple((first, last) for first, last in self.births),
            tuple(self.nationalities),
            self.about,
            self.watchlist.kind,
        )
