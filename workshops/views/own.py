"""A participant's own pages: in by a private link, no account, no session of the house."""

from functools import wraps
from ipaddress import ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from trackii.exports import Download
from trackii.http import sent
from trackii.states import WrongState
from workshops import canvasses, circulation, guests, invitations, seating, visits
from workshops.date_forms import WhenForm
from workshops.forms import AnswerForm, CodeForm, ObjectForm, TwoWordsForm
from workshops.visits import CANVASS, INVITATION, OWN, REVIEW


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """The code, typed or brought by the address: it is sent by a press, never by itself."""
    with translation.override(_chosen(request) or _understood(request)):
        return _enter(request)


def _enter(request):
    form = CodeForm(sent(request))
    if form.is_valid() and (half := _admit(request, form)):
        response = redirect("own:matter")
        response.set_cookie(
            settings.LINK_COOKIE_NAME, half, secure=settings.SECURE, httponly=True,
            samesite="Strict",
        )  # fmt: skip
        return response
    context = {"form": form, "is_in": visits.find(_cookie(request)) is not None}
    return render(request, "own/enter.html", context, status=_status(form))


def _admit(request, form):
    """The cookie's half; or None, and the form says why."""
    try:
        return visits.enter(form.cleaned_data["code"], address=_address(request))
    except visits.TurnedAway as refused:
        if refused.of_no_use:
            form.data = {}  # room for the code
        form.add_error("code", str(refused))
        form.refused = refused.status
    return None


def _status(form):
    return getattr(form, "refused", 422) if form.errors else 200


def _address(request):
    """Whose tries are counted; nothing where an address tells nobody apart.

    An onion's daemon comes from an address of the house. Which host was asked for is the
    browser's own word, and counts for nothing.
    """
    address = get_adapter().get_client_ip(request)
    return address if ip_address(address).is_global else ""


def _chosen(request):
    """The language somebody switched to on these pages, if they are put into it."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in dict(settings.PREPARED_FOR) else None


def _understood(request):
    """What the browser of a stranger asks for: her own language is not known yet."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    asked = [name.partition("-")[0] for name, _weight in accepted]
    known = dict(settings.PREPARED_FOR)
    return next((name for name in asked if name in known), settings.LANGUAGE_CODE)


def _cookie(request):
    return request.COOKIES.get(settings.LINK_COOKIE_NAME, "")


def by_link(*kinds):
    """For who is in by a link of this kind: in her language, and with nobody's keyring."""

    def decorate(view):
        @login_not_required
        @wraps(view)
        def guarded(request, **kwargs):
            visit = visits.find(_cookie(request))
            if visit is None:
                return _outside(request)
            if visit.link.kind not in (kinds or visits.KINDS):
                raise Http404
            language = _chosen(request) or visits.language(visit)
            with visits.attended(visit), translation.override(language):
                return view(request, visit, **kwargs)

        return guarded

    return decorate


def _outside(request):
    """To the code. What was typed meanwhile stands there to be copied."""
    typed = request.POST.get("words", "")
    if not typed:
        return redirect("own:enter")
    context = {"form": CodeForm(), "typed": typed}
    with translation.override(_chosen(request) or _understood(request)):
        return render(request, "own/enter.html", context, status=409)


@require_safe
@by_link()
def matter(request, visit):
    if visit.link.kind == INVITATION:
        return _invitation(request, visit)
    if visit.link.kind == OWN:
        return _home(request, visit)
    if visit.link.kind == CANVASS:
        return _when(request, visit)
    return _draft(request, visit) if visit.has_words else _ask_words(request, visit)


@require_POST
@by_link(REVIEW, OWN)
def words(request, visit):
    """The two words that came by another way: five tries."""
    form = TwoWordsForm(request.POST)
    if form.is_valid():
        try:
            visits.say_words(visit, _cookie(request), form.cleaned_data["spoken"])
            return redirect("own:data" if visit.link.kind == OWN else "own:matter")
        except visits.TurnedAway as refused:
            form.add_error("spoken", str(refused))
    return _ask_words(request, visit, form)


@require_POST
@by_link(INVITATION)
def answer(request, visit, verb):
    form = AnswerForm(request.POST)
    take = {"accept": seating.accept_by_link, "decline": seating.decline_by_link}[verb]
    seat = invitations.seat_of(visit)
    if said(form, lambda **given: take(seat, by=visit.link, **given)):
        return redirect("own:matter")
    return _invitation(request, visit, form)


