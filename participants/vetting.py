"""Vetting: one officer reviews and signs, another signs and decides. No automatic yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants import checks, clearance, demands, rechecks
from participants.models import Candidacy, Person
from participants.models.candidacy import DORMANT
from participants.signing import (
    insist,
    insist_on_first,
    insist_resolved,
    look,
    may_not_sign,
    unsigned,
)
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step, WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

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
    # She takes an office or leaves one, or comes in another capacity from now on.
    Step("change_capacity", {State.APPROVED, State.RESERVE, State.INVITED,
                             State.ACCEPTED, State.CONFIRMED},
         State.IN_REVIEW, Action.VET, by_itself=True),
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
    # She says it herself, by her own link; or a colleague takes it down.
    Step("withdraw_by_link", set(State) - {State.WITHDRAWN, State.DECLINED},
         State.WITHDRAWN, Action.INVITE, by_link=True, at_any_time=True),
    Step("withdraw_at_her_word", set(State) - {State.WITHDRAWN, State.DECLINED},
         State.WITHDRAWN, Action.INVITE, by_itself=True),
    Step("end", set(State) - {State.WITHDRAWN, State.DECLINED}, State.WITHDRAWN,
         Action.DESTROY, by_itself=True),
)  # fmt: skip
DECISIONS = ("approve", "hold", "decline")
PLAIN = ("sound_out", "review", "refer", "take_back", "reconsider", "invite", "accept",
         "confirm", "withdraw")  # fmt: skip
# Whoever counts on a candidacy appends itself when it is ready.
on_withdraw: list[Callable[[Candidacy], None]] = []


@transaction.atomic
def move(candidacy: Candidacy, verb: str, *, by: User) -> None:
    """Take a step that needs one hand only."""
    if verb not in PLAIN:
        raise ValueError(verb)
    if FLOW.steps[verb].needs == Action.VET:
        insist(candidacy, by)
        _insist_active(candidacy.person, verb)
    elif verb != "withdraw":
        initiatives.at_work(candidacy.initiative)
        held = Person.objects.select_for_update()
        _insist_active(held.get(pk=candidacy.person_id), verb)
    changes: dict[str, Any] = {}
    if verb == "reconsider":
        changes = _set_aside(candidacy, by=by)
    elif verb == "withdraw":
        changes = {"withdrawn_at": clock.now()}
    FLOW.take(candidacy, verb, by=by, **changes)
    _follow_up(candidacy, verb, by)


def _follow_up(candidacy: Candidacy, verb: str, by: User) -> None:
    """Taken into review, she is checked; withdrawn, she is reminded of nothing."""
    if verb == "review":
        asked = demands.to_clear(candidacy.initiative_id)
        checks.open_all(candidacy, asked, by=by)
    elif verb == "withdraw":
        rechecks.cancel_all(candidacy.person_id, by=by)
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
    insist(candidacy, by)
    look(candidacy, by, read)
    _insist_active(candidacy.person, "recommend")
    _lay_down_of_the_barred(candidacy, by=by)
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
    _second(candidacy, by, read)
    insist_resolved(candidacy, by=by)
    clearance.insist_on_it(candidacy)
    _decide(candidacy, "approve", by=by, grounds=grounds)


@transaction.atomic
def hold(candidacy: Candidacy, *, by: User, grounds: str, read: str) -> None:
    """Keep a suitable candidate in reserve, on the second signature."""
    _second(candidacy, by, read)
    _decide(candidacy, "hold", by=by, grounds=grounds)


@transaction.atomic
def decline(candidacy: Candidacy, *, by: User, grounds: str, read: str) -> None:
    """Turn a candidate down on the second signature. Nobody is written to."""
    _second(candidacy, by, read)
    _decide(candidacy, "decline", by=by, grounds=grounds)
    rechecks.cancel_all(candidacy.person_id, by=by)


def _set_aside(candidacy: Candidacy, *, by: User) -> dict[str, Any]:
    """A decision taken up again counts no more; what was signed is kept, for officers.

    One hand may do it, since it admits nobody: it takes two again to decide.
    """
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_for_update())
    if candidacy.state != State.RESERVE:
        raise WrongState(candidacy, "reconsider")
    return unsigned(candidacy, by)


@transaction.atomic
def lay_down(candidacy: Candidacy, *, by: User) -> None:
    """Who signed first turns out to be close to her: her review counts no more."""
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_for_update())
    if candidacy.recommended_by_id == by.pk and candidacy.state in REVIEWED:
        _lay_down(candidacy, by)


def _lay_down_of_the_barred(candidacy: Candidacy, *, by: User) -> None:
    """Who signed first may sign no more, and could not lay it down herself: another does."""
    if candidacy.recommended_by_id is None or candidacy.state not in REVIEWED:
        return
    if candidacy.recommended_by_id in may_not_sign(candidacy.person_id):
        _lay_down(candidacy, by)


def _lay_down(candidacy: Candidacy, by: User) -> None:
    changes = unsigned(candidacy, by)
    Candidacy.objects.filter(pk=candidacy.pk).update(**changes)
    candidacy.refresh_from_db()
    trail.record("lay_down", candidacy, by=by)


def open_to(
    user: User, candidacy: Candidacy, barred: Collection[UUID] | None = None
) -> list[Step]:
    """The steps this user could take: a decision is not offered to who may not sign it."""
    steps = FLOW.open_to(user, candidacy)
    if candidacy.person.state == DORMANT:
        return [step for step in steps if step.verb == "withdraw"]
    if not _apart(user, candidacy, barred):
        steps = [step for step in steps if step.needs != Action.VET]
    if candidacy.recommended_by_id in (None, user.pk):
        steps = [step for step in steps if step.verb not in DECISIONS]
    return steps


def may_resolve(
    user: User, candidacy: Candidacy, barred: Collection[UUID] | None = None
) -> bool:
    """Whether this user signs about her at all: any officer but who is not apart from her."""
    officer = Action.VET in policy.actions(user, candidacy.initiative_id)
    return officer and _apart(user, candidacy, barred)


def may_recommend(
    user: User, candidacy: Candidacy, barred: Collection[UUID] | None = None
) -> bool:
    """Whether the first signature is this user's to give."""
    free = candidacy.recommended_by_id in (None, user.pk)
    may = may_resolve(user, candidacy, barred)
    rests = candidacy.person.state == DORMANT
    return may and free and not rests and candidacy.state in REVIEWED


