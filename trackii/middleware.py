"""Courtesies every view would otherwise have to remember."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from trackii.accounts import colleagues, refusals
from trackii.accounts.sessions import stored
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.headers import HEADERS
from trackii.http import came_from, looked_at
from trackii.policy import Refused
from trackii.sending import AlreadySent
from trackii.states import Gone, Overtaken, WrongState
from trackii.vault import kept
from trackii.vault.models import MemberKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from trackii.accounts.models import User

# What somebody may do who has yet to set up a passkey or a TOTP: that, and leave.
WITHOUT_SECOND_FACTOR = (
    "/accounts/",
    "/health/",
    "/language/",
    "/vault/lock/",
    "/vault/panic/",
)


class HeadersMiddleware:
    """What every answer carries, a refusal and a redirect like any other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "no-store" in response.get("Cache-Control", ""):
            # a library's longer ways of saying it
            del response["Cache-Control"], response["Expires"]
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if request.headers.get("HX-Request"):
            _aim(response)
        return response


def _aim(response: HttpResponse) -> None:
    """A whole page that refuses takes the place of the whole page, its header too.

    A region that refuses says nothing and keeps to its own place; and what broke (a 5xx)
    takes no place at all, so that what was typed stands.
    """
    refused = response.status_code // 100 == 4
    if not refused or response.streaming or b"<main" not in response.content:
        return
    response.setdefault("HX-Retarget", "body")
    response.setdefault("HX-Reswap", "innerHTML")
    response.setdefault("HX-Reselect", "unset")


class HouseMiddleware:
    """Expired sessions, second factors, late clicks, refusals: said once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request):
            return redirect("mfa_index")
        response = self.get_response(request)
        refusals.say(request, response)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _answers_a_button(request, response)
        if request.htmx:  # type: ignore[attr-defined]
            _keep_address(request, response)
        return _sign_in_whole_tab(request, response)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, WrongState):
            return _told(request, exception)
        if isinstance(exception, AlreadySent):
            return _done_before(request)
        if isinstance(exception, Gone):
            messages.warning(request, str(exception))
            return redirect(exception.way)
        if isinstance(exception, Overtaken):
            return render(request, "409.html", status=409)
        if isinstance(exception, ValidationError) and request.method == "POST":
            return _not_now(request, exception)
        if isinstance(exception, PermissionDenied):
            _write_down(request, exception)
            return render(request, "403.html", status=403)
        return None


def _write_down(request: HttpRequest, refusal: PermissionDenied) -> None:
    """The act was rolled back; that it was tried stays."""
    refused = Entry.Outcome.REFUSED
    if isinstance(refusal, Refused):
        action, by = str(refusal.action)[:32], refusal.user
        trail.record(action, refusal.obj, by=by, outcome=refused)
    elif request.user.is_authenticated and request.resolver_match:
        # At no table: an administrator's page, say. What was tried is a page's name.
        tried = str(request.resolver_match.url_name)[:32]
        trail.record(tried, request.user, by=request.user, outcome=refused)


def _told(request: HttpRequest, late: WrongState) -> HttpResponse:
    """A late click is told what happened meanwhile, on the fresh page."""
    if request.method == "POST" and kept.are_words(request):
        return kept.hand_back(request, str(late))
    way = late.obj.get_absolute_url()  # type: ignore[attr-defined]
    messages.warning(request, str(late))
    return redirect(way)


def _answers_a_button(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that acts was opened like a page: say so, and show the way back."""
    way = {"way_out": came_from(request)}
    response = render(request, "405.html", way, status=refused.status_code)
    response["Allow"] = refused["Allow"]
    return response


def _keep_address(request: HttpRequest, response: HttpResponse) -> None:
    """A form in a region leads nowhere: the address stays the page's, and no step back is added.

    Else it would be the button's own, which answers no reload. What the button's redirect
    asks for is the page looked at; `hx-push-url="false"` does not hold a boosted form back.
    """
    looking = looked_at(request)
    if request.method == "POST" or request.get_full_path() == looking:
        response["HX-Push-Url"] = "false"
    elif request.get_full_path() == urlsplit(looking).path:
        response["HX-Replace-Url"] = request.path


def _done_before(request: HttpRequest) -> HttpResponse:
    """A second press is told that the first one did it, on the page it was pressed on."""
    messages.warning(
        request, _("That was sent before and is done. Nothing was doubled.")
    )
    return redirect(looked_at(request) if request.htmx else came_from(request))  # type: ignore[attr-defined]


def _not_now(request: HttpRequest, refused: ValidationError) -> HttpResponse:
    """A button without a form was pressed, and the operation says why not."""
    for sentence in refused.messages:
        messages.error(request, sentence)
    return redirect(looked_at(request) if request.htmx else came_from(request))  # type: ignore[attr-defined]


def _lacks_second_factor(request: HttpRequest) -> bool:
    """A colleague without a passkey or a TOTP gets no further than setting one up."""
    if not request.user.is_authenticated or request.session.get("second_factor"):
        return False
    has = Authenticator.objects.filter(user=request.user).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    if has.exists():
        request.session["second_factor"] = True
        return False
    return not request.path.startswith(WITHOUT_SECOND_FACTOR)


def _sign_in_whole_tab(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The session ran out: send the tab to sign in, not the card it was swapping."""
    login = resolve_url(settings.LOGIN_URL)
    # Signing out leads there, too, but asks for nothing to come back to.
    if not response.get("Location", "").startswith(f"{login}?"):
        return response
    posted, htmx = request.method == "POST", request.htmx  # type: ignore[attr-defined]
    member = _who_was_here(request)
    if posted and member and (words := _ended(request, member)):
        return words
    # Back to the page a form stood on: its own address answers no GET.
    page = came_from(request) if posted else request.get_full_path()
    asked = {"next": looked_at(request) if htmx else page}
    if member:
        asked["ended"] = "yes"  # the sign-in page says why
    elif posted and kept.are_words(request):
        asked["ended"] = "left"  # on purpose: nothing stays, and that is said
    way = f"{login}?{urlencode(asked)}"
    return HttpResponseClientRedirect(way) if htmx else redirect(way)


def _who_was_here(request: HttpRequest) -> User | None:
    """Whose session it was that ran out; nobody's, if there was none or she ended it."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return colleagues.of_session(stored(cookie)) if cookie else None


def _ended(request: HttpRequest, member: User) -> HttpResponse | None:
    """What was typed while the session ran out goes back sealed to who typed it."""
    if not kept.are_words(request):
        return None
    if not MemberKey.objects.filter(member=member).exists():
        return None
    context = {"sealed": kept.seal(request, member)}
    return render(request, "vault/ended.html", context, status=409)
