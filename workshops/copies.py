"""Copies: what was carried away, for what and for whom; and, after a recall, who is told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import clock, policy
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.policy import Action
from trackii.states import Gone
from trackii.vault import sealing
from workshops import releases
from workshops.models import Copy, Summary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from dialogues.models import Initiative
    from trackii.accounts.models import User


WORDS = ("draft", "kept", "found", "proof", "text")  # no number is looked up in these

WHOLE = "0"  # instead of an account's number: all that is released of the series


@transaction.atomic
def make(
    initiative: Initiative,
    *,
    by: User,
    form: str,
    purpose: str,
    account: str = WHOLE,
    recipient: str = "",
    marked: bool = False,
) -> Copy:
    """Make a copy of one released account, or of all of them, and say what it is for.

    An account is told by the number of its round, or of its session ("3.2"). What the
    regime of all of them together forbids is refused here, before a file is.
    """
    policy.require(by, Action.EXPORT, initiative)
    rows = [
        row for row in releases.standing(initiative) if account in (WHOLE, row.number)
    ]
    if not rows:
        raise ValidationError(_("Nothing of it is released just now."))
    copy = Copy(
        initiative=initiative,
        workshop=None if account == WHOLE else rows[0].workshop,
        session=None if account == WHOLE else rows[0].session,
        summaries=[row.pk for row in rows],
        form=form,
        purpose=purpose,
        number=10**7 + secrets.randbelow(9 * 10**7) if marked else None,
        made_by=by,
        made_at=clock.now(),
    )
    copy.recipient = sealing.seal(recipient, of=copy, field="recipient")
    copy.save(force_insert=True)
    releases.gather(copy, by=by)  # refused, nothing of this is kept
    trail.record("make copy", copy, by=by)
    return copy


def of(initiative: Initiative) -> QuerySet[Copy]:
    """What was carried away at this table: what somebody must be told of first."""
    rows = Copy.objects.filter(initiative=initiative)
    return rows.select_related("workshop__initiative", "session", "made_by", "told_by")


def read(rows: Sequence[Copy], *, by: User) -> list[str]:
    """For whom each was made, as far as somebody said so."""
    for copy in rows[:1]:
        policy.require(by, Action.EXPORT, copy)
    return sealing.unseal_all(rows, "recipient", by=by, dead=_("[destroyed]"))


def to_tell(initiative: Initiative) -> int:
    """How many copies are out there of something recalled, whose holders nobody told."""
    return untold().filter(initiative=initiative).count()


def untold() -> QuerySet[Copy]:
    return Copy.objects.filter(told_by=None).exclude(recalled_at=None)


def recall(summary: Summary, *, by: User) -> None:
    """An account is recalled: every copy it is in shuts, and its holder is to be told."""
    standing = Copy.objects.filter(summaries__contains=[summary.pk], recalled_at=None)
    shut = list(standing)
    standing.update(recalled_at=clock.now())
    for copy in shut:
        trail.record("shut", copy, by=by)


@transaction.atomic
def tell(copy: Copy, *, by: User) -> None:
    """Note that who holds a recalled copy was told to destroy it."""
    policy.require(by, Action.EXPORT, copy)
    waiting = untold().filter(pk=copy.pk)
    if not waiting.update(told_by=by, told_at=clock.now()):
        raise Gone(
            _("Nothing was changed: that copy stands, or its holder was told before."),
            way=copy.get_absolute_url(),
        )
    copy.refresh_from_db()
    trail.record("tell holder", copy, by=by)


@dataclass(frozen=True)
class Known:
    """What a number on a sheet of paper belongs to."""

    copy: Copy | None = None
    recipient: str = ""
    summary: Summary | None = None
    entry: Entry | None = None
    who: User | None = None

    @property
    def when(self) -> datetime | None:
        return self.entry.at if self.entry else None


def resolve(initiative: Initiative, digits: str, *, by: User) -> Known:
    """Whose copy it is, by its number; or which signature, by the number under a text."""
    policy.require(by, Action.EXPORT, initiative)
    bare = "".join(sign for sign in digits if sign.isdecimal())
    copy = of(initiative).filter(number=int(bare) if len(bare) == 8 else None).first()
    if len(bare) == 8 and copy:
        [recipient] = read([copy], by=by)
        trail.record("resolve copy", copy, by=by)
        return Known(copy=copy, recipient=recipient)
    if len(bare) == 12 and (known := _signature(initiative, bare)):
        return known
    raise ValidationError(_("No copy and no signature of this table has that number."))


def _signature(initiative: Initiative, bare: str) -> Known | None:
    accounts = Summary.objects.filter(initiative=initiative).exclude(released_by=None)
    rows = accounts.select_related(
        "second_read_by", "released_by", "workshop", "session"
    )
    known = {row.pk: row for row in rows.defer(*WORDS)}
    for entry in releases.signed(known):
        if releases.number(entry).replace("-", "") == bare:
            assert entry.subject is not None
            row = known[entry.subject]
            hands = {"second_read": row.second_read_by, "release": row.released_by}
            return Known(summary=row, entry=entry, who=hands[entry.verb])
    return None
