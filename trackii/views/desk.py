"""The desk: what waits for me."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from trackii import waiting
from trackii.http import page


@require_safe
def desk(request):
    keyring = request.keyring
    if not keyring.is_open and not keyring.is_made:
        return redirect("vault:make")
    desk = waiting.for_member(request.user, unlocked=keyring.is_open)
    sits = not desk.is_clear or waiting.sits(request.user)
    context = {"desk": desk, "sits": sits}
    return page(request, "desk.html", context)
