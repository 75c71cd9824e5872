"""Venues: added, corrected, and rounds held at them. All that tells where they are is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from dialogues.models import Initiative
from trackii import labels, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.states import Flow, Step, insist_unchanged
from trackii.vault import sealing
from workshops import occupancy, replanning
from workshops.models import Session, Venue, Workshop
from workshops.plan import WHOLE, Plan
from workshops.premises import Premises

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

State = Venue.State
FLOW = Flow(
    Step("retire", {State.IN_USE}, State.RETIRED, Action.INVITE, gettext_lazy("Retire")),
    Step("bring_back", {State.RETIRED}, State.IN_USE, Action.INVITE,
         gettext_lazy("Bring back into use")),
)  # fmt: skip


@transaction.atomic
def add(initiative: Initiative, *, by: User, premises: Premises) -> Venue:
    """Note a place that rounds can be held at."""
    policy.require(by, Action.INVITE, initiative)
    initiatives.at_work(initiative)
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    last = initiative.venues.aggregate(models.Max("number"))["number__max"] or 0
    venue = Venue(initiative=initiative, number=last + 1)
    venue.premises = sealing.seal(premises.dump(), of=venue, field="premises")
    venue.save(force_insert=True)
    trail.record("add", venue, by=by)
    return venue


@transaction.atomic
def correct(
    venue: Venue, *, by: User, premises: Premises, seen: str | None = None
) -> None:
    """Put right what is known of a place, over the edition that was `seen`. Rounds that are
    still ahead there say so at once."""
    policy.require(by, Action.INVITE, venue)
    initiatives.at_work(venue.initiative)
    now = Venue.objects.select_for_update().get(pk=venue.pk)
    insist_unchanged(seen, edition(now))
    _insist_on_rooms(venue, premises)
    before = read(venue, by=by)
    elsewhere = (before.name, before.address) != (premises.name, premises.address)
    venue.premises = sealing.seal(premises.dump(), of=venue, field="premises")
    venue.save(update_fields=["premises"])
    trail.record("correct", venue, by=by)
    for workshop in venue.rounds.filter(state__in=replanning.CHANGEABLE):
        plan = _placed(_plan(workshop, by=by), premises)
        replanning.replan(workshop, plan=plan)
        trail.record("revise plan", workshop, by=by)
        replanning.end_what_said_otherwise(workshop, by=by)
        if elsewhere:
            replanning.end_papers(workshop, by=by)


@transaction.atomic
def retire(venue: Venue, *, by: User) -> None:
    """Offer a place for no other round. What was held there, and what is to be, stays."""
    initiatives.at_work(venue.initiative)
    FLOW.take(venue, "retire", by=by)


@transaction.atomic
def bring_back(venue: Venue, *, by: User) -> None:
    """Offer a place that was retired again."""
    initiatives.at_work(venue.initiative)
    FLOW.take(venue, "bring_back", by=by)


@transaction.atomic
def hold_at(workshop: Workshop, venue: Venue, *, by: User, time_zone: str) -> None:
    """Hold a round at a venue, by the clock a person chose. PostgreSQL gives it to one round.

    Sessions that had rooms elsewhere have none here until somebody gives them one.
    """
    policy.require(by, Action.SCHEDULE, workshop)
    initiatives.at_work(workshop.initiative)
    if venue.initiative_id != workshop.initiative_id:
        raise ValidationError(_("That venue is not known here."))
    _insist_in_use(workshop, venue)
    plan = _placed(_plan(workshop, by=by), read(venue, by=by))
    plan.time_zone = time_zone
    with occupancy.told():
        replanning.replan(workshop, plan=plan, venue=venue)
    trail.record("hold at", workshop, by=by)
    _without_rooms(workshop)
    replanning.end_what_said_otherwise(workshop, by=by)
    replanning.end_papers(workshop, by=by)


@transaction.atomic
def hold_elsewhere(workshop: Workshop, *, by: User) -> None:
    """Hold a round at none of the venues: where it is held is said in its plan alone."""
    policy.require(by, Action.SCHEDULE, workshop)
    initiatives.at_work(workshop.initiative)
    plan = _plan(workshop, by=by)
    plan.venue, plan.address, plan.online = "", "", False
    plan.rooms, plan.holds = [], {}
    replanning.replan(workshop, plan=plan, venue=None)
    trail.record("hold elsewhere", workshop, by=by)
    _without_rooms(workshop)
    replanning.end_what_said_otherwise(workshop, by=by)
    replanning.end_papers(workshop, by=by)


def find(code: str, number: int, *, by: User) -> Venue | None:
    """One venue of an initiative, for who may read its brief."""
    rows = Venue.objects.allowing(Action.READ_BRIEF, by).select_related("initiative")
    return rows.filter(initiative__code=code, number=number).first()


def of(workshop: Workshop) -> Venue | None:
    """Where a round is held, if it is one of those the team knows."""
    if workshop.venue_id is None:
        return None
    return Venue.objects.select_related("initiative").get(pk=workshop.venue_id)


def listed(initiative: Initiative) -> list[Venue]:
    """The venues of an initiative, with how many rounds were or will be held there."""
    return _listed.objects(table=initiative.pk)


def edition(venue: Venue) -> str:
    """Which words of a venue these are: a digest, which opens nothing."""
    return sealing.mark(venue, "premises")


def read(venue: Venue, *, by: User) -> Premises:
    """What is known of a venue."""
    policy.require(by, Action.READ_BRIEF, venue)
    return Premises.load(sealing.unseal(venue, "premises", by=by))


def read_all(venues: list[Venue], *, by: User) -> list[Premises]:
    """The same of several of one initiative."""
    for venue in venues[:1]:
        policy.require(by, Action.READ_BRIEF, venue)
    words = sealing.unseal_all(venues, "premises", by=by)
    return [Premises.load(each) for each in words]


def rounds(venue: Venue) -> list[Workshop]:
    """What was, and will be, held there."""
    held = venue.rounds.select_related("initiative")
    return list(held.order_by(models.F("starts_at").desc(nulls_first=True)))


class Choice(NamedTuple):
    """A venue a round may be held at, and the round that has it then."""

    venue: Venue
    premises: Premises
    taken_by: int | None
    is_small: bool  # for those who were offered a seat


def choices(workshop: Workshop, *, by: User) -> list[Choice]:
    """Every venue in use, and the one it has, with what speaks against each for one round."""
    found = [
        venue for venue in listed(workshop.initiative)
        if venue.state == State.IN_USE or venue.pk == workshop.venue_id
    ]  # fmt: skip
    seats = workshop.seats.filter(state__in=["offered", "accepted"]).count()
    taken = dict(_taken(workshop))
    return [
        Choice(venue, premises, taken.get(venue.pk), 0 < premises.holds < seats)
        for venue, premises in zip(found, read_all(found, by=by), strict=True)
    ]


def _taken(workshop: Workshop) -> models.QuerySet:
    """Which venues are another round's on the dates of this one."""
    if workshop.starts_at is None:
        return Workshop.objects.none().values_list("venue", "number")
    there = Workshop.objects.filter(
        initiative=workshop.initiative_id, state__in=occupancy.HOLDING,
        starts_at__lt=workshop.ends_at, ends_at__gt=workshop.starts_at,
    )  # fmt: skip
    rows = there.exclude(venue=None).exclude(pk=workshop.pk)
    return rows.order_by("number").values_list("venue", "number")


