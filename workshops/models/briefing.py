"""A PDF pack for one audience, made by the worker and sealed on the way back."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from trackii import clock, policy
from trackii.constraints import all_or_none
from trackii.http import address
from trackii.vault.fields import LinkSealedField, SealedField, WorkerSealedField
from workshops.models.seat import Seat
from workshops.models.workshop import Workshop


def _number(*said: object) -> UUID:
    """A number that says what a row is of: what is sealed there opens under no other.

    Whoever moves the row in the database moves it away from its number.
    """
    return UUID(bytes=sha256("|".join(map(str, said)).encode()).digest()[:16])


def printed(copy: int) -> str:
    """The number of a copy, as it stands on paper."""
    digits = f"{copy:08}"
    return f"{digits[:4]} {digits[4:]}"


def _lies_with(audience: str, *columns: str) -> Q:
    """These columns are of one audience's packs alone."""
    return Q(audience=audience) | Q(**{f"{name}__isnull": True for name in columns})


class Briefing(policy.Guarded):
    """One pack: what is in it was gathered by somebody unlocked, the rest is printing."""

    class State(models.TextChoices):
        CLEARED = "cleared", _("Cleared, being made")
        ISSUED = "issued", _("Issued")
        FAILED = "failed", _("Failed")
        SUPERSEDED = "superseded", _("Superseded")
        RECALLED = "recalled", _("Recalled")
        EMPTIED = "emptied", _("Recalled: somebody in it is no longer held")

    STANDING = ("cleared", "issued")

    class Audience(models.TextChoices):
        PARTICIPANT = "participant", _("Participants")
        FACILITATOR = "facilitator", _("Facilitators")
        DONOR = "donor", _("Donors")

    # In which columns the pack of each audience lies: what is printed, and the PDF.
    COLUMNS: ClassVar[dict[str, tuple[str, str]]] = {
        "participant": ("content", "pages"),
        "facilitator": ("room_content", "room_pages"),
        "donor": ("released_content", "released_pages"),
    }

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="briefings")
    audience = models.CharField(max_length=12, choices=Audience)
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.CLEARED)
    content = WorkerSealedField("brief", until="issued", null=True)
    pages = SealedField("brief", until="archived", null=True)  # the PDF
    # The facilitators' names people: it dies with any one of them, with its round, and by
    # a key of its own, which is destroyed when it is recalled or followed by another.
    key = models.UUIDField(null=True)
    room_content = WorkerSealedField(
        "room", until="issued", dies_with="things", null=True
    )
    room_pages = SealedField("room", until="destroyed", dies_with="things", null=True)
    released_content = WorkerSealedField("released", until="issued", null=True)
    released_pages = SealedField("released", until="archived", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(default=clock.now)
    issued_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "audience", "edition"], name="editions_are_counted"
            ),
            all_or_none("cleared_by", "cleared_at", name="a_clearance_is_whole"),
            models.CheckConstraint(
                condition=_lies_with("participant", "content", "pages")
                & _lies_with("facilitator", "room_content", "room_pages", "key")
                & _lies_with("donor", "released_content", "released_pages"),
                name="a_pack_lies_where_its_audience_reads",
            ),
            models.CheckConstraint(
                condition=~Q(audience="facilitator")
                | ~Q(state__in=["cleared", "issued"])
                | Q(key__isnull=False),
                name="a_pack_that_names_people_has_a_key_of_its_own",
            ),
        ]

    @property
    def number(self) -> UUID:
        """Of this edition for this audience of this round, and of nothing else."""
        return _number("briefing", self.workshop_id, self.audience, self.edition)

    @property
    def is_in_place(self) -> bool:
        return self.pk == self.number

    @property
    def columns(self) -> tuple[str, str]:
        return self.COLUMNS[self.audience]

    @property
    def things(self) -> tuple[UUID, ...]:
        """What a pack that names people dies with: any one of these ends it."""
        named = self.mentions.values_list("person", flat=True)
        return (*([self.key] if self.key else []), *sorted(named))

    def get_absolute_url(self) -> str:
        return address(
            "workshops:briefings", self.initiative.code, self.workshop.number
        )


class Handout(policy.Guarded):
    """The pages of one pack, handed out to the private link of one seat."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="handouts")
    seat = models.OneToOneField(Seat, models.CASCADE, related_name="handout")
    # Drawn for her seat, and the same in every edition she has: it stands at the foot of her
    # pages, and resolves here alone.
    copy = models.PositiveIntegerField(null=True)
    pages = LinkSealedField("brief", until="archived", dies_with="person_id")

    class Meta(policy.Guarded.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "copy"], name="a_copy_number_is_one_seats"
            ),
        ]

    @property
    def copy_number(self) -> str:
        """Blank for what was handed out before there were numbers."""
        return printed(self.copy) if self.copy else ""

    @property
    def person_id(self) -> UUID:
        return self.seat.person_id

    @property
    def number(self) -> UUID:
        """Of this pack for this seat."""
        return _number("handout", self.briefing_id, self.seat_id)

    @property
    def is_in_place(self) -> bool:
        return self.pk == self.number
