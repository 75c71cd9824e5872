"""Rounds: proposing one, its dates, its confirmation."""

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from trackii import policy
from trackii.http import buttons, leaf, page, sent, sure
from trackii.labels import listed
from trackii.policy import Action
from trackii.sending import attempt, meanwhile
from workshops import (
    evenness,
    reminders,
    replanning,
    scheduling,
    seating,
    tally,
    venues,
)
from workshops.forms import ProposeForm, RevisePlanForm, UnevenForm, WhyForm
from workshops.models import Workshop
from workshops.views.round import find_round, frame_round, tell_misplaced

UNSETTLED = {
    Workshop.State.PROPOSED,
    Workshop.State.CANVASSING,
    Workshop.State.POSTPONED,
}


@require_safe
def workshops(request, code):
    initiative = find(request, code)
    context = frame(request, initiative, "workshops:workshops")
    rounds = scheduling.listed(initiative, by=request.user)
    found = leaf(rounds, request.GET.get("page"))
    rows, known = found.object_list, None
    if "read_brief" in context["can"]:
        known = request.keyring.read(scheduling.zones, rows)
    for row, zone in zip(rows, known or ["UTC"] * len(rows), strict=True):
        row.zone = zone
    context |= {"workshops": rows, "page_obj": found}
    return page(request, "workshops/workshops.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, code):
    initiative = find(request, code)
    insist(request, Action.SCHEDULE, initiative)
    form = ProposeForm(sent(request))
    if request.method == "POST" and attempt(
        form, lambda **given: _propose(form, initiative, request.user)
    ):
        messages.success(request, _("The round is proposed. Settle its dates next."))
        return redirect("workshops:dates", initiative.code, form.made.number)
    context = frame(request, initiative, "workshops:workshops") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "workshops/propose.html", context, status=status)


def _propose(form, initiative, by):
    form.made = scheduling.propose(initiative, by=by, **form.parts())


@require_http_methods(["GET", "HEAD", "POST"])
def revise_plan(request, code, number):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    form, begun = _plan_form(request, workshop)
    if request.method == "POST" and attempt(
        form, lambda **given: _revise(form, workshop, request.user)
    ):
        messages.success(request, _("The plan is revised."))
        tell_misplaced(request, workshop)
        return redirect(workshop)
    context = frame_round(request, workshop, "workshops:workshop") | {"form": form}
    context |= meanwhile(form, begun, begun["read"])
    status = 422 if form.errors else 200
    return page(request, "workshops/revise_plan.html", context, status=status)


def _plan_form(request, workshop):
    """Where it is held is asked unless a venue says it."""
    plan = scheduling.read(workshop, by=request.user)
    begun = vars(plan) | {
        "quorum": workshop.quorum,
        "remind_days": workshop.remind_days,
    }
    begun |= {"read": scheduling.edition(workshop)}
    held_at = plan if workshop.venue_id else None
    return RevisePlanForm(sent(request), initial=begun, held_at=held_at), begun


def _revise(form, workshop, by):
    scheduling.revise(workshop, by=by, **form.parts())


@require_POST
def explain(request, code, number):
    workshop = find_round(request, code, number)
    form = WhyForm(request.POST)
    act = partial(evenness.explain, workshop, by=request.user)
    if not attempt(form, act):
        return _show(request, workshop, form, status=422)
    messages.success(request, _("The reason is kept."))
    return redirect(workshop)


@require_safe
def workshop(request, code, number):
    found = find_round(request, code, number)
    if Action.READ_BRIEF not in policy.actions(request.user, found.initiative_id):
        raise policy.Refused(request.user, Action.READ_BRIEF, found)
    return _show(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, code, number, verb):
    workshop = find_round(request, code, number)
    step, by = scheduling.FLOW.steps[verb], request.user
    if request.method != "POST":
        return _ask(request, workshop, step)
    form = (UnevenForm if verb == "confirm" else Form)(request.POST)
    act = partial(scheduling.take, workshop, verb, by=by)
    if not attempt(form, act):
        return _show(request, workshop, form, status=422)
    said = workshop.get_state_display().lower()
    messages.success(request, _("The round is now %s.") % said)
    _warn(request, workshop, verb)
    return redirect(workshop)


def _warn(request, workshop, verb):
    """Whom no reminder will reach has to be told by somebody, so it is said who."""
    if verb != "confirm":
        return
    names = request.keyring.read(reminders.unreachable, workshop)
    if names:
        said = _("No address is known, so no reminder goes to: %s. Tell them yourself.")
        messages.warning(request, said % listed(names))


def _ask(request, workshop, step):
    """The page before a step that is not taken back; its day stands there while it is ahead."""
    loss, back = _loss(workshop, step.verb), workshop.get_absolute_url()
    begins = None if step.verb == "close" else workshop.starts_at
    return sure(request, step, loss=loss, back=back, begins=begins)


def _loss(workshop, verb):
    """What a step takes away: the reminders are counted."""
    if verb == "close":
        return _("Once closed, it is not put back, and no session of it is opened.")
    waiting = reminders.waiting(workshop)
    gone = ngettext(
        "%(count)d reminder that has not gone is cancelled.",
        "%(count)d reminders that have not gone are cancelled.",
        waiting,
    ) % {"count": waiting}
    if verb != "open":
        return gone
    once = _("Once opened, its dates and its quorum stand, and it is not put back.")
    return f"{once} {gone}"


def _show(request, workshop, form=None, status=200):
    steps = [
        step
        for step in scheduling.FLOW.open_to(request.user, workshop)
        if step.verb in scheduling.PLAIN
    ]
    context = frame_round(request, workshop, "workshops:workshop")
    bars = tally.balance(workshop)
    context |= {
        "plan": request.keyring.read(scheduling.read, workshop),
        "bars": bars,
        "venue": venues.of(workshop),
        "reasons": request.keyring.read(evenness.read, workshop),
        "short": workshop.state in seating.OPEN_FOR_SEATS
        and any(b.short for b in bars),
        "unsettled": workshop.state in UNSETTLED,
        "changeable": workshop.state in replanning.CHANGEABLE,
        "steps": buttons(steps, "workshops", workshop.initiative.code, workshop.number),
        "form": form,
    }
    context |= _reason(request, workshop, bars, form)
    whole, part = "workshops/workshop.html", "workshops/_workshop.html"
    return page(request, whole, context, partial=part, status=status)


def _reason(request, workshop, bars, form):
    """What is asked of who settles rounds, where sides are uneven or changed since."""
    if evenness.waits(workshop, bars):
        return {"form": form if isinstance(form, UnevenForm) else UnevenForm()}
    may = Action.SCHEDULE in policy.actions(request.user, workshop.initiative_id)
    tilted = evenness.tilts(workshop, [evenness.mark([bar]) for bar in bars])
    if not (may and tilted):
        return {}
    return {"why": form if isinstance(form, WhyForm) else WhyForm()}
