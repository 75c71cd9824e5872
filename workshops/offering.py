"""Options: the periods people are asked about for one round, sealed like its plan."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from trackii import clock, policy
from trackii.policy import Action
from trackii.vault import sealing
from workshops import canvasses, scheduling, wording
from workshops.canvassing import Option, Unaskable
from workshops.models import Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from trackii.accounts.models import User

MOST = 40  # at once: more than anybody answers with care


@transaction.atomic
def offer(
    workshop: Workshop, *, by: User, starts_at: datetime, ends_at: datetime
) -> Option:
    """Ask about one more period. Whoever was asked already finds it behind her link."""
    known, last = _hold(workshop, by=by)
    if starts_at <= clock.now():
        raise ValidationError(_("That day has passed. A round is still to come."))
    if len(known) >= MOST:
        raise ValidationError(
            _("That is as many as anybody answers. Take some off the list first.")
        )
    if any((each.starts, each.ends) == (starts_at, ends_at) for each in known):
        raise ValidationError(_("They are asked about that already."))
    try:
        made = Option(str(last + 1), starts_at, ends_at)
    except Unaskable as refused:
        raise ValidationError(wording.refusal(refused)) from refused
    _put(workshop, "canvass", [*known, made], last + 1, by=by)
    return made


@transaction.atomic
def withdraw(workshop: Workshop, key: str, *, by: User) -> None:
    """Ask about one period no more. What was answered to it counts for nothing."""
    known, last = _hold(workshop, by=by)
    rest = [each for each in known if each.key != key]
    if len(rest) == len(known):
        raise ValidationError(_("Nobody is asked about these dates any more."))
    _put(workshop, "narrow", rest, last, by=by)


def read(workshop: Workshop, *, by: User) -> list[Option]:
    """The periods people are asked about, the first first."""
    policy.require(by, Action.READ_BRIEF, workshop)
    return _load(workshop, by=by)[0]


def read_whole(workshop: Workshop, *, by: User) -> tuple[Plan, list[Option]]:
    """The same with the plan of the round, for who was found to read people or more."""
    words = sealing.unseal_columns([workshop], ["plan", "options"], by=by)
    [plan], [options] = words
    return Plan.load(plan), _options(options)[0]


def _hold(workshop: Workshop, *, by: User) -> tuple[list[Option], int]:
    """The options as they stand now, with the round held until they are put back."""
    policy.require(by, Action.SCHEDULE, workshop)
    initiatives.at_work(workshop.initiative)
    held = Workshop.objects.select_for_update().get(pk=workshop.pk)
    return _load(held, by=by)


def _load(workshop: Workshop, *, by: User) -> tuple[list[Option], int]:
    if workshop.options is None:
        return [], 0
    return _options(sealing.unseal(workshop, "options", by=by))


def _options(sealed: str) -> tuple[list[Option], int]:
    words: dict[str, Any] = json.loads(sealed or '{"options": [], "last": 0}')
    found = [
        Option(key, datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        for key, starts, ends in words["options"]
    ]
    return found, words["last"]


def _put(
    workshop: Workshop, verb: str, options: list[Option], last: int, *, by: User
) -> None:
    options.sort(key=lambda each: (each.starts, each.ends))
    words = {"last": last, "options": [_told(each) for each in options]}
    sealed = sealing.seal(json.dumps(words), of=workshop, field="options")
    scheduling.FLOW.take(workshop, verb, by=by, options=sealed)
    canvasses.refresh(workshop, options, by=by)


def _told(option: Option) -> tuple[str, str, str]:
    moments = (option.starts, option.ends)
    starts, ends = (moment.astimezone(UTC).isoformat() for moment in moments)
    return option.key, starts, ends


def window(workshop: Workshop, *, by: User) -> tuple[date, date, int]:
    """What to look through unless somebody says otherwise: around what is asked about."""
    options = read(workshop, by=by)
    first = clock.today() + timedelta(days=14)
    if not options:
        return first, first + timedelta(days=120), 3
    longest = max((each.ends - each.starts).days + 1 for each in options)
    return first, max(each.ends.date() for each in options) + timedelta(60), longest
