"""Bringing a list: a file, what its columns are, what it says row by row, and taking it in."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from participants import duplicates, intake, people, sheets
from participants.models import Sheet
from trackii import policy
from trackii.http import address, page, sent
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Gone

GONE = gettext_lazy(
    "That list was taken in or thrown away before. Nothing was changed."
)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request, code):
    initiative = find(request, code)
    insist(request, Action.NOMINATE, initiative)
    form = intake.FileForm(sent(request), request.FILES or None)
    brought = []
    if request.method == "POST" and attempt(
        form, _bringing(request, initiative, brought)
    ):
        return redirect(brought[0])
    context = _asking(request, initiative) | {"form": form}
    status = 422 if form.errors else 200
    return page(request, "participants/bring.html", context, status=status)


def _asking(request, initiative):
    waiting = Sheet.objects.allowing(Action.NOMINATE, request.user).standing()
    context = frame(request, initiative, "participants:people")
    return context | {"waiting": waiting.filter(initiative=initiative)}


def _bringing(request, initiative, brought):
    return lambda file: brought.append(
        sheets.bring(initiative, by=request.user, content=file)
    )


@require_safe
def sheet(request, code, pk):
    return _show(request, *_find(request, code, pk))


@require_POST
def arrange(request, code, pk):
    """Say what the columns are; the page that follows says what that makes of the rows."""
    initiative, found = _find(request, code, pk)
    letters = people.sides(initiative)
    listed = sheets.read(found, by=request.user)
    form = intake.ArrangeForm(request.POST, listed=listed, sides=letters)
    if not attempt(form, _arranging(request, found, form)):
        return _show(request, initiative, found, arranging=form, status=422)
    messages.success(request, _("Below stands what that makes of the rows."))
    return redirect(found)


def _arranging(request, found, form):
    return lambda side_for_all, case_for_all, **_columns: sheets.arrange(
        found,
        by=request.user,
        columns=form.columns,
        side=side_for_all,
        case=case_for_all,
    )


@require_POST
def take_in(request, code, pk):
    """All of it that was not left out, or nothing."""
    initiative, found = _find(request, code, pk)
    rows = _rows(request, initiative, sheets.read(found, by=request.user))
    without = _left_out(request, rows)
    chosen = [row for row in rows if row.number not in without]
    form = intake.TakingForm(request.POST, shows=intake.shows(found, rows))
    if not attempt(form, _taking(request, found, chosen)):
        return _show(request, initiative, found, refused=form, status=422)
    messages.success(request, _put_forward(len(chosen)))
    return redirect("participants:people", code)


def _taking(request, found, chosen):
    newcomers = intake.insist(chosen)
    read = sheets.edition(found)
    return lambda **_seen: sheets.take_in(
        found, by=request.user, newcomers=newcomers(), read=read
    )


def _put_forward(count):
    said = ngettext("%(count)d is put forward.", "%(count)d are put forward.", count)
    return said % {"count": count}


@require_POST
def throw_away(request, code, pk):
    initiative, found = _find(request, code, pk)
    form = Form(request.POST)
    if not attempt(form, lambda: sheets.throw_away(found, by=request.user)):
        return _show(request, initiative, found, refused=form, status=422)
    messages.success(request, _("The list is wiped. Nobody on it was put forward."))
    return redirect("participants:people", code)


def _find(request, code, pk):
    initiative = find(request, code)
    if Action.NOMINATE not in policy.actions(request.user, initiative.pk):
        raise policy.Refused(request.user, Action.NOMINATE, initiative)
    visible = Sheet.objects.allowing(Action.NOMINATE, request.user).standing()
    found = visible.filter(initiative=initiative, pk=pk).select_related("brought_by")
    if brought := found.first():
        brought.initiative = initiative
        return initiative, brought
    if request.method == "POST":
        raise Gone(GONE, way=address("participants:bring", code))
    raise Http404


def _rows(request, initiative, listed, letters=None):
    """What the list says, and who on it might be there already."""
    if not listed.mapped:
        return []
    rows = intake.read(listed, letters or people.sides(initiative))
    there = duplicates.everybody(initiative, by=request.user)
    intake.compare(rows, there)
    return rows


def _show(request, initiative, found, *, arranging=None, refused=None, status=200):
    listed = request.keyring.read(sheets.read, found)
    letters = people.sides(initiative)
    rows = _rows(request, initiative, listed, letters) if listed else []
    context = frame(request, initiative, "participants:people") | {
        "sheet": found,
        "listed": listed,
        "form": arranging or _asked(listed, letters),
        "asking": [row for row in rows if row.asks],
        "clean": [row for row in rows if not row.asks],
        "wrong": any(row.errors for row in rows),
        "refused": refused,
        "left_out": _left_out(request, rows),
        "shows": intake.shows(found, rows) if rows else "",
    }
    return page(request, "participants/sheet.html", context, status=status)


def _left_out(request, rows):
    ticked = request.POST.getlist("without")
    return [row.number for row in rows if str(row.number) in ticked]


def _asked(listed, letters):
    if listed is None:
        return None
    return intake.ArrangeForm(listed=listed, sides=letters)
