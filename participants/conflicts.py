"""Conflicts: who is close to a candidate says so once, and signs nothing about her."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from participants import (
    capacity,
    checks,
    demands,
    extracts,
    judgements,
    signing,
    vetting,
)
from participants.models import (
    Candidacy,
    Check,
    Conflict,
    Demand,
    Extract,
    Judgement,
    Person,
)
from participants.models.check import OPEN
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from trackii.accounts.models import User


@dataclass
class Unfinished:
    """What one colleague signed about one person, and nobody has finished."""

    reviews: list[Candidacy] = field(default_factory=list)
    findings: list[Check] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    resolutions: list[Candidacy] = field(default_factory=list)
    exports: list[Extract] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)

    def counted(self) -> list[tuple[str, int]]:
        """What would be laid down, in words and numbers."""
        counts = [
            (_("reviews signed first"), len(self.reviews)),
            (_("findings of checks nobody has confirmed"), len(self.findings)),
            (_("judgements of listed entries nobody has seconded"),
             len(self.judgements)),
            (_("reasons why a capacity does not stand in the way, which nobody has seconded"),
             len(self.resolutions)),
            (_("exports of identities that have not left"), len(self.exports)),
            (_("wishes that fewer checks are asked for"), len(self.demands)),
        ]  # fmt: skip
        return [(words, count) for words, count in counts if count]


@transaction.atomic
def declare(candidacy: Candidacy, *, by: User, words: str) -> Conflict:
    """Say that one is this candidate, a relative, or otherwise close. It is not taken back.

    Whatever she signed about her and nobody has finished is laid down, and kept for
    officers to read. What two have finished stands.
    """
    policy.require(by, Action.READ_PEOPLE, candidacy)
    list(Person.objects.select_for_update().filter(pk=candidacy.person_id))
    if by.pk in signing.close_to(candidacy.person_id):
        raise ValidationError(_("You have declared this already."))
    _lay_down(unfinished(candidacy, by=by), candidacy, by=by, words=words)
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


def unfinished(candidacy: Candidacy, *, by: User) -> Unfinished:
    """Everything of hers that a declaration lays down, in every row that is the same human."""
    policy.require(by, Action.READ_PEOPLE, candidacy)
    hers = {"person__in": signing.rows_of(candidacy.person_id)}
    asked = Demand.objects.filter(
        initiative=candidacy.initiative_id, asked_by=by, state=Demand.State.ASKED
    )
    # Both in one question.
    signed = Q(recommended_by=by, state__in=vetting.REVIEWED)
    reasoned = Q(resolved_by=by, seconded_by=None)
    rows = list(Candidacy.objects.filter(signed | reasoned, **hers))
    less = set(demands.asked_for(candidacy.initiative_id))
    return Unfinished(
        [each for each in rows
         if each.recommended_by_id == by.pk and each.state in vetting.REVIEWED],
        list(Check.objects.filter(**hers, found_by=by, state__in=OPEN)),
        list(Judgement.objects.filter(**hers, judged_by=by, signed_by=None)),
        [each for each in rows
         if each.resolved_by_id == by.pk and each.seconded_by_id is None],
        extracts.hers(candidacy.person_id, by),
        [each for each in asked.select_related("initiative")
         if less - set(each.kinds)],
    )  # fmt: skip


def _lay_down(hers: Unfinished, candidacy: Candidacy, *, by: User, words: str) -> None:
    """Who vets no more cannot open what she wrote: there the next officer lays it down."""
    if policy.can(by, Action.VET, candidacy):
        for review in hers.reviews:
            vetting.lay_down(review, by=by)
        for check in hers.findings:
            checks.set_aside(check, by=by, words=words)
        for judgement in hers.judgements:
            judgements.set_aside(judgement, candidacy, by=by)
        for resolved in hers.resolutions:
            capacity.lay_down(resolved, by=by)
    for extract in hers.exports:
        extracts.lay_down(extract, by=by)
    for demand in hers.demands:
        demands.supersede(demand)


def read(candidacy: Candidacy, *, by: User) -> list[tuple[Conflict, str]]:
    """Who declared what, for officers who are not of them."""
    policy.require(by, Action.VET, candidacy)
    rows = Conflict.objects.filter(person__in=signing.rows_of(candidacy.person_id))
    found = list(rows.select_related("declared_by"))
    if by.pk in {each.declared_by_id for each in found}:
        return []
    return list(zip(found, sealing.unseal_all(found, "words", by=by), strict=True))
