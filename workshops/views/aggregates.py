"""What a donor may know in numbers: read by readers, drawn up and released by two."""

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
from participants import tabular
from trackii.exports import Download
from trackii.http import address, page, sure
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone
from workshops import aggregates
from workshops.account_forms import EditionForm

GONE = gettext_lazy(
    "Somebody released or recalled these numbers before. Nothing was changed."
)
UNREAD = gettext_lazy(
    "A signature is under one edition, and this address names none. Nothing was changed:"
    " read the numbers, and sign below them."
)
ANOTHER = gettext_lazy(
    "You read edition %(read)d; now it is edition %(now)d, counted anew since. Nothing was"
    " changed: read the numbers as they are now, and sign below them."
)
WHICH = {"release": aggregates.waiting, "recall": aggregates.out}
LOSSES = {
    "release": gettext_lazy(
        "Every reader of this initiative can open them from then on."
    ),
    "recall": gettext_lazy("No reader opens them any more. Who read them knows them."),
}


@require_safe
def numbers(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_RELEASED, initiative)
    return _show(request, initiative)


@require_POST
def draw_up(request, code):
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    form = Form(request.POST)
    if not attempt(form, lambda: aggregates.draw_up(initiative, by=request.user)):
        return _show(request, initiative, form, status=422)
    messages.success(request, _("Drawn up. Another than you releases it."))
    return redirect("workshops:aggregates", code)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, code, verb):
    """Release what waits, or recall what is out: the edition that was read, and no other."""
    initiative = find(request, code)
    insist(request, Action.RELEASE, initiative)
    form = EditionForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid() or form.cleaned_data["edition"] is None:
        return _names_no_edition(request, initiative)
    found, back = WHICH[verb](initiative), address("workshops:aggregates", code)
    _insist_on(found, form.cleaned_data["edition"], back)
    if request.method != "POST":
        step = aggregates.FLOW.steps[verb]
        return sure(request, step, loss=LOSSES[verb], back=back, form=form)
    getattr(aggregates, verb)(found, by=request.user)
    return redirect(back)


def _names_no_edition(request, initiative):
    context = {
        "title": _("Read them first"),
        "sentence": UNREAD,
        "way_out": address("workshops:aggregates", initiative.code),
    }
    status = 409 if request.method == "POST" else 200
    return page(request, "409.html", context, status=status)


def _insist_on(found, read, way):
    """Nobody signs numbers she has not seen: what stands is the edition that was on her page."""
    if found is None:
        raise Gone(GONE, way=way)
    if read != found.edition:
        raise Gone(ANOTHER % {"read": read, "now": found.edition}, way=way)


@require_safe
def table(request, code):
    """The same as a CSV, for who may carry things away."""
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    if (found := aggregates.out(initiative)) is None:
        raise Http404
    read = aggregates.read(found, by=request.user)
    content = tabular.as_csv(aggregates.rows(read))
    name = f"{initiative.code}-numbers-{found.edition}.csv"
    return Download(content, name=name, kind=tabular.CSV, of=found, by=request.user)


def _show(request, initiative, refused=None, status=200):
    out = aggregates.out(initiative)
    context = frame(request, initiative, "workshops:workshops")
    may = context["can"]
    waiting = aggregates.waiting(initiative) if "export" in may else None
    read = request.keyring.read
    context |= {
        "out": out,
        "numbers": read(aggregates.read, out) if out else None,
        "waiting": waiting,
        "drawn": read(aggregates.read, waiting) if waiting else None,
        "own": waiting and waiting.drawn_up_by_id == request.user.pk,
        "refused": refused,
    }
    return page(request, "workshops/aggregates.html", context, status=status)
