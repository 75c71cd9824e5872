"""What the lists said of a candidate, and who said what about that."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from participants.models.person import Person
from trackii import clock, policy
from trackii.constraints import all_or_none, never_the_same
from trackii.vault.fields import SealedField, WorkerSealedField


class Screening(policy.Guarded):
    """The last look for one person on the lists: it feeds the sanctions check, and decides nothing.

    What it found is sealed, if only that it is nothing.
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, models.PROTECT, related_name="screening")
    # Of which editions of the lists, and of the person: digests of what is public or sealed.
    against = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=64, blank=True)
    findings = SealedField("vetting", until="erased", dies_with="person_id", null=True)
    screened_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)  # the worker could not look
    # What the worker is to look for; wiped when it has.
    asked = WorkerSealedField(
        "vetting", until="issued", dies_with="person_id", null=True
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta(policy.Guarded.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked__isnull=True)
                | models.Q(asked_by__isnull=False),
                name="what_waits_was_asked_by_somebody",
            ),
        ]


class Judgement(policy.Guarded):
    """What two officers say of one listed entry: which one, and why, is sealed."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="judgements")
    # The entry, its version, what it is held to be, and on what grounds.
    words = SealedField("vetting", until="erased", dies_with="person_id")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["judged_at"]
        constraints = [
            all_or_none("signed_by", "signed_at", name="a_second_word_is_whole"),
            never_the_same("signed_by", "judged_by", name="a_judgement_has_two_heads"),
        ]
