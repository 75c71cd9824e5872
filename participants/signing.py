"""Who may sign about a candidate, what was signed, and what a signature has read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import F, Func, Model, QuerySet, UUIDField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import duplicates
from participants.models import Candidacy, Check, Judgement, Person
from participants.particulars import Standing
from trackii import clock, policy
from trackii.policy import Action, Refused
from trackii.states import WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.accounts.models import User

# Where somebody signs about a person: PostgreSQL refuses in each of these columns who may
# not. A test holds this against the models and against the triggers.
SIGNATURES: dict[type[Model], tuple[str, ...]] = {
    Candidacy: ("recommended_by", "decided_by", "resolved_by", "seconded_by"),
    Check: ("found_by", "settled_by"),
    Judgement: ("judged_by", "signed_by"),
}

# Taken up again, she is signed for anew, by two.
UNSIGNED = dict.fromkeys((
    "recommended_by", "recommended_at", "recommendation", "decided_by", "decided_at",
    "grounds",
))  # fmt: skip
# In another capacity than before, what was resolved of the one before counts no more: its
# words stay, and no signature stands under them.
UNRESOLVED = dict.fromkeys((
    "resolved_by", "resolved_at", "seconded_by", "seconded_at",
))  # fmt: skip


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


def unsigned(candidacy: Candidacy, by: User) -> dict[str, Any]:
    """What makes it unsigned again: both signatures go, and are kept for officers to read."""
    written = read(candidacy, by=by)
    if written is None:
        raise WrongState(candidacy, "reconsider")
    past = {
        "recommendation": written.recommendation,
        "recommended_by": str(candidacy.recommended_by),
        "grounds": written.grounds,
        "decided_by": str(candidacy.decided_by or "–"),
        "decided_on": f"{candidacy.decided_at or clock.now():%Y-%m-%d}",
    }
    kept = json.dumps([*written.earlier, past])
    return UNSIGNED | {"earlier": sealing.seal(kept, of=candidacy, field="earlier")}


def unresolved(candidacy: Candidacy, by: User) -> dict[str, Any]:
    """What makes a capacity unresolved again by her who gave the reason: it goes, and is kept.

    What others had said before her stays where it is.
    """
    columns = sealing.unseal_columns([candidacy], ["resolution", "earlier"], by=by)
    [resolution], [earlier] = columns
    said = json.loads(resolution or "{}")
    past = {
        "resolution": said.get("words", ""),
        "resolved_by": str(candidacy.resolved_by),
    }
    kept = json.dumps([*json.loads(earlier or "[]"), past])
    rest = json.dumps({"earlier": said.get("earlier", [])})
    return UNRESOLVED | {
        "resolution": sealing.seal(rest, of=candidacy, field="resolution"),
        "earlier": sealing.seal(kept, of=candidacy, field="earlier"),
    }


def edition(candidacy: Candidacy) -> str:
    """What a signature says it has read: who this is, in which standing, and the review.

    A digest of sealed words: it tells one edition from another, and nothing else.
    """
    who = sealing.mark(candidacy.person, "particulars")
    hers = ("standing", "case", "recommendation", "conditions", "resolution")
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
    """An officer may; neither who put her forward may, nor who is close to her.

    The person is held first of all rows: a declaration or a merging at the same moment
    waits for the signature, or the signature for it. From then on her state is as it is.
    """
    policy.require(by, Action.VET, candidacy)
    initiatives.at_work(candidacy.initiative)
    [candidacy.person.state] = _hold([candidacy.person_id])
    _insist_on_people([candidacy.person_id], candidacy, by)


def insist_on_all(
    initiative: Initiative, people: Collection[UUID], *, by: User
) -> dict[UUID, set[UUID]]:
    """The same about several of one table at once; who signs nothing about each of them."""
    policy.require(by, Action.VET, initiative)
    initiatives.at_work(initiative)
    _hold(people)
    return _insist_on_people(people, initiative, by)


def _hold(people: Collection[UUID]) -> list[str]:
    """Nobody else changes them until this act is over; the state each is in by now."""
    held = Person.objects.filter(pk__in=people).order_by("pk").select_for_update()
    return list(held.values_list("state", flat=True))


def _insist_on_people(
    people: Collection[UUID], about: Model, by: User
) -> dict[UUID, set[UUID]]:
    # Another question than the one that held them: as it is by now.
    held = Person.objects.filter(pk__in=people).order_by("pk")
    found = list(held.values_list("pk", close(), barred(), "email_mark"))
    if _is_one_of({mark for *_, mark in found}, about, by):
        raise Refused(by, Action.VET, about, "nobody signs about herself")
    apart = [(person, set(near), set(nobody)) for person, near, nobody, _ in found]
    if any(by.pk in near for _person, near, _nobody in apart):
        why = "who is close to somebody signs nothing about her"
        raise Refused(by, Action.VET, about, why)
    if any(by.pk in nobody for _person, _near, nobody in apart):
        why = "who puts somebody forward does not decide on her"
        raise Refused(by, Action.VET, about, why)
    return {person: nobody for person, _near, nobody in apart}


def _is_one_of(marks: set[Any], about: Model, by: User) -> bool:
    """Whether a colleague works under the address of one of these, who may be herself.

    Whoever stands at the table is noted as such when she is put forward; this holds for
    somebody put forward while the vault was locked, or under an address changed since.
    """
    initiative = getattr(about, "initiative_id", about.pk)
    hers = set(duplicates.marks_of(by, initiative))
    return bool(hers & {bytes(mark) for mark in marks if mark})


def insist_on_first(candidacy: Candidacy, first: UUID) -> None:
    """Nobody signs after somebody who turned out to be close, or to have put her forward."""
    insist_it_may(first, may_not_sign(candidacy.person_id))


def insist_it_may(first: UUID, barred: Collection[UUID]) -> None:
    """Likewise, where it is known who signs nothing about her."""
    if first in barred:
        raise ValidationError(
            _(
                "Who signed first may sign nothing about this person any more. Another"
                " officer signs first, then you."
            )
        )


def insist_resolved(candidacy: Candidacy, *, by: User) -> None:
    """Nobody is approved in a capacity, or with an office, that two have not resolved."""
    standing = Standing.load(sealing.unseal(candidacy, "standing", by=by))
    if standing.stands_in_the_way and candidacy.seconded_by_id is None:
        raise ValidationError(
            _(
                "%(code)s does not come in a personal capacity alone: an office is held, or"
                " there is a mandate. Two officers resolve it before approving."
            )
            % {"code": candidacy.person.name}
        )


def may_not_sign(*people: UUID) -> set[UUID]:
    """Who signs nothing about any of these: the one answer, by which PostgreSQL refuses too.

    Herself and whoever is close to her, as they declared, and whoever put her forward; in
    every row that is the same human.
    """
    return _asked(people, barred())


def close_to(person: UUID) -> set[UUID]:
    """The colleagues who declared that they are somebody, or close to her."""
    return _asked([person], close())


def barred(person: str = "pk") -> Func:
    """The same answer as a column of a query; `person` is the path to her number."""
    return _function("may_not_sign_about", person)


def close(person: str = "pk") -> Func:
    return _function("close_to", person)


def among(rows: QuerySet[Candidacy], user: User) -> QuerySet[Candidacy]:
    """Those of some candidacies about which a colleague signs nothing."""
    known = rows.alias(barred=barred("person"))
    return known.filter(barred__contains=[user.pk])  # type: ignore[misc]  # an array


def close_among(rows: QuerySet[Candidacy], user: User) -> QuerySet[Candidacy]:
    """Those of some candidacies that are herself, or somebody she is close to."""
    known = rows.alias(close=close("person"))
    return known.filter(close__contains=[user.pk])  # type: ignore[misc]  # an array


def rows_of(person: UUID) -> QuerySet[Person]:
    """Every row that is the same human: what went into her, and what she went into."""
    return Person.objects.filter(pk__in=RawSQL("SELECT same_human(%s)", [person]))


def signers(*people: UUID) -> set[UUID]:
    """Everybody whose signature stands about any of these, finished or not."""
    every = RawSQL("SELECT same_human(one) FROM unnest(%s::uuid[]) AS one", [[*people]])
    rows = Person.objects.filter(pk__in=every)
    hands = [
        model._default_manager.filter(person__in=rows, **{f"{hand}__isnull": False})
        .order_by()
        .values_list(hand, flat=True)
        for model, columns in SIGNATURES.items()
        for hand in columns
    ]
    return set(hands[0].union(*hands[1:]))


def _asked(people: Collection[UUID], who: Func) -> set[UUID]:
    found = Person.objects.filter(pk__in=people).values_list(who, flat=True)
    return {user for users in found for user in users}


def _function(name: str, person: str) -> Func:
    return Func(F(person), function=name, output_field=ArrayField(UUIDField()))
