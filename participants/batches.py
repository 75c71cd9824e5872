"""One step for several candidates: chosen by name, counted before, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import checks, clearings, dossier, people, signing, vetting
from participants.models import Candidacy, Check, Person
from participants.models.check import OPEN
from trackii import policy
from trackii.http import ROWS
from trackii.labels import listed
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.accounts.models import User

S = Candidacy.State


@dataclass(frozen=True)
class Batch:
    """A step that may be taken for several at once."""

    label: Any
    done: Any
    signs: bool = True  # words are asked for, and what is signed is shown
    needs: Action = Action.VET


BATCHES = {
    "sound_out": Batch(gettext_lazy("Note as sounded out"),
                       gettext_lazy("noted as sounded out"), False, Action.NOMINATE),
    "review": Batch(gettext_lazy("Take into review"),
                    gettext_lazy("taken into review"), False),
    "clear": Batch(gettext_lazy("Sign open checks as clear"),
                   gettext_lazy("signed as clear by you")),
    "confirm": Batch(gettext_lazy("Confirm checks"),
                     gettext_lazy("confirmed by you"), False),
    "recommend": Batch(gettext_lazy("Sign reviews"), gettext_lazy("reviewed by you")),
    "approve": Batch(gettext_lazy("Sign and approve"), gettext_lazy("approved")),
    "hold": Batch(gettext_lazy("Sign and hold in reserve"),
                  gettext_lazy("held in reserve")),
    "decline": Batch(gettext_lazy("Sign and decline"), gettext_lazy("declined")),
}  # fmt: skip


@dataclass
class Entry:
    """One candidate of a batch, with what its signature would be under."""

    candidacy: Candidacy
    pieces: list[Check]

    @property
    def code(self) -> str:
        return self.candidacy.person.code

    def edition(self) -> str:
        """What was on the page, of her and of her checks."""
        read = [checks.edition(check) for check in self.pieces]
        said = "|".join([signing.edition(self.candidacy), *read])
        return sha256(said.encode()).hexdigest()


def eligible(initiative: Initiative, verb: str, *, by: User) -> list[Entry]:
    """Those for whom this colleague may take the step just now, a page of them at most."""
    policy.require(by, BATCHES[verb].needs, initiative)
    rows = Candidacy.objects.listed(initiative).awaiting_officers()
    found = dossier.beside(rows) if BATCHES[verb].needs == Action.VET else rows
    mine = [each for each in found if _may(verb, each, by)][: 4 * ROWS]
    pieces = _pieces(verb, [each.person_id for each in mine], by)
    entries = [Entry(each, pieces.get(each.person_id, [])) for each in mine]
    if verb in ("clear", "confirm"):
        entries = [entry for entry in entries if entry.pieces]
    return entries[:ROWS]


def in_the_way(initiative: Initiative, verb: str, *, by: User) -> list[tuple[str, str]]:
    """Whom one would approve but for a check, by code name, and which checks those are."""
    if verb != "approve":
        return []
    rows = Candidacy.objects.listed(initiative).active().filter(state=S.IN_REVIEW)
    rows = rows.exclude(recommended_by=None).exclude(recommended_by=by)
    found = []
    for candidacy in dossier.beside(rows.order_by("person__code")[: 4 * ROWS]):
        around = dossier.around(candidacy)
        if by.pk in around.free and around.missing:
            lacks = [f"{line.label} ({line.why_not})" for line in around.missing]
            found.append((candidacy.person.code.upper(), listed(lacks)))
    return found[:ROWS]


def _may(verb: str, candidacy: Candidacy, by: User) -> bool:
    if verb == "sound_out":
        return candidacy.state == S.NOMINATED
    around = dossier.around(candidacy)
    if by.pk not in around.free:
        return False
    if verb == "review":
        return candidacy.state in (S.NOMINATED, S.SOUNDED_OUT)
    if verb in ("clear", "confirm"):
        return candidacy.state in vetting.REVIEWED
    if verb == "recommend":
        return candidacy.state in vetting.REVIEWED and not candidacy.recommended_by_id
    ready = candidacy.recommended_by_id not in (None, by.pk)
    fits = candidacy.state in vetting.FLOW.steps[verb].sources
    return ready and fits and not (verb == "approve" and around.missing)


def _pieces(verb: str, persons: list[UUID], by: User) -> dict[UUID, list[Check]]:
    """The checks a batch is about, by person: nobody's yet, or found clear by another."""
    if verb not in ("clear", "confirm"):
        return {}
    # Sanctions are signed on the page of the lists: beside what came near, or not at all.
    rows = Check.objects.filter(person__in=persons, state__in=OPEN)
    rows = rows.exclude(kind=Check.Kind.SANCTIONS)
    if verb == "clear":
        rows = rows.filter(state=Check.State.PENDING, found_by=None)
    else:
        rows = rows.exclude(found_by=None).exclude(found_by=by)
    found: dict[UUID, list[Check]] = {}
    for check in rows.select_related("person", "found_by").order_by("kind"):
        found.setdefault(check.person_id, []).append(check)
    return found


