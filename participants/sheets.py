"""Lists brought from elsewhere: sealed at once, taken in whole or not at all, wiped after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import holds, initiatives, testimony
from dialogues.models import Initiative, Side
from participants import people, tabular
from participants.models import Sheet
from participants.particulars import Particulars, Standing
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import keystore, sealing

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

KEPT = timedelta(days=1)  # what nobody took in is thrown away
WIPED = {"take in", "throw away"}  # what the record says of one that ended
CHANGED = gettext_lazy(
    "Since this page was shown, somebody said otherwise what the columns are, or put"
    " forward somebody who is on it. Look at the rows once more; nobody was put forward."
)


@dataclass
class Listed:
    """What a sheet says, and how it is to be read."""

    rows: list[list[str]]  # the heading first
    columns: list[str] = field(default_factory=list)  # what each column is, in order
    side: str = ""  # for rows that name none
    case: str = ""  # likewise
    mapped: bool = False


@dataclass
class Newcomer:
    """One row, as it is put forward."""

    side: str
    particulars: Particulars
    standing: Standing
    case: str


def bring(initiative: Initiative, *, by: User, content: bytes) -> Sheet:
    """Read a file and seal what it says. The file itself is kept nowhere.

    The row comes first, and is committed: then the key, which the sweep finds by it.
    """
    policy.require(by, Action.NOMINATE, initiative)
    initiatives.at_work(initiative)
    listed = Listed(tabular.read(content))
    sheet = Sheet(initiative=initiative, brought_by=by)
    with transaction.atomic():
        sheet.save(force_insert=True)
        trail.record("bring", sheet, by=by)
    with transaction.atomic():
        keystore.make(sheet.pk, within=initiative.pk)
        _seal(sheet, listed)
        sheet.save(update_fields=["words"])
    return sheet


def read(sheet: Sheet, *, by: User) -> Listed:
    policy.require(by, Action.NOMINATE, sheet)
    return Listed(**json.loads(sealing.unseal(sheet, "words", by=by)))


@transaction.atomic
def arrange(
    sheet: Sheet, *, by: User, columns: Sequence[str], side: str, case: str
) -> None:
    """Say what each column is, and what holds for rows that do not say."""
    policy.require(by, Action.NOMINATE, sheet)
    sheet.refresh_from_db(from_queryset=Sheet.objects.select_for_update())
    listed = read(sheet, by=by)
    listed.columns, listed.side, listed.case = [*columns], side, case
    listed.mapped = True
    _seal(sheet, listed)
    sheet.save(update_fields=["words"])
    trail.record("arrange", sheet, by=by)


def edition(sheet: Sheet) -> str:
    """Which words a sheet has: everybody who says something of its columns makes others."""
    words: Any = sheet.words
    return sha256(words.token).hexdigest() if words else ""


@transaction.atomic
def take_in(
    sheet: Sheet, *, by: User, newcomers: Sequence[Newcomer], read: str
) -> None:
    """Put everybody on it forward, and wipe it. One who cannot be leaves all of them out.

    `read` is the edition these newcomers were read from.
    """
    policy.require(by, Action.NOMINATE, sheet)
    holds.insist_on_none(sheet.initiative)  # who is left out of it is lost with it
    list(Initiative.objects.select_for_update().filter(pk=sheet.initiative_id))
    found = Sheet.objects.standing().select_for_update().filter(pk=sheet.pk).first()
    if found is None:
        raise ValidationError(_("This list was taken in or thrown away before."))
    if edition(found) != read:
        raise ValidationError(CHANGED)
    if not newcomers:
        raise ValidationError(_("Nobody is left to be put forward."))
    sides = {
        side.letter: side for side in Side.objects.filter(initiative=sheet.initiative)
    }
    for each in newcomers:
        people.nominate(
            sides[each.side], by=by, particulars=each.particulars,
            standing=each.standing, case=each.case,
        )  # fmt: skip
    trail.record("take in", sheet, by=by)
    _wipe(sheet)


@transaction.atomic
def throw_away(sheet: Sheet, *, by: User) -> None:
    """Nobody on it is put forward; what it said opens nowhere again."""
    policy.require(by, Action.NOMINATE, sheet)
    holds.insist_on_none(sheet.initiative)
    trail.record("throw away", sheet, by=by)
    _wipe(sheet)


def sweep() -> int:
    """Throw away what lay about for a day, unless a hold stands. The worker does it.

    What was wiped by somebody who was killed before the key went is ended as well.
    """
    for sheet in Sheet.objects.filter(words=None):
        told = testimony.read(sheet.initiative_id, WIPED)
        if told.of(sheet.pk, WIPED):
            _end(sheet.pk)
    old = Sheet.objects.filter(brought_at__lt=clock.now() - KEPT)
    found = [each for each in old.select_related("initiative")
             if not holds.stands(each.initiative)]  # fmt: skip
    for sheet in found:
        with transaction.atomic():
            trail.record("throw away", sheet, by=None)
            _wipe(sheet)
    return len(found)


def keys_at(initiative: Any) -> list[Any]:
    return list(
        Sheet.objects.filter(initiative=initiative).values_list("pk", flat=True)
    )


def _seal(sheet: Sheet, listed: Listed) -> None:
    words = json.dumps(asdict(listed), ensure_ascii=False)
    sheet.words = sealing.seal(words, of=sheet, field="words")


def _wipe(sheet: Sheet) -> None:
    """Its words go with the transaction; its key once that has come to pass, then its row."""
    transaction.on_commit(partial(_end, sheet.pk))
    Sheet.objects.filter(pk=sheet.pk).update(words=None)


def _end(sheet: UUID) -> None:
    keystore.destroy(sheet)
    Sheet.objects.filter(pk=sheet, words=None).delete()
