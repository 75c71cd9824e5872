"""How somebody comes to a round, and what she is paid for it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import policy
from trackii.constraints import all_or_none, two_signatories
from trackii.vault.fields import SealedField
from workshops.models.seat import Seat


class Journey(policy.Guarded):
    """What was noted for one seat: the way there, the visa, the sum; and who let it be paid.

    PostgreSQL lets nothing be paid to whom two officers have not cleared of the lists: see
    the migration.
    """

    class State(models.TextChoices):
        NONE = "none", _("Nothing to pay")
        WAITING = "waiting", _("Waits to be cleared")
        CLEARED = "cleared", _("May be paid")
        PAID = "paid", _("Paid")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    seat = models.OneToOneField(Seat, models.PROTECT, related_name="journey")
    state = models.CharField(max_length=8, choices=State, default=State.NONE)
    travel = SealedField("roster", until="erased", dies_with="person_id")
    due = SealedField(
        "roster", until="erased", dies_with="person_id"
    )  # how much, for what
    edition = models.PositiveSmallIntegerField(default=1)  # of all that is noted here
    for_moves = models.PositiveSmallIntegerField()  # the dates of its round it is about
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    paid_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = policy.GuardedQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["seat__candidacy__person__code"]
        constraints = [
            all_or_none(
                "cleared_by", "cleared_at", name="a_cleared_payment_is_signed_whole"
            ),
            all_or_none("paid_by", "paid_at", name="a_payment_is_noted_whole"),
            models.CheckConstraint(
                condition=Q(state__in=["cleared", "paid"], cleared_by__isnull=False)
                | Q(state__in=["none", "waiting"], cleared_by__isnull=True),
                name="what_may_be_paid_was_cleared_by_somebody",
            ),
            two_signatories(
                "cleared_by", "paid_by", unless=["none", "waiting", "cleared"],
                name="who_clears_a_payment_does_not_make_it",
            ),
        ]  # fmt: skip

    @property
    def person_id(self) -> UUID:
        return self.seat.person_id
