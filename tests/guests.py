"""Two participants in that world, each in by a private link: one invited, one asked to read."""

import json
from types import SimpleNamespace

import make
from django.conf import settings
from roles import WebClient

from trackii import principal
from trackii.outbox.models import Letter
from trackii.vault import admission, sealing
from workshops import briefings, circulation, handouts, invitations, seating
from workshops.models import Review

INVITATION, REVIEW = "invitation", "review"


def invite(w):
    """A seat with an offer and a pack, a draft with two words; and what the letters carry."""
    g = SimpleNamespace()
    g.ahead = make.workshop(w.heron, by=w.facilitator, state="provisional")
    with make.acting(w.organiser):
        g.seat = seating.offer(g.ahead, w.a, by=w.organiser)
        g.invitation = invitations.send(g.seat, by=w.organiser)
    with make.acting(w.facilitator):
        seating.accept(g.seat, by=w.facilitator)
    pack = make.briefing(g.ahead, by=w.organiser)
    briefings.render_waiting()
    pack.refresh_from_db()
    with make.acting(w.organiser):
        handouts.hand_out(pack, by=w.organiser)
    _ask_to_read(g, w)
    g.codes = {INVITATION: _code_of(g.seat), REVIEW: _code_of(g.review)}
    return g


def _ask_to_read(g, w):
    g.review = w.review
    Review.objects.filter(pk=w.review.pk).update(
        state="asked", answered_by=None, answered_at=None
    )
    with make.acting(w.facilitator):
        g.words = circulation.send(g.review, by=w.facilitator)


def _code_of(row):
    letter = Letter.objects.filter(occasion=row.pk, link__isnull=False).latest(
        "posted_at"
    )
    return json.loads(sealing.unseal_as_worker(letter, "recipient"))["code"]


def come_in(g, kind, *, spoken=True):
    """The cookie of a visit just begun; of who reads, with the two words said."""
    with principal.acting_as(principal.NOBODY):
        cookie = admission.admit(g.codes[kind], address="")
        if kind == REVIEW and spoken:
            admission.say_words(cookie, admission.find(cookie), g.words)
    return cookie


def at_her_browser(g, kind, **so):
    client = WebClient()
    if kind is not None:
        client.cookies[settings.LINK_COOKIE_NAME] = come_in(g, kind, **so)
    return client
