"""Leaving: what follows at once when a participant withdraws what she gave, or all of herself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from dialogues import destruction
from participants import care, undertakings, vetting
from participants.models import Candidacy, Undertaking, Wording
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault.errors import LinkShut
from trackii.vault.models import Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from trackii.accounts.models import User

OVER = {Candidacy.State.WITHDRAWN, Candidacy.State.DECLINED}
# Whoever counts on her coming appends itself when it is ready.
on_leave: list[Callable[[Candidacy, Link | None], None]] = []


@transaction.atomic
def withdraw(undertaking: Undertaking, *, by: Link | User) -> None:
    """She takes back what she gave, and what rested on it ends within the same act.

    Without her consent she is no candidate any more, and what is known of her is due to
    die: at once where she says so herself, on a second signature where a colleague took
    it down. Without another of the texts everybody gives she sits at no round to come;
    without the one for travel, what is known for it is shut, and wiped. What she gave
    ends so also where its words were changed meanwhile.
    """
    candidacy, kind = undertaking.candidacy, undertaking.wording.kind
    if undertakings.bound(candidacy, kind) != undertaking:
        raise WrongState(undertaking, "withdraw")
    verb = "withdraw_by_link" if isinstance(by, Link) else "take_down_withdrawal"
    undertakings.FLOW.take(undertaking, verb, by=by, withdrawn_at=clock.now())
    if kind == Wording.Kind.CONSENT:
        _be_forgotten(candidacy, by=by)
    elif kind in Wording.NEEDED:
        _release(candidacy, by=by)
    elif kind == Wording.Kind.TRAVEL:
        care.shut(candidacy)


def _be_forgotten(candidacy: Candidacy, *, by: Link | User) -> None:
    if isinstance(by, Link):
        ask_erasure(candidacy, by=by)
    else:
        pass_on_erasure(candidacy, by=by)


@transaction.atomic
def ask_erasure(candidacy: Candidacy, *, by: Link) -> None:
    """She wants to be forgotten: she withdraws at once, and her day has come.

    The house destroys within the hour, without anybody's key. A legal hold stops that,
    and nothing else: what waits under one opens to the team until then.
    """
    if by.occasion not in candidacy.occasions:
        raise LinkShut
    if candidacy.state not in OVER:
        _leave(candidacy, by=by)
    asked = Candidacy.objects.filter(pk=candidacy.pk, erasure_asked_at=None)
    if asked.update(erasure_asked_at=clock.now()):
        trail.record("ask erasure", candidacy, by=by)
    candidacy.refresh_from_db()


@transaction.atomic
def pass_on_erasure(candidacy: Candidacy, *, by: User) -> None:
    """She told a colleague: she leaves at once, and one hand destroys nothing.

    That she be forgotten is asked for, and waits on the desk of who may sign for it.
    """
    policy.require(by, Action.INVITE, candidacy)
    if candidacy.state not in OVER:
        _leave(candidacy, by=by)
    destruction.pass_on(candidacy.initiative, "person", candidacy.person_id, by=by)
    candidacy.refresh_from_db()


def _leave(candidacy: Candidacy, *, by: Link | User) -> None:
    verb = "withdraw_by_link" if isinstance(by, Link) else "withdraw_at_her_word"
    vetting.FLOW.take(candidacy, verb, by=by, withdrawn_at=clock.now())
    _release(candidacy, by=by)


def _release(candidacy: Candidacy, *, by: Link | User) -> None:
    """Whoever counts on her is told. The link by which she says it is left for last."""
    for tell in on_leave:
        tell(candidacy, by if isinstance(by, Link) else None)
