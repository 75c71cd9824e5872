"""Somebody who might come: a code name, and an envelope nobody else can read."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative, Side
from trackii import policy
from trackii.constraints import all_or_none
from trackii.http import address
from trackii.vault.fields import Sealed, SealedField


class Person(policy.Guarded):
    """One human inside one initiative. The same human elsewhere is another row."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        DORMANT = "dormant", _("Dormant")
        ERASED = "erased", _("Erased")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="people")
    side = models.ForeignKey(Side, models.PROTECT, related_name="people")
    code = models.SlugField(max_length=8)  # a-07: stable, never reused
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    particulars = SealedField("roster", until="erased", dies_with="pk")
    # Food and access, for a journey and a stay alone: wiped when she takes that back.
    care = SealedField("roster", until="erased", dies_with="pk", null=True)

    # By these she is found who is put forward twice: HMACs under the roster's own key.
    email_mark = models.BinaryField(null=True)
    phone_mark = models.BinaryField(null=True)
    # Who changed her address last: another sends the first link to it.
    readdressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    readdressed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged"
    )

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["code"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "code"], name="a_code_name_is_one_person"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="nobody_goes_into_herself",
            ),
            all_or_none(
                "readdressed_by", "readdressed_at", name="a_new_address_is_somebodys"
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("participants:candidacy", self.initiative.code, self.code)

    @property
    def name(self) -> str:
        return self.code.upper()

    @classmethod
    def sealed(cls, pk: UUID, table: UUID, code: str, particulars: Sealed) -> Person:
        """Somebody out of a list's columns: enough to be opened, and to be named."""
        return cls.of_columns(
            id=pk, initiative_id=table, code=code, particulars=particulars
        )
