"""Who is asked about dates: letters, answers taken down by telephone, a colleague's own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt
from workshops import canvasses, offering
from workshops.date_forms import AskForm, ConsiderForm, WhenForm
from workshops.models import Canvass
from workshops.views.round import find_round, frame_round, tell_misplaced


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, code, number):
    """Letters to everybody who has not answered; how many, is said before they go."""
    workshop = find_round(request, code, number, Action.INVITE)
    form = AskForm(sent(request))
    if request.method == "POST" and attempt(
        form, lambda days: _ask(request, workshop, days)
    ):
        return redirect("workshops:dates", code, number)
    waiting, unknown = canvasses.waiting(workshop, by=request.user)
    more = {"waiting": waiting, "unknown": unknown, "options": workshop.options}
    return _show(request, workshop, "workshops/ask.html", form, **more)


def _ask(request, workshop, days):
    options = offering.read(workshop, by=request.user)
    going = canvasses.ask(workshop, options, by=request.user, days=days)
    said = ngettext(
        "%(count)d link goes within forty minutes.",
        "%(count)d links go within forty minutes.",
        going,
    )
    messages.success(request, said % {"count": going})
    tell_misplaced(request, workshop)


def _find(request, code, number, who):
    workshop = find_round(request, code, number, Action.INVITE)
    rows = Canvass.objects.allowing(Action.INVITE, request.user)
    rows = rows.filter(workshop=workshop).select_related("candidacy__person")
    row = get_object_or_404(rows, candidacy__person__code=who)
    row.workshop = workshop
    return workshop, row


@require_http_methods(["GET", "HEAD", "POST"])
def hear(request, code, number, who):
    """What somebody said by telephone."""
    workshop, row = _find(request, code, number, who)
    form, known = _when(request, row, sent(request))
    if request.method == "POST" and attempt(
        form, lambda **given: canvasses.hear(row, form.said(), by=request.user)
    ):
        messages.success(request, _("It is taken down."))
        return redirect("workshops:dates", code, number)
    begun = ConsiderForm(initial=ConsiderForm.begun(known))
    more = {"row": row, "considering": begun}
    return _show(request, workshop, "workshops/hear.html", form, **more)


@require_POST
def consider(request, code, number, who):
    """What bears on her dates, whatever she answers."""
    workshop, row = _find(request, code, number, who)
    when, known = _when(request, row, None)
    form = ConsiderForm(request.POST)
    if attempt(form, lambda **given: _consider(request, row, form, known)):
        messages.success(request, _("It is noted."))
        return redirect("workshops:dates", code, number)
    more = {"row": row, "considering": form}
    return _show(request, workshop, "workshops/hear.html", when, **more)


def _consider(request, row, form, known):
    canvasses.consider(row, form.circumstances(known.zone), by=request.user)


def _when(request, row, given):
    """The form of one person's answers, by her own clock as far as it is known."""
    plan, options = offering.read_whole(row.workshop, by=request.user)
    known, said = canvasses.read(row, by=request.user)
    hers = said.zone or known.zone or plan.time_zone
    form = WhenForm(given, options=options, said=said, venue=plan.time_zone, hers=hers)
    return form, known


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, code, number):
    """Which dates a colleague could keep herself."""
    workshop = find_round(request, code, number, Action.READ_BRIEF)
    form = _own(request, workshop)
    if request.method == "POST" and attempt(
        form, lambda **given: canvasses.answer(workshop, form.said(), by=request.user)
    ):
        messages.success(request, _("Your answer stands."))
        return redirect("workshops:answer", code, number)
    return _show(request, workshop, "workshops/answer.html", form)


def _own(request, workshop):
    plan, options = offering.read_whole(workshop, by=request.user)
    said = canvasses.read_own(workshop, by=request.user)
    return WhenForm(
        sent(request), options=options, said=said, venue=plan.time_zone,
        hers=said.zone or plan.time_zone,
    )  # fmt: skip


def _show(request, workshop, template, form, **more):
    context = frame_round(request, workshop, "workshops:dates") | {"form": form} | more
    wrong = form.errors or ("considering" in more and more["considering"].errors)
    return page(request, template, context, status=422 if wrong else 200)
