"""A real browser before a real server, and behind them the worker, its pulse and the post."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import make
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect, sync_playwright
from roles import WebServer

from trackii import embedded, mailbox
from trackii.accounts import adapters
from trackii.running import within
from trackii.vault import suite

# Playwright's sync API keeps an event loop on this thread; the tests ask the database
# between two of its steps, never from within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PATIENCE = 10_000  # milliseconds a person would wait for a page
expect.set_options(timeout=PATIENCE)

CHROMIUM = "/usr/bin/chromium"
# The same without a window to draw: half the work, where Debian has it.
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking"
    " --disable-component-update --disable-sync --no-first-run"
).split()
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STORED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
AXE = Axe().axe_script
LOOK = """async (rules) => {
  const how = {resultTypes: ["violations"], preload: false, ...rules};
  const found = await axe.run(document, how);
  return found.violations.map(
    (flaw) => flaw.id + ": " + flaw.nodes.map((node) => node.target.join(" ")).join(", "));
}"""
CONTRAST = {"runOnly": ["color-contrast"]}
COLOURLESS = {"rules": {"color-contrast": {"enabled": False}}}
SQUEEZED = """() => {
  const wide = document.scrollingElement.scrollWidth, found = wide > innerWidth ? [wide] : [];
  const ways = [...document.querySelectorAll("body > header :is(a, button, summary)")]
    .filter((way) => way.checkVisibility());
  const boxes = ways.map((way) => [way.textContent.trim(), way.getBoundingClientRect()]);
  boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    if (a.right > b.left && b.right > a.left && a.bottom > b.top && b.bottom > a.top
) found.push(`${one} lies on ${other}`);
  }));
  return found;
}"""
FOCUSED = """() => {
  const way = document.activeElement, style = getComputedStyle(way);
  const shows = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [shows || way === document.body, (way.textContent || way.name || "").trim()];
}"""


@pytest.fixture(scope="session")
def _static_files(tmp_path_factory):
    """The files as an installation serves them: hashed, compressed, by WhiteNoise."""
    folder = tmp_path_factory.mktemp("static")
    kept = {"staticfiles": {"BACKEND": STORED}}
    with override_settings(STATIC_ROOT=folder, STORAGES=kept):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


@pytest.fixture
def house(transactional_db, settings, _static_files):
    """The address of a server that tests and browser share a database with.

    It holds the worker's public key and not the private one, as the web process does.
    """
    settings.STATIC_ROOT = _static_files
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": STORED}}
    cache.clear()  # what was counted against the last test's sign-ins
    server = LiveServerThread("localhost", static_handler=lambda _files: WebServer())
    server.daemon = True
    broke = []

    def note(sender, request, **_):
        broke.append(request.resolver_match and request.resolver_match.view_name)

    got_request_exception.connect(note)
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()
    got_request_exception.disconnect(note)
    assert broke == []


@contextmanager
def a_browser():
    """Chromium, begun and ended. Its event loop runs on this thread as long."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=SHELL, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium():
    """One browser for a module. Not longer: its event loop would outstay its welcome."""
    with a_browser() as browser:
        yield browser


@pytest.fixture
def complaints():
    """What browsers complained of while the test went on. Nothing, that is."""
    heard = []
    yield heard
    assert heard == []


