"""Checks: one officer finds, another confirms. A possible match refers, and never rejects."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import looks, rechecks, watchlists
from participants.models import Candidacy, Check
from participants.models.check import CLEARED, OPEN
from participants.signing import insist, insist_on_first
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step, WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trackii.accounts.models import User

State, Kind, VET = Check.State, Check.Kind, Action.VET
FLOW = Flow(
    Step("note_match", {State.PENDING, *CLEARED}, State.POSSIBLE_MATCH, VET,
         gettext_lazy("Note a possible match")),
    Step("refer", {State.PENDING, State.POSSIBLE_MATCH}, State.REFERRED, VET,
         gettext_lazy("Refer to legal")),
    Step("clear", {State.PENDING}, State.CLEAR, VET, gettext_lazy("Clear")),
    Step("dismiss", {State.POSSIBLE_MATCH, State.REFERRED}, State.FALSE_POSITIVE, VET,
         gettext_lazy("False positive")),
    Step("clear_with_conditions", {State.REFERRED}, State.CONDITIONS, VET,
         gettext_lazy("Cleared with conditions")),
    Step("refuse", {State.REFERRED}, State.REFUSED, VET, gettext_lazy("Refused")),
    Step("check_again", {*CLEARED, State.REFUSED}, State.PENDING, VET,
         gettext_lazy("Check again")),
)  # fmt: skip
# One hand may: each of these asks for more, and none admits anybody.
NOTED = ("note_match", "refer", "check_again")
SETTLED = [step for step in FLOW if step.verb not in NOTED]
UNSIGNED: dict[str, Any] = dict.fromkeys(
    ("found_by", "found_at", "finding", "settled_by", "settled_at", "expires_on")
) | dict.fromkeys(("outcome", "against", "about"), "")
# How long a cleared check counts where its officers name no other day.
LASTS = {
    Kind.IDENTITY: timedelta(days=730), Kind.SANCTIONS: timedelta(days=90),
    Kind.INTERESTS: timedelta(days=365), Kind.OFFICE: timedelta(days=180),
    Kind.SAFETY: timedelta(days=90),
}  # fmt: skip


@transaction.atomic
def begin(candidacy: Candidacy, *, by: User, kinds: Collection[str]) -> None:
    """Open the checks of these kinds that are not there yet."""
    insist(candidacy, by)
    open_all(candidacy, kinds, by=by)


def open_all(candidacy: Candidacy, kinds: Collection[str], *, by: User) -> None:
    """The same, where it was made sure that she may."""
    there = Check.objects.filter(person=candidacy.person_id).values_list("kind")
    missing = sorted(set(kinds) - {known for (known,) in there})
    whose = {"initiative_id": candidacy.initiative_id, "person_id": candidacy.person_id}
    made = [Check(**whose, kind=Kind(kind), opened_at=clock.now()) for kind in missing]
    Check.objects.bulk_create(made)
    trail.record_each("begin", made, by=by)


@transaction.atomic
def note(check: Check, verb: str, *, by: User, words: str) -> None:
    """Note a possible match, refer to legal, or check again; what was signed is kept."""
    if verb not in NOTED:
        raise ValueError(verb)
    candidacy = _hold(check, by)
    history = _kept(check, verb, by=by, words=words)
    day = check.expires_on
    FLOW.take(check, verb, by=by, history=history, **UNSIGNED)
    keep_to(candidacy, check.kind, "", by=by)
    rechecks.cancel(check.initiative_id, day, by=by)


@transaction.atomic
def find(
    check: Check,
    *,
    by: User,
    outcome: str,
    words: str,
    read: str,
    conditions: str = "",
    expires_on: date | None = None,
) -> None:
    """The first signature: the outcome one officer found. Another confirms it, or not."""
    _hold(check, by)
    _has_read(check, read)
    if check.found_by_id not in (None, by.pk):
        raise ValidationError(
            _("Another officer has signed. Confirm, or set it aside with a reason.")
        )
    if outcome not in outcomes(check):
        raise WrongState(check, "find")
    if (outcome == State.CONDITIONS) != bool(conditions.strip()):
        raise ValidationError(
            _("Say the conditions where there are some, and none where there are not.")
        )
    _of_lists(check, outcome, by)
    found = json.dumps({"words": words, "conditions": conditions.strip()})
    check.finding = sealing.seal(found, of=check, field="finding")
    check.outcome, check.found_by, check.found_at = outcome, by, clock.now()
    check.expires_on = expires_on or clock.today() + LASTS[Kind(check.kind)]
    said = ["finding", "outcome", "found_by", "found_at", "expires_on"]
    check.save(update_fields=said)
    trail.record("find", check, by=by)


@transaction.atomic
def settle(check: Check, *, by: User, read: str) -> None:
    """The second signature: the check ends as the first officer found."""
    candidacy = _hold(check, by)
    _has_read(check, read)
    if check.found_by_id is None:
        raise ValidationError(_("One officer has to sign first."))
    if check.found_by_id == by.pk:
        raise Refused(by, VET, check, "a check is signed by two")
    insist_on_first(candidacy, check.found_by_id)
    [finding] = sealing.unseal_columns([check], ["finding"], by=by)[0]
    [step] = [step for step in SETTLED if step.target == check.outcome]
    said = {"settled_by": by, "settled_at": clock.now()}
    said |= _of_lists(check, check.outcome, by)
    FLOW.take(check, step.verb, by=by, **said)
    keep_to(candidacy, check.kind, json.loads(finding)["conditions"], by=by)
    if check.is_cleared:
        rechecks.post(check)


@transaction.atomic
def set_aside(check: Check, *, by: User, words: str) -> None:
    """A finding does not convince another officer, or its own: it is looked at again."""
    _hold(check, by)
    if check.found_by_id is None or check.state not in OPEN:
        raise WrongState(check, "set_aside")
    history = _kept(check, "set_aside", by=by, words=words)
    Check.objects.filter(pk=check.pk, state__in=OPEN).update(
        history=history, **UNSIGNED
    )
    check.refresh_from_db()
    trail.record("set_aside", check, by=by)


@dataclass
class Opened:
    """What officers wrote about one check."""

    words: str = ""
    conditions: str = ""
    history: list[dict[str, str]] = field(default_factory=list)


def read(check: Check, *, by: User) -> Opened:
    """The finding and everything before it, for officers."""
    policy.require(by, VET, check)
    opened = _opened(check, by)
    for past in opened.history:
        step = FLOW.steps.get(past["verb"])
        past["label"] = str(step.label) if step else _("Set the finding aside")
        if outcome := past.get("outcome"):
            past["outcome_label"] = str(State(outcome).label)
    return opened


def one(candidacy: Candidacy, kind: str) -> Check | None:
    """One check about a candidate, if it was opened."""
    rows = Check.objects.filter(person=candidacy.person_id, kind=kind)
    found = rows.select_related("found_by", "settled_by").first()
    if found is not None:
        found.person, found.initiative = candidacy.person, candidacy.initiative
    return found


def open_to(check: Check) -> list[tuple[str, Any]]:
    """What one hand may note about it, as verbs with their labels."""
    steps = [FLOW.steps[verb] for verb in NOTED]
    found = [(step.verb, step.label) for step in steps if check.state in step.sources]
    if check.found_by_id and check.state in OPEN:
        found.append(("set_aside", _("Set the finding aside")))
    return found


def may_find(user: User, check: Check) -> bool:
    """Whether the first signature is this officer's to give, or to revise."""
    return bool(outcomes(check)) and check.found_by_id in (None, user.pk)


