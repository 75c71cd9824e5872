"""A participant's own doors, knocked at by who is in: what opens, what it says, what it costs."""

import json

import in_service
import pytest
from django.conf import settings as live
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guests import CANVASS, INVITATION, OWN, REVIEW, at_her_browser
from roles import WebClient
from test_bad_input import JUNK
from test_headers import FILE, PAGE
from world import GET, POST, undone

from trackii import clock
from trackii.audit.models import Entry
from workshops.urls import by_link

#                          invited reading her own dates nobody
DOORS = {
    "own:enter":        (GET,  200, 200, 200, 200, 200),
    "own:matter":       (GET,  200, 200, 200, 200, 302),
    "own:words":        (POST, 404, 302, 302, 404, 302),
    "own:accept":       (POST, 302, 404, 404, 404, 409),  # what she typed is handed back
    "own:decline":      (POST, 302, 404, 404, 404, 302),
    "own:agree":        (POST, 404, 302, 404, 404, 302),
    "own:object":       (POST, 404, 302, 404, 404, 409),
    "own:dates":        (POST, 404, 404, 404, 302, 302),
    "own:pack":         (GET,  200, 404, 404, 404, 302),
    "own:entry":        (GET,  200, 404, 404, 404, 302),
    "own:undertakings": (GET,  200, 404, 200, 404, 302),
    "own:give":         (POST, 302, 404, 302, 404, 302),
    "own:withdraw":     (POST, 302, 404, 302, 404, 302),
    "own:written":      (GET,  200, 404, 200, 404, 302),
    "own:visa":         (GET,  404, 404, 404, 404, 302),  # none was made: see test_attestations
    "own:other":        (GET,  404, 404, 404, 404, 302),
    "own:needs":        (GET,  200, 404, 200, 404, 302),
    "own:days":         (GET,  200, 404, 200, 404, 302),
    "own:calendar":     (GET,  200, 404, 200, 404, 302),
    "own:make_calendar": (POST, 200, 404, 200, 404, 302),
    "own:shut_calendar": (POST, 302, 404, 302, 404, 302),
    "own:data":         (GET,  200, 404, 200, 404, 302),
    "own:data_json":    (GET,  302, 404, 200, 404, 302),  # by an invitation it does not open
    "own:data_html":    (GET,  302, 404, 200, 404, 302),
    "own:erase":        (GET,  200, 404, 200, 404, 302),
    "own:leave":        (POST, 302, 302, 302, 302, 302),
}  # fmt: skip
WHO = (INVITATION, REVIEW, OWN, CANVASS, None)
FILES = {
    "own:pack": ("application/pdf", "pages.pdf"),
    "own:entry": ("text/calendar; charset=utf-8", "entry.ics"),
    "own:data_json": ("application/json", "own-data.json"),
    "own:data_html": ("text/html; charset=utf-8", "own-data.html"),
}
# What each act leaves on the record. Who leaves takes a key with her, and no row changes.
WRITTEN = {
    ("own:matter", INVITATION): ["read offer"], ("own:matter", REVIEW): ["read draft"],
    ("own:pack", INVITATION): ["export"], ("own:entry", INVITATION): ["export"], ("own:accept", INVITATION): ["accept_by_link"],
    ("own:decline", INVITATION): ["decline_by_link"], ("own:words", REVIEW): ["say words"],
    ("own:agree", REVIEW): ["agree_by_link"],
    ("own:object", REVIEW): ["object_by_link", "read draft"],
    **{(f"own:{door}", who): ["read folder"]
       for door in ("undertakings", "written", "visa", "other", "needs", "data", "erase")
       for who in (INVITATION, OWN)},
    ("own:words", OWN): ["say words"],
    **{("own:calendar", who): ["read folder"] for who in (INVITATION, OWN)},
    **{("own:make_calendar", who): ["make calendar", "read folder"]
       for who in (INVITATION, OWN)},
    **{("own:shut_calendar", who): ["read folder"] for who in (INVITATION, OWN)},
    **{(f"own:{door}", OWN): ["export", "read folder"]
       for door in ("data_json", "data_html")},
    **{(f"own:{door}", INVITATION): ["read folder"]
       for door in ("data_json", "data_html")},
    **{("own:give", who): ["give_by_link", "read folder"] for who in (INVITATION, OWN)},
    **{("own:withdraw", who): ["read folder", "withdraw_by_link"]
       for who in (INVITATION, OWN)},
    ("own:matter", CANVASS): ["read dates"],
    ("own:dates", CANVASS): ["answer_by_link", "read dates"],
    ("own:days", INVITATION): ["read folder", "read offer"],
    ("own:days", OWN): ["read folder"],
}  # fmt: skip
MOST_QUERIES = 12


