"""A list of a table's own: sealed for its officers, looked through beside the public ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import holds, initiatives
from dialogues.models import Initiative
from participants import editions, watchlists
from participants.models import OwnList, Watchlist
from participants.screening import Entry
from trackii import clock, direction, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import keystore, sealing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from trackii.accounts.models import User

MOST = 20_000  # entries: they are opened whole, each time somebody is looked for
OWN = "own"  # where an entry is from, beside the kinds of public lists


def source(kind: str) -> str:
    """Which list an entry is from, by its name."""
    if kind == OWN:
        return _("Own list of this table")
    return str(Watchlist.Kind(kind).label)


@dataclass
class Opened:
    """Who is on it, and what it says otherwise than the one before."""

    entries: list[Entry] = field(default_factory=list)
    came: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    went: list[Entry] = field(default_factory=list)

    @property
    def first(self) -> list[Entry]:
        """As many as a page shows."""
        return self.entries[: editions.SHOWN]

    @property
    def more(self) -> int:
        return len(self.entries) - len(self.first)


@transaction.atomic
def bring(
    initiative: Initiative, *, by: User, files: Sequence[bytes], shorter: bool = False
) -> OwnList:
    """Take a table's own list in, in place of the one before: that opens nowhere again.

    Every look before it is stale. `shorter` says that it was not cut off.
    """
    _insist(initiative, by)
    holds.insist_on_none(initiative)  # the one before is destroyed
    entries = _entries(files)
    before = find(initiative)
    old = read(before, by=by).entries if before else []
    if len(entries) < watchlists.SHORTER * len(old) and not shorter:
        raise ValidationError(
            _(
                "This list has %(new)s entries and the one in force %(old)s: was it cut"
                " off? If it was not, say so and add it again."
            )
            % {"new": len(entries), "old": len(old)}
        )
    if before is not None:
        _wipe(before)
    made = OwnList(initiative=initiative, brought_by=by, brought_at=clock.now(),
                   size=len(entries))  # fmt: skip
    keystore.make(made.pk, within=initiative.pk)
    made.words = sealing.seal(_said(entries, old), of=made, field="words")
    made.save(force_insert=True)
    trail.record("bring", made, by=by)
    _tell(initiative)
    return made


@transaction.atomic
def remove(own: OwnList, *, by: User) -> None:
    """Look for nobody on it any more. Who was cleared beside it is looked for anew."""
    _insist(own.initiative, by)
    holds.insist_on_none(own.initiative)
    if not OwnList.objects.filter(pk=own.pk).exists():
        raise ValidationError(_("This list is no longer in force."))
    trail.record("remove", own, by=by)
    _wipe(own)
    _tell(own.initiative)


def find(initiative: Initiative) -> OwnList | None:
    """The list of one table, if it has any."""
    rows = OwnList.objects.filter(initiative=initiative)
    return rows.select_related("initiative", "brought_by").first()


def read(own: OwnList, *, by: User) -> Opened:
    """Who is on it, for officers of its table."""
    policy.require(by, Action.VET, own)
    return _opened(sealing.unseal(own, "words", by=by))


def entries_at(initiative: Initiative, *, by: User) -> list[Entry]:
    """Whom to look through beside the public lists; nobody where there is no such list."""
    own = find(initiative)
    return read(own, by=by).entries if own else []


def ask(initiative: Initiative, *, by: User) -> None:
    """Hand the list to the worker, for who is looked for at this table."""
    own = find(initiative)
    if own is not None:
        words = sealing.unseal(own, "words", by=by)
        own.asked = sealing.seal(words, of=own, field="asked")
        own.save(update_fields=["asked"])


def as_worker(table: UUID) -> list[Entry]:
    """The same for the worker. A list that was not handed over is no empty one."""
    own = OwnList.objects.filter(initiative=table).first()
    if own is None:
        return []
    if own.asked is None:
        raise LookupError
    return _opened(sealing.unseal_as_worker(own, "asked").decode()).entries


def take_back(tables: Iterable[UUID]) -> None:
    """What was handed to the worker is wiped, where nobody waits any more."""
    OwnList.objects.filter(initiative__in=tables).update(asked=None)


def keys_at(initiative: Any) -> list[Any]:
    rows = OwnList.objects.filter(initiative=initiative)
    return list(rows.values_list("pk", flat=True))


def _insist(initiative: Initiative, by: User) -> None:
    policy.require(by, Action.VET, initiative)
    initiatives.at_work(initiative)


def _entries(files: Sequence[bytes]) -> list[Entry]:
    rolls = watchlists.opened(files)
    if [roll.kind for roll in rolls] != [Watchlist.Kind.PLAIN]:
        raise ValidationError(
            _(
                "This is a public list. It is brought on the page of the lists, and serves"
                " every table."
            )
        )
    [roll] = rolls
    if len(roll.entries) > MOST:
        raise ValidationError(
            _("A list of your own has %(most)s entries at most.") % {"most": MOST}
        )
    for number, entry in enumerate(roll.entries, 1):
        _insist_upright(number, entry)
    return roll.entries


def _insist_upright(number: int, entry: Entry) -> None:
    words = [entry.reference, *entry.names, *entry.nationalities, entry.about]
    if any(direction.turned(each) for each in words):
        said = _(
            "A hidden sign in entry %(number)s turns the direction of writing. Type that"
            " entry anew."
        )
        raise ValidationError(said % {"number": number})


def _said(entries: list[Entry], before: list[Entry]) -> str:
    old = {entry.reference: entry for entry in before}
    new = {entry.reference for entry in entries}
    shown = editions.SHOWN if before else 0
    sorts = {
        "came": [each for each in entries if each.reference not in old],
        "changed": [
            each
            for each in entries
            if each.reference in old and old[each.reference].version != each.version
        ],
        "went": [each for each in before if each.reference not in new],
    }
    said = {name: [_row(each) for each in some[:shown]] for name, some in sorts.items()}
    said["entries"] = [_row(each) for each in entries]
    return json.dumps(said, ensure_ascii=False)


def _row(entry: Entry) -> list[Any]:
    said = [entry.reference, entry.sort, entry.names, entry.births]
    return [*said, entry.nationalities, entry.about]


def _opened(words: str) -> Opened:
    said = json.loads(words)
    return Opened(**{name: [_entry(row) for row in said[name]] for name in said})


def _entry(row: list[Any]) -> Entry:
    reference, sort, names, births, nationalities, about = row
    years = tuple((first, last) for first, last in births)
    return Entry(reference, sort, tuple(names), years, tuple(nationalities), about, OWN)


def _wipe(own: OwnList) -> None:
    """The row goes with the transaction, and its key once that has come to pass."""
    transaction.on_commit(partial(keystore.destroy, own.pk))
    OwnList.objects.filter(pk=own.pk).delete()


def _tell(initiative: Initiative) -> None:
    for tell in watchlists.on_change:
        tell(initiative)
