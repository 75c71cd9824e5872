"""One candidacy, and the queue of those that wait for officers."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import find, frame, insist
from participants import (
    batches,
    boards,
    dormancy,
    dossier,
    people,
    queues,
    rescreening,
    signing,
    vetting,
)
from participants.forms import GroundsForm
from participants.models import Candidacy
from participants.sections import SECTIONS
from participants.views.candidate import find_candidacy
from trackii import policy
from trackii.http import address, buttons, leaf, page, sure
from trackii.policy import Action
from trackii.sending import attempt

LOSS = gettext_lazy(
    "The candidacy ends here. Seats at rounds to come are given back, reminders cancelled."
)


@require_safe
def queue(request, code):
    initiative = find(request, code)
    insist(request, Action.VET, initiative)
    rows = queues.waiting(initiative, by=request.user)
    waiting = leaf(rows, request.GET.get("page"))
    context = frame(request, initiative, "participants:vetting")
    context |= {"page_obj": waiting, "batches": _batches(), **_board(request, waiting)}
    context["first"] = _first(request.user, waiting)
    context["progress"] = rescreening.progress(initiative)
    whole, part = "participants/vetting.html", "participants/_rescreening.html"
    return page(request, whole, context, partial=part)


def _batches():
    """What may be done for several at once, each a page of its own."""
    every = batches.BATCHES.items()
    return [(verb, each.label) for verb, each in every if each.needs == Action.VET]


def _board(request, waiting):
    """The same page of the queue by state, where the address asks for it."""
    rows, states = list(waiting.object_list), Candidacy.State
    order = (states.NOMINATED, states.SOUNDED_OUT, states.IN_REVIEW, states.REFERRED)
    columns = boards.by_state(rows, [(each, each.label) for each in order], most=None)
    is_board = request.GET.get("as") == "board"
    return {
        "board": columns if is_board else None,
        "query": "as=board" if is_board else "",
    }


def _first(user, waiting):
    """Whom of this page a key leads to: the first who waits for her own word."""
    hands = ("nominated_by_id", "recommended_by_id")
    return next(
        (
            row["code"]
            for row in waiting
            if user.pk not in [row[hand] for hand in hands] and not row["is_near"]
        ),
        "",
    )


@require_safe
def candidacy(request, code, person):
    initiative, candidacy = find_candidacy(request, code, person)
    return _show(request, initiative, candidacy)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, code, person, verb):
    _initiative, candidacy = find_candidacy(request, code, person)
    step = vetting.FLOW.steps[verb]
    if request.method != "POST":
        return sure(request, step, loss=LOSS, back=candidacy.get_absolute_url())
    vetting.move(candidacy, verb, by=request.user)
    _say(request, candidacy)
    return redirect(candidacy)


@require_POST
def sign(request, code, person, verb):
    """Recommend, approve, hold or decline: what is signed has grounds."""
    initiative, candidacy = find_candidacy(request, code, person)
    form = GroundsForm(request.POST.copy())
    act = getattr(vetting, verb)
    if not attempt(form, lambda **given: act(candidacy, by=request.user, **given)):
        form.data["read"] = signing.edition(candidacy)  # what the page shows now
        return _show(request, initiative, candidacy, form, status=422)
    if verb == "recommend":
        messages.success(request, _("Your review is signed. Another officer decides."))
    else:
        _say(request, candidacy)
    return redirect(candidacy)


def _grounds(request, candidacy, mine=None):
    """Grounds as far as they were written, or her own review, which she may revise."""
    typed = request.POST.get("grounds", mine.recommendation if mine else "")
    return GroundsForm(initial={"grounds": typed, "read": signing.edition(candidacy)})


def _say(request, candidacy):
    words = {
        "code": candidacy.person.name,
        "state": candidacy.get_state_display().lower(),
    }
    messages.success(request, _("%(code)s is now %(state)s.") % words)


def _show(request, initiative, candidacy, form=None, refused=None, status=200):
    user, around = request.user, dossier.around(candidacy)
    steps = _steps(user, candidacy, around)
    first = vetting.may_recommend(user, candidacy, around.barred)
    grounds = request.keyring.read(signing.read, candidacy)
    revises = first and candidacy.recommended_by_id == user.pk
    known = request.keyring.read(people.read_one, candidacy)
    offered = _offered(steps, candidacy, bool(known), first)
    mine = grounds if revises else None
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "known": known,
        "sections": _sections(request, candidacy, known),
        "grounds": grounds,
        "may_recommend": first,
        "revises": revises,
        "refused": refused,
        "signatures": _signatures(candidacy),
        "form": form or (offered["signs"] and _grounds(request, candidacy, mine)),
        **_bearing(user, candidacy, around),
        **offered,
    }
    if "vet" in context["can"]:
        context["dossier"] = around
    whole, part = "participants/candidacy.html", "participants/_candidacy.html"
    return page(request, whole, context, partial=part, status=status)


def _steps(user, candidacy, around):
    """What this colleague may do about her, and about her coming at all for now."""
    about = vetting.open_to(user, candidacy, around.barred)
    coming = dormancy.open_to(user, candidacy)
    rests = candidacy.person.state == "dormant"
    return [*coming, *about] if rests else [*about, *coming]


def _bearing(user, candidacy, around):
    """What the rules of two signatures let this colleague do about her, and what not."""
    return {
        "may_resolve": vetting.may_resolve(user, candidacy, around.barred),
        "near": _near(user, around),
        "stuck": around.is_stuck(candidacy),
    }


def _near(user, around):
    """Why this colleague signs nothing about her, if there is a reason."""
    if user.pk in around.close:
        return "close"
    return "nominator" if user.pk in around.barred else ""


def _sections(request, candidacy, known):
    """What is known beside name and contacts, under what it is asked for with."""
    begun = vars(known.particulars) if known else {}
    where = (candidacy.initiative.code, candidacy.person.code)
    vets = Action.VET in policy.actions(request.user, candidacy.initiative_id)
    found = []
    for name, section in SECTIONS.items():
        rows, title = [*section.shown(begun, vets=vets)], {"title": section.title}
        step = _("Correct “%(title)s”") if rows else _("Note “%(title)s”")
        url = address("participants:correct_section", *where, name)
        found.append(title | {"rows": rows, "url": url, "step": step % title})
    return found


def _offered(steps, candidacy, is_known, first):
    """What a page offers: plain steps, and decisions of who was read."""
    where = (candidacy.initiative.code, candidacy.person.code)
    signing = [step for step in steps if step.verb in vetting.DECISIONS]
    plain = [
        step for step in steps if step.verb in (*vetting.PLAIN, *dormancy.FLOW.steps)
    ]
    return {
        "signs": is_known and bool(first or signing),
        "steps": buttons(plain, "participants", *where),
        "decisions": buttons(signing, "participants", *where),
    }


def _signatures(candidacy):
    first = {"who": candidacy.recommended_by, "when": candidacy.recommended_at}
    second = {"who": candidacy.decided_by, "when": candidacy.decided_at}
    return [first | {"label": _("reviewed")}, second | {"label": _("decided")}]
