"""Proposing a round, fixing its dates, confirming it at quorum, and what follows when it moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives, team
from dialogues.models import Initiative
from participants import undertakings, vetting
from trackii import clock, labels, policy
from trackii.audit import trail
from trackii.http import address
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.states import Flow, Step, insist_unchanged
from trackii.vault import compartments, keystore, sealing
from workshops import (
    canvasses,
    evenness,
    invitations,
    mailings,
    occupancy,
    programme,
    registry,
    reminders,
    replanning,
)  # fmt: skip
from workshops.models import Seat, Workshop
from workshops.plan import Plan
from workshops.replanning import AHEAD

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

State = Workshop.State
PACKS_BEFORE = timedelta(days=10)  # a round begins: then its packs are due
FLOW = Flow(
    Step("canvass", {State.PROPOSED, State.CANVASSING, State.POSTPONED},
         State.CANVASSING, Action.SCHEDULE, gettext_lazy("Ask who could come when")),
    Step("narrow", {State.CANVASSING}, State.CANVASSING, Action.SCHEDULE,
         gettext_lazy("Ask about it no more")),
    Step("settle", {State.PROPOSED, State.CANVASSING, State.PROVISIONAL,
                    State.POSTPONED}, State.PROVISIONAL, Action.SCHEDULE, gettext_lazy("Settle the dates")),
    Step("confirm", {State.PROVISIONAL}, State.CONFIRMED, Action.SCHEDULE,
         gettext_lazy("Confirm the round")),
    Step("move", {State.CONFIRMED}, State.CONFIRMED, Action.SCHEDULE,
         gettext_lazy("Move the dates")),
    Step("open", {State.CONFIRMED}, State.IN_SESSION, Action.SCHEDULE,
         gettext_lazy("Open the round"), asks=True, leads=True),
    Step("close", {State.IN_SESSION}, State.CLOSED, Action.SCHEDULE,
         gettext_lazy("Close the round"), asks=True, leads=True),
    Step("postpone", AHEAD - {State.PROPOSED}, State.POSTPONED, Action.SCHEDULE,
         gettext_lazy("Postpone"), asks=True),
    Step("cancel", AHEAD | {State.POSTPONED}, State.CANCELLED, Action.SCHEDULE,
         gettext_lazy("Cancel the round"), asks=True),
)  # fmt: skip
STANDING = {State.PROVISIONAL, State.CONFIRMED, State.IN_SESSION}
PLAIN = ("confirm", "open", "close", "postpone", "cancel")


@transaction.atomic
def propose(
    initiative: Initiative,
    *,
    by: User,
    plan: Plan,
    quorum: int = 2,
    remind_days: int = 3,
) -> Workshop:
    """Propose a round. Its room in the vault is made now, for those who will be in it."""
    policy.require(by, Action.SCHEDULE, initiative)
    initiatives.at_work(initiative)
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    last = initiative.workshops.aggregate(models.Max("number"))["number__max"] or 0
    workshop = Workshop(
        initiative=initiative, number=last + 1, quorum=quorum, remind_days=remind_days
    )
    # The drafts of its account die by it.
    keystore.make(workshop.pk, within=initiative.pk)
    workshop.plan = sealing.seal(plan.dump(), of=workshop, field="plan")
    workshop.save(force_insert=True)
    compartments.found(
        "room",
        workshop.pk,
        initiative=initiative.pk,
        holders=team.holders(initiative, "room"),
        by=by,
    )
    trail.record("propose", workshop, by=by)
    return workshop


@transaction.atomic
def revise(
    workshop: Workshop,
    *,
    by: User,
    plan: Plan,
    quorum: int,
    remind_days: int,
    seen: str | None = None,
) -> None:
    """Put right what and where, over the plan that was `seen`. No pack says otherwise from
    here; reminders follow."""
    policy.require(by, Action.SCHEDULE, workshop)
    initiatives.at_work(workshop.initiative)
    now = Workshop.objects.select_for_update().get(pk=workshop.pk)
    insist_unchanged(seen, edition(now))
    sooner = remind_days != workshop.remind_days
    before = read(workshop, by=by)
    replanning.replan(workshop, plan=plan, quorum=quorum, remind_days=remind_days)
    trail.record("revise plan", workshop, by=by)
    replanning.end_what_said_otherwise(workshop, by=by)
    if (before.venue, before.address) != (plan.venue, plan.address):
        replanning.end_papers(workshop, by=by)
    if sooner and workshop.state == State.CONFIRMED:
        reminders.cancel(workshop, by=by)
        reminders.post(workshop, by=by)


@transaction.atomic
def settle(
    workshop: Workshop, *, by: User, starts_at: datetime, ends_at: datetime
) -> None:
    """Fix the dates for now: seats can be offered from here. A programme moves along."""
    initiatives.at_work(workshop.initiative)
    _to(workshop, "settle", by=by, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def move(
    workshop: Workshop, *, by: User, starts_at: datetime, ends_at: datetime
) -> None:
    """Move a confirmed round: the old reminders are cancelled, new ones are posted."""
    _to(workshop, "move", by=by, starts_at=starts_at, ends_at=ends_at)
    reminders.cancel(workshop, by=by)
    reminders.post(workshop, by=by)
    mailings.tell(workshop, by=by)


def _to(
    workshop: Workshop, verb: str, *, by: User, starts_at: datetime, ends_at: datetime
) -> None:
    """Other dates: sessions move with their round, and no pack says the old ones."""
    before, ended = workshop.starts_at, workshop.ends_at
    due = (starts_at - PACKS_BEFORE).date()
    when = {"starts_at": starts_at, "ends_at": ends_at, "packs_due_on": due}
    others = (before, ended) != (starts_at, ends_at)
    when |= {"dated_at": clock.now()} if others else {}
    with occupancy.told(lambda: occupancy.double(workshop, starts_at, ends_at)):
        FLOW.take(workshop, verb, by=by, moves=models.F("moves") + 1, **when)
    canvasses.end(workshop, by=by)
    if before is not None and before != starts_at:
        programme.shift(workshop, starts_at - before)
    if before is not None:
        replanning.supersede_packs(workshop, by=by)
        invitations.refresh(workshop, by=by)
    if before is not None and others:
        replanning.follow(workshop, by=by)


@transaction.atomic
def confirm(workshop: Workshop, *, by: User, uneven: str = "") -> None:
    """Confirm at quorum on every side: names go to the room, reminders to the outbox.

    Where one side sits there with more people than another, `uneven` says why.
    """
    policy.require(by, Action.SCHEDULE, workshop)
    initiatives.at_work(workshop.initiative)
    evenness.insist(workshop, words=uneven)
    _insist_on_undertakings(workshop)
    FLOW.take(workshop, "confirm", by=by)
    registry.copy(workshop, by=by)
    reminders.post(workshop, by=by)
    mailings.tell(workshop, by=by)
    for seat in workshop.seats.filter(state=Seat.State.ACCEPTED):
        if seat.candidacy.state == seat.candidacy.State.ACCEPTED:
            vetting.move(seat.candidacy, "confirm", by=by)


def _insist_on_undertakings(workshop: Workshop) -> None:
    """Whoever sits there has given what everybody gives, in the words of today."""
    taken = workshop.seats.filter(state=Seat.State.ACCEPTED).order_by()
    codes = dict(taken.values_list("candidacy", "candidacy__person__code"))
    short = undertakings.missing(codes, workshop.initiative_id)
    if names := sorted(codes[each].upper() for each, kinds in short.items() if kinds):
        raise ValidationError(
            _(
                "What everybody agrees to is not given, or not in its new words, by: %(who)s."
            )
            % {"who": labels.listed(names)}
        )


@transaction.atomic
def take(workshop: Workshop, verb: str, *, by: User, uneven: str = "") -> None:
    """Open, close, postpone or cancel. Nothing goes out for what is no longer true."""
    if verb not in PLAIN:
        raise ValueError(verb)
    if verb == "confirm":
        return confirm(workshop, by=by, uneven=uneven)
    if verb == "open":
        initiatives.at_work(workshop.initiative)
        evenness.insist_it_is_said(workshop, by=by)
    FLOW.take(workshop, verb, by=by)
    if verb in {"open", "postpone", "cancel"}:
        reminders.cancel(workshop, by=by)
    if verb in {"postpone", "cancel"}:
        replanning.supersede_packs(workshop, by=by)
        replanning.end_papers(workshop, by=by)
        invitations.withdraw(workshop, by=by)
        canvasses.end(workshop, by=by)
        mailings.take_out(workshop, by=by)
    return None


def none_ahead(initiative: Initiative) -> None:
    """Insist that no round is still to come, or going on, before all of it ends."""
    ahead = initiative.workshops.filter(state__in=AHEAD | {State.IN_SESSION})
    if numbers := list(ahead.values_list("number", flat=True)):
        raise ValidationError(
            _("Hold or cancel what is still ahead first: round %(rounds)s.")
            % {"rounds": labels.listed(numbers)}
        )


def rounds(initiative: Initiative) -> list[dict[str, Any]]:
    """The rounds of an initiative as its timeline draws them."""
    return [
        {
            "number": workshop.number,
            "state": workshop.state,
            "label": workshop.get_state_display(),
            "starts_at": workshop.starts_at,
            "url": address("workshops:workshop", initiative.code, workshop.number),
        }
        for workshop in _rounds.objects(table=initiative.pk)
    ]


def listed(initiative: Initiative, *, by: User) -> list[Workshop]:
    """The rounds of an initiative in their order, with how many sit at each."""
    asked = {"member": policy.member(by), "table": initiative.pk}
    return _listed.objects(**asked)


@Prepared
def _listed(member: UUID, table: UUID) -> models.QuerySet:
    rows = Workshop.objects.known_to(member).filter(initiative=table)
    return rows.with_seats()


def edition(workshop: Workshop) -> str:
    """Which plan this is: a digest, which opens nothing."""
    return sealing.mark(workshop, "plan")


def read(workshop: Workshop, *, by: User) -> Plan:
    """What the round is called and where it is held."""
    policy.require(by, Action.READ_BRIEF, workshop)
    return Plan.load(sealing.unseal(workshop, "plan", by=by))


def zones(workshops: list[Workshop], *, by: User) -> list[str]:
    """By which clock each of these rounds of one initiative is held."""
    for workshop in workshops[:1]:
        policy.require(by, Action.READ_BRIEF, workshop)
    plans = sealing.unseal_all(workshops, "plan", by=by, dead="")
    return [Plan.load(words).time_zone if words else "UTC" for words in plans]


def find(code: str, number: int, *, by: User) -> Workshop | None:
    """One round of an initiative, if one may know that there is one."""
    member = policy.member(by)
    found = _numbered.objects(member=member, code=code, number=number)
    for workshop in found:
        policy.remember(by, workshop.initiative_id, workshop.hers)
    return found[0] if found else None


@Prepared
def _rounds(table: UUID) -> models.QuerySet:
    rows = Workshop.objects.filter(initiative=table).as_they_come()
    return rows.only("number", "state", "starts_at")


@Prepared
def _numbered(member: UUID, code: str, number: int) -> models.QuerySet:
    rows = Workshop.objects.known_to(member).select_related("initiative")
    hers = policy.seats(member, "initiative")
    return rows.filter(initiative__code=code, number=number).annotate(hers=hers)
