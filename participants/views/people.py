"""The people of an initiative, and putting somebody forward."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dialogues.views.table import find, frame
from participants import people
from participants.forms import NominateForm
from participants.models import Candidacy
from trackii import policy
from trackii.http import attempt, leaf, page
from trackii.policy import Action


@require_safe
def listing(request, code):
    initiative = find(request, code)
    policy.require(request.user, Action.READ_PEOPLE, initiative)
    rows = Candidacy.objects.allowing(Action.READ_PEOPLE, request.user).listed(
        initiative
    )
    chosen = {name: request.GET.get(name, "") for name in ("state", "side")}
    candidacies = leaf(rows.narrowed(**chosen), request.GET.get("page"))
    found = [candidacy.person for candidacy in candidacies]
    known = request.keyring.read(people.read, found)
    context = frame(request, initiative, "participants:people") | {
        "page_obj": candidacies,
        "rows": list(zip(candidacies, known or [None] * len(found), strict=True)),
        "states": Candidacy.State.choices,
        "sides": people.sides(initiative),
        "query": "&".join(f"{name}={value}" for name, value in chosen.items() if value),
        **chosen,
    }
    return page(
        request,
        "participants/people.html",
        context,
        partial="participants/_people.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request, code):
    initiative = find(request, code)
    policy.require(request.user, Action.NOMINATE, initiative)
    form = NominateForm(request.POST or None, initiative=initiative)
    if request.method == "POST" and attempt(
        form, lambda **given: _nominate(request, form)
    ):
        return redirect("participants:people", initiative.code)
    context = frame(request, initiative, "participants:people") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "participants/nominate.html", context, status=status)


def _nominate(request, form):
    candidacy = people.nominate(**form.parts(), by=request.user)
    said = _("%(code)s is put forward.") % {"code": candidacy.person.name}
    messages.success(request, said)
