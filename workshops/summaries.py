"""From a draft to a release: checked, read by a second, answered by who was there, signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import retention
from trackii import clock, labels, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Overtaken, Step, WrongState
from trackii.vault import sealing
from workshops import (
    accounts,
    circulation,
    copies,
    disclosure,
    findings,
    notes,
    reviews,
)
from workshops.models import Review, Seat, Session, Summary, Workshop
from workshops.reviews import hold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trackii.accounts.models import User

State = Summary.State
INSIDE = {State.DRAFT, State.CHECKED, State.SECOND_READ, State.PARTICIPANT_REVIEW}
FLOW = Flow(
    Step("revise", INSIDE, State.DRAFT, Action.WRITE_NOTES, gettext_lazy("Save")),
    Step("take_over", INSIDE, State.DRAFT, Action.WRITE_NOTES,
         gettext_lazy("Take the account over")),
    Step("check", {State.DRAFT}, State.CHECKED, Action.WRITE_NOTES,
         gettext_lazy("Submit as checked")),
    Step("second_read", {State.CHECKED}, State.SECOND_READ, Action.SECOND_READ,
         gettext_lazy("Sign as second reader")),
    Step("circulate", {State.SECOND_READ}, State.PARTICIPANT_REVIEW, Action.INVITE,
         gettext_lazy("Take it to the participants")),
    Step("release", {State.PARTICIPANT_REVIEW}, State.RELEASED, Action.RELEASE,
         gettext_lazy("Sign and release"), asks=True),
    Step("reopen", INSIDE - {State.DRAFT}, State.DRAFT, Action.WRITE_NOTES,
         by_itself=True),
    Step("recall", {State.RELEASED}, State.RECALLED, Action.RELEASE,
         gettext_lazy("Recall"), asks=True),
)  # fmt: skip
UNSIGNED = {
    "checked_by": None, "checked_at": None, "second_read_by": None,
    "second_read_at": None, "proof": None, "kept": None, "found": None,
}  # fmt: skip


@transaction.atomic
def draft(
    workshop: Workshop, *, by: User, words: str, session: Session | None = None
) -> Summary:
    """Begin the account of a round or of one session of it, or another after a recall.

    Who begins it is its author.
    """
    policy.require(by, Action.WRITE_NOTES, workshop)
    if not accounts.Scope(workshop, session).has_begun:
        raise ValidationError(
            _("There is nothing to summarise before a session opens.")
        )
    retention.insist_it_stands(workshop.initiative_id, workshop.pk)
    summary = Summary(
        initiative_id=workshop.initiative_id,
        workshop=workshop,
        session=session,
        written_by=by,
        written_at=clock.now(),
    )
    summary.draft = sealing.seal(words, of=summary, field="draft")
    try:
        with transaction.atomic():
            summary.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody has begun the summary meanwhile. Keep your words, and look.")
        ) from error
    trail.record("draft", summary, by=by)
    findings.note(summary, by=by)
    return summary


@transaction.atomic
def revise(summary: Summary, *, by: User, words: str, edition: int) -> int | None:
    """Save new words over the edition they began from. Every signature falls.

    How many reasons fell too, since what they kept no longer stands; None: all there were.
    """
    if summary.written_by_id != by.pk:
        raise Refused(
            by, Action.WRITE_NOTES, summary, "a summary is revised by its author"
        )
    policy.require(by, Action.WRITE_NOTES, summary)
    retention.insist_it_stands(summary.initiative_id, summary.workshop_id)
    sealed = sealing.seal(words, of=summary, field="draft")
    begun = Summary.objects.select_for_update().filter(pk=summary.pk, edition=edition)
    if not (before := begun.first()):
        summary.refresh_from_db()
        raise Overtaken
    FLOW.take(
        summary, "revise", by=by, draft=sealed, edition=F("edition") + 1,
        written_at=clock.now(), **UNSIGNED,
    )  # fmt: skip
    gone = findings.renew(summary, before, by=by)
    circulation.withdraw(summary, by=by)
    return gone


@transaction.atomic
def take_over(summary: Summary, *, by: User) -> None:
    """Go on with the account of somebody who left the team: its signatures fall."""
    policy.require(by, Action.WRITE_NOTES, summary)
    hold(summary)
    if accounts.writers(summary.initiative_id, summary.written_by_id).exists():
        raise ValidationError(_("Its author is on the team and can go on herself."))
    FLOW.take(
        summary, "take_over", by=by, written_by=by, written_at=clock.now(),
        earlier_authors=sorted(summary.authors - {by.pk}), **UNSIGNED,
    )  # fmt: skip
    summary.keepings.all().delete()
    circulation.withdraw(summary, by=by)


def generalise(
    summary: Summary,
    instead: Mapping[str, str],
    *,
    by: User,
    edition: int | None = None,
) -> int | None:
    """Put findings in other words wherever they stand, and save: one's own, or the proposal's."""
    looked = findings.shown(summary, by=by)
    if not any(row.key in instead for row in looked.rows):
        raise ValidationError(_("That stands nowhere in the text any more."))
    words = disclosure.replace(looked.words, looked.found, instead)
    return revise(summary, by=by, words=words, edition=edition or summary.edition)


@transaction.atomic
def check(summary: Summary, *, by: User) -> None:
    """Submit for the second reading. With one finding nobody answered it does not go."""
    if summary.written_by_id != by.pk:
        raise Refused(
            by, Action.WRITE_NOTES, summary, "a summary is submitted by its author"
        )
    hold(summary)
    findings.insist_on_answers(summary, by=by)
    FLOW.take(summary, "check", by=by, checked_by=by, checked_at=clock.now())


@transaction.atomic
def second_read(summary: Summary, *, by: User, edition: int | None = None) -> None:
    """The first signature under a release: somebody of the room, never the author.

    `edition` is the one that was on the page: nobody signs words she has not seen.
    """
    if by.pk in summary.authors:
        raise Refused(
            by, Action.SECOND_READ, summary, "an author is not the second reader"
        )
    hold(summary, edition)
    words = findings.insist_on_none(summary, by=by)
    proof = sealing.seal(words, of=summary, field="proof")
    FLOW.take(
        summary, "second_read", by=by, second_read_by=by, second_read_at=clock.now(),
        proof=proof,
    )  # fmt: skip


@transaction.atomic
def circulate(summary: Summary, *, by: User) -> None:
    """Ask everybody who was there: by a private link, or told and answered in person."""
    seats = summary.workshop.seats
    unknown = seats.filter(state=Seat.State.ACCEPTED).select_related(
        "candidacy__person"
    )
    if codes := [each.candidacy.person.name for each in unknown]:
        raise ValidationError(
            _("Note first, under Seats, who of these was there: %(codes)s.")
            % {"codes": labels.listed(codes)}
        )
    FLOW.take(summary, "circulate", by=by)
    present = seats.filter(state=Seat.State.ATTENDED)
    for seat in present.select_related("candidacy"):
        Review.objects.get_or_create(
            summary=summary,
            seat=seat,
            defaults={
                "initiative_id": summary.initiative_id,
                "person_id": seat.person_id,
            },
        )


@transaction.atomic
def release(summary: Summary, *, by: User, edition: int | None = None) -> None:
    """The second signature: the text leaves the room for what readers may open, and the
    days of its notes begin.

    Who took down the participants' answers does not also release on them.
    """
    policy.require(by, Action.RELEASE, summary)
    hold(summary, edition)
    if by.pk in {summary.second_read_by_id, *summary.authors}:
        why = "a release is signed by two, neither of them its author"
        raise Refused(by, Action.RELEASE, summary, why)
    if reviews.took_answers(summary, by):
        raise ValidationError(reviews.ANOTHER_RELEASES)
    if sentence := reviews.waits_for(summary):
        raise ValidationError(sentence)
    words = sealing.unseal(summary, "proof", by=by)
    text = sealing.seal(words, of=summary, field="text")
    FLOW.take(
        summary,
        "release",
        by=by,
        released_by=by,
        released_at=clock.now(),
        text=text,
        proof=None,
    )
    circulation.shut(summary, by=by)
    notes.summarise(summary.workshop, by=by, session=summary.session)


@transaction.atomic
def recall(summary: Summary, *, by: User) -> None:
    """Take a release back: from here nobody downloads it, and who holds a copy is told."""
    FLOW.take(summary, "recall", by=by)
    copies.recall(summary, by=by)


def read_draft(summary: Summary, *, by: User) -> str:
    policy.require(by, Action.READ_NOTES, summary)
    return sealing.unseal(summary, "draft", by=by)


def read_proof(summary: Summary, *, by: User) -> str:
    """What was second-read, for who must decide whether it is released."""
    policy.require(by, Action.RELEASE, summary)
    return sealing.unseal(summary, "proof", by=by)


def read_released(summary: Summary, *, by: User) -> str:
    """The released text. A recalled one is not read any more."""
    policy.require(by, Action.READ_RELEASED, summary)
    if summary.state != State.RELEASED:
        raise WrongState(summary, "read")
    return sealing.unseal(summary, "text", by=by)


def open_to(user: User, summary: Summary) -> list[Step]:
    """The steps this user could take: nobody is offered a signature she may not give."""
    is_author = summary.written_by_id == user.pk
    shut = set() if is_author else {"revise", "check"}
    if user.pk in summary.authors:
        shut |= {"second_read", "release"}
    steps = [step for step in FLOW.open_to(user, summary) if step.verb not in shut]
    if is_author or getattr(summary, "author_stays", True):
        steps = [step for step in steps if step.verb != "take_over"]
    if any(step.verb == "release" for step in steps) and _waits(summary, user):
        steps = [step for step in steps if step.verb != "release"]
    return steps


def _waits(summary: Summary, user: User) -> bool:
    """Whether the release waits for something, or for somebody else."""
    if summary.second_read_by_id == user.pk or reviews.took_answers(summary, user):
        return True
    return bool(reviews.waits_for(summary))
