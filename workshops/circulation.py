"""A draft on its way to who was there: by a private link and two words, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants import addresses, people
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import links, sealing
from trackii.vault.models import Link
from workshops import reviews
from workshops.models import Review, Summary

if TYPE_CHECKING:
    from participants.models import Person
    from participants.particulars import Particulars
    from trackii.accounts.models import User
    from trackii.vault.admission import Visit

State = Summary.State


@dataclass
class Objection:
    """What somebody objects to: one paragraph by its number, or the whole of it (0)."""

    words: str = ""
    passage: int = 0

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, words: str | bytes) -> Objection:
        return cls(**json.loads(words))


@transaction.atomic
def send(review: Review, *, by: User, days: int = 14, vouched: str = "") -> str:
    """Send a private link and return the two words that open the draft, kept nowhere.

    They are told by another channel: who reads the letter alone reads no draft.
    """
    _asking(review, by)
    text = sealing.unseal(review.summary, "proof", by=by)
    who = _known(review.seat.candidacy.person, vouched, by)
    until = clock.now() + timedelta(days=days)
    letters.cancel(review.pk, by=by)
    made = links.make(
        Link.Kind.REVIEW, of=review, language=who.language, deadline=until, by=by,
        with_words=True, person=review.person_id,
    )  # fmt: skip
    _hand_out(review, made.link, text, by=by)
    letters.post(
        "review",
        initiative=review.initiative_id,
        occasion=review.pk,
        version=str(made.link.pk),
        address=who.email,
        language=who.language,
        due_at=clock.now() + letters.JITTER,
        lapses_at=until,
        person=review.person_id,
        made=made,
    )
    return made.words


def _known(person: Person, vouched: str, by: User) -> Particulars:
    addresses.insist_on([person], by=by, vouched=vouched)
    [who] = people.read([person], by=by)
    if not who.email:
        raise ValidationError(_("No e-mail address is known. Tell them yourself."))
    return who


def _asking(review: Review, by: User) -> None:
    """Who sends a draft has the address, and has read it."""
    policy.require(by, Action.INVITE, review)
    policy.require(by, Action.READ_NOTES, review)
    reviews.hold(review.summary)
    if review.summary.state != State.PARTICIPANT_REVIEW:
        raise WrongState(review.summary, "send")


def _hand_out(review: Review, link: Link, text: str, *, by: User) -> None:
    sealed = links.hand_out_guarded
    review.handed = sealed(text, to=link, of=review, field="handed")
    if review.words is not None:
        words = sealing.unseal(review, "words", by=by)
        review.words_back = sealed(words, to=link, of=review, field="words_back")
    review.save(update_fields=["handed", "words_back"])


@transaction.atomic
def revoke(review: Review, *, by: User) -> None:
    """Take the link back: its next request finds it shut."""
    policy.require(by, Action.INVITE, review)
    letters.cancel(review.pk, by=by)
    links.revoke(review.pk, by=by)


@transaction.atomic
def shut(summary: Summary, *, by: User | None) -> None:
    """Nobody is asked about this text any more: its letters and links end."""
    asked = list(summary.reviews.values_list("pk", flat=True))
    for review in asked:
        letters.cancel(review, by=by)
    links.revoke(*asked, by=by)


@transaction.atomic
def withdraw(summary: Summary, *, by: User | None) -> None:
    """The text changes: what was answered was answered to another one."""
    shut(summary, by=by)
    summary.reviews.all().delete()


def objections(summary: Summary, *, by: User) -> list[Objection]:
    """What was objected to, for the room that must put it right. Not by whom."""
    policy.require(by, Action.READ_NOTES, summary)
    objecting = summary.reviews.filter(state="objected", words__isnull=False)
    rows = objecting.select_related("summary").order_by("pk")
    gone = Objection(_("[destroyed]")).dump()
    opened = sealing.unseal_all(rows, "words", by=by, dead=gone)
    return [Objection.load(each) for each in opened]


# --- what she does herself, by her link


@dataclass
class Asked:
    """A draft as she sees it, and what she answered."""

    review: Review
    text: str
    objection: Objection


def review_of(visit: Visit) -> Review:
    """The one review a link is about, where it stood when the link was made."""
    found = Review.objects.select_related("summary__workshop__initiative")
    review = found.get(pk=visit.link.occasion)
    links.insist_on(visit.link, review)
    return review


def read(visit: Visit) -> Asked:
    """The draft that was handed out to her: with the two words, and not without."""
    review, seed = review_of(visit), visit.keys.word_seed
    text = sealing.unseal_sent(review, "handed", seed=seed).decode()
    said = Objection()
    if review.words_back is not None:
        said = Objection.load(sealing.unseal_sent(review, "words_back", seed=seed))
    trail.record("read draft", review, by=visit.link)
    return Asked(review, text, said)


def takes_answers(review: Review, link: Link) -> bool:
    """Whether she can still say what she thinks of it."""
    return link.takes_answers and review.summary.state == State.PARTICIPANT_REVIEW


@transaction.atomic
def agree_by_link(review: Review, *, by: Link) -> None:
    """She agrees to the text as it was handed out."""
    _take(review, "agree_by_link", Objection(), by=by)


@transaction.atomic
def object_by_link(review: Review, *, by: Link, words: str, passage: int = 0) -> None:
    """She objects, to a passage or the whole. From here only she can say otherwise."""
    _take(review, "object_by_link", Objection(words, passage), by=by)


def _take(review: Review, verb: str, said: Objection, *, by: Link) -> None:
    reviews.hold(review.summary)
    if review.summary.state != State.PARTICIPANT_REVIEW:
        raise WrongState(review.summary, verb)
    sealed = links.hand_out_guarded
    reviews.FLOW.take(
        review, verb, by=by, told_through=by, told_at=clock.now(),
        answered_by=None, answered_at=None,
        words=sealing.seal(said.dump(), of=review, field="words"),
        words_back=sealed(said.dump(), to=by, of=review, field="words_back"),
    )  # fmt: skip
