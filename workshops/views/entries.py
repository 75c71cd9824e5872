"""A colleague's wish to have the rounds of a table mailed to her calendar."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialogues.views.table import find, frame, insist
from trackii.http import page
from trackii.policy import Action
from workshops import mailings


@require_safe
def entries(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_BRIEF, initiative)
    context = frame(request, initiative, "workshops:workshops")
    context["wanted"] = mailings.wanted(initiative, by=request.user)
    return page(request, "workshops/entries.html", context)


@require_POST
def take(request, code, verb):
    initiative = find(request, code)
    mailings.take(initiative, verb, by=request.user)
    messages.success(request, _("It is so from now on."))
    return redirect("workshops:entries", initiative.code)
