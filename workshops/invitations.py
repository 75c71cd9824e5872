"""Invitations: a private link for who was offered a seat, and what is handed out through it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import addresses, folders, people
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import links, sealing, suite
from trackii.vault.models import Link
from workshops import calendars, handouts, joining, reminders
from workshops.models import Seat, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.vault.admission import Visit
    from workshops.models import Handout

OPEN = {Workshop.State.PROVISIONAL, Workshop.State.CONFIRMED}
ANSWER = timedelta(days=14)
ASKED = {Seat.State.OFFERED, Seat.State.ACCEPTED, Seat.State.DECLINED}


@dataclass
class Offer:
    """What somebody is asked: when, where in words, how one gets there. Never who else."""

    starts: str
    ends: str
    zone: str
    venue: str
    practical: str

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, words: bytes) -> Offer:
        return cls(**json.loads(words))

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.starts)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromisoformat(self.ends)


@transaction.atomic
def send(seat: Seat, *, by: User, days: int = 14, vouched: str = "") -> Link:
    """Send a private link by a letter that says nothing. An earlier one opens nothing more."""
    policy.require(by, Action.INVITE, seat)
    addresses.insist_on([seat.candidacy.person], by=by, vouched=vouched)
    [sent] = _send([seat], seat.workshop, by=by, days=days)
    return sent


@transaction.atomic
def send_all(workshop: Workshop, *, by: User, days: int = 14) -> int:
    """Send a link to everybody who waits for one, and whose address nobody changed."""
    waiting = unsent(workshop, by=by)
    addresses.insist_on([seat.candidacy.person for seat in waiting], by=by)
    return len(_send(waiting, workshop, by=by, days=days) if waiting else [])


def unsent(workshop: Workshop, *, by: User) -> list[Seat]:
    """Who was offered a seat, has an address, and no open link.

    Where the address was changed somebody looks at it, and sends that one by itself.
    """
    policy.require(by, Action.INVITE, workshop)
    waiting = workshop.seats.filter(state=Seat.State.OFFERED)
    seats = list(waiting.select_related("candidacy__person", "workshop__initiative"))
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    open_ = links.live(*(seat.pk for seat in seats))
    doubtful = addresses.doubtful(seat.person_id for seat in seats)
    return [
        seat
        for seat, who in zip(seats, known, strict=True)
        if who.email and seat.pk not in open_ and seat.person_id not in doubtful
    ]


def doubtful(workshop: Workshop) -> bool:
    """Whether somebody offered a seat has an address that another hand has to make sure of."""
    waiting = workshop.seats.filter(state=Seat.State.OFFERED)
    return bool(addresses.doubtful(waiting.values_list("candidacy__person", flat=True)))


def _send(seats: list[Seat], workshop: Workshop, *, by: User, days: int) -> list[Link]:
    initiatives.at_work(workshop.initiative)
    starts, ends = _dates(workshop)
    offer = _offer(workshop, by=by)
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    until = min(clock.now() + timedelta(days=days), starts)
    sent = []
    for seat, who in zip(seats, known, strict=True):
        if seat.state not in ASKED:
            raise WrongState(seat, "send a link for")
        if not who.email:
            raise ValidationError(_("No e-mail address is known. Tell them yourself."))
        letters.cancel(seat.pk, by=by, kind="invitation")
        made = links.make(
            Link.Kind.INVITATION, of=seat, language=who.language, deadline=ends,
            answers_until=until, by=by, person=seat.person_id,
        )  # fmt: skip
        _hand_out(seat, made.link, offer, by=by)
        _post(seat, made, who.email, who.language)
        if workshop.state == Workshop.State.CONFIRMED and seat.state != "accepted":
            reminders.post_for(seat, who, drafted=True)
        sent.append(made.link)
    pairs = zip(sent, (seat.candidacy for seat in seats), strict=True)
    folders.lay(list(pairs), by=by)
    return sent


def _post(seat: Seat, made: links.Made, address: str, language: str) -> None:
    letters.post(
        "invitation",
        initiative=seat.initiative_id,
        occasion=seat.pk,
        version=str(made.link.pk),
        address=address,
        language=language,
        due_at=clock.now() + letters.JITTER,
        lapses_at=made.link.answers_until,
        person=seat.candidacy.person_id,
        made=made,
    )


def _hand_out(seat: Seat, link: Link, offer: Offer, *, by: User) -> None:
    """What a new link must open: the offer, what she wrote before, the pack she has."""
    seat.offer = links.hand_out(offer.dump(), to=link, of=seat, field="offer")
    if seat.words is not None:
        words = sealing.unseal(seat, "words", by=by)
        seat.words_back = links.hand_out(words, to=link, of=seat, field="words_back")
    seat.save(update_fields=["offer", "words_back"])
    handouts.give_again(seat, link, by=by)
    joining.hand_out(seat, link, by=by)


@transaction.atomic
def revoke(seat: Seat, *, by: User) -> None:
    """Take the link back: its next request finds it shut, and a letter with it does not go."""
    policy.require(by, Action.INVITE, seat)
    letters.cancel(seat.pk, by=by, kind="invitation")
    links.revoke(seat.pk, by=by)


@transaction.atomic
def withdraw(workshop: Workshop, *, by: User) -> None:
    """The round is off for now: no letter asks for it, and no link opens it."""
    seats = list(workshop.seats.values_list("pk", flat=True))
    for seat in seats:
        letters.cancel(seat, by=by, kind="invitation")
        letters.cancel(seat, by=by, kind="notice")
    links.revoke(*seats, by=by)


def reopen(workshop: Workshop) -> None:
    """Those asked by a link can answer again, as long as by a new one."""
    starts, ends = _dates(workshop)
    until = min(clock.now() + ANSWER, starts)
    for link in links.live(*workshop.seats.values_list("pk", flat=True)).values():
        links.reset(link, deadline=ends, until=until)


@transaction.atomic
def refresh(workshop: Workshop, *, by: User) -> None:
    """Dates or place changed: what links hand out is replaced, without their tokens.

    Where somebody moved a seat, its link is handed nothing; `handouts.misplaced` says whose.
    """
    open_ = links.live(*workshop.seats.values_list("pk", flat=True))
    if not open_ or workshop.ends_at is None:
        return
    offer = _offer(workshop, by=by)
    seats = workshop.seats.filter(pk__in=open_).select_related("candidacy")
    for seat in handouts.where_they_stood(seats, open_, by=by):
        link = open_[seat.pk]
        links.reset(link, deadline=workshop.ends_at)
        seat.offer = links.hand_out(offer.dump(), to=link, of=seat, field="offer")
        seat.save(update_fields=["offer"])
        trail.record("hand out", seat, by=by)


def read_words(seat: Seat, *, by: User) -> str:
    """What she wrote to the team with her answer."""
    policy.require(by, Action.READ_PEOPLE, seat)
    if seat.words is None:
        return ""
    [words] = sealing.unseal_all([seat], "words", by=by, dead=_("[destroyed]"))
    return words


def _dates(workshop: Workshop) -> tuple[datetime, datetime]:
    starts, ends = workshop.starts_at, workshop.ends_at
    if workshop.state not in OPEN or starts is None or ends is None:
        raise WrongState(workshop, "invite to")
    if starts <= clock.now():
        raise ValidationError(_("The round has begun: there is nothing to answer."))
    return starts, ends


def _offer(workshop: Workshop, *, by: User) -> Offer:
    plan = Plan.load(sealing.unseal(workshop, "plan", by=by))
    starts, ends = _dates(workshop)
    return Offer(
        starts=starts.astimezone(plan.zone).isoformat(),
        ends=ends.astimezone(plan.zone).isoformat(),
        zone=plan.time_zone,
        venue=plan.venue,
        practical=plan.practical,
    )


# --- what she does herself, by her link


@dataclass
class Invitation:
    """One offer as she sees it: nothing of anybody else."""

    seat: Seat
    offer: Offer
    words: str
    pack: Handout | None
    joining: str  # nothing, unless she accepted


def seat_of(visit: Visit) -> Seat:
    """The one seat a link is about, where it stood when the link was made."""
    found = Seat.objects.select_related("workshop__initiative", "candidacy__person")
    seat = found.get(pk=visit.link.occasion)
    links.insist_on(visit.link, seat)
    return seat


def read(visit: Visit) -> Invitation:
    """What was handed out to her, and what she wrote."""
    seat, seed = seat_of(visit), visit.keys.seed
    offer = Offer.load(sealing.unseal_sent(seat, "offer", seed=seed))
    words = b""
    if seat.words_back is not None:
        words = sealing.unseal_sent(seat, "words_back", seed=seed)
    trail.record("read offer", seat, by=visit.link)
    how = joining.read_by_link(visit, seat)
    return Invitation(seat, offer, words.decode(), handouts.pack_of(seat), how)


def read_entry(visit: Visit) -> tuple[Seat, bytes] | None:
    """Her calendar entry, once she has accepted: a code name and when, and nothing else.

    Its UID follows from her link: the database does not tell whose it is. Taken away again
    after a move, it stands in place of the one before.
    """
    seat = seat_of(visit)
    if seat.state != Seat.State.ACCEPTED or seat.workshop.state not in OPEN:
        return None
    seed = visit.keys.seed
    offer = Offer.load(sealing.unseal_sent(seat, "offer", seed=seed))
    key = suite.derive(seed, "calendar entry")
    entry = calendars.Entry(
        uid=calendars.uid(key, workshop=seat.workshop_id, recipient=seat.pk),
        code=seat.workshop.initiative.name,
        starts=offer.starts_at,
        ends=offer.ends_at,
        zone=offer.zone,
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        stamped=clock.now(),
        sequence=seat.workshop.moves,
    )
    return seat, calendars.feed([entry])


def read_pages(visit: Visit) -> tuple[Handout, bytes] | None:
    """The pages of her pack, as long as it says what is true."""
    return handouts.read_pages(visit, seat_of(visit))
