"""Small things every visitor is owed."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _

from trackii.http import came_from, is_ours
from trackii.vault import kept


def language(set_language):
    """Anybody may choose a language, signed in or not."""

    @login_not_required
    @wraps(set_language)
    def choose(request):
        return set_language(request)

    return choose


def stale(request, reason=""):
    """A page older than the session cannot send its form. Its words go back on a fresh one.

    To a page of another house they do not: it may have typed them itself.
    """
    ours, words = is_ours(request), kept.are_words(request)
    if ours and words and request.user.is_authenticated:
        return kept.hand_back(request, _("The page was older than your session"))
    context = {"way_out": came_from(request) if ours else "/", "lost": words}
    return render(request, "stale.html", context, status=403)
