"""Sessions whose rows tell no cookie: what the browser holds is hashed before it is looked up.

Whoever reads the database, or a backup of it, finds no session there to sit down with. The
hash is the session's key everywhere inside the house; the secret goes out in the cookie and
is kept nowhere.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_KEY = 40  # characters: as long as the column; 160 bits


def stored(secret: str) -> str:
    """The key under which the session of this cookie is kept."""
    return sha256(secret.encode(errors="replace")).hexdigest()[:_KEY]


class SessionStore(db.SessionStore):
    """A session as Django keeps it; `secret` is what its cookie says."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.secret = ""

    def _get_new_session_key(self) -> str:
        self.secret = secrets.token_urlsafe(32)
        return stored(self.secret)


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's own, with the hash between the cookie and the row."""

    def process_request(self, request: HttpRequest) -> None:
        secret = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        store: Any = SessionStore(stored(secret) if secret else None)
        store.secret = secret
        request.session = store

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            store: Any = request.session
            response.cookies[settings.SESSION_COOKIE_NAME] = store.secret
        return response
