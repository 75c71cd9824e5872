"""Carrying identities out of the house: asking, signing, fetching once, giving up."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.views.table import find, frame, insist
from participants import exports, extracts
from participants.forms import ExtractForm
from participants.models import Extract
from trackii.http import leaf, page, sent, sure
from trackii.policy import Action
from trackii.sending import attempt

LEAVES = gettext_lazy(
    "Names and contacts leave the house in a file that nothing protects any more. Who asked"
    " can fetch it once, within a day."
)


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request, code):
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    form = ExtractForm(sent(request))
    if request.method == "POST" and attempt(form, _asking(request, initiative)):
        messages.success(request, _("It waits for a second signature."))
        return redirect("participants:extracts", code)
    return _show(request, initiative, form)


def _asking(request, initiative):
    return lambda **given: extracts.ask(initiative, by=request.user, **given)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, code, pk):
    """The second signature: the page says what leaves, and what for."""
    initiative, extract = _find(request, code, pk)
    if request.method != "POST":
        return _sure(request, extract)
    form = Form(request.POST)
    if not attempt(form, lambda: extracts.sign(extract, by=request.user)):
        return _show(request, initiative, form)
    messages.success(request, _("It is signed. Who asked for it can fetch it, once."))
    return redirect(extract)


@require_POST
def fetch(request, code, pk, kind):
    initiative, extract = _find(request, code, pk)
    if kind not in exports.KINDS:
        raise Http404
    form, made = Form(request.POST), []
    if not attempt(form, _fetching(request, extract, kind, made)):
        return _show(request, initiative, form)
    return made[0]


def _fetching(request, extract, kind, made):
    return lambda: made.append(exports.fetch(extract, by=request.user, kind=kind))


@require_POST
def give_up(request, code, pk):
    _initiative, extract = _find(request, code, pk)
    extracts.give_up(extract, by=request.user)
    messages.success(request, _("It is given up. Nothing left the house."))
    return redirect(extract)


def _find(request, code, pk):
    initiative = find(request, code)
    insist(request, Action.EXPORT, initiative)
    visible = Extract.objects.allowing(Action.EXPORT, request.user)
    found = visible.filter(initiative=initiative).select_related("initiative")
    return initiative, get_object_or_404(found, pk=pk)


def _sure(request, extract):
    step = extracts.FLOW.steps["sign"]
    reasons = request.keyring.read(extracts.read, [extract])
    more = [extract.get_scope_display(), *(reasons or [_("The reason is sealed.")])]
    back = extract.get_absolute_url()
    return sure(request, step, loss=LEAVES, back=back, more=more)


def _show(request, initiative, form):
    rows = Extract.objects.allowing(Action.EXPORT, request.user)
    rows = rows.filter(initiative=initiative).select_related("asked_by", "signed_by")
    listed = leaf(rows, request.GET.get("page"))
    asks = isinstance(form, ExtractForm)
    context = frame(request, initiative, "participants:people") | {
        "page_obj": listed,
        "lines": _lines(request, listed),
        "form": form if asks else ExtractForm(),
        "refused": None if asks else form,
    }
    status = 422 if form.errors else 200
    return page(request, "participants/extracts.html", context, status=status)


def _lines(request, listed):
    rows = list(listed.object_list)
    signs = extracts.open_to(rows, request.user)
    reasons = request.keyring.read(extracts.read, rows) or [None] * len(rows)
    return [
        {
            "row": row,
            "reason": why,
            "mine": row.asked_by_id == request.user.pk,
            "may_sign": row.pk in signs,
        }
        for row, why in zip(rows, reasons, strict=True)
    ]
