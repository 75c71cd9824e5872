"""Leaving somebody in peace for now, and taking her up again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from participants import dormancy
from participants.views.candidate import find_candidacy
from trackii.http import sure

LOSS = gettext_lazy(
    "Seats at rounds to come are given back, questions about dates and letters that have not"
    " gone are cancelled: these are made anew by hand. The candidacy stays as it is, and the"
    " person can be made active again at any time."
)

WAY_BACK = gettext_lazy(
    "One press makes the person active again. What was given back and cancelled stays so."
)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, code, person, verb):
    _initiative, candidacy = find_candidacy(request, code, person)
    step = dormancy.FLOW.steps[verb]
    if request.method != "POST":
        back = candidacy.get_absolute_url()
        return sure(request, step, loss=LOSS, back=back, way_back=WAY_BACK)
    getattr(dormancy, verb)(candidacy.person, by=request.user)
    words = {"code": candidacy.person.name}
    words["state"] = candidacy.person.get_state_display().lower()
    messages.success(request, _("%(code)s is now %(state)s.") % words)
    return redirect(candidacy)