def _plan(workshop: Workshop, *, by: User) -> Plan:
    return Plan.load(sealing.unseal(workshop, "plan", by=by))


def _placed(plan: Plan, premises: Premises) -> Plan:
    """A plan with the words of a venue in it; by whose clock stays as a person chose it."""
    plan.venue, plan.address = premises.name, premises.address
    plan.country, plan.online = premises.country, premises.is_online
    plan.rooms = [[room.number, room.name] for room in premises.rooms]
    plan.holds = {str(room.number): room.holds for room in premises.rooms if room.holds}
    if premises.holds:
        plan.holds[WHOLE] = premises.holds
    return plan


def _insist_in_use(workshop: Workshop, venue: Venue) -> None:
    """A round goes to no place that is retired; the one that is there may be told anew."""
    now = Venue.objects.select_for_update().get(pk=venue.pk)
    if now.state == State.RETIRED and workshop.venue_id != now.pk:
        raise ValidationError(_("That venue is retired. Bring it back into use first."))


def _without_rooms(workshop: Workshop) -> None:
    workshop.sessions.filter(state=Session.State.PLANNED).update(room=None)


def _insist_on_rooms(venue: Venue, premises: Premises) -> None:
    """A room that stands in a programme is not taken away from under it."""
    kept = [room.number for room in premises.rooms]
    lost = Session.objects.filter(
        workshop__venue=venue, workshop__state__in=replanning.CHANGEABLE
    )
    lost = lost.exclude(room=None).exclude(room__in=kept)
    if numbers := sorted(set(lost.values_list("workshop__number", flat=True))):
        raise ValidationError(
            _(
                "A room that is missing here stands in the programme of round %(rounds)s."
            )
            % {"rounds": labels.listed(numbers)}
        )


@Prepared
def _listed(table: UUID) -> models.QuerySet:
    off = models.Q(rounds__state__in=["cancelled", "postponed"])
    rows = Venue.objects.filter(initiative=table).order_by("number")
    return rows.annotate(held=models.Count("rounds", filter=~off))
