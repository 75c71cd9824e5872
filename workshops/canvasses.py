"""Canvasses: people asked by a private link which dates they could keep, and their answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import people
from participants.models import Candidacy, Person
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import links, sealing
from trackii.vault.models import Link
from workshops import handouts
from workshops.circumstances import Asked, Circumstances, Said
from workshops.models import Canvass, Workshop
from workshops.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from participants.particulars import Particulars
    from trackii.accounts.models import User
    from trackii.vault.admission import Visit
    from workshops.canvassing import Option


@transaction.atomic
def ask(
    workshop: Workshop, options: Sequence[Option], *, by: User, days: int = 14
) -> int:
    """Ask everybody who may sit there and has not answered; say how many letters go.

    Who has no address is asked by a colleague, who takes the answer down.
    """
    policy.require(by, Action.INVITE, workshop)
    initiatives.at_work(workshop.initiative)
    if workshop.state != Workshop.State.CANVASSING or not options:
        raise WrongState(workshop, "ask about")
    rows, known = _everybody(workshop, by=by)
    open_ = links.live(*(row.pk for row in rows))
    until = clock.now() + timedelta(days=days)
    waiting = [
        (row, who) for row, who in zip(rows, known, strict=True)
        if who.email and row.pk not in open_ and not row.answered_by_anyone
    ]  # fmt: skip
    for row, who in waiting:
        _send(row, who, by=by, until=until)
    refresh(workshop, options, by=by)
    return len(waiting)


def waiting(workshop: Workshop, *, by: User) -> tuple[int, list[str]]:
    """To how many a letter would go, and who has no address, by code names."""
    policy.require(by, Action.INVITE, workshop)
    free = Candidacy.objects.seatable().filter(initiative=workshop.initiative_id)
    asked = list(free.select_related("person").order_by("person__code"))
    known = people.read([each.person for each in asked], by=by)
    rows = {row.candidacy_id: row for row in workshop.canvasses.all()}
    open_ = links.live(*(row.pk for row in rows.values()))
    done = {pk for pk, row in rows.items() if row.pk in open_ or row.answered_by_anyone}
    left = [
        (each.person.name, who.email) for each, who in zip(asked, known, strict=True)
        if each.pk not in done
    ]  # fmt: skip
    return sum(bool(email) for _n, email in left), [n for n, email in left if not email]


def _everybody(
    workshop: Workshop, *, by: User
) -> tuple[list[Canvass], list[Particulars]]:
    """A row for each who may sit there, made where there is none, and who they are."""
    free = Candidacy.objects.seatable().filter(initiative=workshop.initiative_id)
    asked = list(free.select_related("person").order_by("person__code"))
    known = people.read([each.person for each in asked], by=by)
    rows = {row.candidacy_id: row for row in workshop.canvasses.exclude(candidacy=None)}
    for candidacy, who in zip(asked, known, strict=True):
        row = rows.get(candidacy.pk) or _begin(workshop, candidacy, who)
        row.candidacy, row.workshop = candidacy, workshop
        rows[candidacy.pk] = row
    return [rows[each.pk] for each in asked], known


def _begin(workshop: Workshop, candidacy: Candidacy, who: Particulars) -> Canvass:
    row = Canvass(initiative_id=workshop.initiative_id, workshop=workshop)
    row.candidacy = candidacy
    words = Circumstances(zone=who.time_zone).dump()
    row.circumstances = sealing.seal(words, of=row, field="circumstances")
    row.save(force_insert=True)
    return row


def _send(row: Canvass, who: Particulars, *, by: User, until: Any) -> None:
    letters.cancel(row.pk, by=by, kind="canvass")
    made = links.make(
        Link.Kind.CANVASS, of=row, language=who.language, deadline=until, by=by,
        person=row.person_id,
    )  # fmt: skip
    letters.post(
        "canvass", initiative=row.initiative_id, occasion=row.pk,
        version=str(made.link.pk), address=who.email, language=who.language,
        due_at=clock.now() + letters.JITTER, lapses_at=until, person=row.person_id,
        made=made,
    )  # fmt: skip


@transaction.atomic
def refresh(workshop: Workshop, options: Sequence[Option], *, by: User) -> None:
    """Hand out to every open link what is asked now, and what was said before."""
    asked = workshop.canvasses.exclude(candidacy=None).select_related("candidacy")
    open_ = links.live(*asked.values_list("pk", flat=True))
    if not open_:
        return
    plan = Plan.load(sealing.unseal(workshop, "plan", by=by))
    rows = handouts.where_they_stood(asked.filter(pk__in=open_), open_, by=by)
    words = sealing.unseal_columns(
        rows, ["circumstances", "answers"], by=by, dead=Said().dump()
    )
    for row, known, said in zip(rows, *words, strict=True):
        hers = Said.load(said).zone or Circumstances.load(known).zone or plan.time_zone
        asks = Asked.of(plan.time_zone, hers, options).dump()
        to = open_[row.pk]
        row.offer = links.hand_out(asks, to=to, of=row, field="offer")
        if said:
            row.answers_back = links.hand_out(said, to=to, of=row, field="answers_back")
        row.save(update_fields=["offer", "answers_back"])


@transaction.atomic
def hear(row: Canvass, said: Said, *, by: User) -> None:
    """Take down what somebody said by telephone, in place of what she said before."""
    policy.require(by, Action.INVITE, row)
    _put(row, said, answered_by=by, answered_at=clock.now(),
         told_through=None, told_at=None)  # fmt: skip
    trail.record("hear", row, by=by)


@transaction.atomic
def consider(row: Canvass, known: Circumstances, *, by: User) -> None:
    """Note what bears on somebody's dates: visas, journeys, feasts, whether she is needed."""
    policy.require(by, Action.INVITE, row)
    words = known.dump()
    row.circumstances = sealing.seal(words, of=row, field="circumstances")
    row.save(update_fields=["circumstances"])
    trail.record("consider", row, by=by)


