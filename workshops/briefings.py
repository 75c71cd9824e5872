"""Briefing packs: gathered by somebody unlocked, printed by the worker, sealed on the way back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.models import Initiative
from trackii import clock, pdf, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.states import WrongState
from trackii.vault import keystore, sealing
from trackii.vault.errors import VaultError
from workshops import contents, handouts, pack_copies, packing, undoing
from workshops.models import Briefing, Mention, Workshop

if TYPE_CHECKING:
    from uuid import UUID

    from trackii.accounts.models import User

State = Briefing.State
LEASE = timedelta(minutes=5)
ATTEMPTS = 3


@transaction.atomic
def clear(
    workshop: Workshop, *, by: User, audience: str = Briefing.Audience.PARTICIPANT
) -> Briefing:
    """Clear a pack for one audience: its content goes to the worker, older editions are superseded."""
    contents.insist(workshop, audience, by=by)
    initiatives.at_work(workshop.initiative)
    if not may_clear(workshop):
        raise ValidationError(
            _("There is nothing to brief anybody about before the dates are settled.")
        )
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    briefing = Briefing(
        initiative_id=workshop.initiative_id,
        workshop=workshop,
        audience=audience,
        edition=_next_edition(workshop),
        cleared_by=by,
        cleared_at=clock.now(),
    )
    briefing.pk = briefing.number
    words = packing.gather(briefing, by=by)
    supersede(workshop.briefings.filter(audience=audience))
    _lay(briefing, words)
    trail.record("clear", briefing, by=by)
    return briefing


def supersede(briefings: QuerySet) -> None:
    """They are followed by another edition: what waited to be printed is not."""
    gone = [State.RECALLED, State.EMPTIED]
    rows = briefings.exclude(state__in=gone)
    rows.update(state=State.SUPERSEDED, content=None, released_content=None)


def _next_edition(workshop: Workshop) -> int:
    """Counted over every audience of a round: so an edition is one pack, wherever it lies."""
    last = workshop.briefings.aggregate(models.Max("edition"))["edition__max"]
    return (last or 0) + 1


def _lay(briefing: Briefing, words: dict[str, Any]) -> None:
    """Seal what was gathered to the worker. Who is named comes first: it dies with each."""
    column, pages = briefing.columns
    named = []
    if briefing.audience == Briefing.Audience.FACILITATOR:
        briefing.key, named = uuid4(), packing.coming(briefing.workshop)
    briefing.save(force_insert=True)
    table = briefing.initiative_id
    Mention.objects.bulk_create(
        Mention(initiative_id=table, briefing=briefing, person=each) for each in named
    )
    if briefing.key:
        keystore.make(briefing.key, within=briefing.workshop_id)
    job = {"pack": words, "way": sealing.way_back(briefing, pages)}
    setattr(briefing, column, sealing.seal(json.dumps(job), of=briefing, field=column))
    briefing.save(update_fields=[column])


@transaction.atomic
def recall(briefing: Briefing, *, by: User) -> None:
    """Nobody fetches it any more, also behind links that were handed it; none is put in its place."""
    contents.insist(briefing.workshop, briefing.audience, by=by)
    standing = Briefing.objects.filter(pk=briefing.pk, state__in=Briefing.STANDING)
    wiped = {"content": None, "released_content": None, "leased_until": None}
    if not standing.update(state=State.RECALLED, **wiped):
        briefing.refresh_from_db()
        raise WrongState(briefing, "recall")
    briefing.refresh_from_db()
    trail.record("recall_pack", briefing, by=by)


def may_clear(workshop: Workshop) -> bool:
    """Whether there is anything true to brief anybody about."""
    off = {Workshop.State.CANCELLED, Workshop.State.POSTPONED}
    return workshop.starts_at is not None and workshop.state not in off


def listed(workshop: Workshop) -> list[Briefing]:
    """The packs of one round, the latest first, each with whether somebody in it has left."""
    return _listed.objects(workshop=workshop.pk)


@Prepared
def _listed(workshop: UUID) -> QuerySet:
    rows = Briefing.objects.filter(workshop=workshop).select_related("cleared_by")
    rows = rows.defer(*(name for pair in Briefing.COLUMNS.values() for name in pair))
    return rows.annotate(is_bereft=undoing.bereft()).order_by("-edition")


def is_behind(briefing: Briefing) -> bool:
    """Whether others come by now than those whom a pack names."""
    named = set(briefing.mentions.values_list("person", flat=True))
    return named != {person.pk for person in packing.coming(briefing.workshop)}


def for_donors(initiative: Initiative, *, by: User) -> list[Briefing]:
    """Every issued pack of counts at one table, for whoever reads what is released."""
    rows = Briefing.objects.allowing(Action.READ_RELEASED, by)
    rows = rows.filter(initiative=initiative, state=State.ISSUED, audience="donor")
    return list(rows.select_related("workshop").order_by("-issued_at"))


def read(briefing: Briefing, *, by: User) -> bytes:
    """The pages of an issued pack; a colleague's own copy bears its number."""
    if briefing.audience == Briefing.Audience.DONOR:
        policy.require(by, Action.READ_RELEASED, briefing)
    else:
        contents.admit(briefing.workshop, briefing.audience, by=by)
    if briefing.state != State.ISSUED:
        raise WrongState(briefing, "read")
    if briefing.key:
        undoing.insist_on_everybody(briefing)
    handouts.insist_on(briefing)
    pages = sealing.unseal_file(briefing, briefing.columns[1], by=by)
    if briefing.audience == Briefing.Audience.PARTICIPANT:
        return pages  # what is handed out is numbered then, link by link
    return pdf.stamp(pages, pack_copies.take(briefing, by=by))


def render_waiting() -> int:
    """Print what was cleared, one pack at a time, and say how many there were."""
    done = 0
    while briefing := _claim():
        done += _render(briefing)
    return done


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
                briefing.state = State.FAILED
                setattr(briefing, briefing.columns[0], None)
            told = ["leased_until", "attempts", "state", briefing.columns[0]]
            briefing.save(update_fields=told)
    return briefing


def _render(briefing: Briefing) -> int:
    if briefing.state != State.CLEARED:
        return 0
    column, into = briefing.columns
    try:
        job = json.loads(sealing.unseal_as_worker(briefing, column))
        words = packing.printable(job["pack"])
        pages = pdf.render("documents/briefing.html", words)
        sealed = sealing.seal_back(pages, of=briefing, field=into, way=job["way"])
    except VaultError:
        return _give_up(briefing)
    done = {"state": State.ISSUED, "issued_at": clock.now(), "leased_until": None}
    cleared = Briefing.objects.filter(pk=briefing.pk, state=State.CLEARED)
    issued = cleared.update(**done, **{into: sealed, column: None})
    if issued:
        trail.record("issue", briefing, by=None)
    return issued


def _give_up(briefing: Briefing) -> int:
    wiped = {briefing.columns[0]: None, "leased_until": None}
    cleared = Briefing.objects.filter(pk=briefing.pk, state=State.CLEARED)
    cleared.update(state=State.FAILED, **wiped)
    return 0
