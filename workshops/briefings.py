"""Briefing packs: gathered by somebody unlocked, printed by the worker, sealed on the way back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dialogues import initiatives
from trackii import clock, pdf, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import sealing
from trackii.vault.errors import VaultError
from workshops import handouts, scheduling
from workshops.models import Briefing, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.vault.fields import Sealed
    from workshops.plan import Plan

State = Briefing.State
LEASE = timedelta(minutes=5)
ATTEMPTS = 3


@dataclass
class Pack:
    """What a participant reads: logistics, rules, programme. Never who else comes."""

    name: str
    round: int
    edition: int
    title: str
    venue: str
    address: str
    practical: str
    safety: str
    zone: str
    days: list[dict[str, Any]] = field(default_factory=list)
    starts: str = ""
    ends: str = ""


@transaction.atomic
def clear(workshop: Workshop, *, by: User) -> Briefing:
    """Clear a participants' pack: its content goes to the worker, older editions are superseded."""
    policy.require(by, Action.BRIEF, workshop)
    initiatives.at_work(workshop.initiative)
    if not may_clear(workshop):
        raise ValidationError(
            _("There is nothing to brief anybody about before the dates are settled.")
        )
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    earlier = workshop.briefings.filter(audience=Briefing.Audience.PARTICIPANT)
    last = earlier.aggregate(models.Max("edition"))["edition__max"] or 0
    briefing = Briefing(
        initiative_id=workshop.initiative_id,
        workshop=workshop,
        audience=Briefing.Audience.PARTICIPANT,
        edition=last + 1,
        cleared_by=by,
        cleared_at=clock.now(),
    )
    briefing.pk = briefing.number
    briefing.content = _job(briefing, by=by)
    earlier.exclude(state=State.RECALLED).update(state=State.SUPERSEDED, content=None)
    briefing.save(force_insert=True)
    trail.record("clear", briefing, by=by)
    return briefing


@transaction.atomic
def recall(briefing: Briefing, *, by: User) -> None:
    """Nobody fetches it any more, also behind links that were handed it; none is put in its place."""
    policy.require(by, Action.BRIEF, briefing)
    standing = Briefing.objects.filter(
        pk=briefing.pk, state__in=[State.CLEARED, State.ISSUED]
    )
    if not standing.update(state=State.RECALLED, content=None, leased_until=None):
        briefing.refresh_from_db()
        raise WrongState(briefing, "recall")
    briefing.refresh_from_db()
    trail.record("recall_pack", briefing, by=by)


def may_clear(workshop: Workshop) -> bool:
    """Whether there is anything true to brief anybody about."""
    off = {Workshop.State.CANCELLED, Workshop.State.POSTPONED}
    return workshop.starts_at is not None and workshop.state not in off


def read(briefing: Briefing, *, by: User) -> bytes:
    """The pages of an issued pack."""
    policy.require(by, Action.BRIEF, briefing)
    if briefing.state != State.ISSUED:
        raise WrongState(briefing, "read")
    handouts.insist_on(briefing)
    return sealing.unseal_file(briefing, "pages", by=by)


def render_waiting() -> int:
    """Print what was cleared, one pack at a time, and say how many there were."""
    done = 0
    while briefing := _claim():
        done += _render(briefing)
    return done


def _job(briefing: Briefing, *, by: User) -> Sealed:
    """What the worker prints, and the key it seals the pages to."""
    job = {
        "pack": asdict(_gather(briefing.workshop, briefing.edition, by=by)),
        "way": sealing.way_back(briefing, "pages"),
    }
    return sealing.seal(json.dumps(job), of=briefing, field="content")


def _gather(workshop: Workshop, edition: int, *, by: User) -> Pack:
    plan = scheduling.read(workshop, by=by)
    assert workshop.starts_at is not None
    assert workshop.ends_at is not None
    return Pack(
        name=workshop.initiative.name,
        round=workshop.number,
        edition=edition,
        title=plan.title,
        venue=plan.venue,
        address=plan.address,
        practical=plan.practical,
        safety=plan.safety,
        zone=plan.time_zone,
        days=_days(workshop, plan, by=by),
        starts=workshop.starts_at.astimezone(plan.zone).isoformat(),
        ends=workshop.ends_at.astimezone(plan.zone).isoformat(),
    )


def _days(workshop: Workshop, plan: Plan, *, by: User) -> list[dict[str, Any]]:
    sessions = list(workshop.sessions.order_by("starts_at"))
    purposes = sealing.unseal_all(sessions, "purpose", by=by)
    days: dict[str, list[dict[str, str]]] = {}
    for session, purpose in zip(sessions, purposes, strict=True):
        starts = session.starts_at.astimezone(plan.zone)
        line = {
            "starts": starts.isoformat(),
            "ends": session.ends_at.astimezone(plan.zone).isoformat(),
            "phase": session.get_phase_display(),
            "regime": session.get_regime_display(),
            "purpose": purpose,
        }
        days.setdefault(starts.date().isoformat(), []).append(line)
    return [{"date": day, "sessions": lines} for day, lines in days.items()]


def _claim() -> Briefing | None:
    """Take the next pack under a lease, so that a worker that dies loses none."""
    with transaction.atomic():
        free = Q(leased_until=None) | Q(leased_until__lt=clock.now())
        waiting = Briefing.objects.filter(free, state=State.CLEARED)
        briefing = (
            waiting.select_for_update(skip_locked=True).order_by("cleared_at").first()
        )
        if briefing is not None:
            briefing.leased_until = clock.now() + LEASE
            briefing.attempts += 1
            if briefing.attempts > ATTEMPTS:
                briefing.state, briefing.content = State.FAILED, None
            briefing.save(
                update_fields=["leased_until", "attempts", "state", "content"]
            )
    return briefing


def _render(briefing: Briefing) -> int:
    if briefing.state != State.CLEARED:
        return 0
    try:
        job = json.loads(sealing.unseal_as_worker(briefing, "content"))
    except VaultError:
        return _give_up(briefing)
    pages = pdf.render("documents/briefing.html", _with_dates(job["pack"]))
    sealed = sealing.seal_back(pages, of=briefing, field="pages", way=job["way"])
    issued = Briefing.objects.filter(pk=briefing.pk, state=State.CLEARED).update(
        state=State.ISSUED,
        issued_at=clock.now(),
        pages=sealed,
        content=None,
        leased_until=None,
    )
    if issued:
        trail.record("issue", briefing, by=None)
    return issued


def _give_up(briefing: Briefing) -> int:
    Briefing.objects.filter(pk=briefing.pk, state=State.CLEARED).update(
        state=State.FAILED, content=None, leased_until=None
    )
    return 0


def _with_dates(pack: dict[str, Any]) -> dict[str, Any]:
    """Turn the pack's ISO dates back into dates; they keep the venue's own offset."""
    pack["starts"] = datetime.fromisoformat(pack["starts"])
    pack["ends"] = datetime.fromisoformat(pack["ends"])
    for day in pack["days"]:
        day["date"] = date.fromisoformat(day["date"])
        for line in day["sessions"]:
            line["starts"] = datetime.fromisoformat(line["starts"])
            line["ends"] = datetime.fromisoformat(line["ends"])
    return {"pack": pack}
