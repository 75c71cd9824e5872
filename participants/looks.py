"""Looking for one person on the lists in force: it says whom she might be, and decides nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants import judgements, own_lists, people, watchlists
from participants.models import Candidacy, Listed, Person, Screening, Watchlist
from participants.models.watchlist import IN_FORCE
from participants.particulars import Particulars
from participants.screening import Asked, Entry, Index, Match
from participants.signing import insist
from trackii import clock
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dialogues.models import Initiative
    from participants.judgements import Judged
    from trackii.accounts.models import User

MOST = 12  # entries to judge at a time; the next come when these are judged
# Findings take as much room whether there are any or none, so that no size tells.
ROOM = 16_000


@dataclass
class Hit:
    """A listed entry somebody might be, and why, as it was found."""

    kind: str
    reference: str
    version: str
    name: str
    asked: str
    score: float
    pairs: list[list[Any]]
    remarks: list[list[Any]]
    judged: Judged | None = None  # by one officer, and not seconded

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def source(self) -> str:
        """Which list it is from."""
        return own_lists.source(self.kind)


@dataclass
class Looked:
    """What came of looking: whom officers have to judge, and what they judged."""

    hits: list[Hit] = field(default_factory=list)  # not judged by two
    hers: list[Hit] = field(default_factory=list)  # two officers hold that it is her
    more: int = 0
    judged: list[Judged] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether two officers have yet to say who somebody listed is."""
        return bool(self.hits or self.more)


def asked(known: Particulars) -> Asked:
    """Whom to look for, out of what is known of a person: the one seam to her particulars."""
    names, born, nations = known.asked_of_lists
    year = int(born[:4]) if born else None
    return Asked(tuple(dict.fromkeys(filter(None, names))), year, tuple(nations))


@transaction.atomic
def screen(candidacy: Candidacy, *, by: User) -> None:
    """Look for somebody on every list in force. It informs; nobody is cleared or refused by it."""
    insist(candidacy, by)
    # Before the looking: a newer list makes this stale.
    against = watchlists.edition(candidacy.initiative_id)
    if not against:
        raise ValidationError(_("No list is in force: add one first."))
    person = candidacy.person
    [known] = people.read([person], by=by)
    row = row_of(person)
    done = judgements.signed(person, by=by)
    own = own_lists.entries_at(candidacy.initiative, by=by)
    lists = on_lists(own)
    try:
        found = look(lists, asked(known), skip=done)
    finally:
        forget(lists)
    words = sealing.seal(found, of=row, field="findings")
    put(row, findings=words, against=against, about=mark(person), asked_by=by)
    trail.record("screen", row, by=by)


def put(row: Screening, **found: Any) -> None:
    """Write down what was found. Whoever was looked for waits for the worker no more."""
    found |= {"screened_at": clock.now(), "asked": None, "missed_at": None}
    Screening.objects.filter(pk=row.pk).update(**found)


def is_stale(row: Screening, person: Person, edition: str | None = None) -> bool:
    """Whether a list, or what is known of her, has changed since she was looked for.

    `edition` is that of the lists in force, for who has asked already.
    """
    if edition is None:
        edition = watchlists.edition(person.initiative_id)
    return row.against != edition or row.about != mark(person)


def find(candidacy: Candidacy, *, by: User) -> Screening | None:
    """The last look for somebody, for officers, if there was any."""
    rows = Screening.objects.allowing(Action.VET, by).filter(
        person=candidacy.person_id, screened_at__isnull=False
    )
    return rows.select_related("person").first()


def read(row: Screening, *, by: User) -> Looked:
    """What came of it. The row came from `find`, to an officer."""
    [looked] = read_all([row], by=by)
    return looked


def read_all(rows: Sequence[Screening], *, by: User) -> list[Looked]:
    """The same of several at one table: two entries of the record, naming how many."""
    found = sealing.unseal_all(rows, "findings", by=by, dead='{"hits": [], "more": 1}')
    judged = judgements.read_all([row.person for row in rows], by=by)
    return [
        _looked(json.loads(words), judged[row.person_id])
        for row, words in zip(rows, found, strict=True)
    ]


