"""Clear of the lists, for everybody nobody listed comes near: counted first, signed by two."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.views.table import find, frame, insist
from participants import renewals, rescreening, watchlists
from participants.list_forms import RenewalForm
from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def clear_of_lists(request, code):
    """The first signature, for all of them."""
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    form = RenewalForm(sent(request))
    if request.method == "POST" and attempt(form, _signing(request, initiative)):
        return redirect("participants:clear_of_lists", code)
    return _show(request, initiative, form)


@require_POST
def confirm_of_lists(request, code):
    """The second signature."""
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    form, read = Form(request.POST), request.POST.get("read", "")
    if not attempt(form, lambda: _confirm(request, initiative, read)):
        return _show(request, initiative, RenewalForm(), refused=form)
    return redirect("participants:clear_of_lists", code)


def _signing(request, initiative):
    def sign(**given):
        done = renewals.sign(initiative, by=request.user, **given)
        _say(request, done, _("signed as clear of the lists; another officer confirms"))

    return sign


def _confirm(request, initiative, read):
    done = renewals.confirm(initiative, by=request.user, read=read)
    _say(request, done, _("cleared of the lists"))


def _say(request, count, done):
    said = ngettext("%(count)d person: %(done)s.", "%(count)d people: %(done)s.", count)
    messages.success(request, said % {"count": count, "done": done})


def _show(request, initiative, form, refused=None):
    edition = watchlists.edition(initiative.pk)
    piles = request.keyring.read(_gathered, initiative, edition)
    context = frame(request, initiative, "participants:vetting") | {
        "progress": rescreening.progress(initiative, edition),
        "piles": piles,
        "mine": piles and piles.first,
        "theirs": piles and piles.second,
        "form": form,
        "refused": refused,
    }
    status = 422 if form.errors or refused else 200
    return page(request, "participants/renewals.html", context, status=status)


def _gathered(initiative, edition, *, by):
    return renewals.gather(initiative, by=by, edition=edition)
