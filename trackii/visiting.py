"""Sits somebody invented down at a browser: signed in, second factor done, unlocked if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from trackii import principal
from trackii.accounts.sessions import SessionStore
from trackii.vault import unlocking

if TYPE_CHECKING:
    from trackii.accounts.models import User

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def sign_in(request: HttpRequest, user: User, *, method: str) -> None:
    """Past the second factor, and listed among the sessions that can be ended."""
    login(request, user, backend=BACKEND)
    principal.become(principal.member(user.pk))
    record_authentication(request, user, method=method)
    request.session["second_factor"] = True
    UserSession.objects.create_from_request(request)


def sit_down(user: User, passphrase: str | None = None) -> dict[str, str]:
    """The cookies of a fresh session; with a passphrase, the keyring's too."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    session = SessionStore()
    request.session, request.user = session, user
    sign_in(request, user, method="visit")
    session.save()
    cookies = {settings.SESSION_COOKIE_NAME: session.secret}
    if passphrase:
        key = session.session_key or ""
        half = unlocking.unlock(user, passphrase, session=key)
        cookies[settings.KEYRING_COOKIE_NAME] = half
    return cookies
