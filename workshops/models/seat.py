"""Who is asked to one round, and the copy of their names that the room may hold."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.models import Candidacy, Person
from trackii import policy
from trackii.constraints import all_or_none, one_hand
from trackii.http import address
from trackii.vault.fields import LinkSealedField, Sealed, SealedField
from trackii.vault.models import Link
from workshops.models.workshop import Workshop


class Seat(policy.Guarded):
    """One candidacy's place at one round."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        ATTENDED = "attended", _("Attended")
        ABSENT = "absent", _("Absent")

    ON_THE_DAY = ("attended", "absent")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="seats")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="seats")
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="seats")
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField()
    answered_by = models.ForeignKey(  # the colleague who took the answer
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    told_through = models.ForeignKey(  # or her own link, if she answered herself
        Link, models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)
    # What she is asked, handed out to her link; what she wrote, to the team and back.
    offer = LinkSealedField("brief", until="archived", dies_with="person_id", null=True)
    joining = LinkSealedField(  # shown to who accepted
        "brief", until="archived", dies_with="person_id", null=True
    )
    words = SealedField("roster", until="erased", dies_with="person_id", null=True)
    words_back = LinkSealedField(
        "roster", until="erased", dies_with="person_id", null=True
    )

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["candidacy__person__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "candidacy"],
                name="one_seat_per_person_and_workshop",
            ),
            all_or_none("answered_by", "answered_at", name="an_answer_is_whole"),
            all_or_none("told_through", "told_at", name="an_own_answer_is_whole"),
            one_hand("answered_by", "told_through", name="an_answer_has_one_hand"),
        ]

    @property
    def anchors(self) -> tuple[UUID, ...]:
        """Where it stands: moved elsewhere, a link about it opens nothing."""
        return self.workshop_id, self.candidacy_id, self.candidacy.person_id

    def get_absolute_url(self) -> str:
        return address("workshops:seats", self.initiative.code, self.workshop.number)

    @property
    def person_id(self) -> UUID:
        return self.candidacy.person_id


class RegistryEntry(policy.Guarded):
    """The names of one person, copied into the room so that they can be kept out of its words."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="registry")
    person = models.ForeignKey(Person, models.PROTECT, related_name="registered")
    code = models.CharField(max_length=8)  # the drawn code name
    # Of who has no seat here: the room knows her name where it stands, and cannot read it.
    blind = models.BooleanField(default=False)
    names = SealedField("room", until="destroyed", dies_with="person_id")

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["code"]
        verbose_name_plural = "registry entries"
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "code"], name="registered_once_a_round"
            )
        ]

    @classmethod
    def sealed(
        cls, pk: UUID, workshop: Workshop, person: UUID, names: Sealed
    ) -> RegistryEntry:
        """A row out of a list's columns: enough to be opened."""
        columns = ("id", "initiative_id", "workshop_id", "person_id", "names")
        return cls.from_db(
            None, columns, (pk, workshop.initiative_id, workshop.pk, person, names)
        )
