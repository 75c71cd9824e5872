"""What the summary's page shows to whom: the room sees words, readers what is released."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Initiative
from trackii import policy
from trackii.http import buttons, page
from trackii.policy import Action
from workshops import (
    accounts,
    findings,
    keepings,
    notes,
    programme,
    reviews,
    summaries,
    walking,
)
from workshops.account_forms import WordsForm
from workshops.models import Summary, Workshop
from workshops.regimes import RULES
from workshops.views.round import frame_round

LOSSES = {
    "release": gettext_lazy(
        "Every reader of this initiative can open it from then on. Thirty days after it, and"
        " not before the round is closed, the notes it was written from are destroyed."
    ),
    "recall": gettext_lazy(
        "Nobody downloads it any more. What was downloaded stays out: the list of copies says who"
        " holds one and has to be told."
    ),
}
NOT_OVER = gettext_lazy(
    "This round is not closed. Nothing that is said in it from now on goes into this account."
)
MOST = 50  # findings of a kind that one page shows
AT_THE_GATE = ("take_over", "check", "second_read", "circulate", "release", "recall")


def show(request, scope, form=None, refused=None, stored=None, status=200):
    found, workshop = accounts.find(scope, by=request.user), scope.workshop
    may = policy.actions(request.user, workshop.initiative_id)
    context = frame_round(request, workshop, "workshops:summary") | {
        "summary": found,
        "form": form,
        "refused": refused,
        "stored": stored,
    }
    context |= _beside(scope, may)
    if found is None or (found.has_ended and found.state != Summary.State.RELEASED):
        context["ended"] = notes.end_of_room(workshop)
    if found is None or found.state == Summary.State.RECALLED:
        context["form"] = form or WordsForm()
    elif context.get("ended"):
        pass  # nothing of it opens, to nobody
    elif Action.READ_NOTES in may and found.state in summaries.INSIDE:
        context |= _room(request, found, form)
    else:
        context |= _outside(request, found, may)
    if found:
        context |= _process(request, found, context)
    whole, part = "workshops/summary.html", "workshops/_summary.html"
    return page(request, whole, context, partial=part, status=status)


def _beside(scope, may):
    """What this account is of, and the others of its round: a reader knows what is out."""
    begun = scope.begun
    team = Action.READ_BRIEF in may
    return {
        "account": scope.number,
        "session": scope.session,
        "parts": [part for part in begun if team or part.is_out],
        "obeys": programme.tightest(
            [scope.session] if scope.session else [part.session for part in begun]
        ),
        "has_begun": scope.has_begun if scope.session else bool(begun),
    }


def not_over(workshop):
    """What else to think of before a release, in sentences."""
    return [NOT_OVER] if workshop.state != Workshop.State.CLOSED else []


def overtaken(request, scope, found):
    """Saved elsewhere meanwhile: the stored edition beside the typed one, nothing lost."""
    stored = request.keyring.read(summaries.read_draft, found)
    given = request.POST.copy()
    given["edition"] = found.edition
    form = WordsForm(given)
    form.add_error(
        None, _("Another edition was saved meanwhile. It stands beside yours.")
    )
    return show(request, scope, form, stored=stored, status=409)


def _room(request, found, form):
    """The editor and what the check finds, for who is in the room."""
    try:
        read, trouble = request.keyring.read(findings.shown, found), None
    except ValidationError as refused:
        words = summaries.read_draft(found, by=request.user)
        read = findings.Looked(words, [])
        trouble = refused.messages[0]
    if read is None:  # locked, or no key: who reads nothing is told of no findings
        return {"in_room": True, "shut": True, "form": form}
    initial = {"words": read.words, "edition": found.edition}
    return _lists(request, found, read) | {
        "in_room": True,
        "is_author": found.written_by_id == request.user.pk,
        "words": read.words,
        "looked": read,
        "trouble": trouble,
        "form": form or WordsForm(initial=initial),
    }


def _lists(request, found, looked):
    """What is still open, in two lists, and what was kept; each as long as a page bears."""
    walk = walking.through(looked, request.user, found.authors)
    certain = [row for row in walk.waiting if row.is_certain and not row.kept]
    asked = [row for row in walk.waiting if not row.is_certain or row.kept]
    return {
        "walk": walk,
        "kept": [row for row in looked.kept if walk.is_resolved(row)],
        "certain": certain[:MOST],
        "doubtful": asked[:MOST],
        "more": len(certain[MOST:]) + len(asked[MOST:]),
        "may_decide": found.state in keepings.OPEN,
    }


def _outside(request, found, may):
    """What a convener is asked to release; what readers may open once it is."""
    if found.state == Summary.State.RELEASED and Action.READ_RELEASED in may:
        return {"released": request.keyring.read(summaries.read_released, found)}
    if found.proof is not None and Action.RELEASE in may:
        return {"proof": request.keyring.read(summaries.read_proof, found)}
    return {}


def _process(request, found, shown):
    where = (found.workshop.initiative.code, found.number)
    regime = shown["obeys"]
    return {
        "steps": []
        if shown.get("shut") or shown.get("ended")
        else _steps(request, found, shown, where),
        "waits_for": _waits_for(request, found, shown["can"]),
        "reviews": [
            {
                "review": each,
                "steps": buttons(steps, "workshops", *where, each.pk),
                "open": found.state == Summary.State.PARTICIPANT_REVIEW,
            }
            for each, steps in reviews.of(found, request.user)
        ],
        "regime": {"label": Initiative.Regime(regime).label, "rule": RULES[regime]},
        "signatures": _signatures(found),
    }


def _waits_for(request, found, can):
    """What a release waits for: an answer, or the hand of somebody else."""
    if "read_brief" not in can or found.state != Summary.State.PARTICIPANT_REVIEW:
        return ""
    own = "release" in can and reviews.took_answers(found, request.user)
    return reviews.waits_for(found) or (reviews.ANOTHER_RELEASES if own else "")


def _steps(request, found, shown, where):
    """What may be done with it, each knowing which edition was on this page."""
    offered = summaries.open_to(request.user, found)
    ready = [step for step in offered if step.verb not in _held(shown)]
    steps = [step for step in ready if step.verb in AT_THE_GATE]
    drawn = buttons(steps, "workshops", *where)
    for step in drawn:
        if step["asks"]:
            step["url"] += f"?edition={found.edition}"
    return drawn


def _held(shown):
    """Steps that wait for a finding: nobody is offered what would be refused."""
    if not (looked := shown.get("looked")):
        return set()
    open_ones = {"check"} if looked.unanswered or shown["trouble"] else set()
    return open_ones | ({"second_read"} if looked.left or shown["trouble"] else set())


def _signatures(found):
    return [
        {"who": found.written_by, "when": found.written_at, "label": _("wrote it")},
        {"who": found.second_read_by, "when": found.second_read_at,
         "label": _("second reader")},
        {"who": found.released_by, "when": found.released_at, "label": _("released")},
    ]  # fmt: skip
