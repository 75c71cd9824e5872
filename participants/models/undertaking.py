"""What a participant is asked to agree to, and what she agreed to."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.models.candidacy import Candidacy
from trackii import policy
from trackii.constraints import all_or_none, one_hand
from trackii.vault.fields import SealedField
from trackii.vault.models import Link


class Wording(policy.Guarded):
    """One edition of one text, in every language it was put into. None is ever changed."""

    class Kind(models.TextChoices):
        CONSENT = "consent", _("Consent to taking part")
        CAPACITY = "capacity", _("Personal capacity")
        CONFIDENTIALITY = "confidentiality", _("Confidentiality")
        TRAVEL = "travel", _("Consent to travel arrangements")
        FOLLOW_UP = "follow_up", _("Consent to being asked afterwards")

    # Without these nobody takes a seat; the others are for a purpose of their own.
    NEEDED = (Kind.CONSENT, Kind.CAPACITY, Kind.CONFIDENTIALITY)

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="wordings")
    kind = models.CharField(max_length=16, choices=Kind)
    edition = models.PositiveSmallIntegerField()
    words = SealedField("brief", until="archived")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["kind", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "kind", "edition"], name="wordings_are_counted"
            )
        ]


class Undertaking(policy.Guarded):
    """One edition of one text before one participant, and what she did with it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUPERSEDED = "superseded", _("Superseded")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="undertakings"
    )
    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, related_name="undertakings"
    )
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="undertakings")
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    # The name she typed, the day, the language she read; on paper, who witnessed it.
    signature = SealedField("roster", until="erased", dies_with="person_id", null=True)
    given_at = models.DateTimeField(null=True)
    given_through = models.ForeignKey(  # her own link
        Link, models.PROTECT, null=True, related_name="+"
    )
    recorded_by = models.ForeignKey(  # or the colleague who has the paper
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # What she had taken back is given again on paper by two: the second of them.
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True)
    # Such a paper, until the second has signed.
    paper = SealedField("roster", until="erased", dies_with="person_id", null=True)
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    paper_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager] = policy.GuardedQuerySet.as_manager()

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["wording__kind", "-wording__edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "wording"], name="a_text_is_offered_once"
            ),
            all_or_none("signature", "given_at", name="what_is_given_is_signed"),
            one_hand(
                "given_through", "recorded_by", name="an_undertaking_has_one_hand"
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(given_at__isnull=False),
                name="nothing_is_given_without_a_signature",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True)
                | Q(given_through__isnull=False)
                | Q(recorded_by__isnull=False),
                name="a_signature_came_by_a_hand",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=False)
                | Q(given_through__isnull=True, recorded_by__isnull=True),
                name="a_hand_has_its_moment",
            ),
            all_or_none(
                "seconded_by", "seconded_at", name="a_second_hand_has_its_moment"
            ),
            all_or_none("paper", "paper_by", "paper_at", name="a_paper_is_whole"),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True)
                | (Q(recorded_by__isnull=False) & ~Q(recorded_by=F("seconded_by"))),
                name="a_paper_is_signed_by_two",
            ),
        ]

    @property
    def person_id(self) -> UUID:
        return self.candidacy.person_id

    @property
    def occasions(self) -> tuple[UUID, ...]:
        return self.candidacy.occasions
