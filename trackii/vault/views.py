"""The pages that open and shut the vault."""

from contextlib import suppress

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from trackii.accounts import colleagues
from trackii.http import is_ours, page, sent
from trackii.vault import compartments, kept, members, unlocking
from trackii.vault.errors import VaultAway, WrongPassphrase
from trackii.vault.forms import ChangeForm, ProofForm, UnlockForm, WordsForm
from trackii.vault.models import MemberKey

NEITHER = gettext_lazy(
    "That is neither your passphrase nor your printed code. Check each word and the"
    " spaces; the code has eight groups of four."
)


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request):
    if not MemberKey.objects.filter(member=request.user).exists():
        return redirect("vault:make")
    form = UnlockForm(sent(request), initial={"next": request.GET.get("next")})
    if form.is_valid() and (answer := _try(request, form)):
        return answer
    whole, part = "vault/unlock.html", "vault/_unlock.html"
    status = 422 if form.errors else 200
    return page(request, whole, {"form": form}, partial=part, status=status)


@require_POST
def lock(request):
    cookie = request.COOKIES.get(settings.KEYRING_COOKIE_NAME, "")
    unlocking.lock(cookie, by=request.user)
    messages.success(request, _("The vault is locked."))
    return _forget_cookie(redirect("desk"))


@require_POST
def lock_everywhere(request):
    unlocking.lock_everywhere(request.user)
    messages.success(request, _("Your vault is locked on every device."))
    return _forget_cookie(redirect("desk"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def panic(request):
    """End everything at once and show a page that says nothing."""
    if request.method == "POST" and request.user.is_authenticated:
        _end_everything(request)
    response = render(request, "vault/panic.html")
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return _forget_cookie(response)


# It changes nothing, and the tab it is posted from is older than the session.
@csrf_exempt
@login_not_required
@require_POST
def kept_words(request):
    """What was typed before the session ended, to who typed it, once she is back."""
    sealed = request.POST.get("sealed", "")
    if not is_ours(request):
        raise PermissionDenied("words come back to a page of this house only")
    if not request.user.is_authenticated or not request.keyring.is_open:
        return render(request, "vault/ended.html", {"sealed": sealed}, status=409)
    return kept.show_again(request, sealed, _("What you typed is still here"))


@require_http_methods(["GET", "HEAD", "POST"])
def make(request):
    if MemberKey.objects.filter(member=request.user).exists():
        return redirect("vault:unlock")
    form = WordsForm(sent(request), member=request.user)
    if form.is_valid():
        words = form.chosen or members.draw_passphrase()
        code = members.make(request.user, words)
        return _made(request, "" if form.chosen else words, code)
    return _ask(request, "vault/make.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def passphrase(request):
    if not MemberKey.objects.filter(member=request.user).exists():
        return redirect("vault:make")
    form = ChangeForm(sent(request), member=request.user)
    if form.is_valid() and (answer := _renew(request, form)):
        return answer
    return _ask(request, "vault/passphrase.html", form)


@require_safe
def forgotten(request):
    if not MemberKey.objects.filter(member=request.user).exists():
        return redirect("vault:make")
    return render(request, "vault/forgotten.html")


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_code(request):
    """A new printed code; the page that asks for the proof says what becomes of the old."""
    if not MemberKey.objects.filter(member=request.user).exists():
        return redirect("vault:make")
    form = ProofForm(sent(request))
    if form.is_valid() and (answer := _renew_code(request, form)):
        return answer
    return _ask(request, "vault/recovery_code.html", form)


@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def begin_anew(request):
    if not MemberKey.objects.filter(member=request.user).exists():
        return redirect("vault:make")
    if request.method != "POST":
        return render(request, "vault/begin_anew.html")
    with suppress(VaultAway):  # what it would forget has no key left anyway
        unlocking.lock_everywhere(request.user)
    compartments.begin_anew(request.user, by=request.user)
    return _forget_cookie(redirect("vault:make"))


def _ask(request, template, form):
    status = 422 if form.errors else 200
    return render(request, template, {"form": form}, status=status)


def _renew(request, form):
    """The new words, or that it was one try too many; else an error."""
    if not ratelimit.consume(request, action="unlock", user=request.user):
        return ratelimit.respond_429(request)
    words = form.chosen or members.draw_passphrase()
    try:
        members.renew(request.user, proof=form.cleaned_data["proof"], new=words)
    except WrongPassphrase:
        return form.add_error("proof", NEITHER)
    with suppress(
        VaultAway
    ):  # who had the old words may sit elsewhere with the vault open
        unlocking.lock_everywhere(request.user)
    return _forget_cookie(_made(request, "" if form.chosen else words, ""))


def _renew_code(request, form):
    """The new code, or that it was one try too many; else an error."""
    if not ratelimit.consume(request, action="unlock", user=request.user):
        return ratelimit.respond_429(request)
    try:
        code = members.renew_code(request.user, proof=form.cleaned_data["proof"])
    except WrongPassphrase:
        return form.add_error("proof", NEITHER)
    return _made(request, "", code)


def _made(request, words, code):
    """What is shown once: words that were drawn, a code that was. Her own she knows."""
    if not words and not code:
        messages.success(request, _("Your passphrase is the new one now."))
        return redirect("vault:unlock")
    context = {"passphrase": words, "recovery_code": code}
    return render(request, "vault/made.html", context)


def _try(request, form):
    """The way back with the vault open, or that it was one try too many; else an error."""
    if not ratelimit.consume(request, action="unlock", user=request.user):
        return ratelimit.respond_429(request)
    try:
        return _opened(request, form.cleaned_data)
    except WrongPassphrase as error:
        return form.add_error("passphrase", f"{error.title}. {error.sentence}")


def _opened(request, given):
    half = unlocking.unlock(
        request.user, given["passphrase"], session=request.session.session_key or ""
    )
    way = given["next"]
    if not url_has_allowed_host_and_scheme(
        way, {request.get_host()}, request.is_secure()
    ):
        way = resolve_url("desk")
    return remember(redirect(way), half)


def remember(response, half):
    """Hand the browser its half of the key."""
    response.set_cookie(
        settings.KEYRING_COOKIE_NAME,
        half,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _end_everything(request):
    member = request.user
    with suppress(VaultAway):  # a keyring is bound to a session, and these end now
        unlocking.lock_everywhere(member)
    colleagues.show_out(member, by=member)
    logout(request)


def _forget_cookie(response):
    response.delete_cookie(settings.KEYRING_COOKIE_NAME, samesite="Strict")
    return response
