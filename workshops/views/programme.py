"""The programme of a round, session by session."""

from itertools import groupby
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.models import Initiative
from trackii.http import address, buttons, page, sure
from trackii.labels import words
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone
from workshops import programme, rooms, running_order, scheduling
from workshops.forms import SessionForm
from workshops.models import Session
from workshops.views.round import find_round, frame_round

DONE = {
    "open_session": gettext_lazy("Session %(number)s is open. Its regime is fixed."),
    "close_session": gettext_lazy("Session %(number)s is closed."),
    "strike": gettext_lazy("Session %(number)s is struck out."),
}

MOVES = [
    ("advance", gettext_lazy("Earlier")),
    ("defer", gettext_lazy("Later")),
]


@require_safe
def sessions(request, code, number):
    return _show(request, find_round(request, code, number, Action.READ_BRIEF))


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, code, number):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    if request.method != "POST":
        return _ask(request, workshop)
    form = _form(request, workshop)
    if not attempt(
        form, lambda **line: programme.plan(workshop, by=request.user, **line)
    ):
        return _ask(request, workshop, form)
    messages.success(request, _("The session stands in the programme."))
    way = "plan" if "more" in request.POST else "programme"
    return redirect(f"workshops:{way}", code, number)


def _form(request, workshop):
    plan = scheduling.read(workshop, by=request.user)
    return SessionForm(request.POST, zone=plan.time_zone, rooms=plan.rooms)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, code, number, session, verb):
    workshop, found = find_session(request, code, number, session)
    step, act = programme.FLOW.steps[verb], getattr(programme, verb)
    if request.method != "POST":
        return sure(request, step, loss=_loss(found, verb), back=_back(workshop))
    form = Form(request.POST)
    if not attempt(form, lambda: act(found, by=request.user)):
        return _show(request, workshop, refused=form, status=422)
    messages.success(request, DONE[verb] % {"number": session})
    return redirect("workshops:programme", code, number)


@require_POST
def set_regime(request, code, number, session):
    workshop, found = find_session(request, code, number, session)
    regime, form = request.POST.get("regime", ""), Form(request.POST)
    if not attempt(form, lambda: _set(found, regime, request.user)):
        return _show(request, workshop, refused=form, status=422)
    messages.success(request, _("The regime is set."))
    return redirect("workshops:programme", code, number)


@require_POST
def set_room(request, code, number, session):
    workshop, found = find_session(request, code, number, session)
    form = Form(request.POST)
    if not attempt(form, lambda: _give(found, request)):
        return _show(request, workshop, refused=form, status=422)
    messages.success(request, _("The room is noted."))
    return redirect("workshops:programme", code, number)


def _give(session, request):
    chosen = request.POST.get("room", "")
    if chosen and not (chosen.isdecimal() and len(chosen) < 6):
        raise ValidationError(_("The venue has no such room. Choose again."))
    rooms.set_room(session, int(chosen) if chosen else None, by=request.user)


def _loss(session, verb):
    closed = _(
        "Session %(number)s, %(phase)s, is over then: it is not opened again. Notes of it may"
        " still be completed."
    )
    struck = _(
        "Session %(number)s, %(phase)s, goes out of the programme, and with it the words"
        " that say what it is for."
    )
    words = closed if verb == "close_session" else struck
    return words % {"number": session.number, "phase": session.get_phase_display()}


def _back(workshop):
    return address("workshops:programme", workshop.initiative.code, workshop.number)


def _set(session, regime, by):
    if regime not in Initiative.Regime:
        raise ValidationError(_("Choose one of the regimes."))
    programme.set_regime(session, regime, by=by)


def find_session(request, code, number, session):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    visible = Session.objects.allowing(Action.VIEW, request.user)
    found = visible.select_related("workshop").filter(workshop=workshop)
    for planned in found.filter(number=session):
        return workshop, planned
    said = _("Session %(number)s does not stand in the programme any more.")
    raise Gone(said % {"number": session}, way=_back(workshop))


