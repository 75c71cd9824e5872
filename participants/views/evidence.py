"""Files beside one check: laying one there, and taking one out as a download."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialogues.views.table import frame
from participants import checks, dossier, evidence, vetting
from participants.evidence_forms import EvidenceForm
from participants.models.check import OPEN
from participants.views.candidate import find_candidacy
from trackii.exports import Download
from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def files(request, code, person, kind):
    initiative, candidacy, check = _find(request, code, person, kind)
    form = EvidenceForm(sent(request), request.FILES or None)
    if request.method == "POST" and attempt(form, _attaching(request, check)):
        messages.success(request, _("The file is sealed, without its metadata."))
        return redirect("participants:evidence", code, person, kind)
    return _show(request, initiative, candidacy, check, form)


def _attaching(request, check):
    return lambda file, words: evidence.attach(
        check, by=request.user, content=file, words=words
    )


@require_POST
def take_out(request, code, person, kind, pk):
    """A download that no browser opens by itself, under a name made of code names."""
    initiative, candidacy, check = _find(request, code, person, kind)
    found = evidence.find(check, pk, by=request.user)
    if found is None:
        raise Http404
    form, taken = Form(request.POST), []
    stem = f"{code}-{person}-{kind}-{str(found.pk)[:8]}"
    if not attempt(form, lambda: taken.append(_file(found, stem, request.user))):
        return _show(request, initiative, candidacy, check, form)
    return taken[0]


def _file(found, stem, by):
    content, label = evidence.read(found, by=by)
    how = {"kind": "application/octet-stream", "of": found, "by": by}
    return Download(content, name=f"{stem}.{label.ending}", **how)


def _find(request, code, person, kind):
    initiative, candidacy = find_candidacy(request, code, person, Action.VET)
    check = checks.one(candidacy, kind)
    if check is None:
        raise Http404
    return initiative, candidacy, check


def _show(request, initiative, candidacy, check, form):
    around = dossier.around(candidacy)
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "check": check,
        "listed": request.keyring.read(evidence.listed, check),
        "signs": vetting.may_resolve(request.user, candidacy, around.barred),
        "is_open": check.state in OPEN and check.found_by_id is None,
        "is_close": request.user.pk in around.close,
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "participants/evidence.html", context, status=status)
