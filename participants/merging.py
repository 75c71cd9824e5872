"""Merging two rows that are one human: one stays, the other's code name is never used again."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.models import Destruction
from participants import care, doubles, people, signing, vetting
from participants.models import (
    Candidacy,
    Check,
    Evidence,
    Folder,
    Judgement,
    Person,
    Undertaking,
)
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participants.particulars import Particulars
    from trackii.accounts.models import User

# Whoever hangs seats on a candidacy appends their rows: they cannot follow.
stands_against: list[QuerySet[Any]] = []
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
    known = {each.person_id: each for each in _weighed(person, other)}
    for each in (person, other):
        if refusal := _is_ending(each, is_doomed=known[each.pk].is_doomed):
            return refusal
    barred = {user for each in known.values() for user in each.barred}
    if barred & signing.signers(person.pk, other.pk):
        return _(
            "Somebody who signed about one of these put the other forward, or is close to"
            " them. What was signed has to be set aside by an officer first; else both stay."
        )
    if candidacy.recommended_by_id or candidacy.decided_by_id or candidacy.earlier:
        return _(
            "An officer has signed for %(code)s, and nobody signs for another. Merge the"
            " other way round; if both are signed for, both stay."
        ) % {"code": other.name}
    return _hangs_on(known[other.pk], other)


def _is_ending(person: Person, *, is_doomed: bool) -> str:
    if person.state == Person.State.ERASED or person.merged_into_id:
        said = _("%(code)s is erased, or merged already.")
    elif is_doomed:
        said = _("Somebody asks that %(code)s be destroyed: that comes first.")
    else:
        return ""
    return said % {"code": person.name}


def _hangs_on(known: Any, other: Person) -> str:
    """What was given by her, handed to her or found about her goes with nobody else."""
    if known.gave:
        said = _(
            "%(code)s has agreed to something, or holds a letter with a page of their own. Merge"
            " the other way round."
        )
    elif known.sits:
        said = _("%(code)s was offered a seat. Merge the other way round.")
    elif known.was_looked_into:
        said = _(
            "Officers have looked into %(code)s. Merge the other way round; if they have"
            " looked into both, both stay."
        )
    else:
        return ""
    return said % {"code": other.name}


def _weighed(*people: Person) -> QuerySet[Any]:
    """Their candidacies, and whatever might stand against a merging, in one question."""
    doomed = Destruction.objects.waiting().filter(thing=OuterRef("person"))
    given = Undertaking.objects.exclude(state=Undertaking.State.OFFERED)
    checked = Check.objects.exclude(state=Check.State.PENDING, found_by=None)
    filed = Evidence.objects.filter(check_on__person=OuterRef("person"))
    hers, about = {"candidacy": OuterRef("pk")}, {"person": OuterRef("person")}
    return Candidacy.objects.filter(person__in=people).annotate(
        barred=signing.barred("person"),
        is_doomed=Exists(doomed),
        gave=Exists(given.filter(**hers)) | Exists(Folder.objects.filter(**hers)),
        sits=reduce(or_, [Exists(rows.filter(**hers)) for rows in stands_against]),
        was_looked_into=Exists(checked.filter(**about)) | Exists(filed)
        | Exists(Judgement.objects.filter(**about)),
    )  # fmt: skip


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
