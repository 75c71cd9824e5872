"""Putting people forward, and reading who they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.models import Initiative, Side
from participants import care, dossier, duplicates, numbering, oneself
from participants.models import Candidacy, Check, Conflict, Folder, Person, Undertaking
from participants.models.candidacy import DORMANT, LONGLIST, SHOWN
from participants.particulars import Particulars, Standing, gone, name_in
from participants.signing import UNRESOLVED
from trackii import clock, labels, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.prepared import Listing, Prepared
from trackii.vault import keystore, sealing
from trackii.vault.fields import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from trackii.accounts.models import User


@transaction.atomic
def nominate(
    side: Side, *, by: User, particulars: Particulars, standing: Standing, case: str
) -> Candidacy:
    """Put somebody forward for a side. From here on she is a code name."""
    policy.require(by, Action.NOMINATE, side)
    initiatives.at_work(side.initiative)
    marks = duplicates.marked(side.initiative_id, particulars)
    person = Person(
        initiative=side.initiative, side=side, code=numbering.next_code(side), **marks
    )
    # She dies by it, wherever her name was copied.
    keystore.make(person.pk, within=person.initiative_id)
    person.particulars = sealing.seal(
        particulars.dump(), of=person, field="particulars"
    )
    person.care = sealing.seal(particulars.dump_care(), of=person, field="care")
    person.save(force_insert=True)
    candidacy = Candidacy(initiative=side.initiative, person=person, nominated_by=by)
    candidacy.standing = sealing.seal(standing.dump(), of=candidacy, field="standing")
    candidacy.case = sealing.seal(case, of=candidacy, field="case")
    candidacy.save(force_insert=True)
    oneself.note(person, by=by, address=particulars.email)
    for tell in on_nominate:
        tell(person, particulars)
    trail.record("nominate", candidacy, by=by)
    return candidacy


# Whoever keeps a copy of what is known of somebody appends itself when it is ready.
on_nominate: list[Callable[[Person, Particulars], None]] = []
on_correct: list[Callable[..., None]] = []


@transaction.atomic
def correct(
    person: Person, *, by: User, particulars: Particulars | None = None, **facts: Any
) -> None:
    """Replace what is known of somebody, all of it or the facts that are named.

    Whoever keeps a copy is told within the same act. Two who correct different facts at
    once both count: what is not named stays as it stands by then.
    """
    policy.require(by, Action.READ_PEOPLE, person)
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    [known] = care.read([person], by=by)
    particulars = replace(particulars or known, **facts)
    if particulars.name != known.name:
        _insist_on_the_name(person)
    # What was known once is still looked for: else one hand could make a room forget.
    gone = {*known.names, *known.formerly} - set(particulars.names)
    particulars.formerly = sorted(gone)
    corrected = particulars.email.casefold() != known.email.casefold()
    particulars.email_edition = known.email_edition + corrected
    person.particulars = sealing.seal(
        particulars.dump(), of=person, field="particulars"
    )
    person.care = care.envelope(person, particulars)
    marks: dict[str, Any] = {**duplicates.marked(person.initiative_id, particulars)}
    if corrected and particulars.email:
        marks |= {"readdressed_by": by, "readdressed_at": clock.now()}
    for column, mark in marks.items():
        setattr(person, column, mark)
    person.save(update_fields=["particulars", "care", *marks])
    _take_up(person, set(particulars.held) - set(known.held), by=by)
    for tell in on_correct:
        tell(person, known, particulars, by=by)
    trail.record("correct", person, by=by)


def _insist_on_the_name(person: Person) -> None:
    """Officers sign for somebody by name: afterwards nobody puts another in her place."""
    candidacy = Candidacy.objects.select_for_update().filter(person=person)
    if candidacy.exclude(recommended_by=None).exists():
        raise ValidationError(
            _(
                "An officer has signed for this name. Add a spelling below it;"
                " somebody else is put forward anew."
            )
        )


def _take_up(person: Person, offices: set[str], *, by: User) -> None:
    """An office that turns up stands in the way until two officers have resolved it."""
    if not offices:
        return
    candidacy = Candidacy.objects.select_for_update().get(person=person)
    standing = Standing.load(sealing.unseal(candidacy, "standing", by=by))
    before = [] if candidacy.seconded_by_id else [standing.office]
    standing.office = "; ".join(filter(None, [*before, *sorted(offices)]))
    sealed = sealing.seal(standing.dump(), of=candidacy, field="standing")
    rows = Candidacy.objects.filter(pk=candidacy.pk)
    rows.update(standing=sealed, **UNRESOLVED)


def read(people: Sequence[Person], *, by: User) -> list[Particulars]:
    """Who they are, for somebody who may know. One entry for the whole page."""
    return [Particulars.load(words) for words in _opened(people, by)]


def names(people: Sequence[Person], *, by: User) -> list[str]:
    """What they are called, and no more: of a list of fifty that is all that is shown."""
    return [name_in(words) for words in _opened(people, by)]


def _opened(people: Sequence[Person], by: User) -> list[str]:
    for person in people[:1]:
        policy.require(by, Action.READ_PEOPLE, person)
    nobody = gone(_("[destroyed]"))
    return sealing.unseal_all(people, "particulars", by=by, dead=nobody)


def subjects(initiative: Initiative, code: str) -> list[UUID]:
    """What the record speaks of where it speaks of this code name."""
    of = {"person__initiative": initiative, "person__code": code}
    rows = [(Check, of), (Conflict, of), (Candidacy, of)]
    rows += [
        (kind, {"candidacy__" + at: of[at] for at in of})
        for kind in (Undertaking, Folder)
    ]
    rows.append((Person, {"initiative": initiative, "code": code}))
    asked = [kind._base_manager.filter(**at).order_by() for kind, at in rows]
    first, *others = (each.values_list("pk", flat=True) for each in asked)
    return list(first.union(*others))


def listed(
    initiative: Initiative, *, by: User, state: str = "", side: str = ""
) -> Listing:
    """The candidacies of one initiative, by state and side as far as these say anything.

    What a row shows is a dictionary: a template looks into one without a detour. Its
    `person` opens to who may know.
    """
    chosen: dict[str, Any] = {"member": policy.member(by), "table": initiative.pk}
    if state in SHOWN or state == LONGLIST:
        chosen["longlist" if state == LONGLIST else "state"] = state
    if side in Side.LETTERS:
        chosen["side"] = side
    return Listing(_listed, make=line(initiative.pk), **chosen)


def find(initiative: Initiative, code: str, *, by: User) -> Candidacy | None:
    """The candidacy behind a code name, if one may know of the initiative."""
    asked = {"member": policy.member(by), "table": initiative.pk, "code": code}
    found = _coded.objects(**asked)
    for candidacy in found:
        candidacy.initiative = candidacy.person.initiative = initiative
    return found[0] if found else None


@Prepared
def _coded(member: UUID, table: UUID, code: str) -> models.QuerySet:
    rows = Candidacy.objects.seated(Action.VIEW, member)
    rows = rows.filter(initiative=table, person__code=code)
    return dossier.among_others(dossier.beside(rows), member).select_related(
        "person__side", "person__merged_into", "recommended_by", "decided_by"
    )


def _listed(member: UUID, table: UUID, **chosen: str) -> models.QuerySet:
    columns = {"state": "shown", "side": "person__side__letter"}
    asked = {columns[name]: chosen[name] for name in columns if name in chosen}
    rows = Candidacy.objects.seated(Action.READ_PEOPLE, member).shown()
    rows = rows.undecided() if "longlist" in chosen else rows
    return rows.filter(initiative=table, **asked).values_list("shown", *COLUMNS[1:])


# What a list of candidacies shows of each, in this order.
COLUMNS = (
    "state", "person__code", "person__side__letter", "nominated_at", "nominated_by",
    "recommended_by", "person", "person__particulars", "pk", "conditions",
)  # fmt: skip


def line(table: UUID) -> Callable[..., dict[str, Any]]:
    """What makes a line of a list of candidacies out of its columns, for one reader."""
    words = labels.words(_STATE) | {DORMANT: str(SHOWN[DORMANT])}
    return partial(_line, table, words)


def _line(table: UUID, words: dict[str, str], *columns: Any) -> dict[str, Any]:
    state, code, side, at, by, first, person, particulars, pk, conditions = columns
    return {
        "state": state,
        "label": words[state],
        "code": code,
        "name": code.upper(),
        "side": side,
        "nominated_at": at,
        "nominated_by_id": by,
        "recommended_by_id": first,
        "person": Person.sealed(person, table, code, Sealed(bytes(particulars))),
        "candidacy": pk,
        "kept": Candidacy.sealed(pk, table, person, conditions) if conditions else None,
    }


_STATE = Candidacy._meta.get_field("state")


@dataclass
class Known:
    """Everything a page shows of one candidate to who may know."""

    particulars: Particulars
    standing: Standing
    case: str
    conditions: list[tuple[str, str]]  # what the team has to keep to, by kind of check


def read_one(candidacy: Candidacy, *, by: User) -> Known:
    """One candidate: who she is, in which capacity, and why she was put forward."""
    candidacy.person.candidacy = candidacy
    [particulars] = care.read([candidacy.person], by=by)
    words = ["standing", "case", "conditions"]
    columns = sealing.unseal_columns([candidacy], words, by=by)
    [standing], [case], [said] = columns
    return Known(particulars, Standing.load(standing), case, _conditions(said))


def conditions(
    candidacies: Sequence[Candidacy], *, by: User
) -> dict[UUID, list[tuple[str, str]]]:
    """What the team has to keep to with each of these, by candidacy, where there is anything."""
    rows = [each for each in candidacies if each.conditions]
    for candidacy in rows[:1]:
        policy.require(by, Action.READ_PEOPLE, candidacy)
    opened = sealing.unseal_all(rows, "conditions", by=by, dead="")
    return {row.pk: _conditions(said) for row, said in zip(rows, opened, strict=True)}


def _conditions(said: str) -> list[tuple[str, str]]:
    known = json.loads(said or "{}")
    return [(str(Check.Kind(kind).label), words) for kind, words in known.items()]


def sides(initiative: Initiative) -> list[str]:
    """The letters at the table, for a filter."""
    return [letter for (letter,) in _sides(table=initiative.pk)]


@Prepared
def _sides(table: UUID) -> models.QuerySet:
    return Side.objects.filter(initiative=table).values_list("letter")
