"""A programme laid from an outline, put into order, and printed to be carried."""

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

from trackii.exports import Download
from trackii.http import page
from trackii.policy import Action
from trackii.sending import attempt
from workshops import outlines, run_sheets, running_order
from workshops.forms import PlaceForm
from workshops.views.programme import find_session
from workshops.views.round import find_round, frame_round


@require_safe
def listing(request, code, number):
    """Every outline there is, while the programme is empty."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    more = {"outlines": outlines.OUTLINES.values(), "may": outlines.may_lay(workshop)}
    context = frame_round(request, workshop, "workshops:programme") | more
    return page(request, "workshops/outlines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lay(request, code, number, key):
    """What laying one would put into the programme, and the button that does."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    if key not in outlines.OUTLINES:
        raise Http404
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and attempt(form, lambda: _lay(request, workshop, key)):
        return redirect("workshops:programme", code, number)
    return _preview(request, workshop, key, form)


def _lay(request, workshop, key):
    count = outlines.lay(workshop, key, by=request.user)
    said = ngettext(
        "%(count)d session stands in the programme.",
        "%(count)d sessions stand in the programme.",
        count,
    )
    messages.success(request, said % {"count": count})


def _preview(request, workshop, key, form):
    """Each session by the venue's clock; those that would lie outside are said to."""
    lines, may = [], outlines.may_lay(workshop)
    if may:
        lines = request.keyring.read(outlines.foresee, workshop, key)
    context = frame_round(request, workshop, "workshops:programme") | {
        "outline": outlines.OUTLINES[key],
        "lines": lines,
        "some_fit": any(each.fits for each in lines or []),
        "may": may,
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "workshops/lay.html", context, status=status)


@require_POST
def reorder(request, code, number, session, verb):
    """One place earlier or later."""
    _workshop, found = find_session(request, code, number, session)
    form, act = Form(request.POST), getattr(running_order, verb)
    if attempt(form, lambda: act(found, by=request.user)):
        messages.success(request, _("The sessions have changed places."))
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("workshops:programme", code, number)


@require_POST
def place(request, code, number, session):
    """Where another stands: what a hand drags there."""
    _workshop, found = find_session(request, code, number, session)
    form = PlaceForm(request.POST)
    if attempt(form, lambda to: running_order.place(found, by=request.user, to=to)):
        messages.success(request, _("The sessions have changed places."))
    else:
        said = [each for errors in form.errors.values() for each in errors]
        messages.error(request, " ".join(said))
    return redirect("workshops:programme", code, number)


@require_safe
def run_sheet(request, code, number):
    """The programme on paper: a file, so that it is there where no line is."""
    workshop = find_round(request, code, number, Action.READ_BRIEF)
    content = run_sheets.draw(workshop, by=request.user)
    name = f"{code}-{number}-run-sheet.pdf"
    return Download(
        content, name=name, kind="application/pdf", of=workshop, by=request.user
    )
