"""What is handed out to private links: each thing to whom it was meant, and to nobody moved there."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import pdf, policy
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.policy import Action
from trackii.prepared import Prepared
from trackii.states import WrongState
from trackii.vault import links, sealing
from trackii.vault.errors import Corrupt
from workshops.models import Briefing, Canvass, Handout, Seat, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User
    from trackii.vault.admission import Visit
    from trackii.vault.models import Link

Asked = TypeVar("Asked", Seat, Canvass)


@transaction.atomic
def hand_out(briefing: Briefing, *, by: User) -> int:
    """Hand an issued pack to everybody who accepted and has an open link; say to how many."""
    policy.require(by, Action.BRIEF, briefing)
    _insist_on_theirs(briefing)
    if briefing.state != Briefing.State.ISSUED:
        raise WrongState(briefing, "hand out")
    taken = Seat.objects.filter(workshop=briefing.workshop_id, state="accepted")
    open_ = links.live(*taken.values_list("pk", flat=True))
    if not open_:
        raise ValidationError(_("Nobody who accepted has an open link."))
    seats = taken.filter(pk__in=open_).select_related("candidacy")
    count = give(briefing, seats, open_, by=by)
    trail.record("hand out", briefing, by=by)
    return count


def give(
    briefing: Briefing, seats: Iterable[Seat], to: dict[Any, Link], *, by: User
) -> int:
    """Seal the pages to the links of some seats, as far as all of them stand in their place."""
    if briefing.state != Briefing.State.ISSUED:
        return 0
    _insist_on_theirs(briefing)
    insist_on(briefing)
    pages = sealing.unseal_file(briefing, "pages", by=by)
    standing = where_they_stood(seats, to, by=by)
    for seat in standing:
        before = Handout.objects.filter(seat=seat)
        copy = before.values_list("copy", flat=True).first() or drawn()
        before.delete()
        handout = Handout(
            initiative_id=seat.initiative_id, briefing=briefing, seat=seat, copy=copy
        )
        handout.pk = handout.number
        hers = pdf.stamp(pages, handout.copy_number)
        handout.pages = links.hand_out(hers, to=to[seat.pk], of=handout, field="pages")
        handout.save(force_insert=True)
    return len(standing)


def drawn() -> int:
    """A number that tells nothing; of two alike at one table PostgreSQL takes one."""
    return 10**7 + secrets.randbelow(9 * 10**7)


def copies(workshop: Workshop) -> list[Handout]:
    """Who has which copy, for whoever finds one where it should not be."""
    return _numbered.objects(workshop=workshop.pk)


@Prepared
def _numbered(workshop: UUID) -> QuerySet:
    rows = Handout.objects.filter(seat__workshop=workshop).exclude(copy=None)
    rows = rows.select_related("seat__candidacy__person", "briefing")
    about = ["briefing__edition", "briefing__initiative"]
    whose = [f"seat__candidacy__{each}" for each in ("initiative", "person__code")]
    return rows.only("initiative", "copy", *about, *whose).order_by("copy")


def give_again(seat: Seat, to: Link, *, by: User) -> None:
    """The pack somebody has, to another link of hers; one that was moved, to nobody."""
    for handout in Handout.objects.filter(seat=seat).select_related("briefing"):
        pack = handout.briefing
        if handout.is_in_place and pack.is_in_place and _is_of(pack, seat):
            give(pack, [seat], {seat.pk: to}, by=by)
        else:
            _refuse(seat, by)


def insist_on(briefing: Briefing) -> None:
    """Corrupt, if a pack was moved to another round, or numbered as another edition."""
    if not briefing.is_in_place:
        raise Corrupt


def _insist_on_theirs(briefing: Briefing) -> None:
    """What was made for facilitators or donors lies behind no link."""
    if briefing.audience != Briefing.Audience.PARTICIPANT:
        raise ValidationError(_("Only the participants' pack is handed out by link."))


def where_they_stood(
    seats: Iterable[Asked], to: dict[Any, Link], *, by: User
) -> list[Asked]:
    """Rows that stand where they stood when their links were made; others are refused.

    One row that somebody moved keeps nothing from all the others. It is written down.
    """
    standing = []
    for seat in seats:
        if _fits(to[seat.pk], seat):
            standing.append(seat)
        else:
            _refuse(seat, by)
    return standing


def misplaced(workshop: Workshop) -> list[str]:
    """Who at a round is handed nothing, though she has an open link: by code names."""
    seats = workshop.seats.select_related("candidacy__person")
    open_ = links.live(*seats.values_list("pk", flat=True))
    found = [seat for seat in seats if seat.pk in open_]
    return sorted(
        seat.candidacy.person.name for seat in found if not _fits(open_[seat.pk], seat)
    )


def _fits(link: Link, asked: Seat | Canvass) -> bool:
    try:
        links.insist_on(link, asked)
    except Corrupt:
        return False
    return True


def _refuse(asked: Seat | Canvass, by: User) -> None:
    trail.record("hand out", asked, by=by, outcome=Entry.Outcome.REFUSED)


def _is_of(briefing: Briefing, seat: Seat) -> bool:
    return briefing.workshop_id == seat.workshop_id


# --- what she does herself, by her link


def pack_of(seat: Seat) -> Handout | None:
    """The pack somebody holds, as long as it says what is true and stands in its place."""
    rows = Handout.objects.filter(seat=seat, briefing__state=Briefing.State.ISSUED)
    found = rows.select_related("briefing", "seat__candidacy").first()
    if found is None or not found.is_in_place or not found.briefing.is_in_place:
        return None
    return found if _is_of(found.briefing, seat) else None


def read_pages(visit: Visit, seat: Seat) -> tuple[Handout, bytes] | None:
    """The pages of her pack."""
    if (handout := pack_of(seat)) is None:
        return None
    seed = visit.keys.seed
    return handout, sealing.unseal_sent(handout, "pages", seed=seed)
