"""Findings, one after another: what stands, what would stand instead, and what is said of it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from trackii.http import address, page
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Overtaken
from workshops import accounts, findings, keepings, summaries, walking
from workshops.account_forms import FindingForm, KeepForm, RewordForm
from workshops.views.round import find_scope, frame_round
from workshops.views.summary import find, tell

CHANGED = gettext_lazy(
    "The text was changed meanwhile, so nothing was kept. Read it again, then decide."
)
DONE = {
    "reword": gettext_lazy("Saved, in other words wherever it stood."),
    "keep": gettext_lazy("Your reason is noted."),
    "uphold": gettext_lazy("Agreed: it is kept."),
    "overrule": gettext_lazy("The reason is turned down: the finding is open again."),
}
FORMS = {"reword": RewordForm, "keep": KeepForm}


@require_safe
def walk(request, code, number):
    scope = find_scope(request, code, number, Action.SECOND_READ)
    found = accounts.find(scope, by=request.user)
    if found is None:
        raise Http404
    if found.state not in keepings.OPEN:
        return redirect(found)
    at = request.GET.get("at", "")
    return _show(request, scope, found, int(at[:6]) if at.isdecimal() else 0)


def _show(request, scope, found, at, refused=None, status=200):
    context = frame_round(request, scope.workshop, "workshops:summary") | {
        "account": scope.number,
        "summary": found,
        "refused": refused,
    }
    try:
        looked = request.keyring.read(findings.shown, found)
        context |= _walked(request, found, looked, at) if looked else {"shut": True}
    except ValidationError as error:
        context["trouble"] = error.messages[0]
    whole, part = "workshops/walk.html", "workshops/_walk.html"
    return page(request, whole, context, partial=part, status=status)


def _walked(request, found, looked, at):
    walk = walking.through(looked, request.user, found.authors)
    row = walk.next(at)
    return {
        "walk": walk,
        "row": row,
        "passages": walking.passages(looked, row) if row else [],
        "is_author": found.written_by_id == request.user.pk,
        "wrote": request.user.pk in found.authors,
    }


@require_POST
def decide(request, code, number, verb):
    """Put it in other words, keep it with a reason, agree to one, or turn it down."""
    scope, found = find(request, code, number)
    form = FORMS.get(verb, FindingForm)(request.POST)
    try:
        if attempt(form, partial(_decide, request, found, verb)):
            messages.success(request, DONE[verb])
            return redirect(_onward(found, form))
        status = 422
    except Overtaken:
        form.add_error(None, CHANGED)
        status = 409
    return _show(request, scope, found, _place(form), form, status)


def _decide(request, found, verb, key, edition, at, **given):
    if edition is None:
        raise Overtaken
    if verb == "reword":
        instead = {key: given["instead"]}
        gone = summaries.generalise(found, instead, by=request.user, edition=edition)
        tell(request, gone)
    else:
        getattr(keepings, verb)(found, key, by=request.user, edition=edition, **given)


def _place(form):
    return form.cleaned_data.get("at") or 0


def _onward(found, form):
    """The next that waits, or back to the account where the decision was taken there."""
    if form.cleaned_data["at"] is None:
        return found.get_absolute_url()
    way = address("workshops:walk", found.initiative.code, found.number)
    return f"{way}?at={_place(form)}"
