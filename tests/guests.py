"""Participants in that world, each in by a private link: one is invited, one is asked to
read, one has a page of her own, one is asked about dates."""

import json
from datetime import timedelta
from types import SimpleNamespace

import make
from django.conf import settings
from roles import WebClient

from participants import folders, undertakings, wordings
from trackii import clock, principal
from trackii.outbox.models import Letter
from trackii.vault import admission, sealing
from workshops import briefings, circulation, handouts, invitations, seating
from workshops.models import Review

INVITATION, REVIEW, OWN, CANVASS = "invitation", "review", "own", "canvass"


def invite(w):
    """A seat with an offer and a pack, a draft with two words; and what the letters carry."""
    g = SimpleNamespace()
    with make.acting(w.organiser):  # texts nobody needs before a seat is taken
        for kind in ("travel", "follow_up"):
            words = undertakings.standard(kind)
            wordings.write(w.heron, kind, by=w.organiser, words=words, edition=0)
    g.ahead = make.workshop(
        w.heron, by=w.facilitator, state="provisional", starts_in=timedelta(days=60)
    )
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
    with make.acting(w.organiser):
        g.own_words = folders.send(w.free, by=w.organiser)
        for hers in (w.a, w.free):
            asked = hers.undertakings.get(wording__kind="follow_up")
            undertakings.take_down(asked, by=w.organiser, name="As she signs",
                                on=clock.today(), witness="The host")  # fmt: skip
    g.canvass = w.canvassed.canvasses.get(candidacy=w.b)
    rows = {INVITATION: g.seat, REVIEW: g.review, OWN: w.free, CANVASS: g.canvass}
    g.codes = {kind: _code_of(row) for kind, row in rows.items()}
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
        words = {REVIEW: g.words, OWN: g.own_words}.get(kind)
        if words and spoken:
            admission.say_words(cookie, admission.find(cookie), words)
    return cookie


def at_her_browser(g, kind, **so):
    client = WebClient()
    if kind is not None:
        client.cookies[settings.LINK_COOKIE_NAME] = come_in(g, kind, **so)
    return client
