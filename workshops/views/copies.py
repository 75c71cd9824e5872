"""What is carried away of a table's released words: made, fetched, looked up, told back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from trackii.http import leaf, page, sent
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone
from workshops import copies, exports, releases
from workshops.copy_forms import CopyForm, ResolveForm
from workshops.models import Copy


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request, code):
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    released = releases.standing(initiative)
    asked = {"account": request.GET.get("round", "")}
    form = CopyForm(sent(request), released=released, initial=asked)
    if request.method == "POST" and attempt(
        form, lambda **given: copies.make(initiative, by=request.user, **given)
    ):
        messages.success(request, _("The copy is made. Fetch it from the list."))
        return redirect("workshops:copies", code)
    return _show(request, initiative, form=form, released=released)


@require_POST
def resolve(request, code):
    """A number somebody read on a sheet of paper: asked by POST, for no address carries it."""
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    asked, found = ResolveForm(request.POST), []
    attempt(
        asked,
        lambda digits: found.append(
            copies.resolve(initiative, digits, by=request.user)
        ),
    )
    released = releases.standing(initiative)
    return _show(request, initiative, asked=asked, known=found, released=released)


@require_safe
def fetch(request, code, pk):
    """Nothing is fetched any more as soon as one account in it is recalled."""
    copy = _find(request, code, pk)
    try:
        return exports.fetch(copy, by=request.user)
    except ValidationError as refused:
        way = copy.get_absolute_url()
        raise Gone(" ".join(refused.messages), way=way) from refused


@require_POST
def tell(request, code, pk):
    copies.tell(_find(request, code, pk), by=request.user)
    messages.success(request, _("Noted: who holds it was told."))
    return redirect("workshops:copies", code)


def _find(request, code, pk):
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    visible = Copy.objects.allowing(Action.EXPORT, request.user)
    rows = visible.select_related("initiative", "workshop", "session")
    return get_object_or_404(rows, initiative=initiative, pk=pk)


def _show(request, initiative, *, released, form=None, asked=None, known=()):
    rows = leaf(copies.of(initiative), request.GET.get("page"))
    told = request.keyring.read(copies.read, list(rows))
    names = told if told is not None else [None] * len(rows)
    context = frame(request, initiative, "workshops:workshops") | {
        "page_obj": rows,
        "lines": list(zip(rows, names, strict=True)),
        "form": form or CopyForm(released=released),
        "asked": asked or ResolveForm(),
        "known": next(iter(known), None),
        "released": released,
        "untold": copies.to_tell(initiative),
    }
    refused = any(each is not None and each.errors for each in (form, asked))
    status = 422 if refused else 200
    return page(request, "workshops/copies.html", context, status=status)
