"""The end of one thing, and what can stop it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.initiative import Initiative
from trackii import clock, policy
from trackii.constraints import all_or_none, two_signatories
from trackii.http import address


class DestructionQuerySet(policy.GuardedQuerySet):
    def waiting(self) -> DestructionQuerySet:
        """Asked for, or signed and not carried out."""
        return self.exclude(state=Destruction.State.DONE)

    def carried_out(self) -> DestructionQuerySet:
        return self.filter(state=Destruction.State.DONE).order_by("-done_at")


class Destruction(policy.Guarded):
    """One thing that is destroyed; afterwards this row is its certificate, without content."""

    ANSWER = timedelta(
        days=7
    )  # for the second signature; after it, nothing but a reminder

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        SIGNED = "signed", _("Being destroyed")
        DONE = "done", _("Destroyed")

    class Kind(models.TextChoices):
        PERSON = "person", _("What is known of a person")
        NOTES = "notes", _("The notes of a session")
        ROUND = "round", _("The room of a round")
        INITIATIVE = "initiative", _("Everything of the initiative")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="destructions"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    thing = models.UUIDField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    early = models.BooleanField(default=True)  # before its day: by two hands
    due_on = models.DateField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    # How long a copy of the keystore made before may still be kept somewhere, in days.
    horizon = models.PositiveSmallIntegerField(null=True)
    # How far the chained record reached when it was done.
    head_position = models.BigIntegerField(null=True)
    head_mac = models.BinaryField(null=True)

    objects: ClassVar[models.Manager] = DestructionQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing"], name="a_thing_is_destroyed_once"
            ),
            all_or_none("asked_by", "asked_at", name="a_request_is_whole"),
            all_or_none("signed_by", "signed_at", name="an_order_is_whole"),
            all_or_none(
                "done_at", "horizon", "head_position", "head_mac",
                name="a_certificate_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(early=False)
                | Q(state="asked")
                | (
                    Q(asked_by__isnull=False, signed_by__isnull=False)
                    & ~Q(asked_by=F("signed_by"))
                ),
                name="early_destruction_has_two_signatories",
            ),
            models.CheckConstraint(
                condition=Q(early=True) | Q(due_on__isnull=False),
                name="what_is_not_early_fell_due",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False),
                name="what_is_destroyed_has_its_certificate",
            ),
        ]  # fmt: skip

    @property
    def sign_by(self) -> date | None:
        """The day by which somebody should have signed, or taken it back."""
        return (self.asked_at + self.ANSWER).date() if self.asked_at else None

    def get_absolute_url(self) -> str:
        return address("dialogues:retention", self.initiative.code)


class Hold(policy.Guarded):
    """A legal hold: while it stands nothing of its initiative is destroyed."""

    class State(models.TextChoices):
        STANDING = "standing", _("Standing")
        LIFTING = "lifting", _("Standing; lifting asked for")
        LIFTED = "lifted", _("Lifted")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="holds")
    state = models.CharField(max_length=8, choices=State, default=State.STANDING)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(default=clock.now)
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=~Q(state="lifted"),
                name="one_hold_an_initiative",
            ),
            all_or_none(
                "lift_asked_by", "lift_asked_at", name="asking_to_lift_is_whole"
            ),
            all_or_none("lifted_by", "lifted_at", name="a_lifting_is_whole"),
            two_signatories(
                "lift_asked_by",
                "lifted_by",
                unless=["standing", "lifting"],
                name="a_lifting_has_two_signatories",
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("dialogues:retention", self.initiative.code)
