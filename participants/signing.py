"""Who may sign about a candidate, what was signed, and what a signature has read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants.models import Candidacy, Conflict, Person
from trackii import policy
from trackii.policy import Action, Refused
from trackii.vault import sealing

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User


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


def edition(candidacy: Candidacy) -> str:
    """What a signature says it has read: who this is, in which standing, and the review.

    A digest of sealed words: it tells one edition from another, and nothing else.
    """
    who = sealing.mark(candidacy.person, "particulars")
    hers = ("standing", "case", "recommendation", "conditions")
    return who + sealing.mark(candidacy, *hers)


def look(candidacy: Candidacy, by: User, read: str) -> None:
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


def insist(candidacy: Candidacy, by: User) -> None:
    """An officer may; neither who put her forward may, nor who is close to her."""
    policy.require(by, Action.VET, candidacy)
    initiatives.at_work(candidacy.initiative)
    put = Candidacy.objects.filter(nominated_by=by)
    hers = Q(pk=candidacy.pk) | Q(person__merged_into=candidacy.person_id)
    if put.filter(hers).exists():
        why = "who puts somebody forward does not decide on her"
        raise Refused(by, Action.VET, candidacy, why)
    if by.pk in close_to(candidacy.person_id):
        why = "who is close to somebody signs nothing about her"
        raise Refused(by, Action.VET, candidacy, why)


def close_to(person: UUID) -> set[UUID]:
    """The colleagues who declared that they are close to somebody."""
    declared = Conflict.objects.filter(person=person)
    return set(declared.values_list("declared_by", flat=True))
