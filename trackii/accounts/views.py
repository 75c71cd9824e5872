"""The page a letter about a password leads to: its code comes in a form, never in an address."""

from allauth.account.views import INTERNAL_RESET_SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trackii.accounts.forms import ResetCodeForm
from trackii.http import sent


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset_by_code(request):
    form = ResetCodeForm(sent(request))
    if form.is_valid():
        number, _dash, key = form.cleaned_data["code"].partition("-")
        request.session[INTERNAL_RESET_SESSION_KEY] = key
        way = {"uidb36": number, "key": "set-password"}
        return redirect("account_reset_password_from_key", **way)
    context = {"form": form, "title": _("Choose a new password")}
    return render(request, "code.html", context, status=422 if form.errors else 200)
