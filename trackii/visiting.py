"""Sits somebody invented down at a browser: signed in, second factor done, unlocked if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from trackii.vault import unlocking

if TYPE_CHECKING:
    from trackii.accounts.models import User

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def sit_down(user: User, passphrase: str | None = None) -> dict[str, str]:
    """The cookies of a fresh session; with a passphrase, the keyring's too."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = SessionStore()
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="visit")
    request.session["second_factor"] = True
    request.session.save()
    key = request.session.session_key or ""
    cookies = {settings.SESSION_COOKIE_NAME: key}
    if passphrase:
        half = unlocking.unlock(user, passphrase, session=key)
        cookies[settings.KEYRING_COOKIE_NAME] = half
    return cookies