def _ask(request, workshop, form=None):
    """One more session: it begins where the last one ends."""
    plan = request.keyring.read(scheduling.read, workshop)
    zone = plan.time_zone if plan else "UTC"
    context = frame_round(request, workshop, "workshops:programme") | {
        "plan": plan,
        "zone": zone,
        "may_plan": programme.is_open(workshop),
        "form": form or _blank(workshop, plan, zone),
    }
    return page(request, "workshops/plan.html", context, status=422 if form else 200)


def _show(request, workshop, refused=None, status=200):
    plan = request.keyring.read(scheduling.read, workshop)
    zone = plan.time_zone if plan else "UTC"
    context = frame_round(request, workshop, "workshops:programme")
    may = "schedule" in context["can"]
    rows = sorted(_rows(request, workshop, plan, may), key=lambda row: row["starts"])
    rows = _with_moves(rows, workshop) if may else rows
    days = groupby(rows, key=lambda row: row["starts"].date())
    context |= {
        "days": [{"on": on, "rows": list(these)} for on, these in days],
        "zone": zone,
        "plan": plan,
        "refused": refused,
        "may_plan": may and workshop.starts_at and programme.is_open(workshop),
        "warnings": _warnings(workshop, plan, [row["session"] for row in rows]),
        "may_lay": may
        and not rows
        and workshop.starts_at
        and programme.is_open(workshop),
    }
    whole, part = "workshops/programme.html", "workshops/_programme.html"
    return page(request, whole, context, partial=part, status=status)


def _warnings(workshop, plan, sessions):
    said = running_order.warnings(workshop, sessions)
    return said + (rooms.tight(workshop, plan, sessions) if plan else [])


def _rows(request, workshop, plan, may):
    """The sessions as the venue's clock shows them, each with what may be done to it."""
    zone, doors = (plan.time_zone, plan.rooms) if plan else ("UTC", [])
    found, named = programme.sessions(workshop), dict(doors)
    purposes = request.keyring.read(programme.read, found) or [None] * len(found)
    return [
        {
            "session": session,
            "starts": session.starts_at.astimezone(ZoneInfo(zone)),
            "ends": session.ends_at.astimezone(ZoneInfo(zone)),
            "purpose": purpose,
            "room": named.get(session.room),
            "rooms": doors if may and session.state != "closed" else [],
            "steps": _steps(request, workshop, session),
            "regimes": _regimes(session) if may else [],
        }
        for session, purpose in zip(found, purposes, strict=True)
    ]


def _regimes(session):
    said = words(Session._meta.get_field("regime"))
    return [(each, said[each]) for each in programme.regimes_open_to(session)]


def _blank(workshop, plan, zone):
    sessions = programme.sessions(workshop)
    last = max((each.ends_at for each in sessions), default=workshop.starts_at)
    there = last and last.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    begun = {"regime": workshop.initiative.regime, "starts_at": there}
    doors = plan.rooms if plan else []
    return SessionForm(zone=zone, initial=begun, rooms=doors)


def _steps(request, workshop, session):
    steps = programme.open_to(request.user, session)
    return buttons(
        steps, "workshops", workshop.initiative.code, workshop.number, session.number
    )


def _with_moves(rows, workshop):
    """One that has not begun goes earlier or later, as far as there is another there."""
    for row in rows:
        planned = row["session"].state == Session.State.PLANNED
        ends = {"advance": rows[0], "defer": rows[-1]}
        row["steps"] += [
            _move(verb, label, workshop, row["session"].number)
            for verb, label in MOVES
            if planned and row is not ends[verb]
        ]
    return rows


def _move(verb, label, workshop, number):
    where = workshop.initiative.code, workshop.number, number
    url = address(f"workshops:{verb}", *where)
    return {"look": "quiet", "url": url, "label": label}
