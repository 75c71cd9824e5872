"""Who might stand here twice, and merging two rows into one."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dialogues.views.table import find, frame, insist
from participants import care, duplicates, merging, people
from participants.views.candidate import find_candidacy
from trackii.http import address, leaf, page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_safe
def listing(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_PEOPLE, initiative)
    found = request.keyring.read(duplicates.pairs, initiative)
    context = frame(request, initiative, "participants:people") | {
        "page_obj": leaf(found or [], request.GET.get("page")),
        "known": found is not None,
    }
    return page(request, "participants/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, code, person, other):
    """The page says what stays, what goes, and what cannot be taken back."""
    initiative, stays = find_candidacy(request, code, person, Action.NOMINATE)
    goes = people.find(initiative, other, by=request.user)
    if goes is None or goes == stays:
        raise Http404
    form = Form(sent(request))
    if request.method != "POST" or not attempt(form, _merging(request, stays, goes)):
        return _ask(request, initiative, stays, goes, form)
    messages.success(request, _said(stays, goes))
    return redirect(stays)


def _merging(request, stays, goes):
    return lambda: merging.merge(stays.person, other=goes.person, by=request.user)


def _said(stays, goes):
    words = {"other": goes.person.name, "code": stays.person.name}
    return _("%(other)s has gone into %(code)s.") % words


def _ask(request, initiative, stays, goes, form):
    both = [stays.person, goes.person]
    context = frame(request, initiative, "participants:people") | {
        "stays": stays,
        "goes": goes,
        "rows": _beside(request.keyring.read(care.read, both)),
        "against": merging.against(stays.person, goes, goes.person),
        "swapped": address(
            "participants:merge", initiative.code, goes.person.code, stays.person.code
        ),
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "participants/merge.html", context, status=status)


def _beside(known):
    """What is known of the two, side by side, and of who stays afterwards."""
    if known is None:
        return None
    after = merging.together(*known)
    columns = [
        {
            _("Name"): [each.name],
            _("Also written"): each.variants,
            _("Email"): [each.email],
            _("Telephone"): [each.phone],
            _("Languages"): each.languages,
        }
        for each in known
    ]
    kept = [columns[0][_("Name")], after["variants"], [after["email"]],
            [after["phone"]], after["languages"]]  # fmt: skip
    return [
        {"label": label, "stays": stays, "goes": goes, "after": will_be}
        for (label, stays), goes, will_be in zip(
            columns[0].items(), columns[1].values(), kept, strict=True
        )
    ]
