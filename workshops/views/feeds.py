"""A colleague's secret address for her calendar, and what is fetched from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workshops import feeds


@require_safe
def feed(request):
    """Whether there is an address, what it would tell, and how to be rid of it."""
    return render(request, "workshops/feed.html", {"feed": feeds.of(request.user)})


@require_POST
def make_feed(request):
    """The address stands on this answer and nowhere else."""
    token = feeds.make(request.user, by=request.user)
    address = request.build_absolute_uri(reverse("fetch_feed", args=[token]))
    context = {"feed": feeds.of(request.user), "address": address}
    return render(request, "workshops/feed.html", context)


@require_POST
def shut_feed(request):
    feeds.shut(request.user, by=request.user)
    messages.success(request, _("Nothing is fetched from your address any more."))
    return redirect("feed")


@login_not_required
@require_safe
def fetch(request, token):
    """For a calendar, which signs in nowhere."""
    found = feeds.fetch(token)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="text/calendar; charset=utf-8")
