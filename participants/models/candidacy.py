"""One person put forward for one initiative, and what two officers decided."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.models.person import Person
from trackii import clock, policy
from trackii.constraints import all_or_none, never_the_same, two_signatories
from trackii.http import address
from trackii.vault.fields import Sealed, SealedField

LONGLIST = "longlist"  # in an address, where a state stands otherwise
DORMANT = str(Person.State.DORMANT)  # likewise: whatever her candidacy has come to
UNDECIDED = ["nominated", "sounded_out", "in_review", "referred", "withdrawn"]


class CandidacyQuerySet(policy.GuardedQuerySet):
    def listed(self, initiative: Initiative) -> CandidacyQuerySet:
        """The candidacies of one initiative with what a list shows of each."""
        return self.filter(initiative=initiative).select_related(
            "initiative", "person__side", "recommended_by", "decided_by", "nominated_by"
        )

    def narrowed(self, *, state: str, side: str) -> CandidacyQuerySet:
        """By what a list shows as their state, or to the longlist, and by side, as far as
        these say anything."""
        rows = self.shown()
        rows = rows.filter(shown=state) if state in SHOWN else rows
        rows = rows.undecided() if state == LONGLIST else rows
        return rows.filter(person__side__letter=side) if side.isalpha() else rows

    def undecided(self) -> CandidacyQuerySet:
        """Who was put forward and is neither decided on, nor gone, nor dormant: the longlist."""
        states = Candidacy.State
        return self.active().filter(
            state__in=[
                states.NOMINATED, states.SOUNDED_OUT, states.IN_REVIEW, states.REFERRED,
            ]
        )  # fmt: skip

    def awaiting_officers(self) -> CandidacyQuerySet:
        """What the vetting queue holds, the oldest first."""
        return self.undecided().order_by("nominated_at", "person__code")

    def seatable(self) -> CandidacyQuerySet:
        """Who may be offered a seat."""
        states = ["approved", "invited", "accepted", "confirmed"]
        return self.active().filter(state__in=states)

    def active(self) -> CandidacyQuerySet:
        """All but who is left in peace for now."""
        return self.exclude(person__state=Person.State.DORMANT)

    def shown(self) -> CandidacyQuerySet:
        """With the state a list shows: dormant before what the candidacy has come to."""
        over = models.Q(state__in=["declined", "withdrawn"])
        rests = models.Q(person__state=Person.State.DORMANT) & ~over
        word = models.Case(
            models.When(rests, then=models.Value(DORMANT)), default=models.F("state")
        )
        return self.annotate(shown=word)


class Candidacy(policy.Guarded):
    """One person put forward for one initiative, and what became of it."""

    class State(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        SOUNDED_OUT = "sounded_out", _("Sounded out")
        IN_REVIEW = "in_review", _("In review")
        REFERRED = "referred", _("Referred")
        APPROVED = "approved", _("Approved")
        RESERVE = "reserve", _("Reserve")
        DECLINED = "declined", _("Declined")
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="candidacies"
    )
    person = models.OneToOneField(Person, models.PROTECT, related_name="candidacy")
    state = models.CharField(max_length=12, choices=State, default=State.NOMINATED)
    # Capacity, office, since when; it dies with the person, as everything here.
    standing = SealedField("roster", until="erased", dies_with="person_id")
    case = SealedField(
        "roster", until="erased", dies_with="person_id"
    )  # why this person, in the nominator's words
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    nominated_at = models.DateTimeField(default=clock.now)
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recommended_at = models.DateTimeField(null=True)
    recommendation = SealedField(
        "vetting", until="erased", dies_with="person_id", null=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    grounds = SealedField("vetting", until="erased", dies_with="person_id", null=True)
    # What was decided before she was taken up again, whole: no hand makes it vanish.
    earlier = SealedField("vetting", until="erased", dies_with="person_id", null=True)
    # What the team has to keep to where she was cleared with conditions: by kind of check.
    conditions = SealedField("roster", until="erased", dies_with="person_id", null=True)
    # Why a capacity that is not personal, or an office, does not stand in the way: the words
    # stay when the capacity changes, as what was said of the one before; the signatures go.
    resolution = SealedField(
        "vetting", until="erased", dies_with="person_id", null=True
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True)

    withdrawn_at = models.DateTimeField(null=True)
    erasure_asked_at = models.DateTimeField(null=True)  # by herself: it is due at once
    # What is known for a journey and a stay is shut since then, until it is wiped.
    needs_shut_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = CandidacyQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["person__code"]
        verbose_name_plural = "candidacies"
        constraints = [
            all_or_none(
                "recommended_by", "recommended_at", "recommendation",
                name="a_recommendation_is_whole",
            ),
            all_or_none("decided_by", "decided_at", "grounds", name="a_decision_is_whole"),
            two_signatories(
                "recommended_by", "decided_by", unless=UNDECIDED,
                name="a_decision_has_two_signatories",
            ),
            all_or_none("resolved_by", "resolved_at", name="a_resolution_is_whole"),
            models.CheckConstraint(
                condition=models.Q(resolved_by=None)
                | models.Q(resolution__isnull=False),
                name="nobody_resolves_without_words",
            ),
            all_or_none("seconded_by", "seconded_at", name="a_seconding_is_whole"),
            never_the_same(
                "resolved_by", "seconded_by", name="a_capacity_is_resolved_by_two"
            ),
            models.CheckConstraint(
                condition=models.Q(seconded_by=None)
                | models.Q(resolved_by__isnull=False),
                name="nothing_is_seconded_that_nobody_resolved",
            ),
            never_the_same(
                "nominated_by", "recommended_by", "decided_by",
                name="a_nominator_does_not_decide",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["initiative", "state"], name="candidacies_by_state")
        ]

    @classmethod
    def sealed(
        cls, pk: UUID, table: UUID, person: UUID, conditions: bytes
    ) -> Candidacy:
        """A candidacy out of a list's columns: enough for what the team has to keep to."""
        said = Sealed(bytes(conditions))
        return cls.of_columns(
            id=pk, initiative_id=table, person_id=person, conditions=said
        )

    def get_absolute_url(self) -> str:
        return address("participants:candidacy", self.initiative.code, self.person.code)

    @property
    def anchors(self) -> tuple[UUID, ...]:
        """Where it stands: moved elsewhere, a link about it opens nothing."""
        return self.initiative_id, self.person_id

    @property
    def occasions(self) -> tuple[UUID, ...]:
        """What a link of hers may be about: her own page, a seat of hers, a round's dates."""
        asked = self.canvasses.order_by().values_list("pk", flat=True)
        return self.pk, *self.seats.order_by().values_list("pk", flat=True).union(asked)


# What a list shows as a state, in its order.
SHOWN = {**dict(Candidacy.State.choices), DORMANT: Person.State.DORMANT.label}
