"""The summary: editor and findings, second reader, participants' answers, release, export."""

from functools import partial

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

from trackii.http import address, page, sure
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone, Overtaken
from workshops import copies, findings, reviews, summaries
from workshops.account_forms import EditionForm, TickedForm, WordsForm
from workshops.models import Review, Summary
from workshops.views import editor
from workshops.views.round import find_scope

DONE = {
    "take_over": gettext_lazy("The account is yours to go on with."),
    "check": gettext_lazy("It is submitted, and waits for a second reader."),
    "second_read": gettext_lazy("You have signed as second reader."),
    "circulate": gettext_lazy("It is with the participants now."),
    "release": gettext_lazy("The summary is released: its readers can open it."),
    "recall": gettext_lazy("The summary is recalled: nobody downloads it any more."),
}
GATES = ("check", "second_read")
SIGNS = ("second_read", "release")

ASKED_ANEW = gettext_lazy(
    "The text was changed meanwhile: everybody is asked anew once it is second-read."
)


@require_safe
def summary(request, code, number):
    return editor.show(request, find_scope(request, code, number))


@require_POST
def draft(request, code, number):
    scope = find_scope(request, code, number, Action.WRITE_NOTES)
    form = WordsForm(request.POST)
    if not attempt(form, partial(_draft, scope, request.user)):
        return editor.show(request, scope, form, status=422)
    messages.success(request, _("The draft is kept, sealed."))
    return redirect("workshops:summary", code, number)


def _draft(scope, by, words, edition):
    summaries.draft(scope.workshop, by=by, words=words, session=scope.session)


@require_POST
def revise(request, code, number):
    scope, found = find(request, code, number)
    act = partial(_revise, request, found)
    return _save(request, scope, found, act, _("Saved."))


@require_POST
def generalise(request, code, number):
    """The button stands in the form of the words: what was typed meanwhile is saved first."""
    scope, found = find(request, code, number)
    ticked = TickedForm(request.POST)
    if not ticked.is_valid():
        typed = WordsForm(request.POST)
        return editor.show(request, scope, typed, refused=ticked, status=422)
    act = partial(_generalise, request, found, ticked.cleaned_data["key"])
    said = _("Saved, and put in general words wherever it stood.")
    return _save(request, scope, found, act, said)


def _revise(request, found, words, edition):
    tell(
        request, summaries.revise(found, by=request.user, words=words, edition=edition)
    )


def _generalise(request, found, keys, words, edition):
    if words != summaries.read_draft(found, by=request.user):
        _revise(request, found, words, edition)
    instead = dict.fromkeys(keys, "")
    tell(request, summaries.generalise(found, instead, by=request.user))


def tell(request, gone):
    """Reasons fall with the words they kept: whoever saves is told how many."""
    if gone is None:
        messages.warning(request, _("Every reason noted before was let go of."))
    elif gone:
        said = ngettext(
            "%(count)d reason was let go of, since the words changed.",
            "%(count)d reasons were let go of, since the words changed.",
            gone,
        )
        messages.warning(request, said % {"count": gone})


def _save(request, scope, found, act, said):
    """Save the words over the edition they began from; what another saved stands beside them."""
    form = WordsForm(request.POST)
    try:
        if not attempt(form, act):
            return editor.show(request, scope, form, status=422)
    except Overtaken:
        return editor.overtaken(request, scope, found)
    messages.success(request, said)
    if "walk" in request.POST:
        return redirect("workshops:walk", found.initiative.code, found.number)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, code, number, verb):
    """Check, second-read, circulate, release or recall."""
    scope, found = find(request, code, number)
    step, form = summaries.FLOW.steps[verb], EditionForm(request.POST or request.GET)
    if _is_blind(request, step, form):
        return _names_no_edition(request, found)
    if request.method != "POST":
        loss, back = editor.LOSSES.get(verb), found.get_absolute_url()
        more = editor.not_over(scope.workshop) if verb == "release" else ()
        return sure(request, step, loss=loss, back=back, form=form, more=more)
    if not attempt(form, lambda **read: _take(verb, found, request.user, read)):
        return _refused(request, scope, found, verb, form)
    messages.success(request, DONE[verb])
    return redirect(_then(found, verb))


def _then(found, verb):
    """After a recall, whoever holds a copy is to be told: to the list of those."""
    if verb == "recall" and copies.to_tell(found.initiative):
        return address("workshops:copies", found.initiative.code)
    return found


def _refused(request, scope, found, verb, form):
    """What a gate found is shown, also if it came in since the words were saved."""
    if verb in GATES:
        findings.look_again(found, by=request.user)
    return editor.show(request, scope, refused=form, status=422)


def _is_blind(request, step, form):
    """Whether somebody would sign without saying what she read."""
    opens = request.method == "POST" or step.asks
    named = form.is_valid() and form.cleaned_data["edition"]
    return step.verb in SIGNS and opens and not named


def _names_no_edition(request, found):
    """Nobody came before: the address was opened by itself, and a signature is under one edition."""
    context = {
        "title": _("Read it first"),
        "sentence": _(
            "A signature is under one edition, and this address says under which none. Nothing"
            " was signed. The summary as it stands has the step below it."
        ),
        "way_out": found.get_absolute_url(),
    }
    status = 409 if request.method == "POST" else 200
    return page(request, "409.html", context, status=status)


def _take(verb, found, by, read):
    """Who signs says which edition she read; the other steps sign nothing."""
    signed = read if verb in SIGNS else {}
    getattr(summaries, verb)(found, by=by, **signed)


@require_POST
def answer(request, code, number, pk, verb):
    _scope, found = find(request, code, number)
    visible = Review.objects.allowing(Action.VIEW, request.user).filter(summary=found)
    visible = visible.select_related("summary__workshop__initiative").filter(pk=pk)
    if not visible:
        raise Gone(ASKED_ANEW, way=found.get_absolute_url())
    [review] = visible
    reviews.answer(review, verb, by=request.user)
    return redirect(found)


def find(request, code, number):
    scope = find_scope(request, code, number)
    visible = Summary.objects.allowing(Action.VIEW, request.user)
    rows = visible.select_related("workshop__initiative", "session")
    found = rows.filter(workshop=scope.workshop, session=scope.session)[:1]
    if not found:
        raise Http404
    return scope, found[0]
