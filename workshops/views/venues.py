"""Venues of an initiative, and which of them a round is held at."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from trackii.http import buttons, page, sent
from trackii.policy import Action
from trackii.sending import attempt, meanwhile
from workshops import joining, replanning, venues
from workshops.venue_forms import ClockForm, JoiningForm, VenueForm
from workshops.views.round import find_round, frame_round, tell_misplaced

DONE = {
    "retire": gettext_lazy("The venue is retired: it is offered for no other round."),
    "bring_back": gettext_lazy("The venue is in use again."),
}


@require_safe
def listing(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_BRIEF, initiative)
    rows = venues.listed(initiative)
    known = request.keyring.read(venues.read_all, rows) or [None] * len(rows)
    lines = list(zip(rows, known, strict=True))
    context = frame(request, initiative, "workshops:workshops") | {"lines": lines}
    return page(request, "workshops/venues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, code):
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    form = VenueForm(sent(request))
    if request.method == "POST" and attempt(
        form, lambda **given: _add(form, initiative, request.user, given)
    ):
        messages.success(request, _("The venue is on the list."))
        return redirect("workshops:venue", code, form.made.number)
    return _ask(request, initiative, form, "workshops/add_venue.html")


def _add(form, initiative, by, given):
    form.made = venues.add(initiative, by=by, premises=form.premises(given))


@require_safe
def venue(request, code, number):
    initiative, found = _find(request, code, number)
    known = request.keyring.read(venues.read, found)
    steps = venues.FLOW.open_to(request.user, found)
    context = frame(request, initiative, "workshops:workshops") | {
        "venue": found,
        "steps": buttons(steps, "workshops", code, number),
        "premises": known,
        "zone": known.time_zone if known else "UTC",
        "rounds": venues.rounds(found),
    }
    return page(request, "workshops/venue.html", context)


@require_POST
def take(request, code, number, verb):
    """Retired, or brought back into use."""
    initiative, found = _find(request, code, number)
    insist(request, Action.INVITE, initiative)
    form = Form(request.POST)
    if attempt(form, lambda: getattr(venues, verb)(found, by=request.user)):
        messages.success(request, DONE[verb])
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, code, number):
    initiative, found = _find(request, code, number)
    insist(request, Action.INVITE, initiative)
    before = venues.read(found, by=request.user)
    begun, now = VenueForm.begun(before), venues.edition(found)
    form = VenueForm(sent(request), initial=begun | {"read": now})
    if request.method == "POST" and attempt(
        form, lambda **given: _correct(form, found, request.user, given, before)
    ):
        messages.success(request, _("The venue is put right."))
        return redirect(found)
    more = {"venue": found} | meanwhile(form, begun, now)
    return _ask(request, initiative, form, "workshops/correct_venue.html", more)


def _correct(form, found, by, given, before):
    premises = form.premises(given, before)
    venues.correct(found, by=by, premises=premises, seen=given["read"])


def _ask(request, initiative, form, template, more=None):
    context = frame(request, initiative, "workshops:workshops") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, template, context | (more or {}), status=status)


def _find(request, code, number):
    initiative = find(request, code)
    insist(request, Action.READ_BRIEF, initiative)
    found = venues.find(code, number, by=request.user)
    if found is None:
        raise Http404
    return initiative, found


@require_safe
def choose_venue(request, code, number):
    """Every venue, and what speaks against it."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    context = frame_round(request, workshop, "workshops:workshop") | {
        "choices": request.keyring.read(venues.choices, workshop),
        "changeable": workshop.state in replanning.CHANGEABLE,
    }
    return page(request, "workshops/choose_venue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hold_at(request, code, number, at):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    _initiative, found = _find(request, code, at)
    premises = venues.read(found, by=request.user)
    form = ClockForm(sent(request), initial={"time_zone": premises.time_zone})
    if request.method == "POST" and attempt(
        form, lambda **said: venues.hold_at(workshop, found, by=request.user, **said)
    ):
        messages.success(request, _("The round is held there."))
        tell_misplaced(request, workshop)
        return redirect(workshop)
    return _ask_clock(request, workshop, found, premises, form)


def _ask_clock(request, workshop, found, premises, form):
    more = {"venue": found, "premises": premises, "form": form}
    context = frame_round(request, workshop, "workshops:workshop") | more
    status = 422 if form.errors else 200
    return page(request, "workshops/hold_at.html", context, status=status)


@require_POST
def hold_elsewhere(request, code, number):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    form = Form(request.POST)
    if attempt(form, lambda: venues.hold_elsewhere(workshop, by=request.user)):
        messages.success(request, _("The round is held at none of the venues."))
        tell_misplaced(request, workshop)
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("workshops:revise_plan", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
def tell_joining(request, code, number):
    """How a round is joined that is held online."""
    workshop = find_round(request, code, number, Action.INVITE)
    begun = {"joining": joining.read(workshop, by=request.user)}
    form = JoiningForm(sent(request), initial=begun)
    if request.method == "POST" and attempt(
        form, lambda joining: _tell(workshop, joining, request.user)
    ):
        messages.success(request, _("It stands behind the links of who accepted."))
        tell_misplaced(request, workshop)
        return redirect(workshop)
    return _show_joining(request, workshop, form)


def _tell(workshop, words, by):
    joining.tell(workshop, words, by=by)


def _show_joining(request, workshop, form):
    context = frame_round(request, workshop, "workshops:workshop") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "workshops/joining.html", context, status=status)
