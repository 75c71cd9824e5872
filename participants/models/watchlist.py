"""Lists people are looked for on: official ones, public as they are, and a table's own, sealed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.screening import Entry
from trackii import clock, policy
from trackii.constraints import all_or_none, never_the_same
from trackii.labels import label
from trackii.vault.fields import SealedField, WorkerSealedField

STALE = timedelta(days=14)  # after that, an official list has surely been followed
# Brought by the operator of the installation, or by one officer and confirmed by another.
IN_FORCE = Q(followed_at=None) & (Q(added_by=None) | Q(confirmed_at__isnull=False))
WAITS = Q(followed_at=None, added_by__isnull=False, confirmed_at=None)


class Watchlist(models.Model):
    """One edition of one public list. It hangs on no initiative and says nothing of anybody there."""

    class Kind(models.TextChoices):
        UN = "un", _("United Nations")
        OFAC = "ofac", _("OFAC (United States)")
        EU = "eu", _("European Union")
        UK = "uk", _("United Kingdom")
        PLAIN = "plain", _("A public list brought by the operator")

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
    # What an officer brought is in force once another has confirmed it.
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)  # by another edition, or by none

    class Meta:
        ordering = ["kind", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=IN_FORCE,
                name="one_edition_of_a_list_is_in_force",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=WAITS, name="one_edition_of_a_list_waits"
            ),
            all_or_none("confirmed_by", "confirmed_at", name="a_confirming_is_whole"),
            never_the_same(
                "confirmed_by", "added_by", name="a_list_is_brought_by_two"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(added_by__isnull=False),
                name="what_an_operator_brings_is_confirmed_by_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="plain") | Q(added_by=None),
                name="no_officer_lays_a_list_open",
            ),
        ]  # fmt: skip

    _get_FIELD_display = label  # noqa: N815 -- Django's name

    def __str__(self) -> str:
        return f"watchlist {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether an officer brought it and no other has confirmed it."""
        unconfirmed = self.added_by_id is not None and self.confirmed_at is None
        return unconfirmed and self.followed_at is None

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


class OwnList(policy.Guarded):
    """A list one table keeps for itself. Who is on it is sealed; it has a key of its own."""

    initiative = models.OneToOneField(
        Initiative, models.PROTECT, related_name="own_list"
    )
    # The entries, and what they say otherwise than those before.
    words = SealedField("vetting", until="archived", dies_with="pk")
    # The same for the worker, while it looks; wiped when nobody waits any more.
    asked = WorkerSealedField("vetting", until="issued", dies_with="pk", null=True)
    size = models.PositiveIntegerField()
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(default=clock.now)

    class Meta(policy.Guarded.Meta):
        abstract = False
