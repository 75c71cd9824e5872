"""One piece of due diligence, and which pieces an initiative asks for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.models.person import Person
from trackii import clock, policy
from trackii.constraints import all_or_none, two_signatories
from trackii.vault.fields import SealedField

# Nothing was decided in these: one hand leads there.
OPEN = ["pending", "possible_match", "referred"]
CLEARED = ["clear", "false_positive", "conditions"]


def cleared_of_sanctions(on: date, person: str = "person_id") -> Func:
    """Of each row of a question: whether two cleared who it is about of the lists as they are."""
    return Func(
        F(person), Value(on, output_field=models.DateField()),
        function="cleared_of_sanctions", output_field=models.BooleanField(),
    )  # fmt: skip


def lists_in_force() -> Func:
    """Of each candidacy of a question: which lists are in force at its table, blank for none."""
    return Func(
        F("initiative_id"), function="lists_in_force", output_field=models.CharField()
    )


class Check(policy.Guarded):
    """One piece of due diligence about one person: what was found, and who said so."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("Identity")
        SANCTIONS = "sanctions", _("Sanctions")
        INTERESTS = "interests", _("Conflict of interest")
        OFFICE = "office", _("Official post")
        SAFETY = "safety", _("Safety")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        CLEAR = "clear", _("Clear")
        POSSIBLE_MATCH = "possible_match", _("Possible match")
        FALSE_POSITIVE = "false_positive", _("False positive")
        REFERRED = "referred", _("Referred")
        CONDITIONS = "conditions", _("Cleared with conditions")
        REFUSED = "refused", _("Refused")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    opened_at = models.DateTimeField(default=clock.now)
    # What one officer found: the outcome it is to have, and in sealed words why.
    outcome = models.CharField(max_length=16, choices=State, default="", blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    found_at = models.DateTimeField(null=True)
    finding = SealedField("vetting", until="erased", dies_with="person_id", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    # Of sanctions: of which editions of the lists, and of the person, that was said.
    against = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=64, blank=True)
    # What was noted on the way, and what stood here before it was checked again.
    history = SealedField("vetting", until="erased", dies_with="person_id", null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="one_check_of_a_kind_and_person"
            ),
            all_or_none("found_by", "found_at", "finding", name="a_finding_is_whole"),
            all_or_none("settled_by", "settled_at", name="a_settlement_is_whole"),
            two_signatories(
                "found_by", "settled_by", unless=OPEN, name="a_check_has_two_signatories"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, settled_by=None) | Q(state=F("outcome")),
                name="a_check_ends_as_it_was_found",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CLEARED) | Q(expires_on__isnull=False),
                name="what_is_cleared_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="sanctions", state__in=CLEARED) | ~Q(against=""),
                name="nobody_is_cleared_of_no_list",
            ),
        ]  # fmt: skip

    @property
    def is_cleared(self) -> bool:
        """Cleared, and not past its day. Of sanctions, ask `clearance`: the lists move on."""
        return self.state in CLEARED and not self.is_expired

    @property
    def is_expired(self) -> bool:
        """Cleared once, and to be checked again: it counts as not cleared."""
        expires = self.expires_on if self.state in CLEARED else None
        return expires is not None and expires < clock.today()


class Demand(policy.Guarded):
    """Which checks an initiative asks for before anybody is approved."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="demands")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    identity = models.BooleanField(default=True)
    sanctions = models.BooleanField(default=True)
    interests = models.BooleanField(default=True)
    office = models.BooleanField(default=True)
    safety = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = policy.GuardedQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-asked_at"]
        constraints = [
            all_or_none("signed_by", "signed_at", name="a_signed_demand_is_whole"),
            two_signatories(
                "asked_by", "signed_by", unless=["asked", "superseded"],
                name="a_demand_has_two_signatories",
            ),
            models.UniqueConstraint(
                fields=["initiative"], condition=Q(state="in_force"),
                name="one_demand_is_in_force",
            ),
            models.UniqueConstraint(
                fields=["initiative"], condition=Q(state="asked"),
                name="one_demand_waits",
            ),
        ]  # fmt: skip

    @property
    def kinds(self) -> list[str]:
        """The kinds asked for, in the order a page shows them."""
        return [kind for kind in Check.Kind.values if getattr(self, kind)]
