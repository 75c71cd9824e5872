"""A round and its sessions."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import policy
from trackii.constraints import all_or_none
from trackii.http import address
from trackii.vault.fields import SealedField
from workshops.models.venue import Venue


def named(number: int, session: int = 0) -> str:
    """What a text is of, in words: a whole round, or one session of it."""
    said = {"number": number, "session": session}
    if session:
        return gettext("Round %(number)d, session %(session)d") % said
    return gettext("Round %(number)d") % said


class WorkshopQuerySet(policy.GuardedQuerySet):
    def known_to(self, member: UUID) -> WorkshopQuerySet:
        """The team knows of every round; a reader of those something was released of."""
        team = self.seated(policy.Action.READ_BRIEF, member).values("pk")
        released = self.seated(policy.Action.VIEW, member).filter(
            summaries__state__in=["released", "recalled"]
        )
        return self.filter(Q(pk__in=team) | Q(pk__in=released.values("pk")))

    def with_seats(self) -> WorkshopQuerySet:
        """With how many have accepted or were there."""
        taken = Q(seats__state__in=["accepted", "attended"])
        return (
            self.select_related("initiative")
            .annotate(seated=models.Count("seats", filter=taken))
            .as_they_come()
        )

    def as_they_come(self) -> WorkshopQuerySet:
        """By their day, those that have none last."""
        return self.order_by(F("starts_at").asc(nulls_last=True), "number")

    def upcoming(self, today: datetime) -> WorkshopQuerySet:
        """Rounds that are still to come and not called off."""
        ahead = self.filter(ends_at__gte=today)
        return ahead.exclude(state__in=["cancelled", "postponed"]).order_by("starts_at")


class Workshop(policy.Guarded):
    """One round: dates, a venue, seats per side."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CANVASSING = "canvassing", _("Canvassing")
        PROVISIONAL = "provisional", _("Provisional")
        CONFIRMED = "confirmed", _("Confirmed")
        IN_SESSION = "in_session", _("In session")
        CLOSED = "closed", _("Closed")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="workshops")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    quorum = models.PositiveSmallIntegerField(default=2)  # per side
    remind_days = models.PositiveSmallIntegerField(default=3)  # before it starts
    # Chosen when it is confirmed: by day for most of those who come. One moment for all of
    # them, so that no letter's hour tells by which clock its reader lives.
    remind_at = models.DateTimeField(null=True)
    last_session = models.PositiveSmallIntegerField(default=0)  # number ever given
    plan = SealedField("brief", until="archived")  # title, venue, what to know
    venue = models.ForeignKey(  # of those the team knows; its words stand in the plan
        Venue, models.PROTECT, null=True, related_name="rounds"
    )
    moves = models.PositiveSmallIntegerField(
        default=0
    )  # how often its dates were fixed
    dated_at = models.DateTimeField(null=True)  # when they were fixed as they are
    packs_due_on = models.DateField(null=True)  # cleared by then, they can be read
    # The periods people are asked about, and why one was chosen that speaks against itself.
    options = SealedField("brief", until="archived", null=True)
    despite = SealedField("brief", until="archived", null=True)
    # Why it was confirmed although one side sits there with more people than another.
    uneven = SealedField("brief", until="archived", null=True)
    # How many of each side sat there when it was confirmed, or somebody said why last.
    sides_were = models.CharField(max_length=64, default="")
    joining = SealedField("brief", until="archived", null=True)  # how, if held online
    # Who shares no group with whom, and who sits where: code names, both.
    apart = SealedField("roster", until="archived", null=True)
    arrangement = SealedField("brief", until="archived", null=True)
    # Who was moved by hand, and why all the same: the reason may name who is kept apart.
    regrouped = SealedField("roster", until="archived", null=True)

    objects: ClassVar[models.Manager] = WorkshopQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "number"], name="rounds_are_counted"
            ),
            all_or_none("starts_at", "ends_at", name="dates_have_two_ends"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(starts_at__lt=F("ends_at")),
                name="a_round_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(quorum__gte=1), name="a_quorum_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        named = {"name": self.initiative.name, "number": self.number}
        return gettext("%(name)s, round %(number)s") % named

    def get_absolute_url(self) -> str:
        return address("workshops:workshop", self.initiative.code, self.number)

    @property
    def workshop_id(self) -> UUID:
        return self.pk


class Session(policy.Guarded):
    """A piece of a round: it has a phase, and a regime fixed once it opens."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Phase(models.TextChoices):
        """The phases of a problem-solving workshop, after Kelman; of a dialogue, after Saunders."""

        GROUND_RULES = "ground_rules", _("Introductions and ground rules")
        INFORMATION = "information", _("Information exchange")
        NEEDS_AND_FEARS = "needs_and_fears", _("Needs and fears")
        SHAPE = "shape", _("Shape of solutions")
        CONSTRAINTS = "constraints", _("Political and psychological constraints")
        OVERCOMING = "overcoming", _("Overcoming constraints")
        NEXT_STEPS = "next_steps", _("Next steps")
        DECIDING = "deciding", _("Deciding to engage")
        MAPPING = "mapping", _("Mapping problems and relationships")
        PROBING = "probing", _("Probing problems and relationships")
        SCENARIOS = "scenarios", _("Scenario-building")
        ACTING = "acting", _("Acting together")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="sessions")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    phase = models.CharField(max_length=16, choices=Phase)
    regime = models.CharField(max_length=16, choices=Initiative.Regime)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    purpose = SealedField("brief", until="archived")
    room = models.PositiveSmallIntegerField(null=True)  # of its venue: what a door has

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "number"], name="sessions_are_counted"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="a_session_ends_after_it_starts",
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("workshops:room", self.initiative.code, self.workshop.number)
