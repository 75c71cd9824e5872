"""The gap matrix, and how many are wanted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dialogues.views.table import find, frame, insist
from participants import balance, people
from participants.forms import Numbers
from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_safe
def matrix(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_PEOPLE, initiative)
    sides = [each for each in people.sides(initiative) if each != "T"]
    tables = request.keyring.read(balance.tables, initiative, sides)
    context = frame(request, initiative, "participants:people")
    context |= {"sides": sides, "tables": tables}
    return page(request, "participants/matrix.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def want(request, code):
    initiative = find(request, code)
    insist(request, Action.NOMINATE, initiative)
    form = Numbers(sent(request), wanted=_wanted(request, initiative))
    if request.method == "POST" and attempt(
        form, lambda **_given: _want(request, initiative, form)
    ):
        return redirect("participants:matrix", code)
    context = frame(request, initiative, "participants:people") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "participants/want.html", context, status=status)


def _wanted(request, initiative):
    return request.keyring.read(balance.wanted, initiative) or {}


def _want(request, initiative, form):
    balance.want(initiative, by=request.user, numbers=form.numbers())
    messages.success(request, _("What is wanted is kept, sealed."))
