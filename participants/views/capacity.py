"""In which capacity somebody comes: what stands, why it does not stand in the way, a change."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dialogues.views.table import frame
from participants import capacity, dossier, people, signing, vetting
from participants.forms import CapacityForm, ReadForm, ResolutionForm
from participants.views.candidate import find_candidacy
from trackii.http import page
from trackii.policy import Action
from trackii.sending import attempt


@require_safe
def standing(request, code, person):
    return _show(request, *find_candidacy(request, code, person, Action.VET))


@require_POST
def resolve(request, code, person):
    """The first signature: why it does not stand in the way."""
    said = _("Your reason is signed. Another officer signs it too, or gives another.")
    return _act(request, code, person, capacity.resolve, ResolutionForm, said)


@require_POST
def second(request, code, person):
    said = _("It stands in the way no more, until it changes.")
    return _act(request, code, person, capacity.second, ReadForm, said)


@require_POST
def change(request, code, person):
    said = _("The change is noted. Whoever was decided on is in review again.")
    return _act(request, code, person, capacity.change, CapacityForm, said)


def _act(request, code, person, verb, kind, said):
    initiative, candidacy = find_candidacy(request, code, person, Action.VET)
    form = kind(request.POST.copy())
    if not attempt(form, lambda **given: verb(candidacy, by=request.user, **given)):
        form.data["read"] = signing.edition(candidacy)
        return _show(request, initiative, candidacy, form, status=422)
    messages.success(request, said)
    return redirect("participants:capacity", code, person)


def _show(request, initiative, candidacy, sent=None, status=200):
    around = dossier.around(candidacy)
    known = request.keyring.read(people.read_one, candidacy)
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "standing": known.standing if known else None,
        "resolution": request.keyring.read(capacity.read, candidacy),
        "signs": vetting.may_resolve(request.user, candidacy, around.barred),
        "may_second": capacity.may_second(request.user, candidacy),
        "signatures": _signatures(candidacy),
        "read": signing.edition(candidacy),
        **_forms(candidacy, known, sent),
    }
    return page(request, "participants/capacity.html", context, status=status)


def _forms(candidacy, known, sent):
    """Each form of the page, the one that was sent as it was typed."""
    read = {"read": signing.edition(candidacy)}
    begun = {"capacity": known.standing.capacity, "office": known.standing.office} if known else {}  # fmt: skip
    forms = {
        "resolving": ResolutionForm(initial=read),
        "changing": CapacityForm(initial=begun | read),
        "refused": None,
    }
    for name, kind in (("resolving", ResolutionForm), ("changing", CapacityForm), ("refused", ReadForm)):  # fmt: skip
        if isinstance(sent, kind):
            forms[name] = sent
    return forms


def _signatures(candidacy):
    first = {"who": candidacy.resolved_by, "when": candidacy.resolved_at}
    then = {"who": candidacy.seconded_by, "when": candidacy.seconded_at}
    return [first | {"label": _("gave the reason")}, then | {"label": _("signed it")}]
