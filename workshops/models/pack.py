"""Around the packs: what stands in them in which order, whom they name, who took which copy."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dialogues.models import Initiative
from participants.models import Person
from trackii import clock, policy
from trackii.vault.fields import SealedField
from workshops.models.briefing import Briefing, printed
from workshops.models.workshop import Workshop


class Contents(policy.Guarded):
    """The draft of every edition for one audience of one round: its parts, in their order."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="contents")
    audience = models.CharField(max_length=12, choices=Briefing.Audience)
    # The names of parts that we ship, and no others; what does not stand there is left out.
    order = models.CharField(max_length=200)
    # What facilitators write for themselves: in code names, so that nobody has to be
    # looked for in it who is erased.
    words = SealedField("room", until="destroyed", dies_with="workshop_id", null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        verbose_name_plural = "contents"
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "audience"], name="an_audience_has_one_draft"
            ),
        ]


class Mention(policy.Guarded):
    """One person whom one pack names. The pack dies with her."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="mentions")

    class Meta(policy.Guarded.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "person"], name="a_pack_names_somebody_once"
            ),
        ]


class PackCopy(policy.Guarded):
    """The copy of one pack that one colleague took: its number stands at the foot of it."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(default=clock.now)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "number"], name="a_copy_number_is_one_colleagues"
            ),
            models.UniqueConstraint(
                fields=["briefing", "taken_by"], name="a_colleague_has_one_copy"
            ),
        ]

    @property
    def copy_number(self) -> str:
        return printed(self.number)
