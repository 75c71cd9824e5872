"""Who on a team holds which key: by colleague with the words of hers, and by compartment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from dialogues.models import Initiative, Membership
from trackii.prepared import Prepared
from trackii.vault import grants, members
from trackii.vault.models import Compartment, Grant

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass
class Holder:
    """One colleague of a team: her roles there, and the four words of her key."""

    seat: Membership
    words: list[str] | None


@dataclass
class KeyRow:
    """One compartment of an initiative and who can open it."""

    label: str
    names: list[str]
    false: list[str]  # to whom a row gives it that this house did not write


def team(initiative: Initiative) -> list[Holder]:
    """Everybody on the team or named to it, with the words of their keys."""
    seats = _team.objects(table=initiative.pk)
    return [
        Holder(seat, members.four_words(key) if key else None)
        for seat in seats
        for key in [getattr(seat.user, "member_key", None)]
    ]


def table(initiative: Initiative) -> list[KeyRow]:
    """Each kind of compartment with who can open it; how many of them, where not all."""
    known = dict(_rooms(table=initiative.pk))
    counted: Counter[tuple[str, str, bytes]] = Counter()
    false: dict[str, list[str]] = {}
    rows = list(_openers(table=initiative.pk))
    genuine = grants.standing([grant for _kind, _name, grant in rows])
    for (kind, name, grant), stands in zip(rows, genuine, strict=True):
        if stands:
            counted[kind, name, grants.member_of(grant)] += 1
        elif name not in false.setdefault(kind, []):
            false[kind].append(name)
    names: dict[str, list[str]] = {}
    for (kind, name, _member), count in counted.items():
        names.setdefault(kind, []).append(_opens(name, count, known[kind]))
    return [
        KeyRow(str(kind.label), names.get(kind, []), false.get(kind, []))
        for kind in Compartment.Kind
    ]


def _opens(name: str, some: int, known: int) -> str:
    if some == known:
        return name
    part = {"name": name, "some": some, "known": known}
    return _("%(name)s (%(some)d of %(known)d keys)") % part


@Prepared
def _team(table: UUID) -> QuerySet:
    seats = Membership.objects.standing().filter(initiative=table)
    return seats.select_related("user__member_key")


@Prepared
def _rooms(table: UUID) -> QuerySet:
    """How many compartments of each kind an initiative has."""
    rooms = Compartment.objects.filter(initiative=table)
    return rooms.values_list("kind").annotate(Count("pk")).order_by()


@Prepared
def _openers(table: UUID) -> QuerySet:
    """Of each kind, every row that gives somebody its key."""
    rows = Grant.objects.filter(epoch__compartment__initiative=table)
    return rows.order_by("member__name").values_list(
        "epoch__compartment__kind",
        "member__name",
        grants.wholes(),
    )
