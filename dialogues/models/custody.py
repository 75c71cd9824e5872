"""Recovery by custodians at one table: who keeps, and who asked for what she lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.initiative import Initiative
from trackii import clock, policy
from trackii.constraints import all_or_none, never_the_same, two_signatories
from trackii.http import address
from trackii.policy import Action

PLACES = ["first", "second", "third"]


class CustodyQuerySet(policy.GuardedQuerySet):
    def seated(self, action: Action, member: UUID) -> CustodyQuerySet:
        """By role at the table; what a custodian may do, by the place she was given."""
        if action != Action.KEEP:
            return super().seated(action, member)
        hers = Q()
        for place in PLACES:
            hers |= Q(**{f"{place}": member})
        return self.filter(hers, state=Custody.State.ON)


class Custody(policy.Guarded):
    """Three members who together, two at a time, could open what this table has sealed."""

    class State(models.TextChoices):
        NAMED = "named", _("Named")
        ON = "on", _("On")
        ENDED = "ended", _("Ended")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="custodies")
    state = models.CharField(max_length=8, choices=State, default=State.NAMED)
    first, second, third = (
        models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
        for _place in PLACES
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = CustodyQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        verbose_name_plural = "custodies"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=~Q(state="ended"),
                name="one_custody_at_a_table",
            ),
            all_or_none("signed_by", "signed_at", name="a_custody_signature_is_whole"),
            all_or_none("ended_by", "ended_at", name="the_end_of_a_custody_is_whole"),
            two_signatories(
                "named_by",
                "signed_by",
                unless=["named", "ended"],
                name="a_custody_has_two_signatories",
            ),
            never_the_same("first", "second", "third", name="custodians_are_three"),
            never_the_same("second", "third", name="custodians_are_three_indeed"),
            *[
                never_the_same(who, *PLACES, name=f"a_custody_is_not_{who}_a_custodian")
                for who in ("named_by", "signed_by")
            ],
        ]

    def get_absolute_url(self) -> str:
        return address("dialogues:custody", self.initiative.code)

    @property
    def custodians(self) -> list[UUID]:
        return [getattr(self, f"{place}_id") for place in PLACES]


class RecoveryQuerySet(policy.GuardedQuerySet):
    def seated(self, action: Action, member: UUID) -> RecoveryQuerySet:
        """By role at the table; to a custodian, what others there asked for."""
        if action != Action.KEEP:
            return super().seated(action, member)
        kept = Custody.objects.seated(Action.KEEP, member).values("initiative")
        return self.filter(initiative__in=kept).exclude(member=member)

    def waiting(self) -> RecoveryQuerySet:
        return self.filter(state__in=["asked", "passed"]).order_by("asked_at")

    def overdue(self) -> RecoveryQuerySet:
        """Asked for too long ago: not two of the three have acted."""
        return self.waiting().filter(asked_at__lte=clock.now() - Recovery.wait())


class Recovery(policy.Guarded):
    """One member who lost her keys and asks the custodians for those of her role."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        PASSED = "passed", _("Passed on by one")
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="recoveries"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    passed_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = RecoveryQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        verbose_name_plural = "recoveries"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "member"],
                condition=Q(state__in=["asked", "passed"]),
                name="a_recovery_is_asked_once",
            ),
            all_or_none("passed_by", "passed_at", name="a_passing_on_is_whole"),
            all_or_none("given_by", "given_at", name="a_restoring_is_whole"),
            two_signatories(
                "passed_by",
                "given_by",
                unless=["asked", "passed", "withdrawn", "lapsed"],
                name="a_recovery_takes_two_custodians",
            ),
            never_the_same(
                "member", "passed_by", "given_by", name="nobody_recovers_for_herself"
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("dialogues:recovery", self.pk)

    @staticmethod
    def wait() -> timedelta:
        return timedelta(hours=settings.RECOVERY_HOURS)

    @property
    def lapses_at(self) -> datetime:
        return self.asked_at + self.wait()

    @property
    def is_overdue(self) -> bool:
        return self.state in {"asked", "passed"} and clock.now() >= self.lapses_at
