"""Who sits with whom: groups over several rounds, a table, an order of speaking; for print, too."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from trackii import policy
from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import attempt
from workshops import arrangements, programme, regrouping, rooms
from workshops.group_forms import ApartForm, ArrangeForm, RegroupForm
from workshops.views.round import find_round, frame_round


@require_safe
def arrangement(request, code, number):
    return _show(request, find_round(request, code, number, Action.READ_BRIEF))


@require_POST
def arrange(request, code, number):
    workshop = find_round(request, code, number, Action.SCHEDULE)
    form = ArrangeForm(request.POST, third_party=arrangements.third_party(workshop))
    act = arrangements.arrange
    if not attempt(form, lambda **given: act(workshop, by=request.user, **given)):
        return _show(request, workshop, form=form, status=422)
    messages.success(request, _("The groups stand."))
    return redirect("workshops:arrangement", code, number)


@require_http_methods(["GET", "HEAD", "POST"])
def keep_apart(request, code, number):
    """Which two share no group and no corner of the table."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    apart = arrangements.read_apart(workshop, by=request.user)
    form = ApartForm(sent(request), initial={"pairs": ApartForm.lines(apart)})
    act = arrangements.keep_apart
    if request.method == "POST" and attempt(
        form, lambda pairs: act(workshop, pairs, by=request.user)
    ):
        messages.success(request, _("It is kept to. Arrange the groups anew."))
        return redirect("workshops:arrangement", code, number)
    context = frame_round(request, workshop, "workshops:arrangement") | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "workshops/keep_apart.html", context, status=status)


@require_safe
def groups(request, code, number, turn):
    """The groups of one turn, large, to be printed and put on a door."""
    workshop = find_round(request, code, number, Action.READ_BRIEF)
    made = arrangements.read(workshop, by=request.user)
    if made is None or not 1 <= turn <= len(made.rounds):
        raise Http404
    context = frame_round(request, workshop, "workshops:arrangement")
    context |= {"turn": turn, "groups": made.groups[turn - 1], "made": made,
                "turns": range(1, len(made.rounds) + 1)}  # fmt: skip
    return page(request, "workshops/groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def regroup(request, code, number, turn):
    """One person moved to another group of one turn, by hand."""
    workshop = find_round(request, code, number, Action.SCHEDULE)
    groups = _groups(request, workshop, turn)
    form = RegroupForm(sent(request), turn=turn, groups=groups)
    if request.method == "POST" and attempt(
        form,
        lambda **_given: regrouping.regroup(workshop, form.parts(), by=request.user),
    ):
        messages.success(request, _("The groups are changed."))
        return redirect("workshops:arrangement", code, number)
    return _ask(request, workshop, form, groups)


def _ask(request, workshop, form, groups):
    context = frame_round(request, workshop, "workshops:arrangement")
    context |= {"form": form, "turn": form.turn, "groups": groups}
    status = 422 if form.errors else 200
    return page(request, "workshops/regroup.html", context, status=status)


def _groups(request, workshop, turn):
    made = arrangements.read(workshop, by=request.user)
    if made is None or not 1 <= turn <= len(made.rounds):
        raise Http404
    return made.groups[turn - 1]


def _show(request, workshop, form=None, status=200):
    made = request.keyring.read(arrangements.read, workshop)
    third_party = arrangements.third_party(workshop)
    sessions = programme.sessions(workshop)
    context = frame_round(request, workshop, "workshops:arrangement") | {
        "made": made,
        "changed": arrangements.changed(workshop, made) if made else None,
        "speaking": _speaking(made, sessions),
        "moves": _moves(request, workshop),
        "too_large": _too_large(request, workshop, made),
        "open": workshop.state in arrangements.OPEN,
        "form": form or ArrangeForm(third_party=third_party),
    }
    return page(request, "workshops/arrangement.html", context, status=status)


def _speaking(made, sessions):
    """Which side is given the word when, session after session."""
    if made is None:
        return []
    return [(each, made.speaking(n)) for n, each in enumerate(sessions)]


def _moves(request, workshop):
    """Who was moved by hand, and why: a reason may name who is kept apart."""
    if Action.READ_PEOPLE not in policy.actions(request.user, workshop.initiative_id):
        return []
    return request.keyring.read(regrouping.read, workshop)


def _too_large(request, workshop, made):
    """The rounds of groups the rooms of the venue do not hold."""
    plan = request.keyring.read(rooms.plan_of, workshop) if made else None
    return rooms.too_large(plan, made.rounds) if plan else []
