"""Keeping what the check found: with a reason, and never on the author's word alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import WrongState
from workshops import disclosure, findings, reasons
from workshops.models import Keeping, Summary
from workshops.reasons import Kept
from workshops.reviews import hold

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from workshops.findings import Looked, Row

OPEN = {Summary.State.DRAFT, Summary.State.CHECKED}


@transaction.atomic
def keep(
    summary: Summary, key: str, *, by: User, reason: str, edition: int | None = None
) -> None:
    """Say why a finding may stay. Of its author, and of a certain one, it is the first of two.

    `edition` is the one that was on the page: nobody decides on words she has not seen.
    """
    looked, row = _find(summary, key, "keep", by=by, edition=edition)
    if row.kept:
        raise ValidationError(
            _("Somebody gave a reason already. Agree to it, or turn it down.")
        )
    signed = Keeping(
        initiative_id=summary.initiative_id, summary=summary, certain=row.is_certain,
        kept_by=by, kept_at=clock.now(),
    )  # fmt: skip
    signed.save(force_insert=True)
    around = {disclosure.setting(looked.words, each) for each in row.places}
    row.kept = Kept(key, reason, around, signed)
    _settle(summary, looked, "keep", by=by)


@transaction.atomic
def uphold(summary: Summary, key: str, *, by: User, edition: int | None = None) -> None:
    """The second hand under a reason: another's, and not both of those who wrote the text."""
    looked, row = _find(summary, key, "uphold", by=by, edition=edition)
    if not row.kept or row.stands:
        raise ValidationError(_("There is no reason to agree to any more."))
    signed = row.kept.row
    if signed.kept_by_id == by.pk or {signed.kept_by_id, by.pk} <= summary.authors:
        why = "a reason is agreed to by another, and never by authors alone"
        raise Refused(by, Action.SECOND_READ, summary, why)
    signed.agreed_by, signed.agreed_at = by, clock.now()
    signed.save(update_fields=["agreed_by", "agreed_at"])
    _settle(summary, looked, "uphold", by=by)


@transaction.atomic
def overrule(
    summary: Summary, key: str, *, by: User, edition: int | None = None
) -> None:
    """Turn a reason down, one's own too: the finding is open again."""
    looked, row = _find(summary, key, "overrule", by=by, edition=edition)
    if not row.kept:
        raise ValidationError(_("There is no reason to turn down any more."))
    row.kept.row.delete()
    row.kept = None
    _settle(summary, looked, "overrule", by=by)


def _find(
    summary: Summary, key: str, verb: str, *, by: User, edition: int | None
) -> tuple[Looked, Row]:
    """The finding as it is now, for somebody of the room, while it can still be decided on."""
    policy.require(by, Action.SECOND_READ, summary)
    hold(summary, edition)
    if summary.state not in OPEN:
        raise WrongState(summary, verb)
    looked = findings.find(summary, by=by)
    for row in looked.rows:
        if row.key == key:
            return looked, row
    raise ValidationError(_("That stands nowhere in the text any more."))


def _settle(summary: Summary, looked: Looked, verb: str, *, by: User) -> None:
    """Seal the reasons as they are now, and write down that one was decided on."""
    reasons.seal(summary, [row.kept for row in looked.rows if row.kept])
    for row in looked.rows:
        row.stands = row.kept is not None and row.kept.stands(
            summary.authors, certain=row.is_certain
        )
    summary.doubted = findings.is_doubted(looked)
    summary.save(update_fields=["kept", "doubted"])
    trail.record(verb, summary, by=by)
