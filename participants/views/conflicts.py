"""Saying that one is close to a candidate: a page of its own, for it is not taken back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialogues.views.table import frame
from participants import conflicts
from participants.forms import ConflictForm
from participants.views.candidate import find_candidacy
from trackii.http import page, sent
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request, code, person):
    initiative, candidacy = find_candidacy(request, code, person)
    form = ConflictForm(sent(request))
    if request.method == "POST" and attempt(
        form, lambda words: conflicts.declare(candidacy, by=request.user, words=words)
    ):
        messages.success(request, _("It is declared. You sign nothing about them."))
        return redirect(candidacy)
    return _ask(request, initiative, candidacy, form)


def _ask(request, initiative, candidacy, form):
    """The form, and for officers who are not close what others declared."""
    context = frame(request, initiative, "participants:people")
    hers = conflicts.unfinished(candidacy, by=request.user)
    context |= {"form": form, "candidacy": candidacy, "hers": hers.counted()}
    if "vet" in context["can"]:
        context["declared"] = request.keyring.read(conflicts.read, candidacy)
    status = 422 if form.errors else 200
    return page(request, "participants/declare.html", context, status=status)
