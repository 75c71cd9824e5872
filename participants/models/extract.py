"""Identities carried out of the house: asked for by one, signed by another, fetched once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import clock, policy
from trackii.constraints import all_or_none, never_the_same, two_signatories
from trackii.http import address
from trackii.vault.fields import SealedField


class Extract(policy.Guarded):
    """One wish to carry identities out, and what became of it. It holds none of them."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        SIGNED = "signed", _("Signed")
        FETCHED = "fetched", _("Fetched")
        GIVEN_UP = "given_up", _("Given up")
        LAPSED = "lapsed", _("Lapsed")

    class Scope(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody who stands here")
        APPROVED = "approved", _("Those who are approved or further")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="extracts")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    scope = models.CharField(max_length=9, choices=Scope)
    reason = SealedField("roster", until="archived")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-asked_at"]
        constraints = [
            all_or_none("signed_by", "signed_at", name="a_second_hand_is_whole"),
            two_signatories(
                "asked_by", "signed_by", unless=["asked", "given_up", "lapsed"],
                name="identities_leave_on_two_signatures",
            ),
            never_the_same(
                "asked_by", "signed_by", name="who_asks_for_identities_does_not_sign"
            ),
            models.CheckConstraint(
                condition=Q(state="fetched", fetched_at__isnull=False)
                | (~Q(state="fetched") & Q(fetched_at=None)),
                name="what_was_fetched_has_its_moment",
            ),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return address("participants:extracts", self.initiative.code)
