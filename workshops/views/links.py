"""Private links as the team sees them: sent, renewed, taken back, answered."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from dialogues.views.table import insist
from participants import addresses
from trackii.http import address, page, sent, sure
from trackii.policy import Action
from trackii.sending import attempt
from trackii.states import Step
from workshops import circulation, handouts, invitations, visits
from workshops.forms import DaysForm
from workshops.models import Briefing, Review, Seat, Summary
from workshops.views.round import (
    find_round,
    find_scope,
    find_seat,
    frame_round,
    tell_misplaced,
)

REVOKE = Step("revoke", {"live"}, "revoked", Action.INVITE,
              gettext_lazy("Take the link back"), asks=True)  # fmt: skip
SEND = Step("offer", {"offered"}, "offered", Action.INVITE,
            gettext_lazy("Send links"), asks=True)  # fmt: skip
LOSS = gettext_lazy(
    "It opens nothing from then on. What was answered by it stays; another can be sent."
)
LEFT_OUT = gettext_lazy(
    "Whose address was changed is left out: look at it on the page of that seat's link."
)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request, code, number, who):
    """One seat's link: send it, or another in its place."""
    workshop, seat = find_seat(request, code, number, who)
    change = addresses.changed(seat.candidacy.person)
    form, by = DaysForm(sent(request), change=change), request.user
    if request.method == "POST" and attempt(
        form, lambda **given: invitations.send(seat, by=by, **given)
    ):
        messages.success(request, _("A link goes within forty minutes."))
        return redirect("workshops:link", code, number, who)
    written = request.keyring.read(invitations.read_words, seat)
    may_send = workshop.state in invitations.OPEN
    return _show(request, workshop, seat, form, written=written, may_send=may_send)


@require_http_methods(["GET", "HEAD", "POST"])
def send_links(request, code, number):
    """To everybody who waits for one; how many that are is said before they go."""
    workshop = find_round(request, code, number, Action.INVITE)
    if request.method != "POST":
        return _count(request, workshop)
    going = invitations.send_all(workshop, by=request.user)
    said = ngettext(
        "%(count)d link goes within forty minutes.",
        "%(count)d links go within forty minutes.",
        going,
    )
    messages.success(request, said % {"count": going})
    return redirect("workshops:seats", code, number)


def _count(request, workshop):
    waiting = invitations.unsent(workshop, by=request.user)
    said = ngettext(
        "%(count)d person gets a letter with a private link.",
        "%(count)d people get a letter with a private link each.",
        len(waiting),
    )
    loss = said % {"count": len(waiting)}
    if invitations.doubtful(workshop):
        loss = f"{loss} {LEFT_OUT}"
    back = address("workshops:seats", workshop.initiative.code, workshop.number)
    names = [seat.candidacy.person.name for seat in waiting]
    return sure(request, SEND, loss=loss, back=back, more=names)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, code, number, who):
    _workshop, seat = find_seat(request, code, number, who)
    if request.method != "POST":
        back = address("workshops:link", code, number, who)
        return sure(request, REVOKE, loss=LOSS, back=back)
    invitations.revoke(seat, by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("workshops:link", code, number, who)


@require_http_methods(["GET", "HEAD", "POST"])
def review_link(request, code, number, pk):
    """The link of one review; the two words are shown on this answer and never again."""
    workshop, review = _review(request, code, number, pk)
    change = addresses.changed(review.seat.candidacy.person)
    form, told, by = DaysForm(sent(request), change=change), [], request.user
    if request.method == "POST" and attempt(
        form, lambda **given: told.append(circulation.send(review, by=by, **given))
    ):
        form = DaysForm()
    may_send = review.summary.state == Summary.State.PARTICIPANT_REVIEW
    return _show(request, workshop, review, form, told=told, may_send=may_send)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_review(request, code, number, pk):
    _workshop, review = _review(request, code, number, pk)
    if request.method != "POST":
        back = address("workshops:review_link", code, number, pk)
        return sure(request, REVOKE, loss=LOSS, back=back)
    circulation.revoke(review, by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("workshops:review_link", code, number, pk)


@require_safe
def objections(request, code, number):
    """What was objected to, for who must put it right: not by whom."""
    workshop, session, _known = find_scope(request, code, number, Action.READ_NOTES)
    visible = Summary.objects.allowing(Action.READ_NOTES, request.user)
    rows = visible.exclude(state="recalled").filter(session=session)
    read = request.keyring.read(
        circulation.objections, get_object_or_404(rows, workshop=workshop)
    )
    context = frame_round(request, workshop, "workshops:summary") | {"said": read}
    return page(request, "workshops/objections.html", context)


@require_POST
def hand_out(request, code, number, edition):
    """A pack, to everybody who accepted and has an open link."""
    workshop = find_round(request, code, number, Action.BRIEF)
    visible = Briefing.objects.allowing(Action.BRIEF, request.user)
    theirs = visible.filter(workshop=workshop, audience="participant")
    pack = get_object_or_404(theirs, edition=edition)
    count = handouts.hand_out(pack, by=request.user)
    said = ngettext("Handed out to %(count)d.", "Handed out to %(count)d.", count)
    messages.success(request, said % {"count": count})
    tell_misplaced(request, workshop)
    return redirect("workshops:briefings", code, number)


def _review(request, code, number, pk):
    """Who sends a draft knows the address, and has read the draft."""
    workshop, session, _known = find_scope(request, code, number, Action.INVITE)
    insist(request, Action.READ_NOTES, workshop.initiative)
    found = Review.objects.allowing(Action.INVITE, request.user)
    rows = found.select_related("summary__workshop__initiative", "summary__session",
                                "seat__candidacy__person")  # fmt: skip
    rows = rows.filter(summary__workshop=workshop, summary__session=session)
    return workshop, get_object_or_404(rows, pk=pk)


def _number(row):
    return row.workshop.number if isinstance(row, Seat) else row.summary.number


def _show(request, workshop, row, form, **more):
    """The page of one link, whether a seat's or a review's."""
    a_seat = isinstance(row, Seat)
    here = "workshops:seats" if a_seat else "workshops:summary"
    revoking = "workshops:revoke" if a_seat else "workshops:revoke_review"
    context = (
        frame_round(request, workshop, here)
        | more
        | {
            "row": row,
            "form": form,
            "link": visits.links_about(row.pk).get(row.pk),
            "who": (row if a_seat else row.seat).candidacy.person,
            "a_seat": a_seat,
            "revoke": address(revoking, workshop.initiative.code, _number(row), row.pk),
        }
    )
    status = 422 if form.errors else 200
    return page(request, "workshops/link.html", context, status=status)
