"""Seats: who is asked to a round, what they answered, who came."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from participants import people
from trackii import policy
from trackii.http import NOBODY, ROWS, address, buttons, leaf, page, sent
from trackii.labels import words
from trackii.policy import Action
from trackii.sending import attempt
from workshops import replanning, seating, tally, visits
from workshops.forms import OfferForm
from workshops.models import Seat
from workshops.views.round import find_round, find_seat, frame_round


@require_safe
def seats(request, code, number):
    workshop = find_round(request, code, number, Action.READ_PEOPLE)
    found = leaf(seating.taken(workshop), request.GET.get("page"), size=ROWS)
    context = frame_round(request, workshop, "workshops:seats") | {
        "page_obj": found,
        "rows": _rows(request, workshop, found.object_list),
        "bars": tally.balance(workshop),
        "may_offer": workshop.state in seating.OPEN_FOR_SEATS,
    }
    whole, part = "workshops/seats.html", "workshops/_seats.html"
    return page(request, whole, context, partial=part)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, code, number):
    """Choose among those who may be asked, by page and side."""
    workshop = find_round(request, code, number, Action.INVITE)
    form = OfferForm(sent(request), free=partial(seating.seatable, workshop))
    if request.method == "POST" and attempt(
        form, lambda candidacy: _offer(request, workshop, candidacy)
    ):
        return redirect("workshops:seats", code, number)
    context = frame_round(request, workshop, "workshops:seats") | {"form": form}
    context |= _choices(request, workshop, form)
    status = 422 if form.errors else 200
    return page(request, "workshops/offer.html", context, status=status)


def _offer(request, workshop, candidacies):
    offered = seating.offer_all(workshop, candidacies, by=request.user)
    said = ngettext(
        "The seat is offered. Send a link, or tell them yourself.",
        "%(count)d seats are offered. Send links, or tell them yourself.",
        len(offered),
    )
    messages.success(request, said % {"count": len(offered)})


def _choices(request, workshop, form):
    """Who may be asked, narrowed by side as an address may say it, a page at a time."""
    side = request.GET.get("side", "")
    found = leaf(seating.free(workshop, side=side), request.GET.get("page"))
    rows, ticked = found.object_list, set(form["candidacy"].value() or [])
    known = request.keyring.read(people.names, [row["person"] for row in rows])
    kept = _kept(request, [row["kept"] for row in rows])
    return {
        "page_obj": found,
        "rows": [
            row
            | {"known": who or "", "ticked": row["code"] in ticked}
            | {"conditions": kept.get(row["candidacy"])}
            for row, who in zip(rows, known or [None] * len(rows), strict=True)
        ],
        "sides": [(letter, letter) for letter in people.sides(workshop.initiative)],
        "side": side,
        "query": urlencode({"side": side}) if side else "",
        "may_offer": workshop.state in seating.OPEN_FOR_SEATS,
    }


@require_POST
def stay(request, code, number, who):
    """Who said yes before the dates moved still comes."""
    workshop, seat = find_seat(request, code, number, who)
    replanning.stay(seat, by=request.user)
    words = {"code": seat.candidacy.person.name}
    messages.success(request, _("%(code)s still comes.") % words)
    return redirect(address("workshops:seats", code, number) + _page_of(seat, workshop))


@require_POST
def answer(request, code, number, who, verb):
    workshop, seat = find_seat(request, code, number, who)
    getattr(seating, verb)(seat, by=request.user)
    words = {
        "code": seat.candidacy.person.name,
        "state": seat.get_state_display().lower(),
    }
    messages.success(request, _("%(code)s: %(state)s.") % words)
    return redirect(address("workshops:seats", code, number) + _page_of(seat, workshop))


def _page_of(seat, workshop):
    """Back to where somebody was, in a list of more than one page."""
    seats = [each.pk for each in seating.taken(workshop)]
    before = seats.index(seat.pk) // ROWS
    return f"?page={before + 1}" if before else ""


def _kept(request, rows):
    """What the team has to keep to, where anybody was cleared with conditions."""
    return request.keyring.read(people.conditions, [row for row in rows if row]) or {}


def _rows(request, workshop, found):
    """Seats, each with who it is where the vault is open, and the answers still open."""
    known = request.keyring.read(people.names, [seat.person for seat in found])
    kept = _kept(request, [seat.kept for seat in found])
    sent = visits.links_at(workshop)
    states = {seat.state for seat in found}
    steps = {state: _steps(request, workshop, state) for state in states}
    still = _still(request, workshop)
    said = words(Seat._meta.get_field("state"))
    return [
        {
            "name": seat.person.name,
            "known": who or "",
            "state": seat.state,
            "label": said[seat.state],
            "steps": steps[seat.state] + (still if _is_early(seat, workshop) else ()),
            "is_early": _is_early(seat, workshop),
            "code": seat.person.code,
            "link": sent.get(seat.pk),
            "conditions": kept.get(seat.candidacy),
        }
        for seat, who in zip(found, known or [None] * len(found), strict=True)
    ]


def _is_early(seat, workshop):
    """Whether a yes was said to other dates than these."""
    said = seat.said_at if seat.state == Seat.State.ACCEPTED else None
    return bool(said and workshop.dated_at and said < workshop.dated_at)


def _still(request, workshop):
    """The answer that is open where a yes was said to other dates."""
    may = Action.INVITE in policy.actions(request.user, workshop.initiative_id)
    open_ = workshop.state in seating.OPEN_FOR_SEATS
    return _drawn([seating.FLOW.steps["stay"]] if may and open_ else [], workshop)


def _steps(request, workshop, state):
    """The answers open to seats in one state."""
    seat = Seat(initiative_id=workshop.initiative_id, state=state)
    return _drawn(seating.open_to(request.user, seat, workshop), workshop)


def _drawn(steps, workshop):
    """At addresses below the list's own."""
    where = (workshop.initiative.code, workshop.number)
    here = address("workshops:seats", *where)
    return tuple(
        (step["look"], step["url"].removeprefix(here), str(step["label"]))
        for step in buttons(steps, "workshops", *where, str(NOBODY))
    )
