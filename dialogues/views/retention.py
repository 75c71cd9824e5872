"""What falls due, what is asked for, what stands in the way, and what was destroyed."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues import destruction, holds, overview, retention, team
from dialogues.models import Destruction, Hold
from dialogues.views.table import find, frame, insist
from trackii.http import address, buttons, leaf, page, sure
from trackii.labels import listed
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone

HOLDING = {
    "ask_to_lift": gettext_lazy("It waits for a second signature."),
    "keep_up": gettext_lazy("The hold stands."),
    "lift": gettext_lazy("The hold is lifted. What is due will be destroyed."),
}
LIFTING = gettext_lazy(
    "What has fallen due is destroyed within the hour after this. What was asked for waits"
    " for its second signature."
)
HELD = gettext_lazy(
    "A legal hold stands, so nothing is destroyed now. It is remembered: once the hold is"
    " lifted a second person can sign, and nobody has to ask again."
)

GONE = gettext_lazy("That order was taken back before. Nothing was changed.")


@require_safe
def table(request, code):
    initiative = find(request, code)
    insist(request, Action.HOLD, initiative)
    return _show(request, initiative)


@require_http_methods(["GET", "HEAD", "POST"])
def destroy(request, code, kind, thing):
    """The first signature: the page says what will be lost, and who else must sign."""
    initiative = find(request, code)
    insist(request, Action.DESTROY, initiative)
    named = _named(initiative, kind, thing)
    if request.method != "POST":
        return _ask(request, initiative, kind, named)
    form, by = Form(request.POST), request.user
    if not attempt(form, lambda: destruction.ask(initiative, kind, thing, by=by)):
        return _show(request, initiative, form, status=422)
    held = holds.stands(initiative)
    messages.success(request, HELD if held else _("It waits for a second signature."))
    return redirect("dialogues:retention", code)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, code, pk):
    """The second signature, and the end of it."""
    initiative, asked = _find(request, code, pk, Action.DESTROY)
    if request.method != "POST":
        return _sure(request, asked)
    form = Form(request.POST)
    if not attempt(form, lambda: destruction.sign(asked, by=request.user)):
        return _show(request, initiative, form, status=422)
    messages.success(request, _("It is destroyed."))
    return redirect("dialogues:certificate", code, pk)


@require_POST
def take_back(request, code, pk):
    _initiative, asked = _find(request, code, pk, Action.DESTROY)
    destruction.take_back(asked, by=request.user)
    messages.success(request, _("It is taken back."))
    return redirect("dialogues:retention", code)


@require_safe
def certificate(request, code, pk):
    """What is left: a page to print."""
    initiative, done = _find(request, code, pk, Action.HOLD)
    if done.state != Destruction.State.DONE:
        raise Http404
    signers = {done.asked_by_id, done.signed_by_id}
    context = frame(request, initiative, "dialogues:retention") | {
        "done": done,
        "certificate": overview.certificate(done),
        "head": bytes(done.head_mac).hex(),
        "who": sorted(team.names(signers - {None}).values()),
    }
    return page(request, "dialogues/certificate.html", context)


@require_POST
def hold(request, code):
    initiative = find(request, code)
    form = Form(request.POST)
    if not attempt(form, lambda: holds.put(initiative, by=request.user)):
        return _show(request, initiative, form, status=422)
    messages.success(request, _("It is on hold: nothing is destroyed."))
    return redirect("dialogues:retention", code)


@require_http_methods(["GET", "HEAD", "POST"])
def change_hold(request, code, pk, verb):
    initiative = find(request, code)
    visible = Hold.objects.allowing(Action.VIEW, request.user)
    standing = get_object_or_404(visible, initiative=initiative, pk=pk)
    step = holds.FLOW.steps[verb]
    if request.method != "POST":
        return _sure_to_lift(request, initiative, standing, step)
    getattr(holds, verb)(standing, by=request.user)
    messages.success(request, HOLDING[verb])
    return redirect(standing)


def _find(request, code, pk, action):
    initiative = find(request, code)
    insist(request, action, initiative)
    visible = Destruction.objects.allowing(Action.VIEW, request.user)
    found = visible.filter(initiative=initiative).select_related("initiative")
    order = found.filter(pk=pk).first()
    if order is None and request.method == "POST":
        raise Gone(GONE, way=address("dialogues:retention", code))
    if order is None:
        raise Http404
    return initiative, order


def _named(initiative, kind, thing):
    if kind not in retention.ENDINGS:
        raise Http404
    named = retention.named(initiative, kind, thing)
    if not named:
        raise Http404
    return named


def _ask(request, initiative, kind, named):
    back = Destruction(initiative=initiative).get_absolute_url()
    said = {"name": named, "loss": retention.ENDINGS[kind].loss}
    loss = _("%(name)s. %(loss)s A second person has to sign.") % said
    more = [HELD] if holds.stands(initiative) else []
    return sure(request, destruction.ASK, loss=loss, back=back, more=more)


def _sure_to_lift(request, initiative, standing, step):
    """The page before a lifting, with what waits for it; the other steps have none."""
    waiting = destruction.waiting(initiative)
    back = standing.get_absolute_url()
    return sure(request, step, loss=LIFTING, back=back, more=waiting)


def _sure(request, asked):
    loss = retention.ENDINGS[asked.kind].loss
    said = {"name": destruction.name(asked), "loss": loss}
    loss = _("%(name)s. %(loss)s Nobody can bring it back.") % said
    step = destruction.FLOW.steps["sign"]
    return sure(request, step, loss=loss, back=asked.get_absolute_url())


def _show(request, initiative, refused=None, status=200):
    rows = Destruction.objects.allowing(Action.HOLD, request.user)
    found = overview.Overview(initiative, rows)
    page_obj = leaf(found.done, request.GET.get("page"))
    names = found.names(page_obj)
    context = frame(request, initiative, "dialogues:retention") | {
        "days": retention.by_day(initiative),
        "asked": _lines(request, found.waiting, names),
        "page_obj": page_obj,
        "certificates": found.certificates(page_obj, names),
        "hold": found.hold,
        "hold_steps": _hold_steps(request, initiative, found.hold),
        "struck": found.struck,
        "struck_by": _who_put(found.struck),
        "is_held": bool(found.hold or found.struck),
        "whole": retention.name_of_all(initiative),
        "refused": refused,
    }
    whole, part = "dialogues/retention.html", "dialogues/_retention.html"
    return page(request, whole, context, partial=part, status=status)


def _lines(request, rows, names):
    """What waits, and whether this reader may be its second hand."""
    mine = request.user.pk
    return [
        {"row": row, "name": names.get(row.thing), "mine": row.asked_by_id == mine}
        for row in rows
    ]


def _who_put(struck):
    return listed(team.names({struck.actor}).values()) if struck else ""


def _hold_steps(request, initiative, held):
    if held is None:
        return []
    steps = holds.FLOW.open_to(request.user, held)
    if held.lift_asked_by_id == request.user.pk:
        steps = [step for step in steps if step.verb != "lift"]
    return buttons(steps, "dialogues", initiative.code, held.pk)
