"""What one private link opens of somebody's own."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from dialogues.models import Initiative
from participants.models.candidacy import Candidacy
from trackii import policy
from trackii.vault.fields import LinkSealedField, Sealed, SealedField
from trackii.vault.models import Link


class Folder(policy.Guarded):
    """What is handed out to one link of a participant's, and what she says by it."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="folders")
    link = models.OneToOneField(Link, models.PROTECT, related_name="folder")
    # The texts she is asked to agree to.
    handed = LinkSealedField("roster", until="erased", dies_with="person_id")
    # What is known of her: who has only the letter does not read it, so it takes two words.
    known = LinkSealedField("roster", until="erased", dies_with="person_id", null=True)
    # What she needs on the way and there: to the team, and back to her. Wiped by itself.
    said = SealedField("roster", until="erased", dies_with="person_id", null=True)
    said_back = LinkSealedField(
        "roster", until="erased", dies_with="person_id", null=True
    )
    said_at = models.DateTimeField(null=True)
    # Which of the offered days she could come, likewise.
    days = SealedField("roster", until="erased", dies_with="person_id", null=True)
    days_back = LinkSealedField(
        "roster", until="erased", dies_with="person_id", null=True
    )
    days_at = models.DateTimeField(null=True)
    # Of an address her calendar fetches from: its hash alone is kept.
    feed_hash = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["pk"]

    @property
    def person_id(self) -> UUID:
        if "of_person" in self.__dict__:  # out of a list's columns
            return self.__dict__["of_person"]  # type: ignore[no-any-return]
        return self.candidacy.person_id

    @classmethod
    def with_days(cls, pk: UUID, table: UUID, person: UUID, days: bytes) -> Folder:
        """A row out of a list's columns: enough to open which days she could come."""
        names, values = ["id", "initiative_id", "days"], [pk, table]
        row = cls.from_db(None, names, [*values, Sealed(bytes(days))])
        row.__dict__["of_person"] = person
        return row

    @property
    def occasions(self) -> tuple[UUID, ...]:
        return self.candidacy.occasions
