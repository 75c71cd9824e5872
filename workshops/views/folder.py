"""What is a participant's own: what she gives and takes back, says, takes away, has erased."""

import json
from functools import wraps

from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from participants import leaving, wishes
from participants import undertakings as giving
from participants.own_forms import Availability, GiveForm, NeedsForm, Period
from trackii.exports import Download
from trackii.http import sent
from workshops import attestations, circulars, feeds, guests, holdings
from workshops.forms import TwoWordsForm
from workshops.views.own import by_link, said
from workshops.visits import HERS

ANSWERS = dict(Availability.ANSWERS)
KINDS = {"json": "application/json", "html": "text/html; charset=utf-8"}


def hers(view):
    """For who is in by her own page or by an invitation, with what lies there for her."""

    @by_link(*HERS)
    @wraps(view)
    def opened(request, visit, **kwargs):
        guest = guests.welcome(visit)
        if guest.folder is None:  # a link from before there were folders
            raise Http404
        return view(request, guest, visit=visit, **kwargs)

    return opened


@require_safe
@hers
def undertakings(request, guest, visit):
    return _undertakings(request, guest)


@require_POST
@hers
def give(request, guest, visit):
    """Each text for itself: she ticks what she agrees to, and signs."""
    texts = guest.texts(get_language())
    form = GiveForm(request.POST, offered=[each for each in texts if each.is_asked])

    def act(**_given):
        giving.give_by_link(**form.parts(), by=guest.link)

    return _next("own:undertakings", form, act) or _undertakings(request, guest, form)


@require_POST
@hers
def withdraw(request, guest, visit):
    """Asks first, on a page that says what follows at once."""
    found = guest.bound(request.POST.get("kind", ""))
    if found is None:
        return redirect("own:undertakings")
    if request.POST.get("sure") != "yes":
        context = {"link": guest.link, "undertaking": found}
        return render(request, "own/withdraw.html", context)
    leaving.withdraw(found, by=guest.link)
    ends = found.wording.kind == "consent"
    return redirect("own:erase" if ends else "own:undertakings")


@require_safe
@hers
def written(request, guest, visit):
    """What was written to her, and waits behind this link."""
    language = get_language()
    rows = [
        {"on": each.enclosure.laid_at, "words": each.said(language)}
        for each in circulars.written(visit, guest.candidacy)
    ]
    made = {each.kind for each in attestations.waiting_for(visit)}
    context = {"link": guest.link, "rows": rows, "made": made}
    return render(request, "own/written.html", context)


@require_safe
@hers
def paper(request, guest, visit, kind):
    """A paper she shows to somebody else, as a file."""
    found = attestations.read(visit, kind)
    if found is None:
        raise Http404
    made, content = found
    return Download(
        content, name="paper.pdf", kind="application/pdf", of=made, by=guest.link
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def needs(request, guest, visit):
    if not guest.may_say_needs:
        context = {"link": guest.link, "form": None,
                   "waits": guest.candidacy.needs_shut_at}  # fmt: skip
        return render(request, "own/needs.html", context)
    form = NeedsForm(sent(request), initial=vars(guest.said))

    def act(**given):
        wishes.say_needs(guest.folder, wishes.Said(**given), by=guest.link)

    return _next("own:needs", form, act) or _form(
        request, "own/needs.html", guest, form
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def days(request, guest, visit):
    """Which of the offered days she could come; where none are, any she thinks of."""
    offered = guests.offered_days(visit)
    form = _days(sent(request), offered, guest.said.days)

    def act(**_given):
        words = wishes.Said(days=form.days())
        wishes.say_days(guest.folder, words, by=guest.link)

    done = _next("own:days", form, act)
    context = {"offered": offered, "periods": guest.said.periods, "answers": ANSWERS}
    return done or _form(request, "own/days.html", guest, form, **context)


def _days(given, offered, said):
    if offered:
        return Availability(given, days=offered, said=said)
    return Period(given, said=said)


@require_safe
@hers
def data(request, guest, visit):
    """What happens with what is known of her, and what that is."""
    may_ask = guest.folder.known is not None and guest.known is None
    form = TwoWordsForm() if may_ask else None
    context = _held(guest) | {"link": guest.link, "form": form}
    return render(request, "own/data.html", context)


@require_safe
@hers
def file(request, guest, visit, kind):
    """The same to take away: for a program, or to read. It takes the two words."""
    if guest.known is None:
        return redirect("own:data")
    held = _held(guest)
    if kind == "json":
        content = json.dumps(holdings.plain(guest), ensure_ascii=False, indent=2)
    else:
        content = render_to_string("own/data_file.html", held, request)
    folder, name = guest.folder, f"own-data.{kind}"
    return Download(
        content.encode(), name=name, kind=KINDS[kind], of=folder, by=guest.link
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def erase(request, guest, visit):
    """Asks first. Afterwards the same page says what was done and what follows."""
    form, candidacy = Form(sent(request)), guest.candidacy
    act = leaving.ask_erasure
    done = _next("own:erase", form, lambda: act(candidacy, by=guest.link))
    context = {"link": guest.link, "candidacy": candidacy, "form": form}
    return done or render(request, "own/erase.html", context)


def _next(way, form, act):
    """To the page she came from, if the form was sent and acted on."""
    if form.is_bound and said(form, act):
        return redirect(way)
    return None


def _undertakings(request, guest, form=None):
    texts = guest.texts(get_language())
    asked = [each for each in texts if each.is_asked]
    context = {"link": guest.link, "rows": texts, "candidacy": guest.candidacy,
               "form": form or GiveForm(offered=asked) if asked else None}  # fmt: skip
    status = 422 if form and form.errors else 200
    return render(request, "own/undertakings.html", context, status=status)


def _form(request, template, guest, form, **more):
    context = {"link": guest.link, "form": form, **more}
    status = 422 if form.errors else 200
    return render(request, template, context, status=status)


def _held(guest):
    return {"guest": guest, "known": holdings.known(guest), "seats": holdings.seats(guest),
            "until": holdings.until(guest.candidacy), "as_of": holdings.as_of(guest),
            "unread": holdings.unread(), "answers": ANSWERS,
            "title": _("What is known of you")}  # fmt: skip


@require_safe
@hers
def calendar(request, guest, visit):
    return _calendar(request, guest, made=guest.folder.feed_hash is not None)


@require_POST
@hers
def make_calendar(request, guest, visit):
    """The address stands on this answer and nowhere else."""
    token = feeds.make_own(guest.folder, by=guest.link)
    there = request.build_absolute_uri(reverse("fetch_feed", args=[token]))
    return _calendar(request, guest, made=True, address=there)


@require_POST
@hers
def shut_calendar(request, guest, visit):
    feeds.shut_own(guest.folder, by=guest.link)
    return redirect("own:calendar")


def _calendar(request, guest, **more):
    return render(request, "own/calendar.html", {"link": guest.link} | more)