def _given(guests, door, who):
    return {
        "own:words": {"spoken": guests.own_words if who == OWN else guests.words},
        "own:accept": {"words": "I come by train."},
        "own:dates": {"1": "yes", "2": "no", "city": "Nairobi"},
        "own:object": {"passage": "1", "words": "One can tell it is me."},
        "own:give": {
            "kinds": ["travel.1.en"],
            "name": "Amal Haddad",
            "on": str(clock.today()),
        },
        "own:withdraw": {"kind": "follow_up", "sure": "yes"},
    }.get(door, {})


def _knock(guests, door, who, method=None, given=None, **so):
    with undone():
        client = at_her_browser(guests, who)
        before = Entry.objects.latest("pk").pk
        knock = getattr(client, method or DOORS[door][0])
        given = _given(guests, door, who) if given is None else given
        with CaptureQueriesContext(connection) as captured:
            answer = knock(reverse(door), given, **so)
        written = Entry.objects.filter(pk__gt=before).exclude(verb="unseal")
        answer.written = sorted(written.values_list("verb", flat=True))
        answer.queries = len(captured)
    return answer


def test_every_own_door_is_listed():
    assert {f"own:{door.name}" for door in by_link} == set(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_who_gets_through_with_a_visit(door, guests):
    answers = [_knock(guests, door, who).status_code for who in WHO]

    assert answers == list(DOORS[door][1:])


@pytest.mark.parametrize("door", DOORS)
def test_what_is_done_by_a_link_is_written_down(door, guests):
    written = {(door, who): _knock(guests, door, who).written for who in WHO}

    assert written == {key: WRITTEN.get(key, []) for key in written}


@pytest.mark.parametrize("door", DOORS)
def test_looking_changes_nothing_and_says_that_it_is_a_button(door, guests):
    method, *_answers = DOORS[door]

    looked = [_knock(guests, door, who, GET, {}) for who in WHO]

    acts = {verb for answer in looked for verb in answer.written}
    assert acts <= {"read offer", "read draft", "read folder", "read dates", "export"}
    if method == POST:
        assert {answer.status_code for answer in looked} == {405}


def _file(door):
    kind, name = FILES[door]
    named = f'attachment; filename="{name}"'
    return FILE | {"Content-Type": kind, "Content-Disposition": named}


@pytest.fixture
def _as_in_service(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.usefixtures("_as_in_service")
def test_every_answer_with_a_visit_says_this_and_no_more(door, guests):
    for who in WHO:
        for method in (GET, POST):
            answer = _knock(guests, door, who, method, secure=True)

            said = dict(answer.headers)
            said.pop("Content-Length", None)
            said["Vary"] = ", ".join(sorted(said["Vary"].split(", ")))
            told = {302: {"Location": said.get("Location")},
                    405: {"Allow": said.get("Allow")}}  # fmt: skip
            is_file = door in FILES and answer.status_code == 200
            kind = _file(door) if is_file else PAGE | told.get(answer.status_code, {})
            assert said == kind


def test_the_cookie_of_a_visit_is_this_hosts_alone_and_dies_with_the_browser(
    guests, settings
):
    named = "from django.conf import settings\nimport json\n"
    named += "print(json.dumps([settings.LINK_COOKIE_NAME, settings.SECURE]))"
    name, secure = json.loads(in_service.shell(named).stdout)
    settings.LINK_COOKIE_NAME, settings.SECURE = name, secure

    with undone():
        given = {"code": guests.codes[INVITATION]}
        answer = WebClient().post(reverse("own:enter"), given, secure=True)
        left = WebClient().post(reverse("own:leave"), secure=True)

    cookie = answer.cookies[name]
    said = {key: value for key, value in cookie.items() if value}
    alone = {"path": "/", "secure": True, "httponly": True, "samesite": "Strict"}
    assert (name, said) == ("__Host-link", alone)
    assert [each for each in answer.cookies if each != name] == []
    assert left.cookies[name].value == ""


@pytest.mark.parametrize("door", DOORS)
def test_no_own_door_takes_more_than_twelve_queries_to_show(door, guests):
    shown = [_knock(guests, door, who) for who in WHO]

    cost = [answer.queries for answer in shown if answer.status_code == 200]
    assert [each for each in cost if each > MOST_QUERIES] == []


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", JUNK)
def test_no_own_form_breaks_on_junk(door, kind, guests):
    names = ("code", "spoken", "words", "passage", "seat", "edition", "kind", "kinds",
             "name", "on", "sure", "travel", "diet", "access", "1", "city")  # fmt: skip

    for who in WHO:
        answer = _knock(guests, door, who, POST, dict.fromkeys(names, JUNK[kind]))
        assert answer.status_code < 500
        assert guests.codes[INVITATION] not in answer.text


def test_a_visit_is_no_session_and_opens_no_door_of_the_team(guests):
    client = at_her_browser(guests, INVITATION)

    answers = [
        client.get(way)
        for way in ("/", "/dialogues/", "/dialogues/heron/", "/vault/unlock/")
    ]

    assert live.SESSION_COOKIE_NAME not in client.cookies
    assert {answer["Location"].partition("?")[0] for answer in answers} == {
        "/accounts/login/"
    }
