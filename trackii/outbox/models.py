"""A letter and how far it has come."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from trackii import clock
from trackii.labels import label
from trackii.policy import GuardedQuerySet
from trackii.vault.fields import WorkerSealedField


class LetterQuerySet(GuardedQuerySet):
    def of(self, initiative: UUID, state: str = "") -> LetterQuerySet:
        """The letters of one initiative: what a person decides, what goes next, what is over."""
        rows = self.filter(initiative=initiative).order_by(
            Case(When(state__in=Letter.STUCK, then=0), When(state__in=Letter.OVER, then=2),
                 default=1),
            Case(When(state__in=Letter.OVER, then=None), default=F("due_at")),
            F("due_at").desc(),
        )  # fmt: skip
        return rows.filter(state=state) if state in Letter.State else rows

    def due(self) -> LetterQuerySet:
        return self.filter(state=Letter.State.DUE, due_at__lte=clock.now())


class Letter(models.Model):
    """One notice to one address. The address is the worker's to read, and wiped when sent."""

    ATTEMPTS = 8
    STUCK = ("uncertain", "failed")  # a person decides
    OVER = ("sent", "cancelled")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")  # it waits for an answer, then for its day
        HELD = "held", _("Held")  # somebody keeps it back, and lets it go again
        DUE = "due", _("Due")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Uncertain")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        INVITATION = "invitation", _("Invitation")
        REVIEW = "review", _("Review of a draft")
        RECHECK = "recheck", _("Check that runs out")
        OWN = "own", _("Own page")
        CANVASS = "canvass", _("Dates")
        NOTICE = "notice", _("Word that something waits")
        ENTRY = "entry", _("Entry for the calendar")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    initiative = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=16, choices=Kind)
    occasion = models.UUIDField(db_index=True)  # what it is about: a seat, a review
    person = models.UUIDField(null=True)  # with whom its address dies
    link = models.UUIDField(null=True)  # the private link it carries
    edition = models.PositiveSmallIntegerField(default=1)  # of the address
    fingerprint = models.BinaryField()  # which letter it is, whoever is to read it
    state = models.CharField(max_length=16, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    lapses_at = models.DateTimeField(null=True)  # after that it would be untrue
    posted_at = models.DateTimeField(default=clock.now)
    recipient = WorkerSealedField(  # and the link
        "roster", until="sent", dies_with="person", null=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # Cancelled while it was on its way: if it did not go, it does not go again.
    void_since = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=~Q(state="cancelled"),
                name="no_letter_goes_twice",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["due", "sending"]),
                name="letters_on_their_way",
            )
        ]

    _get_FIELD_display = label  # noqa: N815 -- Django's name

    def __str__(self) -> str:
        return f"Letter {self.pk}"

    @property
    def initiative_id(self) -> UUID:
        return self.initiative
