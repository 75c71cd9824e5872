"""The people of an initiative, and putting somebody forward."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dialogues.views.table import find, frame, insist
from participants import boards, duplicates, people
from participants.forms import NominateForm
from participants.models.candidacy import LONGLIST, SHOWN
from trackii.http import leaf, page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_safe
def listing(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_PEOPLE, initiative)
    chosen = {name: request.GET.get(name, "") for name in ("state", "side")}
    shown = _board if request.GET.get("as") == "board" else _rows
    context = frame(request, initiative, "participants:people")
    context |= _choices(initiative, chosen) | shown(request, initiative, chosen)
    whole, part = "participants/people.html", "participants/_people.html"
    return page(request, whole, context, partial=part)


def _choices(initiative, chosen):
    """What the list can be narrowed by: never a sealed word, for it stands in the address."""
    said = urlencode({name: value for name, value in chosen.items() if value})
    sides = people.sides(initiative)
    states = [(LONGLIST, _("The longlist")), *SHOWN.items()]
    return chosen | {"states": states, "sides": sides, "query": said}


def _board(request, initiative, chosen):
    """Everybody by state: code names alone, so that nothing is opened."""
    columns = boards.everybody(initiative, by=request.user, **chosen)
    side = {"side": chosen["side"]} if chosen["side"] else {}
    more = f"&{urlencode(side)}" if side else ""
    return {"board": columns, "rows": columns, "more": more}


def _rows(request, initiative, chosen):
    """One page of candidacies, each with who it is where the vault is open."""
    rows = people.listed(initiative, by=request.user, **chosen)
    candidacies = leaf(rows, request.GET.get("page"))
    found = [row["person"] for row in candidacies.object_list]
    known = request.keyring.read(people.names, found) or [None] * len(found)
    rows = [
        row | {"known": who or ""}
        for row, who in zip(candidacies.object_list, known, strict=True)
    ]
    return {"page_obj": candidacies, "rows": rows}


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request, code):
    initiative = find(request, code)
    insist(request, Action.NOMINATE, initiative)
    form = NominateForm(sent(request), initiative=initiative)
    if request.method == "POST" and attempt(
        form, lambda **given: _nominate(request, form)
    ):
        return redirect("participants:people", initiative.code)
    context = frame(request, initiative, "participants:people") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "participants/nominate.html", context, status=status)


def _nominate(request, form):
    parts = form.parts()
    if not form.cleaned_data["anyway"]:
        known = parts["particulars"]
        duplicates.insist_on_none(form.initiative, known, by=request.user)
    candidacy = people.nominate(**parts, by=request.user)
    said = _("%(code)s is put forward.") % {"code": candidacy.person.name}
    messages.success(request, said)
