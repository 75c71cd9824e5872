"""A colleague's secret address for her calendar, and what is fetched from it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from workshops import feeds

LOSS = gettext_lazy(
    "Your calendar finds nothing at the address it has, from now on, and that address never"
    " comes back. What it fetched before, it may keep."
)
TOLD = gettext_lazy(
    "Whoever runs your calendar, and whoever reads along there, learns the code names of your"
    " tables, when their rounds are, and that you have to do with them."
)


@require_safe
def feed(request):
    """Whether there is an address, what it would tell, and how to be rid of it."""
    return render(request, "workshops/feed.html", {"feed": feeds.of(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def make_feed(request):
    """The address stands on this answer and nowhere else. A cookie alone gets none."""
    if request.method != "POST" and feeds.of(request.user):
        return _sure(request, _("Make another in its place"), LOSS)
    if request.method != "POST":
        return _sure(request, _("Make an address"), TOLD)
    token = feeds.make(request.user, by=request.user)
    address = request.build_absolute_uri(reverse("fetch_feed", args=[token]))
    context = {"feed": feeds.of(request.user), "address": address}
    return render(request, "workshops/feed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def shut_feed(request):
    if request.method != "POST":
        return _sure(request, _("Shut the address"), LOSS)
    feeds.shut(request.user, by=request.user)
    messages.success(request, _("Nothing is fetched from your address any more."))
    return redirect("feed")


def _sure(request, verb, loss):
    asked = {"verb": verb, "loss": loss, "back": reverse("feed")}
    return render(request, "sure.html", asked)


@login_not_required
@require_safe
def fetch(request, token):
    """For a calendar, which signs in nowhere."""
    found = feeds.fetch(token)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="text/calendar; charset=utf-8")
