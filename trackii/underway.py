"""Accounts that are on their way, and on which pile of a colleague's desk each of them lies."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    UUIDField,
    Value,
)

from trackii import policy
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.vault.models import Epoch, Grant
from workshops.models import Review, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from trackii.accounts.models import User

NAMES = ("doubtful", "readings", "writing", "releases", "carrying", "released")
ON_ITS_WAY = ("draft", "checked", "second_read", "participant_review")


def piles(user: User, *, lately: datetime) -> dict[str, list[Summary]]:
    """Each pile by its name, the oldest on top; one question for all of them."""
    found = _found.objects(member=policy.member(user), lately=lately)
    return {name: [each for each in found if getattr(each, name)] for name in NAMES}


@Prepared
def _found(member: UUID, lately: datetime) -> QuerySet:
    """Every account that is on its way at her tables or was released of late, and of each
    in which of her piles it lies."""
    rows = Summary.objects.seated(Action.VIEW, member)
    rows = rows.filter(Q(state__in=ON_ITS_WAY) | Q(released_at__gte=lately))
    piles = {name: Q(pk__in=pile.values("pk")) for name, pile in _piles(member)}
    marks = {
        name: ExpressionWrapper(pile, BooleanField()) for name, pile in piles.items()
    }
    rows = rows.annotate(has_key=_given(member), **marks).order_by("written_at")
    shown = ("state", "released_at", "workshop__number", "workshop__initiative__code",
             "session__number")  # fmt: skip
    return rows.select_related("workshop__initiative", "session").only(*shown)


def _piles(member: UUID) -> Iterator[tuple[str, QuerySet]]:
    """Other people's, with words in doubt to decide on or to second-read; one's own that are
    drafts, or that somebody objects to; to be released; to be taken to who was there, or
    answered yet; released."""
    of = Summary.objects.seated
    me = Value(member, output_field=UUIDField())
    wrote = Q(written_by=member) | Q(earlier_authors__contains=[me])
    others = of(Action.SECOND_READ, member).exclude(wrote)
    yield "doubtful", others.filter(state="draft", doubted=True)
    yield "readings", others.filter(state="checked")
    objected = Review.objects.filter(summary=OuterRef("pk"), state="objected")
    asked = Review.objects.filter(summary=OuterRef("pk"), state="asked")
    drafts = Q(state="draft") | Q(Exists(objected), state="participant_review")
    yield "writing", of(Action.WRITE_NOTES, member).filter(drafts, written_by=member)
    mine = wrote | Q(second_read_by=member)
    ready = of(Action.RELEASE, member).filter(state="participant_review")
    yield "releases", ready.exclude(mine).exclude(Exists(asked) | Exists(objected))
    read = Q(state="second_read") | Q(Exists(asked), state="participant_review")
    yield "carrying", of(Action.INVITE, member).filter(read)
    yield "released", of(Action.READ_RELEASED, member).filter(state="released")


def _given(member: UUID) -> Exists:
    """Whether she was given the key of the room an account is about, or it is still owed."""
    about = OuterRef(OuterRef("workshop"))  # from the grant's question to the account's
    room = Epoch.objects.filter(compartment__kind="room", compartment__about=about)
    last = room.order_by("-number").values("pk")[:1]
    return Exists(Grant.objects.filter(epoch=Subquery(last), member=member))
