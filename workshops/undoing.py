"""Undoing: a pack that names people ends when one of them is erased, withdraws or takes back.

That somebody left is asked of her row whenever a pack is opened, so it holds at once, however
she left; the worker then wipes the pack, and destroys its key, within its next run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dialogues import holds
from dialogues.models import Initiative
from participants.models import Candidacy, Person
from trackii.audit import trail
from trackii.states import Gone
from trackii.vault import keystore
from workshops.models import Briefing, Mention

if TYPE_CHECKING:
    from uuid import UUID

State = Briefing.State
OVER = [Candidacy.State.WITHDRAWN, Candidacy.State.DECLINED]
LEFT = (
    Q(person__state=Person.State.ERASED)
    | Q(person__candidacy__state__in=OVER)
    | Q(person__candidacy__erasure_asked_at__isnull=False)
    | Q(person__candidacy__needs_shut_at__isnull=False)
)
WIPED = {"room_content": None, "room_pages": None, "key": None, "leased_until": None}


def bereft() -> Exists:
    """Whether a pack names somebody who left, for a question that is asked anyway."""
    return Exists(Mention.objects.filter(LEFT, briefing=OuterRef("pk")))


def insist_on_everybody(briefing: Briefing) -> None:
    """Nobody opens a pack in which somebody is no longer held."""
    if briefing.mentions.filter(LEFT).exists():
        said = _("Recalled: somebody in it is no longer held. Make it anew.")
        raise Gone(said, way=briefing.get_absolute_url())


def end_naming(person: Person) -> None:
    """She is erased, or what is known for her stay is wiped: no pack says it any more."""
    _empty(Briefing.objects.filter(mentions__person=person))


def end_of_round(round_: UUID) -> None:
    """What a room knew is over, and with it what was printed of it."""
    _end(Briefing.objects.filter(workshop=round_, audience="facilitator"), "recalled")


def sweep() -> int:
    """End the packs of who left, then throw away what is over, but under a legal hold."""
    _empty(Briefing.objects.filter(bereft()))
    over = Briefing.objects.exclude(key=None).exclude(state__in=Briefing.STANDING)
    return sum(_throw_away(briefing) for briefing in over.only("initiative", "key"))


def _empty(found: QuerySet) -> None:
    _end(found, State.EMPTIED)


def _end(found: QuerySet, state: str) -> None:
    standing = found.filter(state__in=Briefing.STANDING)
    for briefing in standing.only("initiative", "state"):
        rows = Briefing.objects.filter(pk=briefing.pk, state__in=Briefing.STANDING)
        if rows.update(state=state, leased_until=None):
            trail.record("empty", briefing, by=None)


@transaction.atomic
def _throw_away(briefing: Briefing) -> int:
    """The rows first, the file last before the commit: who dies half-way begins again."""
    table = Initiative.objects.select_for_update().get(pk=briefing.initiative_id)
    if holds.stands(table):
        return 0
    key = briefing.key
    assert key is not None
    Briefing.objects.filter(pk=briefing.pk).update(**WIPED)
    trail.record("wipe pack", briefing, by=None)
    keystore.destroy(key)
    return 1
