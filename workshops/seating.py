"""Seats: offered to people two officers approved, answered, taken on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from dialogues.models import Side
from participants import people, undertakings, vetting
from participants.models import Candidacy, Person
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.prepared import Listing, Prepared
from trackii.states import Flow, Step, WrongState
from trackii.vault import links, sealing
from trackii.vault.fields import Sealed
from workshops import occupancy, registry, reminders, reopening
from workshops.models import Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from participants.models.candidacy import CandidacyQuerySet
    from trackii.accounts.models import User
    from trackii.vault.models import Link

State = Seat.State
FLOW = Flow(
    Step("accept", {State.OFFERED}, State.ACCEPTED, Action.INVITE,
         gettext_lazy("Accepts"), leads=True),
    Step("decline", {State.OFFERED, State.ACCEPTED}, State.DECLINED, Action.INVITE,
         gettext_lazy("Declines")),
    Step("offer_again", {State.DECLINED}, State.OFFERED, Action.INVITE,
         gettext_lazy("Offer again")),
    Step("stay", {State.ACCEPTED}, State.ACCEPTED, Action.INVITE, gettext_lazy("Still comes")),
    Step("ask_anew", {State.ACCEPTED}, State.OFFERED, Action.SCHEDULE, by_itself=True),
    Step("give_back", {State.OFFERED, State.ACCEPTED}, State.DECLINED, Action.INVITE,
         by_itself=True),
    # She says it herself, by her own link, and may say otherwise until the deadline.
    Step("accept_by_link", {State.OFFERED, State.ACCEPTED, State.DECLINED},
         State.ACCEPTED, Action.INVITE, by_link=True),
    Step("decline_by_link", {State.OFFERED, State.ACCEPTED, State.DECLINED},
         State.DECLINED, Action.INVITE, by_link=True),
    # Somebody comes who never answered, or had declined.
    Step("attend", {State.OFFERED, State.ACCEPTED, State.DECLINED, State.ABSENT},
         State.ATTENDED, Action.INVITE, gettext_lazy("Was there"), leads=True),
    Step("miss", {State.OFFERED, State.ACCEPTED, State.ATTENDED}, State.ABSENT,
         Action.INVITE, gettext_lazy("Was not there")),
)  # fmt: skip
ON_THE_DAY = ("attend", "miss")
UNSAID = dict.fromkeys(("answered_by", "answered_at", "told_through", "told_at"))
OPEN_FOR_SEATS = {Workshop.State.PROVISIONAL, Workshop.State.CONFIRMED}
TO_COME = OPEN_FOR_SEATS | {Workshop.State.POSTPONED}
HELD = {Workshop.State.IN_SESSION, Workshop.State.CLOSED}
# From here on the room has a registry, and nobody joins the round without being in it.
REGISTERED = HELD | {Workshop.State.CONFIRMED}


@transaction.atomic
def offer(workshop: Workshop, candidacy: Candidacy, *, by: User) -> Seat:
    """Offer a seat to somebody approved. The offer itself is told in person for now."""
    policy.require(by, Action.INVITE, workshop)
    initiatives.at_work(workshop.initiative)
    _open_for_seats(workshop)
    _may_sit(candidacy, workshop)
    try:
        with occupancy.told(lambda: [candidacy.person.name]):
            seat = Seat.objects.create(
                initiative_id=workshop.initiative_id,
                workshop=workshop,
                candidacy=candidacy,
                offered_by=by,
                offered_at=clock.now(),
            )
    except IntegrityError as error:
        raise ValidationError(_("That seat is offered already.")) from error
    if candidacy.state == Candidacy.State.APPROVED:
        vetting.move(candidacy, "invite", by=by)
    if workshop.state in REGISTERED:
        [known] = people.read([candidacy.person], by=by)
        registry.add(seat, known)
        reopening.reopen(workshop)
    trail.record("offer", seat, by=by)
    return seat


@transaction.atomic
def offer_all(
    workshop: Workshop, candidacies: Iterable[Candidacy], *, by: User
) -> list[Seat]:
    """Offer seats to several people: all of them, or none."""
    return [offer(workshop, candidacy, by=by) for candidacy in candidacies]


@transaction.atomic
def accept(seat: Seat, *, by: User) -> None:
    """Record that somebody accepts. At a confirmed round names and reminder follow at once."""
    _open_for_seats(seat.workshop)
    _may_sit(seat.candidacy, seat.workshop)
    undertakings.insist(seat.candidacy)
    FLOW.take(seat, "accept", by=by, **_recorded(by))
    if seat.candidacy.state == Candidacy.State.INVITED:
        vetting.move(seat.candidacy, "accept", by=by)
    if seat.workshop.state in REGISTERED:
        [known] = people.read([seat.candidacy.person], by=by)
        registry.add(seat, known)
        reopening.reopen(seat.workshop)
        if seat.workshop.state == Workshop.State.CONFIRMED:
            reminders.post_for(seat, known)
            if seat.candidacy.state == Candidacy.State.ACCEPTED:
                vetting.move(seat.candidacy, "confirm", by=by)


@transaction.atomic
def decline(seat: Seat, *, by: User) -> None:
    """Record that somebody declines, also after having accepted. No letter goes out."""
    _open_for_seats(seat.workshop)
    FLOW.take(seat, "decline", by=by, **_recorded(by))
    _end_letters(seat, by=by)


@transaction.atomic
def accept_by_link(seat: Seat, *, by: Link, words: str) -> None:
    """She accepts by her own link, or after all. Her reminder was drafted with the link."""
    _open_for_seats(seat.workshop)
    _may_sit(seat.candidacy, seat.workshop)
    undertakings.insist(seat.candidacy)
    registry.insist_on(seat)
    with occupancy.told():
        FLOW.take(seat, "accept_by_link", by=by, **_told(seat, by, words))
    confirmed = seat.workshop.state == Workshop.State.CONFIRMED
    vetting.follow(seat.candidacy, is_confirmed=confirmed)
    letters.release(seat.pk)


@transaction.atomic
def decline_by_link(seat: Seat, *, by: Link, words: str) -> None:
    """She declines by her own link. No reminder goes, unless she thinks otherwise."""
    _open_for_seats(seat.workshop)
    FLOW.take(seat, "decline_by_link", by=by, **_told(seat, by, words))
    letters.hold(seat.pk)


def takes_answers(seat: Seat, link: Link) -> bool:
    """Whether she can still say it herself."""
    return link.takes_answers and seat.workshop.state in OPEN_FOR_SEATS


def _recorded(by: User) -> dict[str, Any]:
    """A colleague took the answer: it is not her own any more."""
    mine = {"answered_by": by, "answered_at": clock.now()}
    return mine | {"told_through": None, "told_at": None}


def _told(seat: Seat, by: Link, words: str) -> dict[str, Any]:
    """Her own answer: sealed to the team, and back to her so that she can change it."""
    return {
        "told_through": by,
        "told_at": clock.now(),
        "answered_by": None,
        "answered_at": None,
        "words": sealing.seal(words, of=seat, field="words"),
        "words_back": links.hand_out(words, to=by, of=seat, field="words_back"),
    }


def _end_letters(seat: Seat, *, by: User | None) -> None:
    letters.cancel(seat.pk, by=by)
    links.revoke(seat.pk, by=by)


@transaction.atomic
def offer_again(seat: Seat, *, by: User) -> None:
    """Offer a declined seat once more: somebody thought again, or a finger slipped."""
    _open_for_seats(seat.workshop)
    _may_sit(seat.candidacy, seat.workshop)
    with occupancy.told():
        FLOW.take(seat, "offer_again", by=by, **UNSAID)


@transaction.atomic
def give_back(candidacy: Candidacy) -> None:
    """Who withdraws sits at no round to come, and is reminded of none."""
    ahead = candidacy.seats.filter(
        state__in=[State.OFFERED, State.ACCEPTED], workshop__state__in=TO_COME
    )
    for seat in ahead:
        FLOW.take(seat, "give_back", by=None)
        _end_letters(seat, by=None)


@transaction.atomic
def attend(seat: Seat, *, by: User) -> None:
    """Note that somebody was there."""
    _held(seat)
    reopening.wait_for_signatures(seat.workshop)
    with occupancy.told():
        FLOW.take(seat, "attend", by=by)


@transaction.atomic
def miss(seat: Seat, *, by: User) -> None:
    """Note that somebody was not there."""
    _held(seat)
    FLOW.take(seat, "miss", by=by)


def seatable(workshop: Workshop) -> CandidacyQuerySet:
    """Who was approved and has no seat at this round yet."""
    approved = Candidacy.objects.seatable().filter(initiative=workshop.initiative_id)
    return approved.exclude(seats__workshop=workshop)


def free(workshop: Workshop, *, side: str = "") -> Listing:
    """The same as a list shows them, by side as far as it says anything."""
    chosen = {"side": side} if side in Side.LETTERS else {}
    asked = {"table": workshop.initiative_id, "workshop": workshop.pk}
    return Listing(_free, make=people.line(asked["table"]), **asked, **chosen)


def _free(table: UUID, workshop: UUID, side: str = "") -> QuerySet:
    approved = Candidacy.objects.seatable().filter(initiative=table)
    rows = approved.exclude(seats__workshop=workshop).order_by("person__code")
    rows = rows.filter(person__side__letter=side) if side else rows
    return rows.values_list(*people.COLUMNS)


class Taken(NamedTuple):
    """What a list shows of one seat; `person` opens to who may know, and so does `kept`."""

    pk: UUID
    state: str
    person: Person
    candidacy: UUID
    said_at: datetime | None
    kept: Candidacy | None  # if there is anything the team has to keep to with her


def taken(workshop: Workshop) -> list[Taken]:
    """The seats of one round, by code name."""
    table, rows = workshop.initiative_id, _taken(workshop=workshop.pk)
    return [
        Taken(
            pk,
            state,
            Person.sealed(person, table, code, Sealed(bytes(particulars))),
            candidacy,
            at,
            Candidacy.sealed(candidacy, table, person, said) if said else None,
        )
        for pk, state, code, person, particulars, candidacy, said, at in rows
    ]


@Prepared
def _taken(workshop: UUID) -> QuerySet:
    return Seat.objects.filter(workshop=workshop).values_list(
        "pk", "state", "candidacy__person__code", "candidacy__person",
        "candidacy__person__particulars", "candidacy", "candidacy__conditions",
        Coalesce("told_at", "answered_at"),
    )  # fmt: skip


def open_to(user: User, seat: Seat, workshop: Workshop) -> list[Step]:
    """The answers that can be recorded just now: who came is known once it has begun."""
    steps = [each for each in FLOW.open_to(user, seat) if each.verb != "stay"]
    if workshop.state in HELD:
        return [step for step in steps if step.verb in ON_THE_DAY]
    if workshop.state in OPEN_FOR_SEATS:
        return [step for step in steps if step.verb not in ON_THE_DAY]
    return []


def _open_for_seats(workshop: Workshop) -> None:
    if workshop.state not in OPEN_FOR_SEATS:
        raise WrongState(workshop, "offer seats at")


def _may_sit(candidacy: Candidacy, workshop: Workshop) -> None:
    """Two officers approved her for this table; she neither withdrew since nor is dormant."""
    here = Candidacy.objects.seatable().filter(initiative=workshop.initiative_id)
    if not here.filter(pk=candidacy.pk).exists():
        raise ValidationError(_("Seats are for active people two officers approved."))


def _held(seat: Seat) -> None:
    if seat.workshop.state not in HELD:
        raise WrongState(seat.workshop, "attend")