def may_settle(user: User, check: Check) -> bool:
    """Whether another officer signed, and this one may confirm."""
    return check.state in OPEN and check.found_by_id not in (None, user.pk)


def read_all(found: Sequence[Check], *, by: User) -> list[str]:
    """What the first officers wrote of several checks: one entry for the page."""
    for check in found[:1]:
        policy.require(by, VET, check)
    said = sealing.unseal_all(found, "finding", by=by, dead="{}")
    return [json.loads(words or "{}").get("words", "") for words in said]


def edition(check: Check) -> str:
    """What a signature has read: who this is, what was found, until when."""
    said = f"{check.state}{check.outcome}{check.expires_on or ''}"
    who = sealing.mark(check.person, "particulars")
    return f"{who[:32]}{sealing.mark(check, 'finding', 'history')[:32]}{said}"


def outcomes(check: Check) -> list[str]:
    """How a check may end from where it stands."""
    return [step.target for step in SETTLED if check.state in step.sources]


def _of_lists(check: Check, outcome: str, by: User) -> dict[str, str]:
    """What a verdict on sanctions rests on: a look of today's lists, with nothing left open.

    Who two officers hold to be listed is cleared with conditions, or not at all.
    """
    if check.kind != Kind.SANCTIONS or outcome not in CLEARED:
        return {}
    looked = looks.insist_on_one(check.person, check.initiative, by=by)
    if looked.hers and outcome != State.CONDITIONS:
        raise ValidationError(
            _("Two officers hold that this person is listed. Refer it to legal.")
        )
    edition = watchlists.edition(check.initiative_id)
    return {"against": edition, "about": looks.mark(check.person)}


