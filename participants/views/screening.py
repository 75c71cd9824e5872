"""Looking for one person on the lists, and what officers say of whom she might be."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from participants import (
    clearance,
    dossier,
    judgements,
    looks,
    people,
    rescreening,
    watchlists,
)
from participants.list_forms import JudgementForm
from participants.views.turn import next_turn
from trackii import policy
from trackii.http import address, page, sent
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone


@require_safe
def screening(request, code, person):
    initiative, candidacy = _candidate(request, code, person)
    return _show(request, initiative, candidacy)


@require_POST
def screen(request, code, person):
    said = _("The lists were searched. What came near stands below.")
    return _act(request, code, person, looks.screen, said)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request, code, person, number):
    """One entry beside the person, word by word."""
    initiative, candidacy = _candidate(request, code, person)
    hit = _hit(request, candidacy, number)
    form = JudgementForm(sent(request), initial={"version": hit.version if hit else ""})
    if request.method == "POST" and attempt(
        form, lambda **given: clearance.judge(candidacy, by=request.user, **given)
    ):
        messages.success(
            request, _("Your judgement is signed. Another officer seconds it.")
        )
        return _onward(request, initiative, candidacy)
    return _beside(request, initiative, candidacy, hit, number, form)


@require_POST
def second(request, code, person, pk):
    said = _("The judgement counts, for this version of the entry.")
    return _of_judgement(request, code, person, pk, clearance.second, said, _onward)


@require_POST
def set_aside(request, code, person, pk):
    said = _("The judgement is set aside. The entry is open again.")
    return _of_judgement(request, code, person, pk, judgements.set_aside, said)


@require_safe
def next_entry(request, code):
    """On to what waits for her own word, behind the place she comes from."""
    initiative, past = find(request, code), request.GET.get("past", "")
    insist(request, Action.VET, initiative)
    place = _number(request.GET.get("number", ""))
    way = next_turn(request, initiative, past, place)
    if way is None:
        messages.info(request, _("No entry waits for your word."))
    return redirect(way or address("participants:clear_of_lists", code))


def _number(said):
    return int(said) if said.isdecimal() and len(said) < 4 else -1


@require_POST
def screen_again(request, code):
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    form = Form(request.POST)
    if attempt(form, lambda: _ask(request, initiative)):
        return redirect("participants:vetting", code)
    messages.error(request, " ".join(form.non_field_errors()))
    return redirect("participants:vetting", code)


def _ask(request, initiative):
    count = rescreening.ask(initiative, by=request.user)
    said = ngettext(
        "%(count)s person is looked for.", "%(count)s people are looked for.", count
    )
    messages.success(request, said % {"count": count})


def _act(request, code, person, verb, said):
    initiative, candidacy = _candidate(request, code, person)
    form = Form(request.POST)
    if not attempt(form, lambda: verb(candidacy, by=request.user)):
        return _show(request, initiative, candidacy, form, status=422)
    messages.success(request, said % {"code": candidacy.person.name})
    return redirect("participants:screening", code, person)


def _onward(request, initiative, candidacy):
    """What she said is signed: on to the next, about the same person first."""
    where = (initiative.code, candidacy.person.code)
    way = next_turn(request, initiative, where[1])
    return redirect(way or address("participants:screening", *where))


def _back(_request, initiative, candidacy):
    return redirect("participants:screening", initiative.code, candidacy.person.code)


def _of_judgement(request, code, person, pk, verb, said, then=_back):
    initiative, candidacy = _candidate(request, code, person)
    judgement, form = judgements.find(candidacy, pk), Form(request.POST)
    if judgement is None:
        way = address("participants:screening", code, person)
        raise Gone(_("It was set aside meanwhile."), way=way)
    if not attempt(form, lambda: verb(judgement, candidacy, by=request.user)):
        return _show(request, initiative, candidacy, form, status=422)
    messages.success(request, said)
    return then(request, initiative, candidacy)


def _candidate(request, code, person):
    """The table and the candidacy of an address, for its vetting officers."""
    initiative = find(request, code)
    # First: else who may not vet people could count them by trying code names.
    if Action.VET not in policy.actions(request.user, initiative.pk):
        raise policy.Refused(request.user, Action.VET, initiative)
    found = people.find(initiative, person, by=request.user)
    if found is None:
        raise Http404
    return initiative, found


def _is_barred(request, candidacy):
    return request.user.pk in dossier.around(candidacy).barred


def _hit(request, candidacy, number):
    """An entry by its place on the page before; none while the vault is locked."""
    row = looks.find(candidacy, by=request.user)
    looked = request.keyring.read(looks.read, row) if row else None
    hits = [*looked.hits, *looked.hers] if looked else []
    if row is None or (looked and number > len(hits)) or number < 1:
        raise Http404
    return hits[number - 1] if looked else None


def _beside(request, initiative, candidacy, hit, number, form):
    known = request.keyring.read(looks.known, candidacy)
    entry = request.keyring.read(_entry, hit, initiative) if hit else None
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "known": known,
        "hit": hit,
        "entry": entry,
        "number": number,
        "form": form,
        "barred": _is_barred(request, candidacy),
    }
    status = 422 if form.errors else 200
    return page(request, "participants/judgement.html", context, status=status)


def _entry(hit, initiative, *, by):
    return looks.entry_of(hit, initiative, by=by)


def _show(request, initiative, candidacy, refused=None, status=200):
    row = looks.find(candidacy, by=request.user)
    looked = request.keyring.read(looks.read, row) if row else None
    gate, lists = clearance.gate(candidacy), list(watchlists.in_force())
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "row": row,
        "gate": gate,
        "looked": looked,
        "lists": lists,
        "stale": bool(row) and looks.is_stale(row, candidacy.person, gate.edition),
        "barred": _is_barred(request, candidacy),
        "refused": refused,
    }
    whole, part = "participants/screening.html", "participants/_screening.html"
    return page(request, whole, context, partial=part, status=status)
