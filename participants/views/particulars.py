"""Correcting what is known of somebody, a section at a time."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialogues.views.table import frame
from participants import care, people
from participants.forms import ParticularsForm
from participants.sections import SECTIONS
from participants.views.candidate import find_candidacy
from trackii import policy
from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, code, person, section="who"):
    """Put right what is known of somebody: every copy of it follows."""
    initiative, candidacy = find_candidacy(request, code, person)
    form = _begun(request, candidacy, section)
    if request.method == "POST" and attempt(
        form, lambda **_given: _correct(form, candidacy, request.user)
    ):
        messages.success(request, _("The correction is kept."))
        return redirect(candidacy)
    return _ask(request, initiative, candidacy, form)


def _ask(request, initiative, candidacy, form):
    context = frame(request, initiative, "participants:people")
    context |= {"form": form, "candidacy": candidacy}
    status = 422 if form.errors else 200
    return page(request, "participants/correct.html", context, status=status)


def _begun(request, candidacy, section):
    """The form with what is known; some of it is there for officers alone."""
    kind = ParticularsForm if section == "who" else SECTIONS.get(section)
    if kind is None:
        raise Http404
    [known] = care.read([candidacy.person], by=request.user)
    vets = policy.can(request.user, Action.VET, candidacy)
    return kind(sent(request), initial=vars(known), vets=vets)


def _correct(form, candidacy, by):
    people.correct(candidacy.person, by=by, **form.facts())
