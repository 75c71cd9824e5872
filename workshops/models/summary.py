"""The anonymised account of a round, and what each participant answered about it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative
from participants.models import Person
from trackii import clock, policy
from trackii.constraints import (
    all_or_none,
    never_among,
    never_the_same,
    one_hand,
    two_signatories,
)
from trackii.http import address
from trackii.vault.fields import LinkSealedField, SealedField
from trackii.vault.models import Link
from workshops.models.seat import Seat
from workshops.models.workshop import Session, Workshop, named


class Summary(policy.Guarded):
    """What may leave the room, once nobody can be found in it and two have said so."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Checked")
        SECOND_READ = "second_read", _("Second read")
        PARTICIPANT_REVIEW = "participant_review", _("With the participants")
        RELEASED = "released", _("Released")
        RECALLED = "recalled", _("Recalled")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="summaries")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="summaries")
    session = models.ForeignKey(  # of one session, or else of the whole round
        Session, models.PROTECT, null=True, related_name="summaries"
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=1)
    draft = SealedField("room", until="destroyed", dies_with="workshop_id")
    # Findings somebody would keep, with the reason; who signed for each is in Keeping.
    kept = SealedField("room", until="destroyed", dies_with="workshop_id", null=True)
    # What the check said of these words when they were saved: a page shows it, no gate
    # goes by it.
    found = SealedField("room", until="destroyed", dies_with="workshop_id", null=True)
    # Whether all that is left to resolve in it is doubtful, and so a colleague's to decide.
    doubted = models.BooleanField(default=False)
    # Once second-read, a copy for the conveners: they share `ideas` with the room, and
    # nobody releases what she could not read.
    proof = SealedField("ideas", until="released", dies_with="workshop_id", null=True)
    text = SealedField("released", until="archived", null=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)
    # Who wrote at it before somebody took it over: their words may stand in it still.
    earlier_authors = ArrayField(models.UUIDField(), default=list)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    second_read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    second_read_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        verbose_name_plural = "summaries"
        ordering = ["-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"], name="one_standing_account_a_round",
                condition=~models.Q(state="recalled") & models.Q(session=None),
            ),
            models.UniqueConstraint(
                fields=["session"], condition=~models.Q(state="recalled"),
                name="one_standing_account_a_session",
            ),
            all_or_none("checked_by", "checked_at", name="a_check_is_whole"),
            all_or_none("second_read_by", "second_read_at", name="a_reading_is_whole"),
            all_or_none("released_by", "released_at", name="a_release_is_whole"),
            two_signatories(
                "written_by", "second_read_by", unless=["draft", "checked"],
                name="an_author_is_not_the_second_reader",
            ),
            two_signatories(
                "second_read_by", "released_by",
                unless=["draft", "checked", "second_read", "participant_review"],
                name="a_release_has_two_signatories",
            ),
            never_the_same(
                "released_by", "written_by", name="an_author_does_not_release"
            ),
            never_among(
                "second_read_by", "earlier_authors",
                name="who_wrote_before_is_not_the_second_reader",
            ),
            never_among(
                "released_by", "earlier_authors",
                name="who_wrote_before_does_not_release",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        if self.session is None:
            return str(self.workshop)
        said = {"round": self.workshop, "session": self.session.number}
        return gettext("%(round)s, session %(session)d") % said

    @property
    def number(self) -> str:
        """As an address says it: of round 3, or of its second session, 3.2."""
        of = str(self.workshop.number)
        return f"{of}.{self.session.number}" if self.session else of

    @property
    def title(self) -> str:
        return named(self.workshop.number, self.session.number if self.session else 0)

    @property
    def authors(self) -> set[UUID]:
        """Whose words may stand in it: none of them second-reads or releases it."""
        return {self.written_by_id, *self.earlier_authors}

    def get_absolute_url(self) -> str:
        return address("workshops:summary", self.initiative.code, self.number)


class Keeping(policy.Guarded):
    """A finding somebody would keep in an account: who gave the reason, and who agreed.

    Which finding, and why, is sealed with the account. A doubtful one stands on the word of
    one who did not write the account; a certain one takes two.
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    summary = models.ForeignKey(Summary, models.PROTECT, related_name="keepings")
    certain = models.BooleanField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    kept_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["kept_at"]
        constraints = [
            all_or_none("agreed_by", "agreed_at", name="an_agreement_is_whole"),
            never_the_same(
                "agreed_by", "kept_by", name="what_is_kept_is_agreed_to_by_another"
            ),
        ]

    def get_absolute_url(self) -> str:
        return self.summary.get_absolute_url()


class Review(policy.Guarded):
    """What somebody who was there answered to the summary. Silence is not assent."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        AGREED = "agreed", _("Agrees")
        OBJECTED = "objected", _("Objects")
        PASSED = "passed", _("Did not answer in time")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+")
    summary = models.ForeignKey(Summary, models.PROTECT, related_name="reviews")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="reviews")
    # Whose words these are: a link to a draft reaches no seat, and must know.
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answered_by = models.ForeignKey(  # the colleague who took the answer
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    # Who took the last objection: it is turned by somebody else.
    objection_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    objection_at = models.DateTimeField(null=True)
    told_through = models.ForeignKey(  # or her own link, if she answered herself
        Link, models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)
    # The text she is asked about; what she objects to, to the room and back to her.
    handed = LinkSealedField("room", until="released", dies_with="person_id", null=True)
    words = SealedField("room", until="destroyed", dies_with="person_id", null=True)
    words_back = LinkSealedField(
        "room", until="released", dies_with="person_id", null=True
    )

    class Meta(policy.Guarded.Meta):
        abstract = False
        ordering = ["seat__candidacy__person__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "seat"], name="one_review_a_seat"
            ),
            all_or_none("answered_by", "answered_at", name="a_review_is_whole"),
            all_or_none("objection_by", "objection_at", name="an_objection_is_whole"),
            models.CheckConstraint(
                condition=~models.Q(state="agreed")
                | models.Q(objection_by__isnull=True)
                | ~models.Q(objection_by=models.F("answered_by")),
                name="an_objection_is_turned_by_another",
            ),
            all_or_none("told_through", "told_at", name="an_own_review_is_whole"),
            one_hand("answered_by", "told_through", name="a_review_has_one_hand"),
        ]

    def get_absolute_url(self) -> str:
        return self.summary.get_absolute_url()

    @property
    def workshop_id(self) -> UUID:
        return self.summary.workshop_id

    @property
    def anchors(self) -> tuple[UUID, ...]:
        """Where it stands: moved elsewhere, a link about it opens nothing."""
        return self.summary_id, self.seat_id, self.workshop_id
