"""Who comes how and is paid what, and the list for the house."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trackii.exports import Download
from trackii.http import address, buttons, page, sent, sure
from trackii.policy import Action
from trackii.sending import attempt
from workshops import journeys
from workshops import logistics as lists
from workshops.journey_forms import EditionForm, JourneyForm
from workshops.models import Journey
from workshops.views.round import find_round, find_seat, frame_round


@require_safe
def logistics(request, code, number):
    workshop = find_round(request, code, number, Action.READ_PEOPLE)
    return _show(request, workshop)


@require_http_methods(["GET", "HEAD", "POST"])
def note_journey(request, code, number, who):
    workshop, seat = find_seat(request, code, number, who)
    form = JourneyForm(sent(request), initial=_begun(request, seat))
    if request.method == "POST" and attempt(
        form, lambda **given: _note(seat, request.user, given)
    ):
        messages.success(request, _("The journey is noted."))
        return redirect("workshops:logistics", code, number)
    context = frame_round(request, workshop, "workshops:logistics")
    context |= {"form": form, "seat": seat}
    status = 422 if form.errors else 200
    return page(request, "workshops/journey.html", context, status=status)


def _begun(request, seat):
    journey = journeys.of(seat)
    if journey is None:
        return {"edition": 0}
    [words] = journeys.read([journey], by=request.user)
    return JourneyForm.begun(journey, *words)


def _note(seat, by, given):
    journeys.note(seat, by=by, **JourneyForm.parts(given))


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request, code, number, who, verb):
    """An officer clears a payment or stops it; somebody else notes that it was made."""
    step = journeys.FLOW.steps[verb]
    workshop = find_round(request, code, number, step.needs)
    journey = _journey(request, workshop, who, step.needs)
    if request.method != "POST":
        return _ask(request, workshop, step, journey)
    form, act = EditionForm(request.POST), getattr(journeys, verb)
    if not attempt(form, lambda **given: act(journey, by=request.user, **given)):
        return _show(request, workshop, form, status=422)
    words = {"code": who.upper(), "state": journey.get_state_display().lower()}
    messages.success(request, _("%(code)s: %(state)s.") % words)
    return redirect("workshops:logistics", code, number)


def _ask(request, workshop, step, journey):
    """The page before what is not taken back."""
    back = address("workshops:logistics", workshop.initiative.code, workshop.number)
    loss = _("What was paid stands: neither the sum nor who cleared it is changed.")
    form = EditionForm(initial={"edition": journey.edition})
    return sure(request, step, loss=loss, back=back, form=form)


def _journey(request, workshop, who, action):
    rows = Journey.objects.allowing(action, request.user)
    rows = rows.select_related("seat__candidacy__person", "seat__workshop__initiative")
    found = rows.filter(seat__workshop=workshop, seat__candidacy__person__code=who)
    if not (journey := found.first()):
        raise Http404
    return journey


@require_safe
def needs_list(request, code, number):
    """What the house has to know of its guests, as a file to hand over."""
    workshop = find_round(request, code, number, Action.INVITE)
    content = lists.draw(workshop, by=request.user)
    name = f"{code}-{number}-food-and-access.pdf"
    return Download(
        content, name=name, kind="application/pdf", of=workshop, by=request.user
    )


def _show(request, workshop, form=None, status=200):
    seats = lists.coming(workshop)
    found = lists.lines(seats)
    known = request.keyring.read(lists.opened, found)
    context = frame_round(request, workshop, "workshops:logistics") | {
        "rows": [_row(request, line) for line in found],
        "is_open": known is not None,
        "needs": request.keyring.read(lists.needs, seats),
        "form": form,
    }
    return page(request, "workshops/logistics.html", context, status=status)


def _row(request, line):
    """One who comes, with what may be done about her payment."""
    where = line.seat.workshop.initiative.code, line.seat.workshop.number
    code = line.seat.candidacy.person.code
    steps = journeys.FLOW.open_to(request.user, line.journey) if line.journey else []
    return {
        "line": line,
        "name": line.seat.candidacy.person.name,
        "url": address("workshops:note_journey", *where, code),
        "steps": buttons(steps, "workshops", *where, code),
    }
