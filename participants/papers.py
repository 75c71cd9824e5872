"""Papers: what was taken back is given again on paper only when two colleagues have seen it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from dialogues import initiatives
from participants import undertakings
from participants.models import Undertaking
from participants.undertakings import FLOW, Signature
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from trackii.accounts.models import User


@transaction.atomic
def bring(
    undertaking: Undertaking, *, by: User, name: str, on: date, witness: str
) -> None:
    """One colleague has a paper, given before a witness, for what was taken back.

    Nothing is given by it yet: what she took back stays so until another has signed.
    """
    policy.require(by, Action.INVITE, undertaking)
    initiatives.at_work(undertaking.initiative)
    undertakings.insist_on_a_candidate(undertaking.candidacy)
    undertakings.insist_on_no_day_to_come(on)
    signed = Signature(name, on.isoformat(), witness=witness)
    paper = sealing.seal(signed.dump(), of=undertaking, field="paper")
    rows = Undertaking.objects.filter(pk=undertaking.pk, paper_by=None)
    waits = rows.filter(state__in=FLOW.steps["sign_paper"].sources)
    if not waits.update(paper=paper, paper_by=by, paper_at=clock.now()):
        raise WrongState(undertaking, "bring paper")
    undertaking.refresh_from_db()
    trail.record("bring paper", undertaking, by=by)


@transaction.atomic
def sign(undertaking: Undertaking, *, by: User) -> None:
    """Another has seen the paper too: from here it is given again."""
    policy.require(by, Action.INVITE, undertaking)
    initiatives.at_work(undertaking.initiative)
    undertaking.refresh_from_db(from_queryset=Undertaking.objects.select_for_update())
    first = undertaking.paper_by
    if first is None:
        raise WrongState(undertaking, "sign_paper")
    if first.pk == by.pk:
        raise Refused(by, Action.INVITE, undertaking, "what was taken back takes two")
    undertakings.insist_on_a_candidate(undertaking.candidacy)
    signed = read(undertaking, by=by)
    hands = {"recorded_by": first, "seconded_by": by, "seconded_at": clock.now()}
    changes = undertakings.signed_as(undertaking, signed) | hands
    FLOW.take(undertaking, "sign_paper", by=by, **changes)


@transaction.atomic
def set_aside(undertaking: Undertaking, *, by: User) -> None:
    """Nobody signs for the paper: it stays as she left it."""
    policy.require(by, Action.INVITE, undertaking)
    waits = Undertaking.objects.filter(pk=undertaking.pk).exclude(paper_by=None)
    if not waits.update(paper=None, paper_by=None, paper_at=None):
        raise WrongState(undertaking, "set paper aside")
    undertaking.refresh_from_db()
    trail.record("set paper aside", undertaking, by=by)


def read(undertaking: Undertaking, *, by: User) -> Signature:
    """What the first colleague says of the paper, for who is to sign for it."""
    policy.require(by, Action.READ_PEOPLE, undertaking)
    return Signature.load(sealing.unseal(undertaking, "paper", by=by))