@dataclass
class Shown:
    """One line of the page that asks before anything is signed."""

    code: str
    read: str
    name: str
    words: list[tuple[str, str]]


def show(entries: list[Entry], verb: str, *, by: User) -> list[Shown]:
    """Who it would be, by name, and what the first officer wrote about each."""
    known = people.read([entry.candidacy.person for entry in entries], by=by)
    words = _words(entries, verb, by)
    return [
        Shown(entry.code, entry.edition(), who.name, words[entry.code])
        for entry, who in zip(entries, known, strict=True)
    ]


def _words(
    entries: list[Entry], verb: str, by: User
) -> dict[str, list[tuple[str, str]]]:
    if verb in ("approve", "hold", "decline"):
        rows = [entry.candidacy for entry in entries]
        said = sealing.unseal_all(rows, "recommendation", by=by)
        label = _("What the first officer found")
        return {
            row.person.code: [(label, w)] for row, w in zip(rows, said, strict=True)
        }
    if verb == "confirm":
        every = [(entry.code, check) for entry in entries for check in entry.pieces]
        found = checks.read_all([check for _code, check in every], by=by)
        lines: dict[str, list[tuple[str, str]]] = {}
        for (code, check), words in zip(every, found, strict=True):
            label = f"{check.get_kind_display()}: {check.get_outcome_display()}"
            lines.setdefault(code, []).append((label, words))
        return lines
    return {
        entry.code: [(str(check.get_kind_display()), "") for check in entry.pieces]
        for entry in entries
    }


@transaction.atomic
def carry_out(
    initiative: Initiative,
    verb: str,
    chosen: Mapping[str, str],
    *,
    by: User,
    words: str = "",
) -> int:
    """Take the step for everybody chosen, or for nobody. `chosen` is code name → what was read."""
    # People before their checks, as every signature holds them: no two wait in a ring.
    asked = Person.objects.filter(initiative=initiative, code__in=chosen)
    list(asked.select_for_update().order_by("pk"))
    ready = {entry.code: entry for entry in eligible(initiative, verb, by=by)}
    held = Check.objects.filter(person__candidacy__initiative=initiative)
    list(held.filter(person__code__in=chosen).select_for_update(of=("self",)))
    late = [
        code
        for code, read in chosen.items()
        if code not in ready
        or (
            (BATCHES[verb].signs or verb == "confirm") and ready[code].edition() != read
        )
    ]
    if late:
        named = listed(code.upper() for code in sorted(late))
        raise ValidationError(
            _("Nothing was done: %(codes)s changed meanwhile. Look again.")
            % {"codes": named}
        )
    _take(initiative, verb, [ready[code] for code in sorted(chosen)], by, words)
    return len(chosen)


def _take(
    initiative: Initiative, verb: str, entries: list[Entry], by: User, words: str
) -> None:
    pieces = [check for entry in entries for check in entry.pieces]
    read = {check.pk: checks.edition(check) for check in pieces}
    if verb == "clear":
        clearings.find(initiative, read, by=by, words=words)
    elif verb == "confirm":
        clearings.confirm(initiative, read, by=by)
    for entry in entries if verb not in ("clear", "confirm") else []:
        _decide(entry.candidacy, verb, by=by, words=words)


def _decide(candidacy: Candidacy, verb: str, *, by: User, words: str) -> None:
    if verb in ("sound_out", "review"):
        vetting.move(candidacy, verb, by=by)
    else:
        read = signing.edition(candidacy)
        getattr(vetting, verb)(candidacy, by=by, grounds=words, read=read)
