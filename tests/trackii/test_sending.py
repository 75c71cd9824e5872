"""A form that was sent is acted on once; what somebody typed is never lost on the way."""

import re
import time
from threading import Barrier, Thread
from uuid import uuid4

import make
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.urls import reverse
from roles import WebClient
from world import undone, visit

from dialogues.models import Membership
from participants.models import Candidacy
from trackii.accounts import leftovers
from trackii.accounts.models import Sent
from trackii.sending import AlreadySent, Once, attempt
from trackii.vault import asked, kept
from trackii.vault.models import MemberKey
from workshops.models import Briefing, Note, Seat, Workshop
from workshops.models import Session as Sitting

PERSON = {
    "side": "", "name": "Nadia Quill", "language": "en", "actor_type": "academic",
    "capacity": "personal", "case": "She is listened to.",
}  # fmt: skip
ROUND = {"title": "The second round", "time_zone": "UTC", "quorum": 2, "remind_days": 3}

# What makes something: its door, the page its form stands on, who, and what is made.
MAKERS = {
    "dialogues:name": ("dialogues:team", "convener", Membership),
    "participants:nominate": ("participants:nominate", "convener", Candidacy),
    "workshops:propose": ("workshops:propose", "facilitator", Workshop),
    "workshops:offer": ("workshops:offer", "facilitator", Seat),
    "workshops:plan": ("workshops:plan", "facilitator", Sitting),
    "workshops:write": ("workshops:room", "rapporteur", Note),
    "workshops:clear": ("workshops:briefings", "organiser", Briefing),
}


def _number(page):
    return re.search(r'name="number" value="([0-9a-f-]{36})"', page.text)[1]


def _filled(world, door, data):
    side = world.heron.sides.first().pk
    own = {
        "participants:nominate": PERSON | {"side": side},
        "workshops:propose": ROUND,
    }
    return data | own.get(door, {})


@pytest.mark.parametrize("door", MAKERS)
def test_a_form_sent_twice_makes_one_thing(door, world, inside):
    stands_on, who, model = MAKERS[door]
    client = inside(getattr(world, who))

    with undone():
        args, data = visit(world, door)
        page = client.get(reverse(stands_on, args=args))
        sent = _filled(world, door, data) | {"number": _number(page)}
        before = model.objects.count()
        first = client.post(reverse(door, args=args), sent)
        second = client.post(reverse(door, args=args), sent, follow=True)
        made = model.objects.count() - before

    assert first.status_code == 302
    assert made == 1
    assert "That was sent before and is done. Nothing was doubled." in second.text


