"""Vetting: one officer reviews and signs, another signs and decides. No automatic yes or no."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants.models import Candidacy, Person
from participants.particulars import Standing
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step, WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Callable

    from trackii.accounts.models import User

State = Candidacy.State
REVIEWED = {State.IN_REVIEW, State.REFERRED}
FLOW = Flow(
    Step("sound_out", {State.NOMINATED}, State.SOUNDED_OUT, Action.NOMINATE,
         gettext_lazy("Note as sounded out")),
    Step("review", {State.NOMINATED, State.SOUNDED_OUT}, State.IN_REVIEW, Action.VET,
         gettext_lazy("Take into review")),
    Step("refer", {State.IN_REVIEW}, State.REFERRED, Action.VET,
         gettext_lazy("Refer for advice")),
    Step("take_back", {State.REFERRED}, State.IN_REVIEW, Action.VET,
         gettext_lazy("Take back into review")),
    Step("approve", {State.IN_REVIEW}, State.APPROVED, Action.VET,
         gettext_lazy("Sign and approve")),
    Step("hold", {State.IN_REVIEW}, State.RESERVE, Action.VET,
         gettext_lazy("Sign and hold in reserve")),
    Step("decline", REVIEWED, State.DECLINED, Action.VET,
         gettext_lazy("Sign and decline")),
    Step("reconsider", {State.RESERVE}, State.IN_REVIEW, Action.VET,
         gettext_lazy("Take up again")),
    Step("invite", {State.APPROVED}, State.INVITED, Action.INVITE,
         gettext_lazy("Note as invited")),
    Step("accept", {State.APPROVED, State.INVITED}, State.ACCEPTED, Action.INVITE,
         gettext_lazy("Record acceptance")),
    Step("confirm", {State.ACCEPTED}, State.CONFIRMED, Action.INVITE,
         gettext_lazy("Confirm")),
    # What follows when she takes a seat herself, by her own link.
    Step("take_seat", {State.INVITED}, State.ACCEPTED, Action.INVITE, by_itself=True),
    Step("take_part", {State.ACCEPTED}, State.CONFIRMED, Action.INVITE,
         by_itself=True),
    Step("withdraw", set(State) - {State.WITHDRAWN, State.DECLINED}, State.WITHDRAWN,
         Action.NOMINATE, gettext_lazy("Withdraw"), asks=True),
    Step("end", set(State) - {State.WITHDRAWN, State.DECLINED}, State.WITHDRAWN,
         Action.DESTROY, by_itself=True),
)  # fmt: skip
DECISIONS = ("approve", "hold", "decline")
PLAIN = ("sound_out", "review", "refer", "take_back", "reconsider", "invite", "accept",
         "confirm", "withdraw")  # fmt: skip
# Taken up again, she is signed for anew, by two.
UNSIGNED = dict.fromkeys(
    (
        "recommended_by",
        "recommended_at",
        "recommendation",
        "decided_by",
        "decided_at",
        "grounds",
    )
)


# Whoever counts on a candidacy appends itself when it is ready.
on_withdraw: list[Callable[[Candidacy], None]] = []


@transaction.atomic
def move(candidacy: Candidacy, verb: str, *, by: User) -> None:
    """Take a step that needs one hand only."""
    if verb not in PLAIN:
        raise ValueError(verb)
    if FLOW.steps[verb].needs == Action.VET:
        _insist(candidacy, by)
    elif verb != "withdraw":
        initiatives.at_work(candidacy.initiative)
    changes: dict[str, Any] = {}
    if verb == "reconsider":
        changes = _set_aside(candidacy, by=by)
    elif verb == "withdraw":
        changes = {"withdrawn_at": clock.now()}
    FLOW.take(candidacy, verb, by=by, **changes)
    if verb == "withdraw":
        for tell in on_withdraw:
            tell(candidacy)


@transaction.atomic
def follow(candidacy: Candidacy, *, is_confirmed: bool) -> None:
    """She took a seat herself: the candidacy follows, and the round's if that stands."""
    initiatives.at_work(candidacy.initiative)
    if candidacy.state == State.INVITED:
        FLOW.take(candidacy, "take_seat", by=None)
    if is_confirmed and candidacy.state == State.ACCEPTED:
        FLOW.take(candidacy, "take_part", by=None)


