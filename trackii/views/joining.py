"""A single-use link becomes an account."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trackii.accounts import invitations
from trackii.accounts.forms import LinkCodeForm
from trackii.forms import JoinForm
from trackii.http import sent

INVITATION = "invitation"  # its code, in a session: no address ever holds it


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """The code of an invitation, typed or brought behind the # of its link."""
    form = LinkCodeForm(sent(request))
    if form.is_valid():
        request.session[INVITATION] = form.cleaned_data["code"]
        if invitations.pending(form.cleaned_data["code"]):
            return redirect("join_account")
        form.add_error("code", str(invitations.Spent()))
    context = {"form": form, "title": _("Join")}
    return render(request, "code.html", context, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    token = request.session.get(INVITATION, "")
    invitation = invitations.pending(token)
    if invitation is None:
        return redirect("join")
    form = JoinForm(sent(request), email=invitation.email)
    if form.is_valid() and (user := _accept(token, form)):
        del request.session[INVITATION]
        return _sign_in(request, user)
    context = {"form": form, "invitation": invitation}
    return render(request, "join.html", context, status=422 if form.errors else 200)


def _accept(token, form):
    """The new colleague; or None, and the form says why."""
    try:
        return invitations.accept(token, **form.cleaned_data)
    except invitations.Spent as spent:
        form.add_error(None, str(spent))
    return None


def _sign_in(request, user):
    """She has just chosen her password: setting up a second proof does not ask for it again."""
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, Login(user=user))
