"""What is carried out of who somebody is: an allow-list, as a spreadsheet or a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from participants import care, extracts, tabular
from participants.models import Candidacy, Extract
from participants.particulars import Particulars
from trackii.exports import Download

if TYPE_CHECKING:
    from trackii.accounts.models import User

# Outside these, a state says what officers found, or have not found yet.
SEATABLE = {"approved", "invited", "accepted", "confirmed"}
KINDS = {
    "xlsx": (tabular.as_xlsx, tabular.XLSX),
    "csv": (tabular.as_csv, tabular.CSV),
}


@transaction.atomic
def fetch(extract: Extract, *, by: User, kind: str) -> Download:
    """The file, if it leaves now: state, content and record in one transaction."""
    extracts.fetch(extract, by=by)
    make, said = KINDS[kind]
    code = extract.initiative.code
    content = make([_heading(), *_rows(extract, by=by)])
    name = f"{code}-people.{kind}"
    return Download(content, name=name, kind=said, of=extract, by=by)


def _heading() -> list[str]:
    return [
        _("Code name"), _("Side"), _("State"), _("Full name"),
        _("Other names and spellings"), _("Titles"), _("Email"), _("Telephone"),
        _("Language of letters"), _("Languages they speak"), _("Time zone"),
        _("Date of birth"), _("Nationalities"), _("Observances"), _("Diet"),
        _("Access needs"),
    ]  # fmt: skip


def _rows(extract: Extract, *, by: User) -> list[list[str]]:
    """Nothing of vetting, of standing, of access or of risk is a column, nor ever will be."""
    found = list(extracts.people_in(extract))
    known = care.read([each.person for each in found], by=by)
    return [_row(each, who) for each, who in zip(found, known, strict=True)]


def _row(candidacy: Candidacy, known: Particulars) -> list[str]:
    return [
        candidacy.person.name, candidacy.person.side.letter,
        _state(candidacy), known.name, _one(known.variants),
        _one(known.titles), known.email, known.phone, known.language,
        _one(known.languages), known.time_zone, known.born, _one(known.nationalities),
        known.observances, known.diet, known.needs,
    ]  # fmt: skip


def _state(candidacy: Candidacy) -> str:
    """How far somebody is who may sit down; of all others that would tell of vetting."""
    label = Candidacy.State(candidacy.state).label
    return str(label) if candidacy.state in SEATABLE else ""


def _one(words: Sequence[str]) -> str:
    return "; ".join(words)
