"""What every answer of the house tells a browser, word for word and no word more."""

import re

import in_service
import make
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from roles import WebClient
from test_bad_input import holder
from test_doors import ARGS, DOORS, ELSEWHERE
from world import GET, POST, knock, undone

from workshops import feeds

HSTS = "max-age=63072000; includeSubDomains; preload"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
EVERY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": HSTS,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
HTML = {"Content-Type": "text/html; charset=utf-8", "Content-Language": "en"}
PAGE = EVERY | HTML | {"Vary": "Accept-Language, Cookie"}
SWAPPED = PAGE | {"Vary": "Accept-Language, Cookie, HX-Request"}
FILE = PAGE | {"Content-Security-Policy": "sandbox; default-src 'none'"}
# What each kind of answer says; where a value is a set, any one of them, and where it is
# a pattern, what it matches whole.
KINDS = {
    "page": PAGE,
    "page with regions": SWAPPED,
    "redirect": PAGE | {"Location": ...},
    "to sign in, for a region": PAGE | {"HX-Redirect": ...},
    "button": PAGE | {"Allow": {"POST", "GET, HEAD", "GET, HEAD, OPTIONS"}},
    "one word": PAGE | {"Content-Type": "text/plain; charset=utf-8"},
    "calendar": PAGE | {"Content-Type": "text/calendar; charset=utf-8"},
    "leaving": PAGE | {"Clear-Site-Data": '"cache", "cookies", "storage"'},
    "summary in words": FILE | {
        "Content-Type": "text/markdown; charset=utf-8",
        "Content-Disposition": 'attachment; filename="heron-summary.md"'},
    "numbers": FILE | {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="heron-numbers-1.csv"'},
    "people": FILE | {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="heron-people.csv"'},
    "memo": FILE | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="heron-a-03-memo.pdf"'},
    "briefing": FILE | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="heron-1-briefing-1.pdf"'},
    "counts": FILE | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="heron-2-counts-2.pdf"'},
    "run-sheet": FILE | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="heron-1-run-sheet.pdf"'},
    "food-and-access": FILE | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="heron-1-food-and-access.pdf"'},
    "evidence": FILE | {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": re.compile(
            'attachment; filename="heron-a-03-sanctions-[0-9a-f]{8}[.]txt"')},
}  # fmt: skip
# Doors that answer otherwise than by a page or a redirect.
APART = {
    "health": "one word", "workshops:aggregates_csv": "numbers",
    "participants:fetch": "people", "participants:memo": "memo",
    "workshops:fetch_copy": "summary in words", "workshops:pages": "briefing",
    "participants:take_out": "evidence", "workshops:run_sheet": "run-sheet",
    "workshops:needs_list": "food-and-access", "workshops:counts": "counts",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _as_in_service(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def _said(answer):
    """The headers of an answer; those that list something, in one order."""
    said = dict(answer.headers)
    said.pop("Content-Length", None)
    if "Vary" in said:
        said["Vary"] = ", ".join(sorted(said["Vary"].split(", ")))
    return said


def _expected(said, kind):
    """The kind's own headers, with what may be one of several as it was said."""
    free = {name for name, value in KINDS[kind].items() if value is ...}
    several = {n for n, value in KINDS[kind].items() if isinstance(value, set)}
    assert all(said.get(name) in KINDS[kind][name] for name in several)
    spelt = {n for n, value in KINDS[kind].items() if isinstance(value, re.Pattern)}
    assert all(KINDS[kind][name].fullmatch(said.get(name, "")) for name in spelt)
    return KINDS[kind] | {name: said.get(name) for name in free | several | spelt}


def _kind(door, answer):
    asks_first = door == "participants:memo" and "Content-Disposition" not in answer
    if answer.status_code == 200 and door in APART and not asks_first:
        return APART[door]
    if answer.status_code == 302:
        return "redirect"
    if answer.status_code == 405:
        return "button"
    if "Clear-Site-Data" in answer:
        return "leaving"
    return "page with regions" if "HX-Request" in answer["Vary"] else "page"


def test_a_calendar_that_fetches_is_told_the_same(world):
    token = feeds.make(world.facilitator, by=world.facilitator)

    answer = WebClient().get(reverse("fetch_feed", args=[token]), secure=True)

    assert answer.status_code == 200
    assert _said(answer) == _expected(_said(answer), "calendar")


@pytest.mark.parametrize("door", [*DOORS, *ELSEWHERE])
def test_every_answer_of_every_door_says_this_and_no_more(door, world, inside):
    answers = [
        _knock(inside, world, door, who, method)
        for method, who in (
            (GET, holder(world, door)), (POST, holder(world, door)),
            (GET, world.stranger), (POST, None),
        )
    ]  # fmt: skip

    for answer in answers:
        said = _said(answer)
        assert said == _expected(said, _kind(door, answer))


def _knock(inside, world, door, who, method):
    with undone():
        if door in DOORS:
            return knock(inside, world, door, who, method, secure=True)
        url = reverse(door, args=ARGS.get(door, []))
        return getattr(inside(who), method)(url, secure=True)


def test_doors_that_clear_the_browser_say_so(world, inside):
    with undone():
        said = _said(inside(world.rapporteur).post("/vault/panic/", secure=True))

    assert said == KINDS["leaving"]


@pytest.mark.parametrize(
    ("htmx", "who", "kind"),
    [(True, "facilitator", "page with regions"), (True, None, "to sign in, for a region")],
)  # fmt: skip
def test_a_region_says_the_same(world, inside, htmx, who, kind):
    client = inside(who and getattr(world, who), htmx=htmx)

    said = _said(client.get("/dialogues/heron/people/", secure=True))

    assert said == _expected(said, kind)


def test_a_refusal_of_its_day_says_the_same(world, inside):
    url = reverse("workshops:seal", args=["heron", 1, world.note.pk])
    with undone():
        client = inside(world.rapporteur)
        client.post(url, secure=True)
        late = client.post(url, {"words": "They spoke."}, secure=True)

    assert (late.status_code, _said(late)) == (409, PAGE)


def test_somebody_who_tries_too_often_is_told_so_with_the_same(carla, browse):
    client = browse(carla, locked=True)
    for _try in range(11):
        late = client.post("/vault/unlock/", {"passphrase": "not these"}, secure=True)

    assert (late.status_code, _said(late)) == (429, PAGE)


def test_a_page_that_breaks_says_the_same_and_nothing_of_what_broke(settings):
    settings.ROOT_URLCONF = "broken"
    client = Client(raise_request_exception=False)

    broken = client.get("/broken/Quillfeather/", secure=True)

    assert (broken.status_code, _said(broken)) == (500, PAGE)
    assert "Quillfeather" not in broken.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"headers": {"host": "elsewhere.example"}}, 400),
        ({"path": "/none/\0/"}, 404),
        ({"path": "/static/"}, 404),
    ],
)
def test_nonsense_is_answered_with_the_same(asked, status):
    answer = Client(raise_request_exception=False).get(
        **{"path": "/accounts/", "secure": True} | asked
    )

    said = _said(answer)
    assert answer.status_code == status
    assert {name: said.get(name) for name in EVERY} == EVERY


