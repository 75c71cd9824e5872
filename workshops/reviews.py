"""What who was there says of an account before it goes out. Silence is not assent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Initiative
from trackii import clock, labels, policy
from trackii.policy import Action, Refused
from trackii.prepared import Prepared
from trackii.states import Flow, Overtaken, Step, WrongState
from trackii.vault import links
from workshops import programme
from workshops.models import Review, Seat, Session, Summary

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

State = Summary.State
FLOW = Flow(
    Step("agree", {Review.State.ASKED, Review.State.OBJECTED, Review.State.PASSED},
         Review.State.AGREED,
         Action.INVITE, gettext_lazy("Agrees")),
    Step("object", {Review.State.ASKED, Review.State.AGREED, Review.State.PASSED},
         Review.State.OBJECTED,
         Action.INVITE, gettext_lazy("Objects")),
    # She says it herself, by her own link.
    Step("agree_by_link", set(Review.State), Review.State.AGREED, Action.INVITE,
         by_link=True),
    Step("object_by_link", set(Review.State), Review.State.OBJECTED, Action.INVITE,
         by_link=True),
    # Silence is no answer: that the account goes on without one, a facilitator decides.
    Step("pass_by", {Review.State.ASKED}, Review.State.PASSED,
         Action.DECIDE_ON_SILENCE, gettext_lazy("Did not answer in time")),
)  # fmt: skip

ANOTHER_RELEASES = gettext_lazy(
    "You recorded what participants answered: another convener signs the release."
)


@transaction.atomic
def answer(review: Review, verb: str, *, by: User) -> None:
    """Record what a participant said of the text, or that the time for it passed.

    What she said by her own link stands until she says otherwise herself. An objection
    that one hand took down is turned by another: else a colleague could make somebody
    agree who never did.
    """
    hold(review.summary)
    if review.summary.state != State.PARTICIPANT_REVIEW:
        raise WrongState(review.summary, "answer")
    review.refresh_from_db(
        fields=["state", "told_through", "objection_by", "objection_at"]
    )
    if review.told_through_id is not None:
        raise ValidationError(
            _("That answer came by private link. Only who gave it can say otherwise.")
        )
    if verb == "agree" and review.objection_by_id == by.pk:
        why = "an objection is turned by another than who took it down"
        raise Refused(by, Action.INVITE, review, why)
    if verb == "pass_by" and (link := links.live(review.pk).get(review.pk)):
        open_ = _("The link takes answers until %(day)s. Wait, or take it back first.")
        raise ValidationError(open_ % {"day": labels.day(link.deadline_at)})
    now = clock.now()
    said = {"answered_by": by, "answered_at": now}
    if verb == "object":
        said |= {"objection_by": by, "objection_at": now}
    FLOW.take(review, verb, by=by, **said)


def took_answers(summary: Summary, user: User) -> bool:
    """Whether this colleague recorded what a participant said of this account."""
    hers = Q(answered_by=user) | Q(objection_by=user)
    return summary.reviews.filter(hers).exists()


def of(summary: Summary, user: User) -> list[tuple[Review, list[Step]]]:
    """What each participant answered, with the answers that can still be recorded."""
    may = policy.actions(user, summary.initiative_id)
    if Action.INVITE not in may:
        return []
    if summary.state in {State.DRAFT, State.CHECKED, State.SECOND_READ}:
        return []  # nobody has been asked yet
    now = summary.state == State.PARTICIPANT_REVIEW
    rows = list(summary.reviews.select_related("seat__candidacy__person"))
    asked = links.live(*[row.pk for row in rows]) if now and rows else {}
    return [(row, _open_to(user, row, asked) if now else []) for row in rows]


def _open_to(user: User, review: Review, asked: Collection[UUID]) -> list[Step]:
    """Nobody turns an objection she took down, or decides on silence before its day."""
    if review.told_through_id is not None:
        return []  # she answers herself
    shut = {"agree"} if review.objection_by_id == user.pk else set()
    shut |= {"pass_by"} if review.pk in asked else set()
    return [step for step in FLOW.open_to(user, review) if step.verb not in shut]


def waits_for(summary: Summary) -> str:
    """What the participants' answers still hold up, in a sentence; empty if nothing."""
    if summary.state != State.PARTICIPANT_REVIEW:
        return ""
    reviews = dict(summary.reviews.values_list("seat", "state"))
    answers = set(reviews.values())
    # Who was noted as present after the round of questions has not been asked at all.
    present = summary.workshop.seats.filter(state=Seat.State.ATTENDED)
    left_out = present.exclude(pk__in=reviews).exists()
    if not answers or left_out or Review.State.ASKED in answers:
        return _("Not everybody who was there has been asked and answered.")
    if Review.State.OBJECTED in answers:
        return _("Somebody objects: the text has to change first.")
    off_the_record = regime(summary) == Initiative.Regime.OFF_THE_RECORD
    if off_the_record and answers != {Review.State.AGREED}:
        return _(
            "Off the record: everybody who was there has to agree, and not all did."
        )
    return ""


def regime(summary: Summary) -> str:
    """The regime a summary obeys: the tightest of the sessions it speaks of."""
    if summary.session is not None:
        return summary.session.regime
    return programme.tightest(_held.objects(workshop=summary.workshop_id))


@Prepared
def _held(workshop: UUID) -> QuerySet:
    sessions = Session.objects.filter(workshop=workshop)
    return sessions.exclude(state=Session.State.PLANNED).only("regime")


def hold(summary: Summary, edition: int | None = None) -> None:
    """Read the row as it is now and keep it so until this act is done.

    Else words, answers and signatures that came in meanwhile would be passed over.
    """
    summary.refresh_from_db(from_queryset=Summary.objects.select_for_update())
    if edition not in (None, summary.edition):
        raise Overtaken