def test_a_form_that_was_refused_may_be_sent_again_with_its_number(world, inside):
    client = inside(world.convener)
    url = reverse("participants:nominate", args=["heron"])
    side = world.heron.sides.first().pk

    with undone():
        refused = client.post(url, PERSON | {"number": str(uuid4())})
        again = PERSON | {"side": side, "number": _number(refused)}
        answer = client.post(url, again)

    assert (refused.status_code, answer.status_code) == (422, 302)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_once_one_acts():
    number, gate, acted, late = str(uuid4()), Barrier(2), [], []

    def send():
        try:
            gate.wait()
            attempt(Once({"number": number}), lambda: acted.append(1))
        except AlreadySent:
            late.append(1)
        finally:
            connection.close()

    senders = [Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert (acted, late) == ([1], [1])


@pytest.fixture
def signed_in(carla, browse):
    """Carla at work, as one is who came through the sign-in page."""
    return browse(carla)


@pytest.fixture
def ended(signed_in):
    Session.objects.update(expire_date="2001-01-01T00:00Z")
    return signed_in


HOME = {"Origin": "http://testserver"}


def _shows(client, sealed, headers=HOME):
    """What comes of pressing the button on the page with the sealed words."""
    return client.post(reverse("vault:kept"), {"sealed": sealed}, headers=headers)


def _sealed(page):
    return re.search(r'name="sealed" value="([^"]+)"', page.text)[1]


@pytest.mark.parametrize("htmx", [False, True])
def test_words_that_meet_an_ended_session_come_back_sealed(heron, ended, htmx):
    way = reverse("participants:nominate", args=["heron"])
    headers = {"HX-Request": "true"} if htmx else {}

    page = ended.post(way, PERSON, headers=headers)

    assert page.status_code == 409
    assert "Your session ended" in page.text
    assert "Nadia" not in page.text
    assert len(_sealed(page)) > 1000


def test_a_look_at_another_tab_does_not_lose_the_words_of_this_one(heron, ended):
    way = reverse("participants:nominate", args=["heron"])
    assert ended.get("/dialogues/").status_code == 302

    page = ended.post(way, PERSON)

    assert page.status_code == 409
    assert len(_sealed(page)) > 1000


def test_who_signs_in_and_unlocks_again_sees_her_words(heron, carla, ended, browse):
    way = reverse("participants:nominate", args=["heron"])
    sealed = _sealed(ended.post(way, PERSON))

    locked = _shows(browse(carla, locked=True), sealed)
    page = _shows(browse(carla), sealed)

    assert "Nadia" not in locked.text
    assert _sealed(locked) == sealed
    assert "Nadia Quill" in page.text
    assert f'action="{way}"' in page.text
    assert '<input type="hidden" name="case" value="She is listened to.">' in page.text


def test_nobody_else_can_open_them(heron, farid, ended, browse):
    way = reverse("participants:nominate", args=["heron"])
    sealed = _sealed(ended.post(way, PERSON))

    another = _shows(browse(farid), sealed)
    altered = _shows(browse(farid), "x" + sealed)

    assert (another.status_code, altered.status_code) == (403, 409)
    assert "Nadia" not in another.text + altered.text


def test_sealed_words_are_good_for_a_day(heron, carla, ended, browse, monkeypatch):
    sealed = _sealed(
        ended.post(reverse("participants:nominate", args=["heron"]), PERSON)
    )
    now = time.time()

    monkeypatch.setattr(signing.time, "time", lambda: now + kept.DAY - 60)
    that_day = _shows(browse(carla), sealed)
    monkeypatch.setattr(signing.time, "time", lambda: now + kept.DAY + 60)
    late = _shows(browse(carla), sealed)

    assert "Nadia Quill" in that_day.text
    assert late.status_code == 409
    assert "Nadia" not in late.text


def test_another_house_cannot_have_words_shown_here(heron, carla, ended, browse):
    sealed = _sealed(
        ended.post(reverse("participants:nominate", args=["heron"]), PERSON)
    )

    page = _shows(browse(carla), sealed, {"Origin": "http://elsewhere.example"})

    assert page.status_code == 403
    assert "Nadia" not in page.text


@pytest.mark.parametrize("path", ["/vault/unlock/", "/accounts/password/change/"])
def test_what_is_typed_to_unlock_is_never_shown_again(carla, browse, path):
    strict = WebClient(enforce_csrf_checks=True)
    strict.cookies = browse(carla).cookies

    page = strict.post(
        path, {"passphrase": "six words", "oldpassword": "six words"}, headers=HOME
    )

    assert page.status_code == 403
    assert "six words" not in page.text


def test_words_after_signing_out_are_not_sealed_to_who_left(heron, carla, signed_in):
    make.session_of(signed_in).delete()

    page = signed_in.post(reverse("participants:nominate", args=["heron"]), PERSON)

    assert page.status_code == 302
    assert UserSession.objects.filter(user=carla).exists()


def test_a_session_that_was_ended_on_purpose_keeps_nothing(heron, carla, ended):
    Session.objects.all().delete()

    page = ended.post(reverse("participants:nominate", args=["heron"]), PERSON)

    assert page.status_code == 302
    assert MemberKey.objects.filter(member=carla).exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_who_left_on_purpose_is_told_that_what_was_typed_is_kept_nowhere(
    heron, signed_in, htmx
):
    way = reverse("participants:nominate", args=["heron"])
    headers = {"HX-Request": "true"} if htmx else {}
    make.session_of(signed_in).delete()

    words = signed_in.post(way, PERSON, headers=headers)
    button = signed_in.post(way, {}, headers=headers)

    name = "HX-Redirect" if htmx else "Location"
    told, plain = (WebClient().get(answer[name]).text for answer in (words, button))
    assert "what was typed into it is kept nowhere" in told
    assert "Nadia" not in told + words.text
    assert "kept nowhere" not in plain


def test_after_leaving_at_once_the_same_is_said(heron):
    """The browser's cookies are cleared then, the proof of its forms among them."""
    strict = WebClient(enforce_csrf_checks=True)
    way = reverse("participants:nominate", args=["heron"])

    page = strict.post(way, PERSON, headers=HOME)

    assert page.status_code == 403
    assert "What was typed into it is kept nowhere." in page.text
    assert "Nadia" not in page.text


@pytest.mark.parametrize("htmx", [False, True])
def test_words_that_meet_a_locked_vault_stay_on_the_page(heron, farid, browse, htmx):
    make.workshop(heron, by=farid, state="provisional")
    client = browse(farid, htmx=htmx, locked=True)
    way = reverse("workshops:plan", args=["heron", 1])

    page = client.post(way, {"purpose": "To hear what was left out."})

    assert page.status_code == 409
    assert "To hear what was left out." in page.text
    assert f'action="{way}"' in page.text


def test_what_comes_back_stands_under_what_the_form_asked(heron, farid, browse):
    make.workshop(heron, by=farid, state="provisional")
    client, number = browse(farid, locked=True), str(uuid4())
    given = {
        "number": number, "phase": "needs_and_fears", "starts_at_0": "2031-05-04",
        "starts_at_1": "09:00", "regime": "chatham_house", "purpose": "To hear.\nAll.",
    }  # fmt: skip

    page = client.post(reverse("workshops:plan", args=["heron", 1]), given).text

    line = r'<h3>([^<]+)</h3><p class="words-of" dir="auto">(.*?)</p>'
    assert re.findall(line, page) == [
        ("Phase", "Needs and fears"), ("Begins", "2031-05-04"), ("Begins", "09:00"),
        ("Disclosure regime", "Chatham House Rule"), ("Purpose", "To hear.<br>All."),
    ]  # fmt: skip
    assert page.count(number) == 1  # it goes along, and nobody typed it


def test_an_answer_to_a_question_nobody_knows_stands_alone():
    given = [("room_of_7", "The blue one"), ("words", "They spoke.")]

    [unknown, _known] = asked.answers(given)

    assert unknown == ("", "The blue one")


def test_a_page_older_than_the_session_hands_its_words_back(heron, carla, browse):
    signed_in = browse(carla)
    strict = WebClient(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    way = reverse("participants:nominate", args=["heron"])

    ours = strict.post(way, PERSON, headers={"Origin": "http://testserver"})
    theirs = strict.post(way, PERSON, headers={"Origin": "http://elsewhere.example"})

    assert ours.status_code == 409
    assert "Nadia Quill" in ours.text
    assert theirs.status_code == 403
    assert "Nadia" not in theirs.text
    assert "This page has grown old" in theirs.text


def test_what_is_long_over_is_swept_up(carla, signed_in):
    fresh, old = (
        Sent.objects.create(number=uuid4()),
        Sent.objects.create(number=uuid4()),
    )
    Sent.objects.filter(pk=old.pk).update(sent_at="2001-01-01T00:00Z")
    leftovers.sweep()
    still = Session.objects.count()
    Session.objects.update(expire_date="2001-01-01T00:00Z")

    leftovers.sweep()

    assert list(Sent.objects.all()) == [fresh]
    assert (still, Session.objects.count(), UserSession.objects.count()) == (1, 0, 0)