@transaction.atomic
def end(candidacy: Candidacy) -> None:
    """Her person is erased: nobody is nominated, seated or reminded any more."""
    FLOW.take(candidacy, "end", by=None, withdrawn_at=clock.now())
    for tell in on_withdraw:
        tell(candidacy)


@transaction.atomic
def recommend(candidacy: Candidacy, *, by: User, grounds: str, read: str) -> None:
    """The first signature: what one officer found. Until somebody decides it may be revised.

    `read` is the edition that was on the page, here and below: nobody signs for a name
    she has not seen, nor decides on a review that was revised meanwhile.
    """
    _insist(candidacy, by)
    _look(candidacy, by, read)
    sealed = sealing.seal(grounds, of=candidacy, field="recommendation")
    waiting = Candidacy.objects.filter(pk=candidacy.pk, state__in=REVIEWED)
    mine_or_free = Q(recommended_by=None) | Q(recommended_by=by)
    if not waiting.filter(mine_or_free).exists() and waiting.exists():
        raise ValidationError(
            _("Another officer has signed. Decide, or speak with them.")
        )
    signed = waiting.filter(mine_or_free).update(
        recommended_by=by, recommended_at=clock.now(), recommendation=sealed
    )
    candidacy.refresh_from_db()
    if not signed:
        raise WrongState(candidacy, "recommend")
    trail.record("recommend", candidacy, by=by)


@transaction.atomic
def approve(candidacy: Candidacy, *, by: User, grounds: str, read: str) -> None:
    """Admit a candidate on the second signature. The team learns the decision, not the grounds."""
    _insist(candidacy, by)
    _look(candidacy, by, read)
    standing = Standing.load(sealing.unseal(candidacy, "standing", by=by))
    if standing.stands_in_the_way:
        raise ValidationError(
            _("An office is held. Note that it was resolved before approving.")
        )
    _decide(candidacy, "approve", by=by, grounds=grounds, read=read)


@transaction.atomic
def hold(candidacy: Candidacy, *, by: User, grounds: str, read: str) -> None:
    """Keep a suitable candidate in reserve, on the second signature."""
    _decide(candidacy, "hold", by=by, grounds=grounds, read=read)


@transaction.atomic
def decline(candidacy: Candidacy, *, by: User, grounds: str, read: str) -> None:
    """Turn a candidate down on the second signature. Nobody is written to."""
    _decide(candidacy, "decline", by=by, grounds=grounds, read=read)


@transaction.atomic
def resolve_office(candidacy: Candidacy, *, by: User) -> None:
    """Note that an office no longer stands in the way of a personal capacity."""
    _insist(candidacy, by)
    standing = Standing.load(sealing.unseal(candidacy, "standing", by=by))
    standing.office_resolved = True
    candidacy.standing = sealing.seal(standing.dump(), of=candidacy, field="standing")
    candidacy.save(update_fields=["standing"])
    trail.record("resolve office", candidacy, by=by)


@dataclass
class Written:
    """What two officers wrote, and what stood there before somebody was taken up again."""

    recommendation: str
    grounds: str
    earlier: list[dict[str, str]] = field(default_factory=list)


def read(candidacy: Candidacy, *, by: User) -> Written | None:
    """What the two officers wrote, for officers. Nobody else is told that there is anything."""
    if not policy.can(by, Action.VET, candidacy):
        return None
    words = ["recommendation", "grounds", "earlier"]
    columns = sealing.unseal_columns([candidacy], words, by=by)
    [recommendation], [grounds], [earlier] = columns
    return Written(recommendation, grounds, json.loads(earlier or "[]"))


