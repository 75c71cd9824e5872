"""Every request has its keyring: looked up when first asked for, gone when it ends."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.http import came_from, looked_at
from trackii.vault import kept, keyring, pace, unlocking
from trackii.vault.errors import VaultAway, VaultError, VaultLocked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


WAYS_OUT = {"/vault/lock/", "/vault/panic/", "/accounts/logout/"}


class KeyringMiddleware:
    """Hangs the member's keyring on the request, and turns a shut vault into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.keyring = _keyring(request)  # type: ignore[attr-defined]
        with keyring.using(request.keyring):  # type: ignore[attr-defined]
            if _is_too_fast(request):
                return _not_so_fast(request)
            with (
                trail.together() if request.method in ("GET", "HEAD") else nullcontext()
            ):
                return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, VaultLocked):
            if request.method == "POST" and kept.are_words(request):
                return kept.hand_back(request, _("The vault locked meanwhile"))
            return _to_unlock(request)
        if isinstance(exception, VaultError):
            _write_down(request, exception)
            context = {"title": exception.title, "sentence": exception.sentence}
            return render(
                request, "vault/trouble.html", context, status=exception.status
            )
        return None


def _is_too_fast(request: HttpRequest) -> bool:
    """Somebody signed in, on her way to anything but out."""
    if not request.user.is_authenticated or request.path in WAYS_OUT:
        return False
    return pace.is_too_fast(request.user)


def _not_so_fast(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and kept.are_words(request):
        return kept.hand_back(request, _("Too much at once. Wait a minute"))
    return render(request, "vault/too_fast.html", status=429)


def _write_down(request: HttpRequest, refusal: VaultError) -> None:
    """That something did not open stays, though what was being done was rolled back."""
    if request.user.is_authenticated and not isinstance(refusal, VaultAway):
        verb = type(refusal).__name__.lower()
        trail.record(verb, request.user, by=request.user, outcome=Entry.Outcome.REFUSED)


def _keyring(request: HttpRequest) -> keyring.Keyring:
    cookie = request.COOKIES.get(settings.KEYRING_COOKIE_NAME)
    if not request.user.is_authenticated:
        return keyring.Keyring()
    if not cookie:
        return keyring.Keyring(request.user)
    fetch = partial(
        unlocking.find,
        cookie,
        request.user,
        session=request.session.session_key or "",
        slide=request.headers.get("HX-Trigger") != "poll",  # a poll is nobody at work
    )
    return keyring.Keyring(request.user, fetch)


def _to_unlock(request: HttpRequest) -> HttpResponse:
    """To the unlock page, and back afterwards to the page that was looked at."""
    page = request.get_full_path()
    if request.htmx:  # type: ignore[attr-defined]
        page = looked_at(request)
    elif request.method != "GET":
        page = came_from(request)
    way = f"{resolve_url('vault:unlock')}?{urlencode({'next': page})}"
    if request.htmx:  # type: ignore[attr-defined]
        from django_htmx.http import HttpResponseClientRedirect  # noqa: PLC0415 -- slow import

        return HttpResponseClientRedirect(way)
    return HttpResponseRedirect(way)
