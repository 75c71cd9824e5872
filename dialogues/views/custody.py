"""Recovery by custodians: switched on by the team, kept and drilled by three."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues import custody, keys, recoveries
from dialogues.forms import CustodyForm
from dialogues.models import Custody, Recovery
from dialogues.views.table import find, frame, insist
from trackii.http import address, page, sure
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone


@require_safe
def table(request, code):
    """How recovery stands at one table."""
    initiative = find(request, code)
    insist(request, Action.VIEW, initiative)
    return _show(request, initiative)


@require_POST
def name(request, code):
    initiative = find(request, code)
    insist(request, Action.STAFF, initiative)
    form = CustodyForm(request.POST, by=request.user)
    if not attempt(form, lambda **who: custody.name(initiative, [*who.values()], by=request.user)):  # fmt: skip
        return _show(request, initiative, form, status=422)
    messages.success(request, _("Named. It waits for a second signature."))
    return redirect("dialogues:custody", initiative.code)


@require_POST
def sign(request, code):
    initiative = find(request, code)
    custody.sign(_standing(request, initiative), by=request.user)
    messages.success(request, _("It is on. Copies are made as colleagues unlock."))
    return redirect("dialogues:custody", initiative.code)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, code):
    initiative = find(request, code)
    insist(request, Action.STAFF, initiative)
    standing = _standing(request, initiative, late=request.method == "POST")
    if request.method != "POST":
        loss = _("Every copy is destroyed. Who loses her key then, and finds no colleague who holds it too, loses what it opens.")  # fmt: skip
        back = standing.get_absolute_url()
        return sure(request, custody.FLOW.steps["end"], loss=loss, back=back)
    custody.end(standing, by=request.user)
    messages.success(request, _("It has ended, and its copies are destroyed."))
    return redirect("dialogues:custody", initiative.code)


@require_POST
def ask(request, code):
    initiative = find(request, code)
    if not attempt(Form(request.POST), lambda: recoveries.ask(initiative, by=request.user)):  # fmt: skip
        return _show(request, initiative, status=422)
    messages.success(request, _("Asked. Call two of the custodians, and read them the four words of your key."))  # fmt: skip
    return redirect("dialogues:custody", initiative.code)


@require_POST
def withdraw(request, code, pk):
    initiative = find(request, code)
    visible = Recovery.objects.allowing(Action.VIEW, request.user)
    recovery = get_object_or_404(visible, initiative=initiative, pk=pk)
    recoveries.withdraw(recovery, by=request.user)
    messages.success(request, _("It is withdrawn."))
    return redirect("dialogues:custody", initiative.code)


@require_safe
def kept(request):
    """What this member keeps for others."""
    tables = custody.kept_by(request.user)
    return render(request, "dialogues/kept.html", {"tables": tables})


@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request, pk):
    """What one colleague lost: the page says what giving it means, and a press does."""
    found = recoveries.find(pk, by=request.user)
    if found is None:
        raise Http404
    form = Form(request.POST)
    act = recoveries.restore if found.state == "passed" else recoveries.pass_on
    if request.method == "POST" and attempt(form, lambda: act(found, by=request.user)):
        messages.success(request, _("Done, and written down."))
        return redirect("dialogues:kept")
    return _show_recovery(request, found, form)


@require_POST
def drill(request, pk):
    mine = Custody.objects.allowing(Action.KEEP, request.user)
    try:
        custody.drill(get_object_or_404(mine, pk=pk), by=request.user)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("It would work: your part opens. Nothing was given."))  # fmt: skip
    return redirect("dialogues:kept")


def _standing(request, initiative, *, late=False):
    """What stands. Who presses what has ended meanwhile is told, not shown an empty page."""
    standing = custody.standing(initiative)
    if standing is None and late:
        said = _("It has ended before. Nothing was changed.")
        raise Gone(said, way=address("dialogues:custody", initiative.code))
    if standing is None:
        raise Http404
    return standing


def _show_recovery(request, found, form):
    found.refresh_from_db(fields=["state"])  # what was refused moved nothing
    context = {
        "recovery": found,
        "words": recoveries.words_of(found),
        "kinds": keys.kinds(recoveries.lost(found.initiative, found.member)),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "dialogues/recovery.html", context, status=status)


def _show(request, initiative, form=None, status=200):
    context = frame(request, initiative, "dialogues:team") | {
        "keeping": custody.at(initiative, by=request.user),
        "form": form or CustodyForm(by=request.user),
    }
    return page(request, "dialogues/custody.html", context, status=status)
