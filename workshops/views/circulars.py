"""What is written to several participants: drafted, read again, counted, sent."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from trackii.http import address, page, sent, sure
from trackii.policy import Action
from trackii.sending import attempt
from workshops import arrears as owing
from workshops import circulars
from workshops.circular_forms import BeginForm, CircularForm, SendForm
from workshops.models import Circular

LOSS = gettext_lazy("What lies behind somebody's link is not taken back.")


@require_safe
def arrears(request, code):
    """Who still has to give what, and where she sits meanwhile."""
    initiative = _table(request, code)
    lines = owing.everybody(initiative, by=request.user)
    context = frame(request, initiative, "participants:undertakings") | {"lines": lines}
    return page(request, "workshops/arrears.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request, code):
    """What was written, and a beginning of something else."""
    initiative = _table(request, code)
    form, made = BeginForm(sent(request), table=initiative), []
    if request.method == "POST" and attempt(
        form, lambda about: made.append(_draft(request, initiative, form.chosen(about)))
    ):
        return redirect(made[0])
    rows = Circular.objects.allowing(Action.INVITE, request.user)
    rows = rows.filter(initiative=initiative).select_related("workshop", "sent_by")
    context = frame(request, initiative, "workshops:letters")
    context |= {"form": form, "rows": rows.defer("words")[:50]}
    return page(request, "workshops/circulars.html", context, status=_status(form))


def _draft(request, initiative, chosen):
    return circulars.draft(initiative, by=request.user, **chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def circular(request, code, pk):
    """One of them: its words, and whom it would reach."""
    initiative, found = _circular(request, code, pk)
    words, reach = circulars.look(found, by=request.user)
    form = CircularForm(sent(request), initial=words | {"edition": found.edition})
    if request.method == "POST" and attempt(
        form, lambda **_given: circulars.revise(found, by=request.user, **form.parts())
    ):
        messages.success(request, _("The words are kept. Nothing has gone yet."))
        return redirect(found)
    context = frame(request, initiative, "workshops:letters")
    context |= {"circular": found, "words": words, "form": form, "reach": reach}
    return page(request, "workshops/circular.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def send(request, code, pk):
    """How many it goes to is said before it goes; if that is another number, it does not."""
    initiative, found = _circular(request, code, pk)
    form = SendForm(sent(request))
    if request.method == "POST" and attempt(
        form, lambda **said: circulars.send(found, by=request.user, **said)
    ):
        messages.success(request, _("It goes within forty minutes."))
        return redirect("workshops:circulars", initiative.code)
    for refused in form.non_field_errors():
        messages.warning(request, refused)
    return _count(request, found)


def _count(request, found):
    reached = circulars.reach(found, by=request.user)
    count = len(reached.to)
    said = ngettext(
        "%(count)d person gets a letter that says nothing, and reads this by a link.",
        "%(count)d people get a letter that says nothing, and read this by their links.",
        count,
    )
    step = circulars.FLOW.steps["send_circular"]
    form = SendForm(initial={"count": count, "edition": found.edition})
    loss = f"{said % {'count': count}} {LOSS}"
    return sure(request, step, loss=loss, back=found.get_absolute_url(),
                form=form, more=reached.names)  # fmt: skip


@require_POST
def drop(request, code, pk):
    initiative, found = _circular(request, code, pk)
    circulars.drop(found, by=request.user)
    messages.success(request, _("The draft is dropped."))
    return redirect(address("workshops:circulars", initiative.code))


def _table(request, code):
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    return initiative


def _circular(request, code, pk):
    """It and its initiative at once; who may not see it is told so as everywhere."""
    rows = Circular.objects.allowing(Action.INVITE, request.user)
    rows = rows.filter(initiative__code=code).select_related("initiative")
    found = rows.filter(pk=pk).first()
    if found is None:
        _table(request, code)
        raise Http404
    return found.initiative, found


def _status(form):
    return 422 if form.errors else 200
