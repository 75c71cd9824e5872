"""Opening, signing, steering, and looking at one initiative."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues import initiatives, keyholders, team
from dialogues.forms import OpenForm, OpeningForm
from dialogues.models import Initiative
from dialogues.views.table import find, frame
from trackii.http import buttons, leaf, page, sent, sure
from trackii.policy import Action
from trackii.sending import attempt

LOSS = {
    "begin": gettext_lazy(
        "From here people are put forward and rounds are held. It is not put back into convening."
    ),
    "hand_over": gettext_lazy(
        "From transfer it is concluded. It is neither paused nor active again."
    ),
    "conclude": gettext_lazy("Nobody is put forward and no round is held after this."),
}


@require_safe
def index(request):
    rows = Initiative.objects.allowing(Action.VIEW, request.user).with_sides()
    state = request.GET.get("state", "")
    if state in Initiative.State:
        rows = rows.filter(state=state)
    context = {"page_obj": leaf(rows, request.GET.get("page")), "state": state}
    context |= {
        "states": Initiative.State.choices,
        "query": urlencode({"state": state}),
        "may_open": _may_open(request.user),
    }
    whole, part = "dialogues/index.html", "dialogues/_index.html"
    return page(request, whole, context, partial=part)


@require_http_methods(["GET", "HEAD", "POST"])
def open_initiative(request):
    if not _may_open(request.user):
        raise PermissionDenied("an administrator, or who only reads, opens nothing")
    form = OpenForm(sent(request), by=request.user)
    if request.method == "POST" and attempt(form, lambda **given: _open(request, form)):
        messages.success(request, _("It is opened and waits for a second signature."))
        return redirect(form.made)
    context = {"form": form, "words": form.words()}
    status = 422 if form.errors else 200
    return page(request, "dialogues/open.html", context, status=status)


def _may_open(user):
    return not user.is_administrator and not team.only_reads(user)


def _open(request, form):
    form.made = initiatives.open_initiative(
        form.cleaned_data["code"],
        by=request.user,
        charter=form.charter(),
        regime=form.cleaned_data["regime"],
        threshold=form.cleaned_data["threshold"],
        seats=form.seats(),
    )


@require_safe
def initiative(request, code):
    return _show(request, find(request, code))


@require_POST
def sign(request, code):
    initiative, form = find(request, code), OpeningForm(request.POST)
    attempt(form, lambda **read: initiatives.sign(initiative, by=request.user, **read))
    messages.success(request, _("The opening is signed. The team can work."))
    return redirect(initiative)


@require_http_methods(["GET", "HEAD", "POST"])
def steer(request, code, verb):
    initiative, step = find(request, code), initiatives.FLOW.steps[verb]
    if request.method != "POST":
        loss, back = LOSS.get(verb), initiative.get_absolute_url()
        return sure(request, step, loss=loss, back=back)
    initiatives.steer(initiative, verb, by=request.user)
    messages.success(
        request, _("It is now %s.") % initiative.get_state_display().lower()
    )
    return redirect(initiative)


def _show(request, initiative):
    context = frame(request, initiative, "dialogues:initiative")
    if "read_brief" in context["can"]:
        context |= _of_the_team(request, initiative)
    whole, part = "dialogues/initiative.html", "dialogues/_initiative.html"
    return page(request, whole, context, partial=part)


def _of_the_team(request, initiative):
    """What the team sees of its initiative, and readers do not: who, when, and the steps."""
    charter = request.keyring.read(initiatives.read, initiative)
    steps = initiatives.FLOW.open_to(request.user, initiative)
    if initiative.opened_by_id == request.user.pk or charter is None:
        steps = [step for step in steps if step.verb != "sign"]
    scoping = initiative.state == "scoping"
    bars = initiatives.bars(initiative)
    return {
        "charter": charter,
        "steps": buttons(steps, "dialogues", initiative.code),
        "signatures": _signatures(initiative),
        "rounds": initiatives.rounds(initiative),
        "bars": bars,
        "stand": any(bar.seated for bar in bars),
        "team": keyholders.team(initiative) if scoping else None,
        "edition": initiatives.edition_of(initiative) if scoping else None,
    }


def _signatures(initiative):
    names = team.names({initiative.opened_by_id, initiative.signed_by_id})
    first = {
        "who": names.get(initiative.opened_by_id),
        "when": initiative.opened_at,
        "label": _("opened"),
    }
    second = {
        "who": names.get(initiative.signed_by_id),
        "when": initiative.signed_at,
        "label": _("signed"),
    }
    return [first, second]
