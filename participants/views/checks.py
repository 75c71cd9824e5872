"""One check about one candidate, and which checks are asked for."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from participants import checks, clearance, demands, dossier, vetting
from participants.forms import DemandForm, FindForm, ReadForm, ReasonForm
from participants.models import Check
from participants.views.candidate import find_candidacy
from participants.views.turn import next_turn
from trackii.http import address, page, sent
from trackii.policy import Action
from trackii.sending import attempt


@require_safe
def check(request, code, person, kind):
    initiative, candidacy, found = _find(request, code, person, kind)
    return _show(request, initiative, candidacy, found)


@require_POST
def begin(request, code, person, kind):
    """Open one check that is not there yet."""
    _initiative, candidacy = find_candidacy(request, code, person, Action.VET)
    if kind not in Check.Kind:
        raise Http404
    checks.begin(candidacy, by=request.user, kinds=[kind])
    messages.success(
        request, _("The check is open: look into it, then sign what you found.")
    )
    return redirect("participants:check", code, person, kind)


@require_POST
def sign(request, code, person, kind):
    """The first signature: what was found."""
    initiative, candidacy, found = _find(request, code, person, kind)
    form = FindForm(request.POST.copy(), outcomes=checks.outcomes(found))
    if not attempt(form, lambda **given: checks.find(found, by=request.user, **given)):
        form.data["read"] = checks.edition(found)
        return _show(request, initiative, candidacy, found, form=form, status=422)
    messages.success(request, _("Your finding is signed. Another officer confirms it."))
    of_lists = kind == Check.Kind.SANCTIONS
    way = next_turn(request, initiative, person) if of_lists else None
    return redirect(way or candidacy)


@require_POST
def settle(request, code, person, kind):
    """The second signature: it ends as it was found."""
    initiative, candidacy, found = _find(request, code, person, kind)
    form = ReadForm(request.POST)
    if not attempt(
        form, lambda **given: checks.settle(found, by=request.user, **given)
    ):
        return _show(request, initiative, candidacy, found, refused=form, status=422)
    words = {"check": found.get_kind_display(), "state": found.get_state_display()}
    messages.success(request, _("%(check)s: %(state)s.") % words)
    return redirect(candidacy)


@require_POST
def note(request, code, person, kind, verb):
    """Note a match, refer, check again, or set a finding aside: each with a reason."""
    initiative, candidacy, found = _find(request, code, person, kind)
    form = ReasonForm(request.POST)
    if not attempt(form, lambda words: _note(found, verb, request.user, words)):
        return _show(request, initiative, candidacy, found, reason=form, status=422)
    messages.success(request, _("It is noted."))
    return redirect("participants:check", code, person, kind)


def _note(found, verb, by, words):
    if verb == "set_aside":
        checks.set_aside(found, by=by, words=words)
    else:
        checks.note(found, verb, by=by, words=words)


@require_http_methods(["GET", "HEAD", "POST"])
def demand(request, code):
    """Which checks are asked for; a change takes two officers."""
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    in_force = demands.asked_for(initiative.pk)
    form = DemandForm(sent(request), initial={"kinds": in_force})
    if request.method == "POST" and attempt(
        form, lambda kinds: demands.ask(initiative, by=request.user, kinds=kinds)
    ):
        messages.success(request, _("Another officer signs, and it is in force."))
        return redirect("participants:demand", code)
    return _ask(request, initiative, form, in_force)


@require_POST
def sign_demand(request, code):
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    waits = demands.waiting(initiative)
    if waits is None:
        messages.info(
            request, _("Nothing waits for a signature: look what is asked for.")
        )
        return redirect("participants:demand", code)
    demands.sign(waits, by=request.user)
    messages.success(request, _("These checks are asked for from now on."))
    return redirect("participants:demand", code)


def _ask(request, initiative, form, in_force):
    waits = demands.waiting(initiative)
    context = frame(request, initiative, "participants:vetting") | {
        "form": form,
        "in_force": [
            Check.Kind(kind).label for kind in demands.to_clear(initiative.pk)
        ],
        "waits": waits,
        "waits_for": [Check.Kind(kind).label for kind in waits.kinds] if waits else [],
        "may_sign": bool(waits) and _may_sign(request, waits),
    }
    status = 422 if form.errors else 200
    return page(request, "participants/demand.html", context, status=status)


def _may_sign(request, waits):
    other = waits.asked_by_id != request.user.pk
    return other and demands.may_ask(waits.initiative, waits.kinds, request.user)


def _find(request, code, person, kind):
    initiative, candidacy = find_candidacy(request, code, person, Action.VET)
    found = checks.one(candidacy, kind)
    if found is None:
        raise Http404
    return initiative, candidacy, found


def _show(request, initiative, candidacy, found, status=200, **forms):
    around = dossier.around(candidacy)
    signs = vetting.may_resolve(request.user, candidacy, around.barred)
    opened = request.keyring.read(checks.read, found)
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "check": found,
        "opened": opened,
        "notes": _notes(found, candidacy) if signs else [],
        "may_find": signs and opened and checks.may_find(request.user, found),
        "may_settle": signs and opened and checks.may_settle(request.user, found),
        "read": checks.edition(found),
        "signatures": _signatures(found),
        "form": _begun(found, opened),
        "reason": ReasonForm(),
        "why": clearance.not_yet(found, candidacy),
        "stuck": around.is_stuck(candidacy),
    }
    whole, part = "participants/check.html", "participants/_check.html"
    return page(request, whole, context | forms, partial=part, status=status)


def _begun(found, opened):
    """The form as the first officer left it, if it is hers to revise."""
    begun = {"outcome": found.outcome, "read": checks.edition(found)}
    if opened and opened.words:
        begun |= {"words": opened.words, "conditions": opened.conditions}
        begun |= {"expires_on": found.expires_on}
    return FindForm(
        initial={name: value for name, value in begun.items() if value},
        outcomes=checks.outcomes(found),
    )


def _notes(found, candidacy):
    """Where one hand may lead it, each a button of the form with the reason."""
    where = (candidacy.initiative.code, candidacy.person.code, found.kind)
    doors = {"refer": "refer_check"}
    return [
        {
            "url": address(f"participants:{doors.get(verb, verb)}", *where),
            "label": label,
        }
        for verb, label in checks.open_to(found)
    ]


def _signatures(found):
    first = {"who": found.found_by, "when": found.found_at, "label": _("found")}
    second = {"who": found.settled_by, "when": found.settled_at}
    return [first, second | {"label": _("confirmed")}]
