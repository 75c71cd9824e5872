"""Words on their way when a session ended, a vault locked or a page grew old: not one is lost.

Whoever is still signed in gets them back on the page. Where the session is over they go
back sealed to the member they came from, for the page may be open in front of anybody.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, TimestampSigner
from django.shortcuts import render

from trackii.http import came_from
from trackii.vault import asked, keyring, members, suite
from trackii.vault.errors import Corrupt
from trackii.vault.models import MemberKey

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from trackii.accounts.models import User

DAY = 24 * 60 * 60  # in seconds: how long a page with sealed words is good for
# What is typed there opens something.
SECRETS = ("/accounts/", "/vault/", "/join/", "/demo/")
# What a form carries that nobody typed.
CARRIED = {"csrfmiddlewaretoken", "number", "edition", "key", "next"}
_signer = TimestampSigner(salt="kept words")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of a form but the browser's own proof."""
    fields = request.POST.lists()
    return [(n, v) for n, vs in fields if n != "csrfmiddlewaretoken" for v in vs]


def are_words(request: HttpRequest) -> bool:
    """Whether somebody filled anything in: a button alone is soon pressed again.

    What is typed to sign in or to unlock is no word to be shown again.
    """
    if request.path.startswith(SECRETS):
        return False
    return any(value.strip() for name, value in typed(request) if name not in CARRIED)


def hand_back(request: HttpRequest, title: str | Promise) -> HttpResponse:
    """To who is signed in: a page with the words on it, to be sent again."""
    return _show(request, title, request.path, typed(request), came_from(request))


def seal(request: HttpRequest, member: User) -> str:
    """What was typed and where it was going, for this member's eyes alone."""
    words = json.dumps([request.path, typed(request)]).encode()
    key = MemberKey.objects.get(member=member)
    sent = suite.send(suite.pad(words), members.public_key(key), about=_about(member))
    return _signer.sign(urlsafe_b64encode(sent).decode())


def show_again(request: HttpRequest, sealed: str, title: str | Promise) -> HttpResponse:
    """To who has signed in again and unlocked: the same page, from the sealed words."""
    member = request.user
    ring = keyring.of(member)  # type: ignore[arg-type]
    try:
        sent = urlsafe_b64decode(_signer.unsign(sealed, max_age=DAY))
    except BadSignature as error:
        raise Corrupt from error
    words = suite.unpad(ring.receive(sent, about=_about(member)))  # type: ignore[arg-type]
    way, fields = json.loads(words)
    return _show(request, title, way, fields, "/")


def _show(
    request: HttpRequest,
    title: str | Promise,
    way: str,
    fields: list[tuple[str, str]],
    back: str,
) -> HttpResponse:
    context = {"title": title, "typed": fields, "way": way, "back": back}
    given = [(n, v) for n, v in fields if n not in CARRIED and v]
    context["words"] = asked.answers(given)
    return render(request, "vault/kept.html", context, status=409)


def _about(member: User) -> bytes:
    return f"kept words|{member.pk}".encode()
