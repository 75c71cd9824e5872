"""Conflicts: who is close to a candidate says so once, and signs nothing about her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from participants import checks, vetting
from participants.models import Candidacy, Check, Conflict
from participants.models.check import OPEN
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from trackii.accounts.models import User


@transaction.atomic
def declare(candidacy: Candidacy, *, by: User, words: str) -> Conflict:
    """Say that one is this candidate, a relative, or otherwise close. It is not taken back.

    What she signed and nobody has decided on yet is set aside, for officers to read.
    """
    policy.require(by, Action.READ_PEOPLE, candidacy)
    vetting.lay_down(candidacy, by=by)
    hers = Check.objects.filter(person=candidacy.person_id, found_by=by)
    for check in hers.filter(state__in=OPEN):
        checks.set_aside(check, by=by, words=words)
    made = Conflict(
        initiative_id=candidacy.initiative_id,
        person_id=candidacy.person_id,
        declared_by=by,
        declared_at=clock.now(),
    )
    made.words = sealing.seal(words, of=made, field="words")
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("You have declared this already.")) from error
    trail.record("declare", made, by=by)
    return made


def read(candidacy: Candidacy, *, by: User) -> list[tuple[Conflict, str]]:
    """Who declared what, for officers who are not of them."""
    policy.require(by, Action.VET, candidacy)
    rows = Conflict.objects.filter(person=candidacy.person_id)
    found = list(rows.select_related("declared_by"))
    if by.pk in {each.declared_by_id for each in found}:
        return []
    return list(zip(found, sealing.unseal_all(found, "words", by=by), strict=True))
