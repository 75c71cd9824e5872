"""The room: notes as they are written, for who is in it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.models import Initiative
from trackii.http import address, leaf, page, sure
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Overtaken
from workshops import notes, programme
from workshops.account_forms import WordsForm
from workshops.forms import NoteForm
from workshops.models import Note
from workshops.regimes import RULES
from workshops.views.round import find_round, frame_round

# A page begins where the talk has got to; what was said before is a page back.
NOTES, LAST = 12, 1_000_000


@require_safe
def room(request, code, number):
    return _show(request, find_round(request, code, number, Action.READ_NOTES))


@require_POST
def write(request, code, number):
    workshop = find_round(request, code, number, Action.WRITE_NOTES)
    form = NoteForm(request.POST, sessions=notes.open_sessions(workshop))
    if not attempt(form, lambda **note: notes.write(by=request.user, **note)):
        return _show(request, workshop, form, status=422)
    messages.success(request, _("The note is kept, sealed."))
    return redirect("workshops:room", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request, code, number, pk):
    workshop, note = _find(request, code, number, pk)
    if request.method != "POST":
        return _edit(request, workshop, note, WordsForm(initial=_begun(request, note)))
    form, by = WordsForm(request.POST), request.user
    try:
        if not attempt(form, lambda **given: notes.rewrite(note, by=by, **given)):
            return _edit(request, workshop, note, form, status=422)
    except Overtaken:
        return _overtaken(request, workshop, note)
    messages.success(request, _("The note is kept, sealed."))
    return redirect("workshops:room", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
def seal(request, code, number, pk):
    _workshop, note = _find(request, code, number, pk)
    if request.method != "POST":
        loss = _("It is finished then: nobody writes in it again, neither do you.")
        back = address("workshops:room", code, number)
        return sure(request, notes.FLOW.steps["seal"], loss=loss, back=back)
    notes.seal(note, by=request.user)
    messages.success(request, _("The note is finished."))
    return redirect("workshops:room", code, number)


def _find(request, code, number, pk):
    workshop = find_round(request, code, number, Action.WRITE_NOTES)
    visible = Note.objects.allowing(Action.WRITE_NOTES, request.user)
    found = visible.filter(workshop=workshop, written_by=request.user)
    return workshop, get_object_or_404(found.select_related("session"), pk=pk)


def _begun(request, note):
    words = notes.read_one(note, by=request.user)
    return {"words": words, "edition": note.edition}


def _overtaken(request, workshop, note):
    """Saved elsewhere meanwhile: both stand on the page, and saving again decides."""
    stored = request.keyring.read(notes.read_one, note)
    given = request.POST.copy()
    given["edition"] = note.edition
    form = WordsForm(given)
    form.add_error(
        None, _("Another edition was saved meanwhile. It stands beside yours.")
    )
    return _edit(request, workshop, note, form, stored=stored, status=409)


def _edit(request, workshop, note, form, stored=None, status=200):
    context = frame_round(request, workshop, "workshops:room") | {
        "note": note,
        "form": form,
        "stored": stored,
    }
    return page(request, "workshops/note.html", context, status=status)


def _show(request, workshop, form=None, status=200):
    begun = notes.begun(workshop)
    sessions = [each.session for each in begun if each.ended is None]
    regime = programme.tightest(each.session for each in begun)
    found = leaf(notes.of(workshop), request.GET.get("page", LAST), size=NOTES)
    context = frame_round(request, workshop, "workshops:room") | {
        "begun": begun,
        "sessions": sessions,
        "page_obj": found,
        "notes": request.keyring.read(partial(notes.read, among=list(found)), workshop),
        "regime": {"label": Initiative.Regime(regime).label, "rule": RULES[regime]},
        "form": form or NoteForm(sessions=sessions),
    }
    whole, part = "workshops/room.html", "workshops/_room.html"
    return page(request, whole, context, partial=part, status=status)