@pytest.fixture
def sit(chromium, house, browse, complaints):
    """A browser of her own for somebody: signed in and unlocked, unless told otherwise."""
    contexts = []

    def sit_down(who=None, *, locked=False, javascript=True, **so) -> Visitor:
        context = chromium.new_context(
            base_url=house, java_script_enabled=javascript, **so
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if who is not None:
            cookies = browse(who, locked=locked).cookies.values()
            context.add_cookies(
                [{"name": c.key, "value": c.value, "url": house} for c in cookies]
            )
        page = context.new_page()
        _listen(page, house, complaints)
        return Visitor(page, javascript, house, str(who))

    yield sit_down
    for context in contexts:
        context.close()


def _listen(page, house, complaints):
    """Errors in the console, refusals by the policy, broken pages, other hosts."""
    host = urlsplit(house).netloc

    def said(message):
        # A refusal is an answer; the browser mentions it all the same.
        refused = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not refused:
            complaints.append(f"{message.text} at {urlsplit(page.url).path}")

    def asked(request):
        there = urlsplit(request.url)
        if there.scheme in ("http", "https") and there.netloc != host:
            complaints.append(f"asked {there.netloc}")

    def answered(response):
        if response.status >= 500:
            complaints.append(f"{response.status} at {urlsplit(response.url).path}")

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
    page.on("response", answered)


@dataclass
class Visitor:
    """Somebody at a browser, who finds her way by words and works by keyboard."""

    page: Page
    javascript: bool
    home: str
    who: str

    def goes_to(self, address):
        self.page.goto(address)

    def follows(self, words, *, among=None):
        """A link, with the Enter key."""
        self.page_is_still()
        link = (among or self.page).get_by_role("link", name=words, exact=True)
        link.press("Enter")

    def page_is_still(self):
        """A region that was just put in place first takes the focus to its heading."""
        arriving = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
        expect(self.page.locator(arriving)).to_have_count(0)

    def under(self, heading):
        """The list that stands under a heading."""
        above = self.page.get_by_role("heading", name=heading)
        return above.locator("xpath=following-sibling::ul[1]")

    def presses(self, words, *, among=None):
        """A button, with the Enter key."""
        self.page_is_still()
        button = (among or self.page).get_by_role("button", name=words, exact=True)
        button.press("Enter")

    def types(self, label, words):
        self.page.get_by_label(re.compile(f"^{label}")).fill(words)

    def chooses(self, question, answer):
        """One of several answers to one question."""
        group = self.page.get_by_role("group", name=question)
        group.get_by_role("radio", name=re.compile(f"^{answer}")).check()

    def ticks(self, words):
        self.page.get_by_role("checkbox", name=words).check()

    def picks(self, label, answer):
        self.page.get_by_label(label).select_option(label=answer)

    def row(self, words):
        """The line of a table that begins with these words."""
        heading = self.page.get_by_role("rowheader", name=words, exact=True)
        return self.page.get_by_role("row").filter(has=heading)

    def is_told(self, words):
        told = self.page.locator("#messages").get_by_text(words)
        expect(told).to_be_visible()

    def sees(self, words):
        expect(self.page.get_by_text(words).first).to_be_visible()

    def finds_it(self, state):
        """The state of what the page is about, in words."""
        main = self.page.get_by_role("main")
        expect(main.get_by_text(state, exact=True).first).to_be_visible()

    def sees_heading(self, words):
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible()

    def saves(self, words, *, among=None):
        """What a link hands out, as a file on her disk."""
        with self.page.expect_download() as download:
            self.follows(words, among=among)
        return Path(download.value.path())

    def counts(self):
        """Every request from here on that was answered, in a list that grows."""
        answered = []
        # A list's own append is no function to Playwright.
        self.page.on("requestfinished", lambda request: answered.append(request))
        return answered

    def pays_for(self, address):
        """Every request that one page costs a browser that was never here."""
        asked, answered = [], self.counts()
        self.page.on("request", lambda request: asked.append(request))
        self.goes_to(address)
        while len(answered) < len(asked):
            self.page.wait_for_timeout(10)
        return answered

    def is_at(self):
        """The words of what has the focus, which has to show."""
        outline, words = self.page.evaluate(FOCUSED)
        assert outline, f"nothing shows that {words} has the focus"
        return words

    def tabs_on(self):
        self.page.keyboard.press("Tab")
        return self.is_at()

    def on(self, which, day, hour):
        """A day and an hour by the clock at the venue."""
        moment = self.page.get_by_role("group", name=which)
        moment.get_by_label("Day").fill(day)
        moment.get_by_label("Hour").fill(hour)

    def signs_in(self, user, authenticator):
        self.goes_to("/")
        self.types("Email", user.email)
        self.types("Password", make.PASSWORD)
        self.presses("Sign in")
        self.types("Code", authenticator.shows())
        self.presses("Sign in")
        self.sees_heading("Desk")

    def joins(self, token, authenticator):
        """From the link in a letter to the second proof; says what flaws she met."""
        self.goes_to(f"/join/#{token}")
        flaws = self.flaws()
        code = "The code of your link"
        if self.page.get_by_label(code).input_value():  # a script took it out of there
            assert token not in self.page.url
        else:
            self.types(code, token)
        self.presses("Go on")
        flaws += self.flaws()
        self.types("Your name", "Nora New")
        self.types("Password", "a pond before the ice")
        self.presses("Make my account")
        flaws += self.flaws()
        self.follows("Set it up")
        flaws += self.flaws()
        secret = self.page.locator("code").inner_text()
        self.types("Authenticator code", authenticator.shows(secret))
        self.presses("Switch it on")
        self.sees_heading("Recovery codes")
        return flaws + self.flaws()

    def is_asked_again(self, password=make.PASSWORD):
        """Who changes how she signs in shows once more who she is."""
        self.sees_heading("Is it still you?")
        self.types("Password", password)
        self.presses("Confirm")

    def makes_her_vault(self):
        """Writes down what is shown once; returns the six words."""
        self.goes_to("/")
        self.presses("I have pen and paper: show them")
        self.sees_heading("Write this down")
        [words, code] = self.page.locator(".words").all()
        six = words.get_by_role("listitem").all_inner_texts()
        assert (len(six), len(code.inner_text().split("-"))) == (6, 8)
        self.presses("I have written both down")
        self.sees_heading("Unlock the vault")
        self.goes_to("/")
        return " ".join(six)

    def has_a_passkey_in_her_pocket(self):
        """An authenticator that Chromium plays: resident keys, and a finger that is hers."""
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("WebAuthn.enable")
        kind = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": kind})

    def flaws(self, *, colours=True):
        """What axe finds here, by day and by night, and whether a narrow screen scrolls."""
        page, found = self.page, []
        if not self.javascript:
            return found
        where = f"{self.who} {urlsplit(page.url).path}"
        if page.evaluate("typeof axe") == "undefined":
            page.add_init_script(AXE)  # for the pages to come
            page.evaluate(AXE)
        by_day = page.evaluate(LOOK, {} if colours else COLOURLESS)
        found += [f"{where}: {flaw}" for flaw in by_day]
        if colours:  # they change by night, and nothing else does
            page.emulate_media(color_scheme="dark")
            dim = page.evaluate(LOOK, CONTRAST)
            found += [f"{where} by night: {flaw}" for flaw in dim]
            page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 640})
        found += [f"{where} narrow: {flaw}" for flaw in page.evaluate(SQUEEZED)]
        page.set_viewport_size({"width": 1280, "height": 720})
        return found

    def waits_for(self, words):
        """Without JavaScript she loads the page again, as it tells her to."""
        for _try in range(0 if self.javascript else 20):
            if self.page.get_by_text(words).count():
                break
            self.page.wait_for_timeout(1000)
            self.page.reload()
        expect(self.page.get_by_text(words)).to_be_visible(timeout=20_000)


