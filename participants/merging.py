"""Merging two rows that are one human: one stays, the other's code name is never used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.models import Destruction
from participants import care, doubles, people, signing, vetting
from participants.models import (
    Candidacy,
    Check,
    Evidence,
    Folder,
    Person,
    Undertaking,
)
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from participants.particulars import Particulars
    from trackii.accounts.models import User

# Whoever hangs something on a candidacy that cannot follow appends a question here: it
# answers with a sentence, or with nothing.
stands_against: list[Callable[[Candidacy], str]] = []
OPEN = set(Candidacy.State) - {Candidacy.State.WITHDRAWN, Candidacy.State.DECLINED}
# What both may have of: she who stays keeps hers and takes what is new.
_MANY = ("titles", "nationalities", "places", "languages", "offices")
_KEPT = {
    "name",
    "variants",
    "formerly",
    "email_edition",
    "language",
    "actor_type",
    *_MANY,
}


@transaction.atomic
def merge(person: Person, *, other: Person, by: User) -> None:
    """Let `other` go into `person`: what was known of her is known of who stays.

    Nothing that officers signed goes with anybody: whoever it was signed for has to stay.
    Who put either forward, or is close to either, signs about neither from here on.
    """
    policy.require(by, Action.NOMINATE, person)
    initiatives.at_work(person.initiative)
    locked = Person.objects.select_for_update().filter(
        pk__in=[person.pk, other.pk], initiative=person.initiative_id
    )
    found = {each.pk: each for each in locked.order_by("pk")}
    if len(found) != 2:
        raise ValidationError(_("These are not two people of one initiative."))
    person, other = found[person.pk], found[other.pk]
    candidacy = Candidacy.objects.select_for_update().get(person=other)
    refusal = against(person, candidacy, other)
    if refusal:
        raise ValidationError(refusal)
    known, more = care.read([person, other], by=by)
    people.correct(person, by=by, **together(known, more))
    if candidacy.state in OPEN:
        vetting.move(candidacy, "withdraw", by=by)
    gone = {"merged_into": person, "email_mark": None, "phone_mark": None}
    Person.objects.filter(pk=other.pk).update(**gone)
    trail.record("merge", other, by=by)
    doubles.take_up(person, other, by=by)


def against(person: Person, candidacy: Candidacy, other: Person) -> str:
    """Why these two cannot be merged this way round; nothing, if they can."""
    if refusal := _are_ending(person, other):
        return refusal
    if refusal := _signed_against(person, candidacy, other):
        return refusal
    if _gave(candidacy):
        return _(
            "%(code)s has agreed to something, or holds a letter with a page of her own. Merge"
            " the other way round."
        ) % {"code": other.name}
    for ask in stands_against:
        if refusal := ask(candidacy):
            return refusal
    if _was_looked_into(other):
        return _(
            "Officers have looked into %(code)s. Merge the other way round; if they have"
            " looked into both, both stay."
        ) % {"code": other.name}
    return ""


def _are_ending(*people: Person) -> str:
    keys = [each.pk for each in people]
    waiting = Destruction.objects.waiting().filter(thing__in=keys)
    doomed = set(waiting.values_list("thing", flat=True))
    for each in people:
        if each.state == Person.State.ERASED or each.merged_into_id:
            said = _("%(code)s is erased, or merged already.")
        elif each.pk in doomed:
            said = _("Somebody asks that %(code)s be destroyed: that comes first.")
        else:
            continue
        return said % {"code": each.name}
    return ""


def _signed_against(person: Person, candidacy: Candidacy, other: Person) -> str:
    """Nothing that was signed goes with anybody, nor is it bent by whom a row brings along."""
    if _bends(person, other):
        return _(
            "Somebody who signed about one of these put the other forward, or is close to"
            " them. What was signed has to be set aside by an officer first; else both stay."
        )
    if candidacy.recommended_by_id or candidacy.decided_by_id or candidacy.earlier:
        return _(
            "An officer has signed for %(code)s, and nobody signs for another. Merge the"
            " other way round; if both are signed for, both stay."
        ) % {"code": other.name}
    return ""


def _bends(person: Person, other: Person) -> bool:
    """Whether a signature about one would be of somebody who may not sign about the other."""
    barred = signing.may_not_sign(person.pk, other.pk)
    return bool(barred & signing.signers(person.pk, other.pk))


def _was_looked_into(other: Person) -> bool:
    """Whether a check, a file or a judgement is about her: none follows her."""
    checked = other.checks.exclude(state=Check.State.PENDING, found_by=None)
    filed = Evidence.objects.filter(check_on__person=other)
    return _any(checked, filed, other.judgements.all())


def _gave(candidacy: Candidacy) -> bool:
    """Whether anything was given by her, or handed to her: that goes with nobody else."""
    given = candidacy.undertakings.exclude(state=Undertaking.State.OFFERED)
    return _any(given, Folder.objects.filter(candidacy=candidacy))


def _any(*of: QuerySet[Any]) -> bool:
    """Whether there is any row of these, in one question."""
    first, *others = (rows.order_by().values_list("pk") for rows in of)
    return first.union(*others, all=True).exists()


def together(known: Particulars, more: Particulars) -> dict[str, Any]:
    """What is known of who stays afterwards. Where both say something, hers stays."""
    names = [name for name in more.names if name not in known.names]
    facts: dict[str, Any] = {"variants": [*known.variants, *names]}
    for field in _MANY:
        hers, its = getattr(known, field), getattr(more, field)
        facts[field] = [*hers, *(each for each in its if each not in hers)]
    for field in known.__dataclass_fields__.keys() - _KEPT:
        facts[field] = getattr(known, field) or getattr(more, field)
    return facts
