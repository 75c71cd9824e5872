"""Screening one person: the lists say whom she might be, officers say whether she is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import checks, judgements, own_lists, people, watchlists
from participants.models import Candidacy, Listed, Person, Screening, Watchlist
from participants.models.watchlist import IN_FORCE
from participants.particulars import Particulars
from participants.screening import Asked, Entry, Index, Match
from participants.signing import insist
from trackii import clock
from trackii.policy import Action
from trackii.states import Flow, Step
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dialogues.models import Initiative
    from participants.judgements import Judged
    from trackii.accounts.models import User

State = Screening.State
FLOW = Flow(
    Step("screen", set(State), State.SCREENED, Action.VET,
         gettext_lazy("Look for her on the lists")),
    Step("look", set(State), State.SCREENED, Action.VET, by_itself=True),
    Step("clear_of_lists", {State.SCREENED}, State.CLEARED, Action.VET,
         gettext_lazy("Clear her of the lists")),
    # Who cleared her turns out to be close.
    Step("lay_down_clearing", {State.CLEARED}, State.SCREENED, Action.READ_PEOPLE,
         by_itself=True),
)  # fmt: skip
MOST = 12  # entries to judge at a time; the next come when these are judged
# Findings take as much room whether there are any or none, so that no size tells.
ROOM = 16_000
_CLEARED_NO_MORE = {"cleared_by": None, "cleared_at": None}


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
        if self.kind == own_lists.OWN:
            return _("Own list of this table")
        return str(Watchlist.Kind(self.kind).label)


@dataclass
class Looked:
    """What came of looking: whom officers have to judge, and what they judged."""

    hits: list[Hit] = field(default_factory=list)
    more: int = 0
    judged: list[Judged] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether anything stands in the way of clearing her."""
        hers = any(judged.is_hers for judged in self.judged)
        return bool(self.hits or self.more or hers)


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
    found = look(on_lists(own), asked(known), skip=done)
    words = sealing.seal(found, of=row, field="findings")
    FLOW.take(
        row, "screen", by=by, findings=words, screened_at=clock.now(), asked=None,
        against=against, about=mark(person), asked_by=by,
        **_CLEARED_NO_MORE,
    )  # fmt: skip


@transaction.atomic
def judge(
    candidacy: Candidacy, *, by: User, version: str, verdict: str, grounds: str
) -> None:
    """The first officer's word on an entry that came near, in the version she has read."""
    insist(candidacy, by)
    held = find(candidacy, by=by)
    hits = read(held, by=by).hits if held else []
    for hit in hits:
        if hit.version == version:
            said = ("kind", "reference", "version", "name")
            entry = {key: getattr(hit, key) for key in said}
            judgements.judge(
                candidacy, by=by, entry=entry, verdict=verdict, grounds=grounds
            )
            return
    raise ValidationError(_("This entry does not stand there any more. Look again."))


@transaction.atomic
def clear(candidacy: Candidacy, *, by: User) -> None:
    """Say by name that she is none of those listed. Every entry that came near is judged by two."""
    insist(candidacy, by)
    Person.objects.select_for_update().get(pk=candidacy.person_id)
    row = Screening.objects.select_for_update().filter(person=candidacy.person_id)
    held = row.first()
    if held is None or is_stale(held, candidacy.person):
        raise ValidationError(
            _("The lists or her particulars have changed. Look for her again first.")
        )
    if read(held, by=by).is_open:
        raise ValidationError(
            _("Somebody listed comes near, and two officers have not ruled it out.")
        )
    FLOW.take(
        held, "clear_of_lists", by=by, cleared_by=by, cleared_at=clock.now()
    )  # fmt: skip


def lay_down(row: Screening, *, by: User) -> None:
    """Who cleared her turns out to be close: another officer has to clear her."""
    FLOW.take(row, "lay_down_clearing", by=by, **_CLEARED_NO_MORE)


def is_cleared(candidacy: Candidacy) -> bool:
    """Whether a named officer has cleared her, against the lists in force, as she is known now.

    Who was never looked for is not cleared.
    """
    row = Screening.objects.filter(person=candidacy.person_id).first()
    person = candidacy.person
    return row is not None and row.state == State.CLEARED and not is_stale(row, person)


def payment_is_blocked(candidacy: Candidacy) -> bool:
    """Nothing is paid before both stand: two officers' check, and the lists cleared by name."""
    return checks.sanctions_are_open(candidacy.person_id) or not is_cleared(candidacy)


def insist_on_it(candidacy: Candidacy) -> None:
    """Nobody is approved who was not cleared, as soon as there is any list in force."""
    if watchlists.edition(candidacy.initiative_id) and not is_cleared(candidacy):
        raise ValidationError(
            _("She has not been cleared of the lists. That comes before approving.")
        )


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
    return rows.select_related("cleared_by", "person").first()


def read(row: Screening, *, by: User) -> Looked:
    """What came of it: what is not ruled out yet. The row came from `find`, to an officer."""
    said = json.loads(sealing.unseal(row, "findings", by=by))
    judged = judgements.read(row.person, by=by)
    done = {each.version for each in judged if each.is_signed and not each.is_hers}
    open_ = {each.version: each for each in judged if not each.is_signed}
    hits = [Hit(**hit) for hit in said["hits"] if hit["version"] not in done]
    for hit in hits:
        hit.judged = open_.get(hit.version)
    return Looked(hits, said["more"], [each for each in judged if each.is_signed])


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
