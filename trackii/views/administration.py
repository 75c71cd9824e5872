"""The administrator's pages: accounts and invitations. No key, no content."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from trackii.accounts import colleagues, invitations
from trackii.accounts.models import ADMINISTER, Invitation, User
from trackii.forms import InviteForm
from trackii.http import leaf, page

LOSS = gettext_lazy(
    "Its sessions end and its keys go. Opened again, it is given them anew by colleagues who"
    " hold them. What nobody else holds is lost, unless custodians keep it: ask its teams first."
)
PROOFS = gettext_lazy(
    "Do it only when you have spoken with her, and know her voice. Every passkey, app and recovery"
    " code of hers goes, and her sessions end. Until she has set up another, her password alone"
    " lets in whoever has it: to that page, and then to what she may see while her vault is"
    " locked. It opens no vault. A letter tells her, and the record that you did it."
)


@require_safe
def index(request):
    return _show(request)


@require_POST
def invite(request):
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    token = invitations.invite(by=request.user, **form.cleaned_data)
    link = request.build_absolute_uri(f"{reverse('join')}#{token}")
    return _show(request, link=link)  # shown once: it is kept nowhere


@require_http_methods(["GET", "HEAD", "POST"])
def close(request, pk):
    colleague = _find(request, pk)
    if request.method != "POST":
        asked = {"verb": _("Close the account"), "loss": LOSS, "back": reverse("administration")}  # fmt: skip
        return render(request, "sure.html", asked)
    colleagues.close(colleague, by=request.user)
    messages.success(request, _("The account is closed, its sessions have ended, its keys are gone."))  # fmt: skip
    return redirect("administration")


@require_http_methods(["GET", "HEAD", "POST"])
def reset_proofs(request, pk):
    colleague = _find(request, pk)
    if request.method != "POST":
        asked = {"verb": _("Reset second proofs"), "loss": PROOFS, "back": reverse("administration")}  # fmt: skip
        asked |= {"more": [colleague.name, colleague.email]}
        return render(request, "sure.html", asked)
    return _reset(request, colleague)


@reauthentication_required
def _reset(request, colleague):
    """Asked once more who she is: a cookie alone takes nobody's proofs away."""
    colleagues.reset_proofs(colleague, by=request.user)
    messages.success(request, _("They are taken away, and a letter tells her."))
    return redirect("administration")


@require_POST
def reopen(request, pk):
    colleague = _find(request, pk)
    colleagues.reopen(colleague, by=request.user)
    messages.success(request, _("The account is open again."))
    return redirect("administration")


def _find(request, pk):
    if not request.user.is_administrator:
        raise PermissionDenied("administrators only")
    return get_object_or_404(User.objects.allowing(ADMINISTER, request.user), pk=pk)


def _show(request, form=None, link=None, status=200):
    if not request.user.is_administrator:
        raise PermissionDenied("administrators only")
    accounts = User.objects.allowing(ADMINISTER, request.user)
    context = {
        "page_obj": leaf(accounts, request.GET.get("page")),
        "invitations": Invitation.objects.allowing(ADMINISTER, request.user).open(),
        "form": form or InviteForm(),
        "link": link,
    }
    return page(request, "administration/index.html", context, status=status)
