"""Sessions whose rows tell no cookie: what the browser holds is hashed before it is looked up.

Whoever reads the database, or a backup of it, finds no session there to sit down with. The
hash is the session's key everywhere inside the house; the secret goes out in the cookie and
is kept nowhere. What a session holds is encrypted under a key of the web process and bound to
its row: a copy of it under another key is no session. The same statement that reads the
session of a request names its member to the database, out of the row that says whose it is.

A session ends after an hour without work, and twelve hours after it began however busy it
was. The row says when; when it began stands inside, where nobody else can write.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.db import connection

from trackii import clock, generations, principal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_KEY = 40  # characters: as long as the column; 160 bits
_NONCE = 12  # bytes
# One row in any case: who has no session that stands is nobody from here on.
_OWN = """
SELECT set_config('trackii.principal', coalesce('member:' || whose.user_id, ''), false),
       own.session_data, own.expire_date
FROM (SELECT) AS always
LEFT JOIN django_session AS own
  ON own.session_key = %s AND own.expire_date > clock_timestamp()
LEFT JOIN usersessions_usersession AS whose ON whose.session_key = own.session_key
"""
_BEGUN = "begun"  # in seconds
_SELDOM = timedelta(minutes=5)  # how often work is written down: not at every page


def stored(secret: str) -> str:
    """The key under which the session of this cookie is kept."""
    return sha256(secret.encode(errors="replace")).hexdigest()[:_KEY]


class SessionStore(db.SessionStore):
    """A session as Django keeps it; `secret` is what its cookie says."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.secret = ""
        self.until: datetime | None = None  # of a session that was found

    def _get_new_session_key(self) -> str:
        self.secret = secrets.token_urlsafe(32)
        return stored(self.secret)

    def load(self) -> dict[str, Any]:
        """What it holds; nothing, if its twelve hours are over, whatever the row says."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        held = self.decode(row.session_data) if row else {}
        if held and (_BEGUN not in held or clock.now() >= _ends(held[_BEGUN])):
            self._session_key = None
            return {}
        self.until = row.expire_date if row else None
        return held

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        data.setdefault(_BEGUN, int(clock.now().timestamp()))
        return super().create_model_instance(data)

    def cycle_key(self) -> None:
        """Signing in begins it anew."""
        super().cycle_key()
        self.pop(_BEGUN, None)

    def get_expiry_date(self, **also: Any) -> datetime:
        """After an hour without work, and after twelve in any case."""
        now = clock.now()
        idle = now + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        return min(idle, _ends(self.get(_BEGUN) or now.timestamp()))

    def go_on(self) -> None:
        """Somebody is at work: the hour begins anew. One that was ended meanwhile stays so."""
        if self.until is None or SESSION_KEY not in self:
            return
        until = self.get_expiry_date()
        if until - self.until > _SELDOM:
            own = self.get_model_class().objects.filter(session_key=self.session_key)
            own.filter(expire_date=self.until).update(expire_date=until)

    def encode(self, session_dict: dict[str, Any]) -> str:
        nonce, place = secrets.token_bytes(_NONCE), str(self.session_key).encode()
        words = self.serializer().dumps(session_dict)
        [cipher, *_former] = _ciphers()
        return urlsafe_b64encode(nonce + cipher.encrypt(nonce, words, place)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What it holds; nothing, if it was altered or belongs to another row."""
        for cipher in _ciphers():
            words = _opened(cipher, str(self.session_key), session_data)
            if words is not None:
                found: dict[str, Any] = self.serializer().loads(words)
                return found
        return {}


def _ends(begun: float) -> datetime:
    return datetime.fromtimestamp(begun + settings.SESSION_COOKIE_AGE, UTC)


def _ciphers() -> list[AESGCM]:
    """Under the root key of now, and under those it followed."""
    return [_cipher(key) for key in generations.of("ROOT_KEY")]


@cache
def _cipher(root: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"trackii sessions").derive(root))


class OwnSession(SessionStore):
    """The session of a request. Looking it up says to the database who is asking."""

    def _get_session_from_db(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(_OWN, [self.session_key])
            _named, words, until = cursor.fetchone()
        if words is None:
            self._session_key = None
            return None
        return self.model(self.session_key or "", words, until)

    def load(self) -> dict[str, Any]:
        """Of a row that was altered, or whose hours are over, nobody is named either."""
        held = super().load()
        if not held:
            principal.become(principal.NOBODY)
        return held

    def flush(self) -> None:
        """Over: she signed out, or her password changed since. From here on it is nobody."""
        super().flush()
        principal.become(principal.NOBODY)


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's own, with the hash between the cookie and the row."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with principal.unnamed():
            answer: Any = super().__call__(request)
            return answer

    def process_request(self, request: HttpRequest) -> None:
        secret = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        store: Any = OwnSession(stored(secret) if secret else None)
        store.secret = secret
        request.session = store

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        store: Any = request.session
        if request.headers.get("HX-Trigger") != "poll":  # a poll is nobody at work
            store.go_on()
        response = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        cookie = response.cookies.get(name)
        if cookie is not None and cookie.value:
            response.cookies[name] = store.secret
        elif cookie is not None and store.until is None:
            # It ran out, and was not ended: in another tab somebody may still type, and
            # what she sends goes back to whose session this says it was.
            del response.cookies[name]
        return response


def sealed_before() -> int:
    """How many live sessions are encrypted under a root key that was followed."""
    rows = SessionStore.get_model_class().objects.filter(expire_date__gt=clock.now())
    kept = rows.values_list("session_key", "session_data").iterator()
    [present, *_former] = _ciphers()
    return sum(_opened(present, key, data) is None for key, data in kept)


def _opened(cipher: AESGCM, place: str, session_data: bytes | str) -> bytes | None:
    """What is in it; None, if it is of another key or another row, or was altered."""
    try:
        sealed = urlsafe_b64decode(session_data)
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
    except (ValueError, InvalidTag):
        return None