def test_nobody_is_shown_what_a_browser_sent():
    """TRACE would give a script the cookies it may not read."""
    answer = Client().trace("/health/", secure=True, headers={"X-Held": "Quillfeather"})

    assert answer.status_code == 405
    assert "Quillfeather" not in answer.text


def test_without_postgresql_and_over_plain_http_it_is_the_same():
    words = """
import json
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "dialogue.example.org"})
client.cookies["__Host-session"] = "some-session"
for way in (dict(secure=True), dict(secure=False)):
    answer = client.get("/", **way)
    print(json.dumps([answer.status_code, dict(answer.headers)]))
"""

    away, plain = map(in_service.read, in_service.shell(words).stdout.splitlines())

    apart = {"Retry-After": "30", "Content-Type": HTML["Content-Type"]}
    assert away[0] == 503
    assert (
        _without(away[1], "Content-Length", "Vary", "Content-Language") == EVERY | apart
    )
    assert plain[0] == 301
    assert _without(plain[1], "Content-Length") == _without(
        EVERY, "Strict-Transport-Security"
    ) | {
        "Location": "https://dialogue.example.org/",
        "Content-Type": HTML["Content-Type"],
    }  # fmt: skip


def _without(headers, *names):
    return {name: value for name, value in headers.items() if name not in names}


def test_a_file_of_the_house_is_kept_for_ever_and_for_nobody_else(settings, tmp_path):
    stored = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": stored}}
    call_command("collectstatic", verbosity=0, interactive=False)
    [sheet] = settings.STATIC_ROOT.glob("house.*.css")

    answer = Client().get(f"/static/{sheet.name}", secure=True)

    said = _said(answer)
    assert finders.find("house.css")
    assert said == EVERY | {
        "Cache-Control": "max-age=315360000, public, immutable",
        "Content-Type": 'text/css; charset="utf-8"',
        "ETag": said["ETag"],
        "Last-Modified": said["Last-Modified"],
        "Vary": "Accept-Encoding",
    }


COOKIES = """
import json
from types import SimpleNamespace
from django.conf import settings
from django.http import HttpResponse
from django.middleware import csrf
from django.test import RequestFactory
from django.views.i18n import set_language
from trackii.accounts.sessions import SessionMiddleware, SessionStore
from trackii.vault.views import remember

class Unkept(SessionStore):
    def save(self, must_create=False):
        self._session_key = self._get_new_session_key()

def answer(request):
    request.session = Unkept()
    request.session["a"] = 1
    request.session.save()
    csrf.get_token(request)
    kept = remember(set_language(request), "half")
    csrf.CsrfViewMiddleware(lambda _: kept).process_response(request, kept)
    return kept

asked = RequestFactory(headers={"host": "dialogue.example.org"})
request = asked.post("/language/", {"language": "fr"}, secure=True)
found = SessionMiddleware(answer)(request).cookies
print(json.dumps({
    name: {key: value for key, value in cookie.items() if value} for name, cookie in found.items()
}))
"""


def test_every_cookie_of_an_installation_is_this_hosts_alone():
    cookies = in_service.read(in_service.shell(COOKIES).stdout)

    alone = {"path": "/", "secure": True, "httponly": True, "samesite": "Strict"}
    plain = {
        name: _without(cookie, "expires", "max-age") for name, cookie in cookies.items()
    }
    assert plain == dict.fromkeys(
        ["__Host-session", "__Host-csrf", "__Host-keyring", "__Host-language"], alone
    )


def test_signing_in_sets_the_cookies_it_says(carla, client):
    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})

    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
            True, "Strict", "/",
        )  # fmt: skip
        assert cookie["domain"] == ""
