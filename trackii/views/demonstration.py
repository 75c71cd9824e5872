"""The demo's own doors: sit down as one of the cast, read the letters that went out.

They exist on the embedded database alone, for loopback alone, for demo members alone.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from trackii import demo, visiting
from trackii import mailbox as sink
from trackii.accounts.models import User
from trackii.vault import unlocking
from trackii.vault.views import remember


def at_home(view):
    """Only for who sits at the machine itself; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not demo.is_open_to(request.META.get("REMOTE_ADDR", "")):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@require_POST
@at_home
def become(request, pk):
    """Sign in and unlock as one of the cast, in one click."""
    member = next((each for each in demo.cast() if each.pk == pk), None)
    if member is None:
        raise Http404
    user = User.objects.get(pk=member.pk)
    visiting.sign_in(request, user, method="demo")
    half = unlocking.unlock(
        user, member.passphrase, session=request.session.session_key or ""
    )
    return remember(redirect("desk"), half)


@login_not_required
@require_safe
@at_home
def mailbox(request):
    return render(request, "mailbox.html", {"letters": sink.letters()})