@dataclass
class Backstage:
    """What goes on where no browser looks."""

    mail: Path

    def letters(self, count):
        """The letters that arrived, once there are this many."""
        assert within(30, lambda: len(mailbox.letters()) >= count)
        return mailbox.letters()


@pytest.fixture
def backstage(house, settings, tmp_path, monkeypatch):
    """The mailbox, a Celery worker and a beat, each a process of its own.

    They find the test's database, keystore and record key, and alone hold the key that
    opens what the web process seals for the worker.
    """
    monkeypatch.setenv("TRACKII_VAR", str(tmp_path))
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)
    port = _free_port()
    surroundings = os.environ | {
        "TRACKII_ROLE": "worker",
        "DATABASE_URL": _database_url("trackii_worker"),
        "REDIS_URL": f"{settings.REDIS_URL}?db={_own_number()}",
        "TRACKII_KEYSTORE": str(settings.KEYSTORE),
        "TRACKII_AUDIT_KEY": suite.text(settings.AUDIT_KEY),
        "TRACKII_WORKER_KEY": suite.text(seed),
        "TRACKII_SMTP": f"smtp://127.0.0.1:{port}",
        "TRACKII_SENDER": "desk@trackii.example",
        "TRACKII_ORIGIN": house,
    }
    celery = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "trackii", "-q"]
    beat = [*celery, "beat", "--schedule", str(tmp_path / "beat")]
    manage = [sys.executable, "-W", "ignore", str(embedded.HERE / "manage.py")]
    programs = [
        subprocess.Popen(command, env=surroundings | more, cwd=embedded.HERE)
        for command, more in (
            ([*manage, "mailbox", "--port", str(port)], {}),
            ([*celery, "worker", "--concurrency", "1"], {}),
            (beat, {"TRACKII_ROLE": "beat"}),
        )
    ]
    yield Backstage(mailbox.folder())
    for program in reversed(programs):
        program.terminate()
    for program in programs:
        program.wait(20)


@pytest.fixture
def authenticator():
    """An app that shows six digits, and colleagues who have set it up."""
    return Authenticator()


class Authenticator:
    secret = SECRET

    def set_up_for(self, *colleagues):
        for colleague in colleagues:
            EmailAddress.objects.create(
                user=colleague, email=colleague.email, verified=True, primary=True
            )
            with adapters.of(colleague):
                TOTP.activate(colleague, self.secret)

    def shows(self, secret=SECRET):
        """The six digits of now, with time enough left to type them."""
        if time.time() % 30 > 26:
            time.sleep(30 - time.time() % 30)
        counter = next(yield_hotp_counters_from_time())
        return format_hotp_value(hotp_value(secret, counter))


def _database_url(role):
    """The test database, by the name it has today, for one of its roles."""
    found = connection.settings_dict
    folder = quote(found["HOST"], safe="/")
    return f"postgresql://{role}@/{found['NAME']}?host={folder}"


def _own_number():
    """A Redis database for each process of the test run: no worker hears another's beat."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return 1 + int(name.removeprefix("gw"))


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
