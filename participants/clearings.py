"""Several checks at once: one officer finds nothing, another confirms what was found.

The rules are those of one check; what they need is asked once for all of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants import checks, rechecks, signing
from participants.models import Candidacy, Check
from trackii import clock
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.accounts.models import User


@transaction.atomic
def find(
    initiative: Initiative, read: Mapping[UUID, str], *, by: User, words: str
) -> None:
    """The first signature under several that nobody has found anything of: all are clear."""
    rows, _barred = _hold(initiative, read, by)
    found = json.dumps({"words": words, "conditions": ""})
    for check in rows:
        if check.state != Check.State.PENDING or check.found_by_id:
            raise WrongState(check, "find")
        check.outcome, check.found_by, check.found_at = (
            Check.State.CLEAR,
            by,
            clock.now(),
        )
        check.expires_on = clock.today() + checks.LASTS[Check.Kind(check.kind)]
        check.finding = sealing.seal(found, of=check, field="finding")
    said = ("finding", "outcome", "found_by", "found_at", "expires_on")
    Check.objects.bulk_update(rows, said, batch_size=500)
    trail.record_each("find", rows, by=by)


@transaction.atomic
def confirm(initiative: Initiative, read: Mapping[UUID, str], *, by: User) -> None:
    """The second signature: each check ends as the first officer found."""
    rows, barred = _hold(initiative, read, by)
    for check in rows:
        _insist_on_another(check, by, barred[check.person_id])
    said = sealing.unseal_all(
        rows, "finding", by=by
    )  # locked, nobody has read anything
    _keep_to(rows, [json.loads(words)["conditions"] for words in said], by)
    told = {
        (check.expires_on, check.found_by_id): check
        for check in rows
        if check.outcome in checks.CLEARED
    }
    for step in checks.SETTLED:
        some = [check for check in rows if check.outcome == step.target]
        if some:
            signed = {"settled_by": by, "settled_at": clock.now()}
            checks.FLOW.take_each(some, step.verb, by=by, **signed)
    for check in told.values():
        check.settled_by = by
        rechecks.post(check)


def _hold(
    initiative: Initiative, read: Mapping[UUID, str], by: User
) -> tuple[list[Check], dict[UUID, set[UUID]]]:
    """The rows as they are now and as they were read, and who signs nothing about whom."""
    rows = Check.objects.filter(initiative=initiative, pk__in=read)
    people = set(rows.values_list("person", flat=True))
    barred = signing.insist_on_all(initiative, people, by=by)
    held = rows.select_related("person", "found_by", "settled_by").order_by("pk")
    found = list(held.select_for_update(of=("self",)))
    if any(read[check.pk] != checks.edition(check) for check in found) or len(found) < len(read):  # fmt: skip
        raise ValidationError(
            _("This check was revised meanwhile. Read it again, then sign.")
        )
    # Beside what came near, or not at all: sanctions have a page of their own.
    if any(check.kind == Check.Kind.SANCTIONS for check in found):
        raise ValueError(Check.Kind.SANCTIONS)
    return found, barred


def _insist_on_another(check: Check, by: User, barred: set[UUID]) -> None:
    if check.found_by_id is None or check.outcome not in checks.outcomes(check):
        raise WrongState(check, "settle")
    if check.found_by_id == by.pk:
        raise Refused(by, Action.VET, check, "a check is signed by two")
    signing.insist_it_may(check.found_by_id, barred)


def _keep_to(rows: Sequence[Check], conditions: Sequence[str], by: User) -> None:
    """What the team has to keep to, where it is another than before."""
    people = {check.person_id for check in rows}
    held = (
        Candidacy.objects.filter(person__in=people).order_by("pk").select_for_update()
    )
    every = list(held.select_related("initiative"))
    known = {
        each.person_id: json.loads(words or "{}")
        for each, words in zip(every, sealing.unseal_all(every, "conditions", by=by), strict=True)
    }  # fmt: skip
    hers = {each.person_id: each for each in every}
    changed: dict[UUID, dict[str, str]] = defaultdict(dict)
    for check, words in zip(rows, conditions, strict=True):
        if known[check.person_id].get(check.kind, "") != words:
            changed[check.person_id][check.kind] = words
    for person, said in changed.items():
        for kind, words in said.items():
            checks.keep_to(hers[person], kind, words, by=by)
