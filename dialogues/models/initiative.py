"""One dialogue about one conflict, and the sides it brings together."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trackii import clock, policy
from trackii.constraints import all_or_none, two_signatories
from trackii.http import address
from trackii.vault.fields import SealedField


class InitiativeQuerySet(policy.GuardedQuerySet):
    table = "pk"

    def with_sides(self) -> InitiativeQuerySet:
        """How many sides sit at each table, the third party not counted."""
        counted = models.Count("sides", filter=~models.Q(sides__letter="T"))
        return self.annotate(side_count=counted).order_by("code")


class Archive(models.TextChoices):
    """What becomes of everything when the initiative is over: decided at its opening."""

    DESTROY = "destroy", _("Destroyed when the initiative ends")
    THIRD_PARTY = "third_party", _("Kept by the third party, sealed")
    TRUSTED = "trusted", _("Given to a trusted archive, closed for decades")


class Initiative(policy.Guarded):
    """One dialogue about one conflict, known outside its team by a drawn word alone."""

    class State(models.TextChoices):
        SCOPING = "scoping", _("Scoping")
        CONVENING = "convening", _("Convening")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        TRANSFER = "transfer", _("Transfer")
        CONCLUDED = "concluded", _("Concluded")
        ARCHIVED = "archived", _("Archived")

    class Regime(models.TextChoices):
        """How words may travel, the tightest first."""

        OFF_THE_RECORD = "off_the_record", _("Off the record")
        DEEP_BACKGROUND = "deep_background", _("Deep background")
        CHATHAM_HOUSE = "chatham_house", _("Chatham House Rule")
        BACKGROUND = "background", _("Background")
        ON_THE_RECORD = "on_the_record", _("On the record")

    code = models.SlugField(max_length=24, unique=True)  # drawn, never typed
    state = models.CharField(max_length=16, choices=State, default=State.SCOPING)
    regime = models.CharField(
        max_length=16, choices=Regime
    )  # what a session begins with
    threshold = models.PositiveSmallIntegerField(
        default=5
    )  # below it nothing is counted
    charter = SealedField("brief", until="archived")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    kept_by_decision = models.BooleanField(default=False)  # no clock runs on it
    # Whether tables that decided likewise see on which days this one takes its team.
    tells_days = models.BooleanField(default=False)
    # The charter says it too, but the house destroys on schedule without any key.
    archive = models.CharField(max_length=12, choices=Archive, blank=True)
    concluded_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = InitiativeQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            all_or_none("signed_by", "signed_at", name="an_opening_signature_is_whole"),
            two_signatories(
                "opened_by",
                "signed_by",
                unless=["scoping"],
                name="an_opening_has_two_signatories",
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("dialogues:initiative", self.code)

    @property
    def initiative_id(self) -> UUID:
        return self.pk

    @property
    def name(self) -> str:
        return self.code.upper()


class Side(policy.Guarded):
    """A party or constituency, shown as a letter. T is the third party and never counted."""

    LETTERS = tuple("ABCDEFT")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="sides")
    letter = models.CharField(max_length=1, choices=[(x, x) for x in LETTERS])
    title = SealedField("brief", until="archived")

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "letter"], name="a_letter_names_one_side"
            )
        ]
