"""A single-use link becomes an account."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from trackii.accounts import invitations
from trackii.forms import JoinForm
from trackii.http import sent


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    invitation = invitations.pending(token)
    if invitation is None:
        raise Http404
    form = JoinForm(sent(request), email=invitation.email)
    if form.is_valid():
        try:
            user = invitations.accept(token, **form.cleaned_data)
            return _sign_in(request, user)
        except invitations.Spent as spent:
            form.add_error(None, str(spent))
    context = {"form": form, "invitation": invitation}
    return render(request, "join.html", context, status=422 if form.errors else 200)


def _sign_in(request, user):
    """She has just chosen her password: setting up a second proof does not ask for it again."""
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, Login(user=user))
