"""The public lists, for the officers of every table; and the list one table has of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from participants import editions, own_lists, watchlists
from participants.list_forms import ListForm, OwnListForm
from trackii.http import address, page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    _insist(request.user)
    form = _form(ListForm, request)
    if request.method == "POST" and attempt(
        form, lambda files, shorter: _add(request, files, shorter)
    ):
        return redirect("lists:index")
    context = {"form": form, "lists": watchlists.in_force()}
    context["waiting"] = watchlists.waiting()
    status = 422 if form.errors else 200
    return page(request, "participants/lists.html", context, status=status)


@require_safe
def edition(request, pk):
    return _show(request, _find(request, pk))


@require_POST
def confirm(request, pk):
    """The second officer's word: the edition is in force."""
    said = _("%(list)s: %(count)s entries are in force.")
    return _decide(request, pk, watchlists.confirm, said)


@require_POST
def set_aside(request, pk):
    said = _("%(list)s: this edition is not taken in.")
    return _decide(request, pk, watchlists.set_aside, said)


@require_http_methods(["GET", "HEAD", "POST"])
def own_list(request, code):
    """A table's own list: who is on it, and a newer one."""
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    form = _form(OwnListForm, request)
    if request.method == "POST" and attempt(form, _bringing(request, initiative)):
        messages.success(request, _("The list is in force at this table, and sealed."))
        return redirect("participants:own_list", code)
    return _show_own(request, initiative, form)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_own_list(request, code):
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    own, form = own_lists.find(initiative), Form(request.POST)
    if own is None:
        return _gone(request, code)
    if request.method != "POST":
        return _sure(request, initiative)
    if not attempt(form, lambda: own_lists.remove(own, by=request.user)):
        return _show_own(request, initiative, OwnListForm(), form)
    messages.success(request, _("The list is removed, and opens nowhere again."))
    return redirect("participants:own_list", code)


def _form(kind, request):
    arrived = int(request.META.get("CONTENT_LENGTH") or 0)
    return kind(sent(request), request.FILES or None, arrived=arrived)


def _add(request, files, shorter):
    for each in watchlists.add(files, by=request.user, shorter=shorter):
        said = {"list": each.get_kind_display(), "count": each.size}
        words = _("%(list)s: %(count)s entries wait for another officer to confirm.")
        messages.success(request, words % said)


def _bringing(request, initiative):
    return lambda **given: own_lists.bring(initiative, by=request.user, **given)


def _decide(request, pk, verb, said):
    watchlist, form = _find(request, pk), Form(request.POST)
    if not attempt(form, lambda: verb(watchlist, by=request.user)):
        return _show(request, watchlist, form, status=422)
    named = {"list": watchlist.get_kind_display(), "count": watchlist.size}
    messages.success(request, said % named)
    return redirect("lists:index")


def _show(request, watchlist, refused=None, status=200):
    context = {"watchlist": watchlist, "told": editions.differences(watchlist)}
    context |= {"refused": refused}
    return page(request, "participants/edition.html", context, status=status)


def _show_own(request, initiative, form, refused=None):
    own = own_lists.find(initiative)
    context = frame(request, initiative, "participants:vetting") | {
        "own": own,
        "opened": request.keyring.read(own_lists.read, own) if own else None,
        "form": form,
        "refused": refused,
    }
    status = 422 if form.errors or refused else 200
    return page(request, "participants/own_list.html", context, status=status)


def _gone(request, code):
    messages.error(request, _("This list is no longer in force."))
    return redirect("participants:own_list", code)


def _sure(request, initiative):
    loss = _(
        "Nobody is looked for on it any more, and who is on it opens nowhere again. Everybody"
        " at this table is looked for anew."
    )
    back = address("participants:own_list", initiative.code)
    return render(
        request, "sure.html", {"verb": _("Remove"), "loss": loss, "back": back}
    )


def _find(request, pk):
    _insist(request.user)
    watchlist = watchlists.find(pk)
    if watchlist is None:
        raise Http404
    return watchlist


def _insist(user):
    if not watchlists.officer(user):
        raise PermissionDenied
