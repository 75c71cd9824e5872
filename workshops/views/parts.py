"""Putting a pack together: its parts, their order, the words facilitators add; and what donors may read."""

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from trackii.exports import Download
from trackii.http import page, sent
from trackii.policy import Action
from trackii.sending import Once, attempt, meanwhile
from workshops import briefings, contents
from workshops.models import Briefing
from workshops.pack_forms import PartForm
from workshops.views.round import find_round, frame_round


@require_safe
def pack(request, code, number, audience):
    return _show(request, _find(request, code, number, audience), audience)


@require_POST
def arrange_part(request, code, number, audience, key, verb):
    """One place up or down, out of the pack, or in again."""
    workshop, act = _find(request, code, number, audience), getattr(contents, verb)
    form = Form(request.POST)
    if attempt(form, lambda: act(workshop, audience, key, by=request.user)):
        messages.success(request, _("The parts stand as you put them."))
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("workshops:pack", code, number, audience)


@require_http_methods(["GET", "HEAD", "POST"])
def write_part(request, code, number, audience, key):
    workshop = _find(request, code, number, audience)
    part, form, begun = _written(request, workshop, audience, key)
    act = partial(contents.write, workshop, audience, key, by=request.user)
    if request.method == "POST" and attempt(
        form, lambda words, read: act(words=words, seen=read)
    ):
        messages.success(request, _("Kept, sealed. The next edition says it."))
        return redirect("workshops:pack", code, number, audience)
    context = frame_round(request, workshop, "workshops:briefings")
    context |= {"form": form, "part": part} | meanwhile(form, begun, begun["read"])
    status = 422 if form.errors else 200
    return page(request, "workshops/write_part.html", context, status=status)


def _written(request, workshop, audience, key):
    """The part, and its form as it stands now."""
    part = contents.part(audience, key)
    if part is None or not part.written:
        raise Http404
    draft = contents.of(workshop, audience)
    words = contents.read(draft, by=request.user).get(key, "")
    begun = {"words": words, "read": contents.mark(draft)}
    return part, PartForm(sent(request), initial=begun, label=part.title), begun


@require_POST
def clear_for(request, code, number, audience):
    workshop, form = _find(request, code, number, audience), Once(request.POST)
    act = partial(briefings.clear, workshop, by=request.user, audience=audience)
    if not attempt(form, act):
        return _show(request, workshop, audience, form, status=422)
    messages.success(request, _("Cleared. The pages are being made."))
    return redirect("workshops:briefings", code, number)


@require_safe
def donors(request, code):
    """What may be told to who may know nobody: every issued pack of counts."""
    initiative = find(request, code)
    insist(request, Action.READ_RELEASED, initiative)
    packs = briefings.for_donors(initiative, by=request.user)
    context = frame(request, initiative, "workshops:workshops") | {"packs": packs}
    return page(request, "workshops/donors.html", context)


@require_safe
def counts(request, code, number, edition):
    """One of them, as a file."""
    initiative = find(request, code)
    insist(request, Action.READ_RELEASED, initiative)
    found = Briefing.objects.allowing(Action.READ_RELEASED, request.user)
    found = found.filter(initiative=initiative, audience="donor", edition=edition)
    made = get_object_or_404(found, workshop__number=number)
    content = briefings.read(made, by=request.user)
    return Download(
        content, name=f"{code}-{number}-counts-{edition}.pdf", kind="application/pdf",
        of=made, by=request.user,
    )  # fmt: skip


def _find(request, code, number, audience):
    """The round, for who may make packs for this audience."""
    workshop = find_round(request, code, number, Action.BRIEF)
    if audience not in contents.PARTS:
        raise Http404
    for action in contents.MAKES[audience]:
        insist(request, action, workshop.initiative)
    return workshop


def _show(request, workshop, audience, form=None, status=200):
    draft = contents.of(workshop, audience)
    words = request.keyring.read(contents.read, draft)
    context = frame_round(request, workshop, "workshops:briefings") | {
        "audience": Briefing.Audience(audience),
        "parts": [
            (part, (words or {}).get(part.key)) for part in contents.chosen(draft)
        ],
        "left_out": contents.left_out(draft),
        "is_open": words is not None,
        "may_clear": briefings.may_clear(workshop),
        "form": form or Once(),
    }
    whole, part = "workshops/pack.html", "workshops/_pack.html"
    return page(request, whole, context, partial=part, status=status)
