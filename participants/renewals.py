"""Clear of the lists, for everybody nobody listed comes near: one signs for all, another confirms.

Nobody is cleared by a look. Who came near an entry that two officers have not ruled out, and
who was cleared with conditions, is left out, and has a page.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import checks, looks, rechecks, signing, watchlists
from participants.models import Check, Screening
from participants.rescreening import OVER
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from dialogues.models import Initiative
    from trackii.accounts.models import User

S = Check.State
AGAIN = {S.CLEAR: "check_again", S.FALSE_POSITIVE: "note_match"}
ENDS = {S.CLEAR: "clear", S.FALSE_POSITIVE: "dismiss"}


@dataclass
class Pile:
    """Checks one officer may sign just now, in one press."""

    edition: str  # of the lists in force
    checks: list[Check] = field(default_factory=list)
    words: dict[str, list[Check]] = field(
        default_factory=dict
    )  # as the first signed them

    @property
    def ruled_out(self) -> int:
        """Of these, who came near an entry that two officers hold to be somebody else."""
        return sum(S.FALSE_POSITIVE in (c.state, c.outcome) for c in self.checks)

    @property
    def read(self) -> str:
        """What stood on the page: nobody signs for more, for others, or for other lists."""
        said = [f"{check.person.code}:{checks.edition(check)}" for check in self.checks]
        return sha256("|".join([*said, self.edition]).encode()).hexdigest()


@dataclass
class Piles:
    """Whom one officer may sign for, first or second; and whom an entry comes near."""

    first: Pile
    second: Pile
    near: list[Check] = field(default_factory=list)


def gather(initiative: Initiative, *, by: User, edition: str | None = None) -> Piles:
    """Everybody who was looked for on the lists as they are, and is not cleared.

    `edition` is that of the lists in force, for who has asked already.
    """
    policy.require(by, Action.VET, initiative)
    if edition is None:
        edition = watchlists.edition(initiative.pk)
    piles = Piles(Pile(edition), Pile(edition))
    found = [row for row in _rows(initiative, by, edition) if _is_fresh(row)]
    screenings: list[Screening] = [check.person.screening for check in found]
    for check, row in zip(found, screenings, strict=True):
        row.person = check.person
    for check, looked in zip(found, looks.read_all(screenings, by=by), strict=True):
        if looked.is_open or looked.hers:
            piles.near.append(check)
        elif check.found_by_id is None or check.settled_by_id is not None:
            piles.first.checks.append(check)
        elif check.found_by_id != by.pk:
            piles.second.checks.append(check)
    piles.second.words = _words(piles.second.checks, by)
    return piles


def _words(found: list[Check], by: User) -> dict[str, list[Check]]:
    words: dict[str, list[Check]] = defaultdict(list)
    # Whether she may has been asked of the initiative.
    said = sealing.unseal_all(found, "finding", by=by, dead="{}")
    for check, finding in zip(found, said, strict=True):
        words[json.loads(finding or "{}").get("words", "")].append(check)
    return dict(words)


@transaction.atomic
def sign(initiative: Initiative, *, by: User, words: str, read: str) -> int:
    """The first signature for all of them; what was signed before is kept behind it."""
    _hold(initiative, by)
    ready = _as_read(gather(initiative, by=by).first, read)
    _begin_again(ready, by)
    day = clock.today() + checks.LASTS[Check.Kind.SANCTIONS]
    found = json.dumps({"words": words, "conditions": ""})
    for check in ready:
        check.outcome = S.FALSE_POSITIVE if check.state == S.POSSIBLE_MATCH else S.CLEAR
        check.finding = sealing.seal(found, of=check, field="finding")
        check.found_by, check.found_at, check.expires_on = by, clock.now(), day
    _write(ready, "finding", "outcome", "found_by", "found_at", "expires_on")
    trail.record("find", ready[0], by=by, rows=len(ready))
    return len(ready)


@transaction.atomic
def confirm(initiative: Initiative, *, by: User, read: str) -> int:
    """The second signature: each check ends as the first officer found."""
    _hold(initiative, by)
    pile = gather(initiative, by=by).second
    ready = _as_read(pile, read)
    for check in ready:
        check.against, check.about = pile.edition, looks.mark(check.person)
        check.settled_by = by
    _write(ready, "against", "about")
    for outcome, verb in ENDS.items():
        some = [check for check in ready if check.outcome == outcome]
        if some:
            checks.FLOW.take_all(
                some, verb, by=by, settled_by=by, settled_at=clock.now()
            )
    told = {(check.expires_on, check.found_by_id): check for check in ready}
    for check in told.values():
        rechecks.post(check)
    return len(ready)


def _rows(initiative: Initiative, by: User, edition: str) -> QuerySet[Check]:
    """Checks on sanctions that wait, of whom this officer may sign about."""
    if not edition:
        return Check.objects.none()
    rows = Check.objects.filter(
        initiative=initiative, kind=Check.Kind.SANCTIONS,
        person__candidacy__isnull=False, person__screening__against=edition,
    )  # fmt: skip
    stands = Q(
        against=edition, about=F("person__screening__about"),
        expires_on__gte=clock.today(),
    )  # fmt: skip
    # What was with legal is confirmed on its own page.
    signed = Q(
        found_by__isnull=False, settled_by=None, outcome__in=ENDS,
        state__in=[S.PENDING, S.POSSIBLE_MATCH],
    )  # fmt: skip
    waits = Q(state=S.PENDING, found_by=None) | (Q(state__in=AGAIN) & ~stands) | signed
    rows = rows.filter(waits).exclude(person__candidacy__state__in=OVER)
    rows = rows.filter(person__state="active")
    rows = rows.alias(barred=signing.barred("person"))
    rows = rows.exclude(barred__contains=[by.pk])  # type: ignore[misc]  # an array
    beside = ("person__screening", "found_by", "settled_by")
    return rows.select_related(*beside).order_by("person__code")


def _is_fresh(check: Check) -> bool:
    """Looked for on these lists, and known as she was then."""
    row = check.person.screening
    return row.screened_at is not None and row.about == looks.mark(check.person)


def _hold(initiative: Initiative, by: User) -> None:
    """Nobody else moves them meanwhile."""
    policy.require(by, Action.VET, initiative)
    initiatives.at_work(initiative)
    rows = Check.objects.filter(initiative=initiative, kind=Check.Kind.SANCTIONS)
    list(rows.order_by("pk").select_for_update().values_list("pk"))


def _as_read(pile: Pile, read: str) -> list[Check]:
    """Those for whom it is still so as it stood on the page."""
    if not pile.checks or pile.read != read:
        raise ValidationError(
            _("Nothing was signed: it changed meanwhile. Look again.")
        )
    return pile.checks


def _begin_again(ready: Sequence[Check], by: User) -> None:
    """What two signed of other lists is kept in the history, and counts no more."""
    for state, verb in AGAIN.items():
        some = [check for check in ready if check.state == state]
        if not some:
            continue
        found, history = sealing.unseal_columns(some, ["finding", "history"], by=by)
        days = {check.expires_on for check in some}
        for check, words, before in zip(some, found, history, strict=True):
            past = checks.past(check, verb, by=by, words="", found=words)
            kept = json.dumps([*json.loads(before or "[]"), past])
            check.history = sealing.seal(kept, of=check, field="history")
        _write(some, "history")
        checks.FLOW.take_all(some, verb, by=by, **checks.UNSIGNED)
        for check in some:
            check.state = checks.FLOW.steps[verb].target
        for day in days:
            rechecks.cancel(some[0].initiative_id, day, by=by)


def _write(rows: Sequence[Check], *columns: str) -> None:
    Check.objects.bulk_update(rows, columns, batch_size=500)