@require_POST
@by_link(REVIEW)
def agree(request, visit):
    if not visit.has_words:
        return redirect("own:matter")
    review, form = circulation.review_of(visit), Form(request.POST)
    if said(form, lambda: circulation.agree_by_link(review, by=visit.link)):
        return redirect("own:matter")
    return _draft(request, visit, form)


@require_POST
@by_link(REVIEW)
def object_(request, visit):
    if not visit.has_words:
        return redirect("own:matter")
    asked = circulation.read(visit)
    form, review = ObjectForm(request.POST, text=asked.text), asked.review
    object_to = circulation.object_by_link
    if said(form, lambda **given: object_to(review, by=visit.link, **given)):
        return redirect("own:matter")
    return _draft(request, visit, form)


def said(form, act):
    """Say it, or have the form tell why it cannot be said any more."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except WrongState:
        form.add_error(None, _("This is closed meanwhile: nothing can be answered."))
    except (ValidationError, visits.LinkShut) as refused:
        form.add_error(None, getattr(refused, "messages", None) or _("It is too late."))
    return not form.errors


@require_POST
@by_link(CANVASS)
def dates(request, visit):
    """Which dates she could keep, by the clock she lives by."""
    return _when(request, visit, request.POST)


@require_safe
@by_link(INVITATION)
def pack(request, visit):
    """The briefing pack that was handed out to her, as a file."""
    found = invitations.read_pages(visit)
    if found is None:
        raise Http404
    handout, content = found
    return Download(
        content, name="pages.pdf", kind="application/pdf", of=handout, by=visit.link
    )


@require_safe
@by_link(INVITATION)
def entry(request, visit):
    """A code name and when, for her own calendar."""
    found = invitations.read_entry(visit)
    if found is None:
        raise Http404
    seat, content = found
    kind = "text/calendar; charset=utf-8"
    return Download(content, name="entry.ics", kind=kind, of=seat, by=visit.link)


@login_not_required
@require_POST
def leave(request):
    visits.leave(_cookie(request))
    response = redirect("own:enter")
    response.delete_cookie(settings.LINK_COOKIE_NAME, samesite="Strict")
    return response


def _invitation(request, visit, form=None):
    found = invitations.read(visit)
    candidacy = found.seat.candidacy
    context = {"link": visit.link, "seat": found.seat, "offer": found.offer,
               "pack": found.pack, "joining": found.joining, "open": seating.takes_answers(found.seat, visit.link),
               "candidacy": candidacy, "short": guests.short(candidacy),
               "form": form or AnswerForm(initial={"words": found.words})}  # fmt: skip
    return render(
        request, "own/invitation.html", context, status=_status(context["form"])
    )


def _home(request, visit):
    """Her own page, where no round is: what she gave, what she can say, what is hers."""
    candidacy = guests.candidacy_of(visit)
    context = {"link": visit.link, "candidacy": candidacy, "seats": guests.seats_ahead(candidacy),
               "short": guests.short(candidacy)}  # fmt: skip
    return render(request, "own/home.html", context)


def _when(request, visit, given=None):
    row = canvasses.of(visit)
    asked, before = canvasses.read_by_link(row, seed=visit.keys.seed, by=visit.link)
    form = WhenForm(given, options=asked.periods, said=before, venue=asked.zone,
                    hers=before.zone or asked.hers)  # fmt: skip
    if given is not None and said(
        form, lambda **_: canvasses.answer_by_link(row, form.said(), by=visit.link)
    ):
        return redirect("own:matter")
    context = {"link": visit.link, "form": form, "row": row,
               "open": canvasses.takes_answers(row, visit.link)}  # fmt: skip
    return render(request, "own/dates.html", context, status=_status(form))


def _ask_words(request, visit, form=None):
    context = {"form": form or TwoWordsForm(), "link": visit.link}
    return render(request, "own/words.html", context, status=_status(context["form"]))


def _draft(request, visit, form=None):
    asked = circulation.read(visit)
    before = {"words": asked.objection.words, "passage": asked.objection.passage}
    objecting = form if isinstance(form, ObjectForm) else None
    context = {"link": visit.link, "asked": asked, "refused": None if objecting else form,
               "open": circulation.takes_answers(asked.review, visit.link),
               "form": objecting or ObjectForm(initial=before, text=asked.text)}  # fmt: skip
    return render(request, "own/draft.html", context, status=_status(form or Form()))
