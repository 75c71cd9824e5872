"""Who is asked which dates of a round she could keep."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from dialogues.models import Initiative
from participants.models import Candidacy
from trackii import policy
from trackii.constraints import all_or_none, one_hand
from trackii.vault.fields import LinkSealedField, Sealed, SealedField
from trackii.vault.models import Link
from workshops.models.workshop import Workshop


class Canvass(policy.Guarded):
    """One person, or one colleague, asked about the dates of one round; and the answer."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="canvasses")
    candidacy = models.ForeignKey(
        Candidacy, models.PROTECT, null=True, related_name="canvasses"
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # What bears on her dates: visas, journeys, feasts, where she is at home.
    circumstances = SealedField(
        "roster", until="erased", dies_with="person_id", null=True
    )
    # What she is asked, handed out to her link; what she says, to the team and back.
    offer = LinkSealedField("roster", until="erased", dies_with="person_id", null=True)
    answers = SealedField("roster", until="erased", dies_with="person_id", null=True)
    answers_back = LinkSealedField(
        "roster", until="erased", dies_with="person_id", null=True
    )
    # What a colleague says: all of the team plan by it.
    said = SealedField("brief", until="archived", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    told_through = models.ForeignKey(  # or her own link, if she answered herself
        Link, models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["candidacy__person__code"]
        verbose_name_plural = "canvasses"
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "candidacy"], name="asked_once_about_a_round"
            ),
            models.UniqueConstraint(
                fields=["workshop", "colleague"], name="a_colleague_answers_once"
            ),
            models.CheckConstraint(
                condition=Q(candidacy=None, colleague__isnull=False)
                | Q(candidacy__isnull=False, colleague=None),
                name="a_canvass_is_of_one",
            ),
            all_or_none("answered_by", "answered_at", name="dates_are_answered_whole"),
            all_or_none("told_through", "told_at", name="own_dates_are_told_whole"),
            one_hand("answered_by", "told_through", name="dates_have_one_hand"),
        ]

    @property
    def anchors(self) -> tuple[UUID, ...]:
        """Where it stands: moved elsewhere, a link about it opens nothing."""
        assert self.candidacy is not None
        return self.workshop_id, self.candidacy.pk, self.candidacy.person_id

    @property
    def answered_by_anyone(self) -> bool:
        return bool(self.answered_at or self.told_at)

    @property
    def person_id(self) -> UUID | None:
        if "of_person" in self.__dict__:  # out of a list's columns
            return self.__dict__["of_person"]
        return self.candidacy.person_id if self.candidacy else None

    @classmethod
    def sealed(
        cls, pk: UUID, table: UUID, person: UUID | None, *words: bytes | None
    ) -> Canvass:
        """A row out of a list's columns: enough to be opened."""
        sealed = [Sealed(bytes(each)) if each else None for each in words]
        named = zip(("circumstances", "answers", "said"), sealed, strict=False)
        return cls.of_columns(
            id=pk, initiative_id=table, of_person=person, **dict(named)
        )
