"""A proof that was refused is said in the log: which one, and of whose account.

Not in the record: it is written by who is somebody here, and could be filled by nobody.
Of an address that is no colleague's the same is asked and as much is said, so that neither
time nor the length of a log tells which are.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.account.internal.stagekit import unstash_login
from django.conf import settings
from django.shortcuts import resolve_url

from trackii.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = logging.getLogger("trackii.refused")

# Where somebody proves who she is: by a password, a code, a passkey, a private link.
PROOFS = {
    "account_login", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_login_webauthn", "mfa_reauthenticate_webauthn", "own:enter", "own:words",
    "join",
}  # fmt: skip
NOBODY = "-" * 36  # as long as a number


def say(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever is let in is sent on; whoever stays, or is sent back, was refused."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name not in PROOFS:
        return
    back = response.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))
    stays = response.status_code // 100 in (2, 4)  # what breaks is logged as such
    if back or stays:
        log.warning("refused %s %s", match.view_name, _whose(request) or NOBODY)


def _whose(request: HttpRequest) -> object:
    """The account the proof was for, as far as it says so itself."""
    if request.user.is_authenticated:
        return request.user.pk
    if address := request.POST.get("login"):
        known = User.objects.filter(email=address.lower())
        return known.values_list("pk", flat=True).first()
    login = unstash_login(request, peek=True)
    return login.user.pk if login and login.user else None