def _apart(user: User, candidacy: Candidacy, barred: Collection[UUID] | None) -> bool:
    """Neither did she put her forward, nor is she close to her."""
    if barred is None:
        barred = may_not_sign(candidacy.person_id)
    return user.pk not in barred


def _second(candidacy: Candidacy, by: User, read: str) -> None:
    """Another officer signed first, and this one has read what she signs."""
    insist(candidacy, by)
    look(candidacy, by, read)
    _insist_active(candidacy.person, "decide on")
    if candidacy.recommended_by_id is None:
        raise ValidationError(_("One officer has to review and sign first."))
    if candidacy.recommended_by_id == by.pk:
        raise Refused(by, Action.VET, candidacy, "a decision is signed by two")
    insist_on_first(candidacy, candidacy.recommended_by_id)


def _insist_active(person: Person, verb: str) -> None:
    """Nobody goes a step on with somebody who is left in peace for now."""
    if person.state == DORMANT:
        raise WrongState(person, verb)


def _decide(candidacy: Candidacy, verb: str, *, by: User, grounds: str) -> None:
    sealed = sealing.seal(grounds, of=candidacy, field="grounds")
    FLOW.take(
        candidacy, verb, by=by, decided_by=by, decided_at=clock.now(), grounds=sealed
    )