def _hold(check: Check, by: User) -> Candidacy:
    """The row as it is now, and the candidacy she may sign about."""
    candidacy = Candidacy.objects.select_related("initiative", "person").get(
        person=check.person_id
    )
    insist(candidacy, by)
    check.refresh_from_db(from_queryset=Check.objects.select_for_update())
    check.person, check.initiative = candidacy.person, candidacy.initiative
    return candidacy


def _has_read(check: Check, read: str) -> None:
    if read != edition(check):
        raise ValidationError(
            _("This check was revised meanwhile. Read it again, then sign.")
        )


def past(
    check: Check, verb: str, *, by: User, words: str, found: str
) -> dict[str, str]:
    """What is kept of a finding that ends, beside who ended it and why."""
    day, said = clock.today().isoformat(), json.loads(found or "{}")
    entry = {"verb": verb, "by": str(by), "on": day, "words": words}
    if check.found_by_id:
        entry |= {
            "found": said.get("words", ""), "conditions": said.get("conditions", ""),
            "found_by": str(check.found_by), "settled_by": str(check.settled_by or ""),
            "outcome": check.outcome,
        }  # fmt: skip
    return entry


def _kept(check: Check, verb: str, *, by: User, words: str) -> Any:
    """What was noted, and the finding that ends with it, sealed behind what is there."""
    [found], [history] = sealing.unseal_columns([check], ["finding", "history"], by=by)
    entry = past(check, verb, by=by, words=words, found=found)
    kept = json.dumps([*json.loads(history or "[]"), entry])
    return sealing.seal(kept, of=check, field="history")


def _opened(check: Check, by: User) -> Opened:
    columns = sealing.unseal_columns([check], ["finding", "history"], by=by)
    [finding], [history] = columns
    return Opened(**json.loads(finding or "{}"), history=json.loads(history or "[]"))


def keep_to(candidacy: Candidacy, kind: str, words: str, *, by: User) -> None:
    """What the team has to keep to, by kind of check; what is gone is gone there, too."""
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_for_update())
    known = json.loads(sealing.unseal(candidacy, "conditions", by=by) or "{}")
    if known.get(kind, "") == words:
        return
    known = {key: said for key, said in {**known, kind: words}.items() if said}
    sealed = sealing.seal(json.dumps(known), of=candidacy, field="conditions")
    Candidacy.objects.filter(pk=candidacy.pk).update(conditions=sealed)
    candidacy.refresh_from_db()
