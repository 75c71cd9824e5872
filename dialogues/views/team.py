"""The team of an initiative, its keys, and what was done."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dialogues import absences, custody, keyholders, keys, ledger, team
from dialogues.forms import NameForm, NarrowForm
from dialogues.models import Membership
from dialogues.views.table import find, frame, insist
from trackii.http import address, leaf, page
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone

CHANGES = {
    "sign": (team.sign, gettext_lazy("The change of role is signed.")),
    "name_leaving": (
        team.name_leaving,
        gettext_lazy("It waits for a second signature."),
    ),
    "take_back": (team.take_back, gettext_lazy("It is taken back.")),
    "release": (
        team.release,
        gettext_lazy("The role has ended, and its keys with it."),
    ),
}

GONE = gettext_lazy("That naming was taken back before. Nothing was changed.")


@require_safe
def members(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_BRIEF, initiative)
    return _show(request, initiative)


@require_safe
def days(request, code):
    """Whether other tables are told which days are taken here, and are asked."""
    initiative = find(request, code)
    insist(request, Action.READ_BRIEF, initiative)
    context = frame(request, initiative, "dialogues:team")
    return page(request, "dialogues/days.html", context)


@require_POST
def take_days(request, code, verb):
    initiative = find(request, code)
    absences.take(initiative, verb, by=request.user)
    messages.success(request, _("It is so from now on."))
    return redirect("dialogues:days", initiative.code)


@require_POST
def name(request, code):
    initiative = find(request, code)
    form = NameForm(request.POST, by=request.user)
    if not attempt(form, lambda **who: team.name(initiative, **who, by=request.user)):
        return _show(request, initiative, form, status=422)
    messages.success(request, _("Named. It waits for a second signature."))
    return redirect("dialogues:team", initiative.code)


@require_POST
def change(request, code, pk, verb):
    initiative = find(request, code)
    visible = Membership.objects.allowing(Action.VIEW, request.user)
    membership = visible.filter(initiative=initiative, pk=pk).first()
    if membership is None:
        raise Gone(GONE, way=address("dialogues:team", code))
    (act, said), form = CHANGES[verb], Form(request.POST)
    if not attempt(form, lambda: act(membership, by=request.user)):
        return _show(request, initiative, refused=form, status=422)
    messages.success(request, said)
    return redirect(membership)


@require_POST
def give(request, code, user):
    initiative = find(request, code)
    keys.give(initiative, user, by=request.user)
    messages.success(request, _("The keys are given."))
    return redirect("dialogues:team", initiative.code)


@require_safe
def record(request, code):
    initiative = find(request, code)
    insist(request, Action.READ_RECORD, initiative)
    form, entries = _narrowed(request, initiative)
    context = frame(request, initiative, "dialogues:record") | {
        "page_obj": entries,
        "actors": team.names({entry.actor for entry in entries}),
        "form": form,
    }
    return page(request, "dialogues/record.html", context)


def _narrowed(request, initiative):
    """How the record is narrowed, and one page of it."""
    offered = {"team": ledger.team(initiative), "done": ledger.done(initiative)}
    form = NarrowForm(request.GET or None, **offered)
    found = ledger.narrowed(initiative, **form.chosen())
    return form, leaf(found, request.GET.get("page"))


def _seats(request, initiative, can):
    """Everybody on the team, each with what the reader may do next."""
    rows = []
    for holder in keyholders.team(initiative):
        seat = holder.seat
        seat.initiative = initiative
        step, back = team.step(seat, request.user, staffs="staff" in can)
        row = {"seat": seat, "words": holder.words, "step": step, "goes_back": back}
        rows.append(row)
    return rows


def _show(request, initiative, form=None, refused=None, status=200):
    context = frame(request, initiative, "dialogues:team")
    context |= {
        "seats": _seats(request, initiative, context["can"]),
        "holders": keyholders.table(initiative),
        "custody": custody.stands(initiative),
        "owed": request.keyring.read(keys.owed_at, initiative) or [],
        "form": form or NameForm(by=request.user),
        "refused": refused,
    }
    whole, part = "dialogues/team.html", "dialogues/_team.html"
    return page(request, whole, context, partial=part, status=status)
