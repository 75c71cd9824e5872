"""Briefing packs being made and issued, and the letters of an initiative."""

from itertools import groupby

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from trackii.exports import Download
from trackii.http import address, leaf, page, sure
from trackii.labels import listed, words
from trackii.outbox import letters as outbox
from trackii.outbox.models import Letter
from trackii.policy import Action
from trackii.sending import Once, attempt
from trackii.states import Gone, Step
from workshops import briefings, handouts, reminders
from workshops.models import Briefing
from workshops.views.round import find_round, frame_round

RECALL = Step("recall_pack", (), "", Action.BRIEF, _lazy("Recall the pack"), asks=True)
_KIND, _STATE = Letter._meta.get_field("kind"), Letter._meta.get_field("state")
LOSS = _lazy(
    "No private link opens it any more. What somebody printed or saved stays with her: tell"
    " those who have a copy. It is not put back; clear a new edition."
)


@require_safe
def packs(request, code, number):
    return _show(request, find_round(request, code, number, Action.BRIEF))


@require_POST
def clear(request, code, number):
    workshop = find_round(request, code, number, Action.BRIEF)
    form = Once(request.POST)
    if not attempt(form, lambda: briefings.clear(workshop, by=request.user)):
        return _show(request, workshop, form, status=422)
    messages.success(request, _("Cleared. The pages are being made."))
    return redirect("workshops:briefings", code, number)


@require_safe
def pages(request, code, number, edition):
    workshop = find_round(request, code, number, Action.BRIEF)
    visible = Briefing.objects.allowing(Action.BRIEF, request.user)
    pack = get_object_or_404(visible, workshop=workshop, edition=edition)
    content = briefings.read(pack, by=request.user)
    name = f"{workshop.initiative.code}-{workshop.number}-briefing-{edition}.pdf"
    return Download(
        content, name=name, kind="application/pdf", of=pack, by=request.user
    )


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request, code, number, edition):
    """Take a pack back from every link it was handed to."""
    workshop = find_round(request, code, number, Action.BRIEF)
    visible = Briefing.objects.allowing(Action.BRIEF, request.user)
    pack = get_object_or_404(visible, workshop=workshop, edition=edition)
    if request.method != "POST":
        back = address("workshops:briefings", code, number)
        return sure(request, RECALL, loss=LOSS, back=back)
    briefings.recall(pack, by=request.user)
    messages.success(request, _("The pack is recalled: no link opens it any more."))
    return redirect("workshops:briefings", code, number)


@require_safe
def letters(request, code):
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    asked = {name: request.GET.get(name, "") for name in ("state", "kind")}
    found = leaf(outbox.of(initiative.pk, **asked), request.GET.get("page"))
    context = frame(request, initiative, "workshops:letters") | {
        "page_obj": found,
        "rows": list(_collapsed(_rows(found.object_list))),
    }
    stuck = (outbox.STUCK, _("To be looked at"))
    context |= {"states": [*Letter.State.choices, stuck], "kinds": Letter.Kind.choices}
    context |= {"query": urlencode(asked), "counts": _counts(initiative), **asked}
    return page(request, "workshops/letters.html", context)


def _counts(initiative):
    """How many letters there are of each state, in the order of their way."""
    known = outbox.counted(initiative.pk)
    return [(label, known[s]) for s, label in Letter.State.choices if s in known]


SAID = {
    "keep_back": _lazy("It does not go until somebody lets it."),
    "let_go": _lazy("It goes on its day, or soon if that has passed."),
    "send_now": _lazy("It goes within the next minutes."),
}
HOLD, GO = ("keep-back", _lazy("Hold")), ("let-go", _lazy("Let it go"))
NOW, AGAIN = ("send-now", _lazy("Send now")), ("resend", _lazy("Send once more"))
DECIDED = (("went", _lazy("It went")), ("again", _lazy("Send it again")))
HANDLED = {"due": (HOLD, NOW), "held": (GO, NOW)}


def _steps(letter):
    """What may be done about one letter by hand: by the address of each, below its own."""
    if letter.state in Letter.STUCK:
        return DECIDED
    if letter.state == Letter.State.SENT and letter.kind == Letter.Kind.REMINDER:
        return (AGAIN,)
    return HANDLED.get(letter.state, ()) if letter.person else ()


def _rows(letters):
    """The letters of one page, each with the round it speaks of and whose it is."""
    places = reminders.seats_of(letters)
    kinds, states = words(_KIND), words(_STATE)
    return [
        {
            "pk": letter.pk,
            "about": listed(filter(None, (kinds[letter.kind], about))),
            "whose": whose,
            "state": letter.state,
            "label": states[letter.state],
            "due_at": letter.due_at,
            "sent_at": letter.sent_at,
            "steps": _steps(letter),
        }
        for letter in letters
        for about, whose in [places.get(letter.occasion, ("", "–"))]
    ]


def _collapsed(rows):
    """Letters that look alike, of one day, stand in one line; what is decided stands alone."""
    alike = ("about", "whose", "state")
    for _of, same in groupby(
        rows,
        key=lambda row: (
            row["state"] in Letter.STUCK and row["pk"], row["due_at"].date(),
            *(row[cell] for cell in alike),
        ),
    ):  # fmt: skip
        first, *more = same
        steps = () if more else first["steps"]  # of several, nobody can say which
        yield first | {"times": 1 + len(more), "steps": steps}


@require_POST
def settle_letter(request, code, pk, verb):
    """A letter nobody can be sure of: a person decides whether it went."""
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    letter = get_object_or_404(Letter.objects.of(initiative.pk), pk=pk)
    if letter.state not in Letter.STUCK:
        said = _("Somebody decided about this letter before. Nothing was changed.")
        raise Gone(said, way=address("workshops:letters", initiative.code))
    outbox.settle(letter, went=verb == "went", by=request.user)
    messages.success(request, _("Noted."))
    return redirect("workshops:letters", initiative.code)


@require_POST
def take_letter(request, code, pk, verb):
    """Hold a participant's letter, let it go, or have it go at once."""
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    letter = _to_a_participant(initiative, pk)
    if not getattr(outbox, verb)(letter, by=request.user):
        said = _("It went, or was cancelled, before you pressed. Nothing was changed.")
        raise Gone(said, way=address("workshops:letters", initiative.code))
    messages.success(request, SAID[verb])
    return redirect("workshops:letters", initiative.code)


def _to_a_participant(initiative, pk):
    """What goes to colleagues is the house's own."""
    rows = Letter.objects.of(initiative.pk).exclude(person=None)
    return get_object_or_404(rows, pk=pk)


@require_POST
def resend(request, code, pk):
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    letter, form = _to_a_participant(initiative, pk), Form(request.POST)
    if attempt(form, lambda: reminders.resend(letter, by=request.user)):
        messages.success(request, _("It goes once more."))
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("workshops:letters", initiative.code)


def _show(request, workshop, form=None, status=200):
    packs = list(workshop.briefings.select_related("cleared_by"))
    context = frame_round(request, workshop, "workshops:briefings") | {
        "packs": packs,
        "waiting": any(pack.state == Briefing.State.CLEARED for pack in packs),
        "copies": handouts.copies(workshop),
        "form": form or Once(),
        "may_clear": briefings.may_clear(workshop),
    }
    whole, part = "workshops/briefings.html", "workshops/_briefings.html"
    return page(request, whole, context, partial=part, status=status)
