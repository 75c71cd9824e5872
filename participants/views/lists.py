"""The official lists in force, for the officers of every table."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participants import watchlists
from participants.forms import ListForm
from trackii.http import page, sent
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    _insist(request.user)
    form = ListForm(sent(request), request.FILES or None)
    if request.method == "POST" and attempt(
        form, lambda files, shorter: _add(request, files, shorter)
    ):
        return redirect("lists:index")
    context = {"form": form, "lists": watchlists.in_force()}
    status = 422 if form.errors else 200
    return page(request, "participants/lists.html", context, status=status)


@require_safe
def edition(request, pk):
    _insist(request.user)
    watchlist = watchlists.find(pk)
    if watchlist is None:
        raise Http404
    context = {"watchlist": watchlist, "told": watchlists.differences(watchlist)}
    return page(request, "participants/edition.html", context)


def _add(request, files, shorter):
    added = watchlists.add(files, by=request.user, shorter=shorter)
    for each in added:
        said = {"list": each.get_kind_display(), "count": each.size}
        messages.success(request, _("%(list)s: %(count)s entries are in force.") % said)


def _insist(user):
    if not watchlists.officer(user):
        raise PermissionDenied
