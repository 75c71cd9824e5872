"""The vetting queue: who waits for officers, and what stands between each and a decision."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from participants import demands, people
from participants.models import Candidacy, Check, Conflict
from participants.models.check import CLEARED, cleared_of_sanctions
from trackii import clock, labels, policy
from trackii.policy import Action
from trackii.prepared import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.accounts.models import User

UNBEGUN = ("nominated", "sounded_out")
OK, SIGNED, EXPIRED, STALE, NONE = "ok", "signed", "expired", "stale", "none"


def waiting(initiative: Initiative, *, by: User) -> Listing:
    """What the vetting queue of one initiative holds, the oldest first."""
    asked = {"member": policy.member(by), "table": initiative.pk}
    lacks = partial(_lacks, demands.to_clear(initiative.pk), _words())
    make = partial(_waits, people.line(initiative.pk), lacks, by.pk)
    yesterday = clock.now() - timedelta(days=1)
    return Listing(_waiting, make=make, **asked, yesterday=yesterday)


def _waiting(member: UUID, table: UUID, yesterday: datetime) -> models.QuerySet:
    rows = Candidacy.objects.seated(Action.VET, member).filter(initiative=table)
    near = Conflict.objects.filter(person=OuterRef("person"), declared_by=member)
    waiting = rows.awaiting_officers().annotate(
        is_near=Exists(near), pieces=_pieces(yesterday)
    )
    beside = ("is_near", "resolved_by", "seconded_by", "pieces")
    return waiting.values_list(*people.COLUMNS, *beside)


def _pieces(yesterday: datetime) -> ArraySubquery:
    """Each check there is, and how far: no more than a word of it leaves the database."""
    over = Value(yesterday, models.DateTimeField())  # until its end a day counts
    stands = Q(cleared_of_sanctions(date.min))  # its day is looked at here
    cleared = Q(state__in=CLEARED)
    how_far = Case(
        When(cleared & Q(expires_on__lte=over), then=Value(EXPIRED)),
        When(cleared & Q(kind=Check.Kind.SANCTIONS) & ~stands, then=Value(STALE)),
        When(cleared, then=Value(OK)),
        When(found_by__isnull=False, settled_by=None, then=Value(SIGNED)),
        default=F("state"),
    )
    said = Concat("kind", Value(" "), how_far, output_field=models.CharField())
    rows = Check.objects.filter(person=OuterRef("person")).order_by()
    return ArraySubquery(rows.values(it=said))


def _waits(
    line: Callable[..., dict[str, Any]], lacks: Callable[..., str], reader: UUID,
    *columns: Any,
) -> dict[str, Any]:  # fmt: skip
    """A line of the queue, whether its reader declared to be close to her, and what lacks."""
    *of_a_list, is_near, resolved, seconded, pieces = columns
    row = line(*of_a_list) | {"is_near": is_near}
    row["hand"] = _hand(row, reader)
    half = resolved is not None and seconded is None
    row["lacks"] = "" if row["state"] in UNBEGUN else lacks(pieces, half)
    return row


def _hand(row: dict[str, Any], reader: UUID) -> str:
    """Whose word is waited for, as a page says it."""
    if row["nominated_by_id"] == reader:
        return _("somebody else: you put them forward")
    if row["is_near"]:
        return _("somebody else: you are close to them")
    if row["state"] in UNBEGUN:
        return _("taking into review")
    if not row["recommended_by_id"]:
        return _("the first signature")
    if row["recommended_by_id"] == reader:
        return _("another officer's signature")
    return _("your signature")


def _lacks(
    asked: Sequence[str], words: dict[str, Any], pieces: Sequence[str], half: bool
) -> str:
    """What of the checks asked for is not cleared just now, by how far it is."""
    found = dict(piece.split() for piece in pieces or ())
    piles: dict[str, list[str]] = defaultdict(list)
    for kind in asked:
        if (how_far := found.get(kind, NONE)) != OK:
            piles[words[how_far]].append(words[kind])
    every = len(piles) == 1 and len(asked) == len(*piles.values())
    said = [
        f"{how_far}: {_('every check') if every else labels.listed(kinds)}"
        for how_far, kinds in piles.items()
    ]
    if half:
        said.append(_("a second officer for the capacity"))
    return " · ".join(said)


def _words() -> dict[str, Any]:
    """The words for kinds and for how far a check is, put into a language once a page."""
    kinds = labels.words(Check._meta.get_field("kind"))
    states = labels.words(Check._meta.get_field("state"))
    return {
        **kinds,
        **{state: word.lower() for state, word in states.items()},
        SIGNED: _("to be confirmed by another officer"),
        EXPIRED: _("past its day"),
        STALE: _("the lists moved on"),
        NONE: _("not begun"),
    }
