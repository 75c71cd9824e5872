"""Dates: people × options, every option weighed; settled by choosing one, or by typing."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt
from workshops import choosing, offering, scheduling, weighing, wording
from workshops.canvassing import Unaskable
from workshops.date_forms import ChooseForm, DatesForm, OptionForm, WindowForm
from workshops.models import Workshop
from workshops.views.round import (
    find_round,
    frame_round,
    tell_absent,
    tell_misplaced,
)

State = Workshop.State
ASKABLE = {State.PROPOSED, State.CANVASSING, State.POSTPONED}


@require_safe
def dates(request, code, number):
    """The grid while people are asked; before and after, the boxes to settle dates by."""
    workshop = find_round(request, code, number, Action.INVITE)
    if workshop.state == State.CANVASSING and workshop.options:
        return _grid(request, workshop)
    return _boxes(request, workshop)


@require_safe
def plainly(request, code, number):
    """The boxes, though people are being asked."""
    return _boxes(request, find_round(request, code, number, Action.SCHEDULE))


@require_POST
def settle(request, code, number, verb):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    act = getattr(scheduling, verb)
    plan = scheduling.read(workshop, by=request.user)
    form = DatesForm(request.POST, zone=plan.time_zone)
    if not attempt(form, lambda **when: _fix(act, workshop, request.user, when)):
        return _boxes(request, workshop, form, status=422)
    messages.success(request, _("The dates stand."))
    tell_misplaced(request, workshop)
    tell_absent(request, workshop)
    return redirect(workshop)


@require_http_methods(["GET", "HEAD", "POST"])
def canvass(request, code, number):
    """One more period to ask about."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    zone = scheduling.read(workshop, by=request.user).time_zone
    form = OptionForm(sent(request), zone=zone)
    if request.method == "POST" and _offer(form, workshop, request.user):
        messages.success(request, _("It is on the list. Ask when the list is whole."))
        return redirect("workshops:dates", code, number)
    more = {"zone": zone, "form": form}
    return _show(request, workshop, "workshops/canvass.html", more)


def _offer(form, workshop, by):
    act = offering.offer
    return attempt(form, lambda **when: _fix(act, workshop, by, when))


def _fix(act, workshop, by, when):
    act(workshop, by=by, starts_at=when["starts_at"], ends_at=when["ends_at"])


@require_POST
def narrow(request, code, number, key):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    form, act = Form(request.POST), offering.withdraw
    if attempt(form, lambda: act(workshop, str(key), by=request.user)):
        messages.success(request, _("Nobody is asked about these dates any more."))
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("workshops:dates", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
def look(request, code, number):
    """Dates nobody thought of, in a window."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    form = WindowForm(sent(request), initial=_window(request, workshop))
    found = _found(request, workshop, form) if form.is_valid() else None
    more = {"form": form, "found": found}
    return _show(request, workshop, "workshops/look.html", more)


def _window(request, workshop):
    first, last, days = offering.window(workshop, by=request.user)
    return {"first": first, "last": last, "days": days}


def _found(request, workshop, form):
    """Each with its words and, hidden, the boxes by which it is asked about."""
    try:
        zone, found = weighing.proposals(workshop, by=request.user, **form.parts())
    except Unaskable as refused:
        form.add_error("last", wording.refusal(refused))
        return None
    return [
        (each, wording.period(each.option, zone), OptionForm.hidden(each.option, zone))
        for each in found
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request, code, number, key):
    """One period with its reasons; what follows from choosing it is said first."""
    workshop = find_round(request, code, number, Action.INVITE)
    form, act = ChooseForm(sent(request)), choosing.choose
    if request.method == "POST" and attempt(
        form, lambda **given: act(workshop, str(key), by=request.user, **given)
    ):
        return _chosen(request, workshop)
    more = {"form": form, **_foreseen(request, workshop, key)}
    return _show(request, workshop, "workshops/choose.html", more)


def _foreseen(request, workshop, key):
    foreseen = choosing.foresee(workshop, str(key), by=request.user)
    if foreseen is None:
        raise Http404
    when = wording.period(foreseen.option, foreseen.zone)
    return {"foreseen": foreseen, "when": when}


def _chosen(request, workshop):
    seats = workshop.seats.filter(state="offered").count()
    said = ngettext(
        "The dates stand, and %(count)d seat is offered.",
        "The dates stand, and %(count)d seats are offered.",
        seats,
    )
    messages.success(request, said % {"count": seats})
    tell_misplaced(request, workshop)
    tell_absent(request, workshop)
    return redirect("workshops:seats", workshop.initiative.code, workshop.number)


def _grid(request, workshop):
    more = {"grid": request.keyring.read(weighing.grid, workshop)}
    return _show(request, workshop, "workshops/grid.html", more)


def _boxes(request, workshop, form=None, status=200):
    plan = request.keyring.read(scheduling.read, workshop)
    zone = plan.time_zone if plan else "UTC"
    verbs = {step.verb for step in scheduling.FLOW.open_to(request.user, workshop)}
    context = frame_round(request, workshop, "workshops:dates") | {
        "plan": plan,
        "zone": zone,
        "verb": "settle" if "settle" in verbs else "move" if "move" in verbs else "",
        "form": form or DatesForm(zone=zone, initial=_wall(workshop, plan)),
        "askable": workshop.state in ASKABLE,
    }
    whole, part = "workshops/dates.html", "workshops/_dates.html"
    return page(request, whole, context, partial=part, status=status)


def _show(request, workshop, template, more):
    context = frame_round(request, workshop, "workshops:dates") | more
    wrong = "form" in more and more["form"].errors
    return page(request, template, context, status=422 if wrong else 200)


def _wall(workshop, plan):
    """The dates as the venue's clock shows them."""
    if workshop.starts_at is None or plan is None:
        return {}
    return {
        name: getattr(workshop, name).astimezone(plan.zone).replace(tzinfo=None)
        for name in ("starts_at", "ends_at")
    }
