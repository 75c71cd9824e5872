"""Who sits on the team of an initiative, and in which role."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dialogues.models.initiative import Initiative
from trackii import clock, policy
from trackii.constraints import all_or_none, never_the_same, two_signatories
from trackii.http import address


class MembershipQuerySet(policy.GuardedQuerySet):
    def standing(self) -> MembershipQuerySet:
        """Who is on the team, or named to be."""
        return self.exclude(state=Membership.State.ENDED)


class Membership(policy.Guarded):
    """One colleague in one role on one team: named by one person, signed by another."""

    class State(models.TextChoices):
        NAMED = "named", _("Named")
        ACTIVE = "active", _("On the team")
        ENDED = "ended", _("Left the team")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=policy.Role)
    # Named by the opening itself, and signed with it: the opener and the signer too.
    founding = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.NAMED)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    leaving_named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    leaving_named_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = MembershipQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["user__name", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "user", "role"],
                condition=~Q(state="ended"),
                name="a_role_is_held_once",
            ),
            all_or_none(
                "signed_by", "signed_at", name="a_membership_signature_is_whole"
            ),
            all_or_none(
                "leaving_named_by", "leaving_named_at", name="a_leave_is_whole"
            ),
            all_or_none("ended_by", "ended_at", name="an_end_is_whole"),
            two_signatories(
                "named_by",
                "signed_by",
                unless=["named", "ended"],
                name="a_change_of_role_has_two_signatories",
            ),
            models.CheckConstraint(
                condition=Q(founding=True)
                | ~Q(user=F("named_by"))
                & (Q(signed_by__isnull=True) | ~Q(user=F("signed_by"))),
                name="nobody_signs_her_own_role",
            ),
            never_the_same(
                "user",
                "leaving_named_by",
                "ended_by",
                name="nobody_signs_her_own_leave",
            ),
            two_signatories(
                "leaving_named_by",
                "ended_by",
                unless=["named", "active"],
                name="a_leave_has_two_signatories",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "role", "state"], name="tables_of_a_member")
        ]

    def get_absolute_url(self) -> str:
        return address("dialogues:team", self.initiative.code)