def _looked(said: dict[str, Any], judged: list[Judged]) -> Looked:
    signed = [each for each in judged if each.is_signed]
    last = {
        each.version: each for each in signed
    }  # of two that differ, the later counts
    open_ = {each.version: each for each in judged if not each.is_signed}
    looked = Looked(more=said["more"], judged=signed)
    for words in said["hits"]:
        hit = Hit(**words, judged=open_.get(words["version"]))
        verdict = last.get(hit.version)
        if verdict is None:
            looked.hits.append(hit)
        elif verdict.is_hers:
            looked.hers.append(hit)
    return looked


def insist_on_one(person: Person, initiative: Initiative, *, by: User) -> Looked:
    """The look a verdict rests on: of the lists in force, of her as she is known now."""
    edition = watchlists.edition(initiative.pk)
    if not edition:
        raise ValidationError(
            _("No list is in force: nobody can be cleared. Add a list first.")
        )
    row = Screening.objects.filter(person=person, screened_at__isnull=False).first()
    if row is None or is_stale(row, person, edition):
        raise ValidationError(
            _("The lists, or what is known, have changed. Look on the lists first.")
        )
    row.person = person
    looked = read(row, by=by)
    if looked.is_open:
        raise ValidationError(
            _("Somebody listed comes near, and two officers have not ruled it out.")
        )
    return looked


def known(candidacy: Candidacy, *, by: User) -> Particulars:
    """Who she is, for an officer who compares her with an entry."""
    return Particulars.load(sealing.unseal(candidacy.person, "particulars", by=by))


def entry_of(hit: Hit, initiative: Initiative, *, by: User) -> Entry | None:
    """The entry as a list in force has it; none, where it is not worded so any more."""
    if hit.kind == own_lists.OWN:
        own = own_lists.entries_at(initiative, by=by)
        return next((each for each in own if each.version == hit.version), None)
    lists = Watchlist.objects.filter(IN_FORCE)
    rows = Listed.objects.filter(watchlist__in=lists, version=hit.version)
    found = rows.select_related("watchlist").first()
    return found.entry if found else None


def on_lists(own: list[Entry]) -> list[Index]:
    """What to look through: the public lists in force, and a table's own."""
    return [watchlists.index(), *([Index(own)] if own else [])]


def forget(lists: Sequence[Index]) -> None:
    """Whom somebody looked for stays in no memory of a list that does."""
    for index in lists:
        index.forget()


def look(lists: Sequence[Index], wanted: Asked, *, skip: Collection[str]) -> str:
    """Search, and write down what was found in as much room as ever. Of `skip`, nothing."""
    most = MOST + len(skip) + 50
    matches = [match for index in lists for match in index.search(wanted, top=most)]
    matches.sort(key=lambda match: -match.score)
    near = [m for m in matches if m.is_possible and m.entry.version not in skip]
    hits = [_hit(match) for match in near[:MOST]]
    while len(said := json.dumps({"hits": hits, "more": len(near) - len(hits)})) > ROOM:
        hits.pop()
    return said.ljust(ROOM)


def mark(person: Person) -> str:
    """Which edition of her particulars: a digest of sealed words."""
    return sealing.mark(person, "particulars")


def row_of(person: Person) -> Screening:
    """The row of her looks; made empty where there was none."""
    return Screening.objects.get_or_create(
        person=person, defaults={"initiative_id": person.initiative_id}
    )[0]


def _hit(match: Match) -> dict[str, Any]:
    return {
        "kind": match.entry.source,
        "reference": match.entry.reference,
        "version": match.entry.version,
        "name": match.name,
        "asked": match.asked,
        "score": round(match.score, 3),
        "pairs": [list(pair) for pair in match.aligned.pairs],
        "remarks": [list(remark) for remark in match.remarks],
    }
