"""The texts participants are asked to agree to, and what one of them agreed to."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues import destruction
from dialogues.views.table import find, frame, insist
from participants import (
    addresses,
    folders,
    leaving,
    papers,
    people,
    undertakings,
    wishes,
    wordings,
)
from participants.models import Undertaking, Wording
from participants.own_forms import Availability, LinkForm, RecordForm, WordingForm
from trackii.http import address, page, sent, sure
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Step

REVOKE = Step("revoke", {"live"}, "revoked", Action.INVITE,
              gettext_lazy("Take the link back"), asks=True)  # fmt: skip
REVOKED = gettext_lazy("It opens nothing from then on. Another can be sent.")
LOSS = {
    "consent": gettext_lazy(
        "The candidacy ends here and now. Seats at rounds to come are given back, letters"
        " cancelled, links shut. That what is known of this person is destroyed waits for the"
        " signature of a second colleague, on the desk of who may destroy."
    ),
    "travel": gettext_lazy(
        "What was said and noted of travel, food and access is closed at once, and wiped"
        " within the hour unless a legal hold stands."
    ),
    "follow_up": gettext_lazy("Nothing is asked afterwards."),
}
PAPER = gettext_lazy(
    "It was taken back, and holds again from here. Sign only if you have seen the paper."
)
SEATS = gettext_lazy("Seats at rounds to come are given back, and letters cancelled.")


@require_safe
def texts(request, code):
    """Every text that can be asked for, and the edition that is."""
    initiative = _table(request, code)
    read = request.keyring.read(undertakings.texts, initiative)
    known = undertakings.current(initiative)
    rows = [_row(kind, known, read) for kind in Wording.Kind]
    context = frame(request, initiative, "participants:undertakings") | {"rows": rows}
    context["more"] = set(Wording.Kind.values) - set(known)
    return page(request, "participants/undertakings.html", context)


def _row(kind, known, read):
    return {
        "kind": kind, "wording": known.get(kind), "needed": kind in Wording.NEEDED,
        "words": read[kind][1] if read and kind in read else {},
    }  # fmt: skip


@require_POST
def ask_standard(request, code):
    """Ask for every text we ship, as it is."""
    initiative = _table(request, code)
    asked = wordings.write_standard(initiative, by=request.user)
    said = ngettext(
        "%(count)d text is asked for.", "%(count)d texts are asked for.", asked
    )
    messages.success(request, said % {"count": asked})
    return redirect("participants:undertakings", code)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, code, kind):
    """One text in every language: laid out first, then the next edition of it."""
    initiative, kind = _table(request, code), _kind(kind)
    form = WordingForm(sent(request), initial=_begun(request, initiative, kind))
    looks = form.looks()
    if form.is_bound and not looks and _written(request, initiative, kind, form):
        messages.success(request, _("The text is asked for in these words."))
        return redirect("participants:undertakings", code)
    context = frame(request, initiative, "participants:undertakings")
    context |= {"form": form, "kind": kind, "needed": kind in Wording.NEEDED}
    context |= _laid_out(request, initiative, kind, form) if looks else {}
    return page(request, "participants/wording.html", context, status=_status(form))


def _laid_out(request, initiative, kind, form):
    """The words as participants will read them, and how many are asked anew."""
    bound = wordings.given(initiative, kind, by=request.user)
    return {"laid_out": form.parts()["words"], "bound": bound}


def _written(request, initiative, kind, form):
    def act(**_given):
        wordings.write(initiative, kind, by=request.user, **form.parts())

    return attempt(form, act)


def _begun(request, initiative, kind):
    known = undertakings.texts(initiative, by=request.user).get(kind)
    if known is None:
        return undertakings.standard(kind) | {"edition": 0}
    wording, words = known
    return words | {"edition": wording.edition}


@require_http_methods(["GET", "HEAD", "POST"])
def own(request, code, person):
    """One participant's own page, as the team sees it: its link, what was given and said."""
    initiative, candidacy = _find(request, code, person)
    change, by, told = addresses.changed(candidacy.person), request.user, []
    form = LinkForm(sent(request), change=change)
    if request.method == "POST" and attempt(
        form, lambda **given: told.append(folders.send(candidacy, by=by, **given))
    ):
        form = LinkForm()
    return _show(request, initiative, candidacy, form, told)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, code, person):
    _initiative, candidacy = _find(request, code, person)
    if request.method != "POST":
        back = address("participants:own", code, person)
        return sure(request, REVOKE, loss=REVOKED, back=back)
    folders.revoke(candidacy, by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("participants:own", code, person)


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request, code, person, pk):
    """Given on paper, before a witness; for what was taken back another has to sign."""
    initiative, undertaking = _undertaking(request, code, person, pk)
    kind, form = undertaking.wording.kind, RecordForm(sent(request))
    again = undertakings.is_taken_back(undertaking.candidacy, kind)
    act = partial(papers.bring if again else undertakings.take_down, undertaking)
    if request.method == "POST" and attempt(form, partial(act, by=request.user)):
        return redirect("participants:own", code, person)
    context = frame(request, initiative, "participants:people")
    context |= {"form": form, "undertaking": undertaking, "again": again}
    context |= {"back": person}
    return page(request, "participants/take_down.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_paper(request, code, person, pk):
    """The second signature under a paper for what was taken back."""
    _initiative, undertaking = _undertaking(request, code, person, pk)
    if request.method != "POST":
        said = papers.read(undertaking, by=request.user)
        back = address("participants:own", code, person)
        step, lines = undertakings.FLOW.steps["sign_paper"], _lines(undertaking, said)
        return sure(request, step, loss=PAPER, back=back, more=lines)
    papers.sign(undertaking, by=request.user)
    messages.success(request, _("It is given again."))
    return redirect("participants:own", code, person)


def _lines(undertaking, said):
    words = {"name": said.name, "day": date_format(said.day), "witness": said.witness}
    return [
        undertaking.wording.get_kind_display(),
        _("Signed as %(name)s, %(day)s, witnessed by %(witness)s") % words,
    ]


@require_POST
def set_paper_aside(request, code, person, pk):
    _initiative, undertaking = _undertaking(request, code, person, pk)
    papers.set_aside(undertaking, by=request.user)
    messages.success(request, _("The paper is set aside; it stays taken back."))
    return redirect("participants:own", code, person)


@require_http_methods(["GET", "HEAD", "POST"])
def take_down_withdrawal(request, code, person, pk):
    """Somebody told the team; what follows, follows at once."""
    _initiative, undertaking = _undertaking(request, code, person, pk)
    if request.method != "POST":
        loss = LOSS.get(undertaking.wording.kind, SEATS)
        back = address("participants:own", code, person)
        step = undertakings.FLOW.steps["take_down_withdrawal"]
        return sure(request, step, loss=loss, back=back)
    leaving.withdraw(undertaking, by=request.user)
    messages.success(request, _("It is withdrawn."))
    return redirect("participants:own", code, person)


def _table(request, code):
    initiative = find(request, code)
    insist(request, Action.INVITE, initiative)
    return initiative


def _kind(name):
    if name not in Wording.Kind:
        raise Http404
    return Wording.Kind(name)


def _find(request, code, person):
    initiative = _table(request, code)
    found = people.find(initiative, person, by=request.user)
    if found is None:
        raise Http404
    return initiative, found


def _undertaking(request, code, person, pk):
    initiative, candidacy = _find(request, code, person)
    visible = Undertaking.objects.allowing(Action.INVITE, request.user)
    rows = visible.filter(candidacy=candidacy).select_related("wording", "initiative")
    found = get_object_or_404(rows, pk=pk)
    found.candidacy = candidacy
    return initiative, found


def _status(form):
    return 422 if form.errors else 200


def _show(request, initiative, candidacy, form, told=()):
    found = undertakings.of(candidacy)
    signed = request.keyring.read(undertakings.signatures, found) or [None] * len(found)
    context = frame(request, initiative, "participants:people") | {
        "candidacy": candidacy,
        "rows": list(zip(found, signed, strict=True)),
        "before": undertakings.earlier(candidacy).values(),
        "said": request.keyring.read(wishes.said, candidacy),
        "asked": destruction.asked_for("person", candidacy.person_id),
        "link": folders.link_of(candidacy),
        "may_send": candidacy.state in folders.MAY_HAVE,
        "answers": dict(Availability.ANSWERS),
        "form": form,
        "told": told,
    }
    return page(request, "participants/own.html", context, status=_status(form))