def _set_aside(candidacy: Candidacy, *, by: User) -> dict[str, Any]:
    """A decision taken up again counts no more; what was signed is kept, for officers.

    One hand may do it, since it admits nobody: it takes two again to decide.
    """
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_for_update())
    written = read(candidacy, by=by)
    if written is None or candidacy.state != State.RESERVE:
        raise WrongState(candidacy, "reconsider")
    past = {
        "recommendation": written.recommendation,
        "recommended_by": str(candidacy.recommended_by),
        "grounds": written.grounds,
        "decided_by": str(candidacy.decided_by),
        "decided_on": f"{candidacy.decided_at:%Y-%m-%d}",
    }
    kept = json.dumps([*written.earlier, past])
    return UNSIGNED | {"earlier": sealing.seal(kept, of=candidacy, field="earlier")}


def open_to(user: User, candidacy: Candidacy) -> list[Step]:
    """The steps this user could take: a decision is not offered to who may not sign it."""
    steps = FLOW.open_to(user, candidacy)
    if candidacy.nominated_by_id == user.pk:
        steps = [step for step in steps if step.needs != Action.VET]
    if candidacy.recommended_by_id is None or user.pk in {
        candidacy.recommended_by_id,
        candidacy.nominated_by_id,
    }:
        steps = [step for step in steps if step.verb not in DECISIONS]
    return steps


def may_resolve(user: User, candidacy: Candidacy) -> bool:
    """Whether this user may note that an office is no hindrance: any officer but the nominator."""
    officer = Action.VET in policy.actions(user, candidacy.initiative_id)
    return officer and candidacy.nominated_by_id != user.pk


def may_recommend(user: User, candidacy: Candidacy) -> bool:
    """Whether the first signature is this user's to give."""
    officer = Action.VET in policy.actions(user, candidacy.initiative_id)
    free = candidacy.recommended_by_id in (None, user.pk)
    another = candidacy.nominated_by_id != user.pk
    return officer and free and another and candidacy.state in REVIEWED


def edition(candidacy: Candidacy) -> str:
    """What a signature says it has read: who this is, in which standing, and the review.

    A digest of sealed words: it tells one edition from another, and nothing else.
    """
    who = sealing.mark(candidacy.person, "particulars")
    return who + sealing.mark(candidacy, "standing", "case", "recommendation")


def _decide(
    candidacy: Candidacy, verb: str, *, by: User, grounds: str, read: str
) -> None:
    _insist(candidacy, by)
    _look(candidacy, by, read)
    if candidacy.recommended_by_id is None:
        raise ValidationError(_("One officer has to review and sign first."))
    if candidacy.recommended_by_id == by.pk:
        raise Refused(by, Action.VET, candidacy, "a decision is signed by two")
    sealed = sealing.seal(grounds, of=candidacy, field="grounds")
    FLOW.take(
        candidacy, verb, by=by, decided_by=by, decided_at=clock.now(), grounds=sealed
    )


def _look(candidacy: Candidacy, by: User, read: str) -> None:
    """Hold the person and the candidacy as they are, and insist that she has read them.

    In this order, as a correction does: then of the two one waits for the other.
    """
    person = Person.objects.select_for_update().get(pk=candidacy.person_id)
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_for_update())
    candidacy.person = person
    if read != edition(candidacy):
        raise ValidationError(
            _(
                "Who this is, or the review, was revised meanwhile. Read it again,"
                " then sign."
            )
        )
    sealing.unseal(person, "particulars", by=by)  # locked, nobody has read anything


def _insist(candidacy: Candidacy, by: User) -> None:
    """An officer may; the nominator may not, officer or otherwise."""
    policy.require(by, Action.VET, candidacy)
    initiatives.at_work(candidacy.initiative)
    if candidacy.nominated_by_id == by.pk:
        raise Refused(
            by,
            Action.VET,
            candidacy,
            "who puts somebody forward does not decide on her",
        )