@transaction.atomic
def answer(workshop: Workshop, said: Said, *, by: User) -> None:
    """A colleague says which dates she could keep herself."""
    policy.require(by, Action.READ_BRIEF, workshop)
    _insist_it_is_asked(workshop)
    row = own(workshop, by=by) or Canvass(
        initiative_id=workshop.initiative_id, workshop=workshop, colleague=by
    )
    row.said = sealing.seal(said.dump(), of=row, field="said")
    row.answered_by, row.answered_at = by, clock.now()
    row.save()
    trail.record("answer", row, by=by)


def own(workshop: Workshop, *, by: User) -> Canvass | None:
    """What a colleague said herself, if she did."""
    return Canvass.objects.filter(workshop=workshop, colleague=by).first()


def read_own(workshop: Workshop, *, by: User) -> Said:
    """The same, opened."""
    row = own(workshop, by=by)
    return Said.load(sealing.unseal(row, "said", by=by)) if row else Said()


def read(row: Canvass, *, by: User) -> tuple[Circumstances, Said]:
    """What bears on one person's dates, and what she said of them."""
    policy.require(by, Action.READ_PEOPLE, row)
    words = ["circumstances", "answers"]
    [known], [said] = sealing.unseal_columns([row], words, by=by, dead=Said().dump())
    return Circumstances.load(known), Said.load(said)


@transaction.atomic
def end(workshop: Workshop, *, by: User | None) -> None:
    """A date is chosen, or the round is off: no letter asks any more, no link opens."""
    asked = list(workshop.canvasses.values_list("pk", flat=True))
    for row in asked:
        letters.cancel(row, by=by, kind="canvass")
    links.revoke(*asked, by=by)


@transaction.atomic
def give_back(candidacy: Candidacy) -> None:
    """Who withdraws is asked about no dates any more."""
    for row in candidacy.canvasses.values_list("pk", flat=True):
        letters.cancel(row, by=None)
        links.revoke(row, by=None)


def readdress(
    person: Person, known: Particulars, particulars: Particulars, *, by: User
) -> None:
    """Her address was corrected: a link on its way to the old one is taken back."""
    if known.email != particulars.email:
        for row in Canvass.objects.filter(candidacy__person=person):
            letters.cancel(row.pk, by=by, kind="canvass")


# --- what she does herself, by her link


def of(visit: Visit) -> Canvass:
    """The one canvass a link is about, where it stood when the link was made."""
    found = Canvass.objects.select_related("workshop__initiative", "candidacy__person")
    row = found.get(pk=visit.link.occasion)
    links.insist_on(visit.link, row)
    return row


def read_by_link(row: Canvass, *, seed: bytes, by: Link) -> tuple[Asked, Said]:
    """What she is asked, and what she said before."""
    asked, said = Asked("UTC", "UTC", []), b""
    if row.offer is not None:
        asked = Asked.load(sealing.unseal_sent(row, "offer", seed=seed))
    if row.answers_back is not None:
        said = sealing.unseal_sent(row, "answers_back", seed=seed)
    trail.record("read dates", row, by=by)
    return asked, Said.load(said)


@transaction.atomic
def answer_by_link(row: Canvass, said: Said, *, by: Link) -> None:
    """She says it herself, and may say otherwise as long as it is asked."""
    _put(row, said, told_through=by, told_at=clock.now(),
         answered_by=None, answered_at=None)  # fmt: skip
    trail.record("answer_by_link", row, by=by)


def takes_answers(row: Canvass, link: Link) -> bool:
    """Whether she can still say it herself."""
    return link.takes_answers and row.workshop.state == Workshop.State.CANVASSING


def _put(row: Canvass, said: Said, **hand: Any) -> None:
    """Seal an answer to the team, and to her link if it is open, so that she can change it."""
    _insist_it_is_asked(row.workshop)
    words = said.dump()
    row.answers = sealing.seal(words, of=row, field="answers")
    if to := links.live(row.pk).get(row.pk):
        row.answers_back = links.hand_out(words, to=to, of=row, field="answers_back")
    for name, value in hand.items():
        setattr(row, name, value)
    row.save(update_fields=["answers", "answers_back", *hand])


def _insist_it_is_asked(workshop: Workshop) -> None:
    state = Workshop.objects.filter(pk=workshop.pk).values_list("state", flat=True)
    if state.get() != Workshop.State.CANVASSING:
        raise ValidationError(_("Nobody is asked about dates of this round just now."))
