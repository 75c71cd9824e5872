"""Two hundred nominees in a spreadsheet, a list in force, two officers, and no mouse."""

import re
from collections import Counter

import lists
import make
import pytest
from playwright.sync_api import expect
from roles import stepping_into

from participants import clearance, demands, rescreening, tabular, watchlists
from participants.models import Candidacy, Check, Judgement, Sheet
from trackii import principal
from trackii.rows import WORKER
from trackii.vault import suite

FIRST = "Amal Boris Celia Daria Wojtek Farah Goran Halima Ines Jarek".split()
LAST = (
    "Abrantes Bellweather Castellan Dragomir Esterhazy Fontaine Grimaldi Hollander Ivarsson"
    " Jankowski Kowalczyk Lindqvist Montoya Nakamura Okonkwo Petrossian Quintanilla"
    " Rasmussen Szczepanski Thorvald"
).split()
NAMES = [f"{first} {last}" for first in FIRST for last in LAST]
FOCUSED = """() => {
  const here = document.activeElement;
  return here.matches("input, select") ? here.name : here.textContent.trim();
}"""
NEAR = ["AMAL ABRANTEZ", "BORIS BELLWETHER", "CELIA CASTELAN", "DARIA DRAGOMIRR"]


@pytest.fixture
def spreadsheet():
    """What who convenes has of them: a side each, a name, a reason."""
    rows = [("AB"[n % 2], name, "Heard at home.") for n, name in enumerate(NAMES)]
    said = tabular.as_xlsx([("Side", "Full name", "Reason"), *rows])
    return {"name": "people.xlsx", "mimeType": "application/zip", "buffer": said}


@pytest.fixture
def in_force(heron, vera, viktor):
    """Lists on which some come near to somebody who will be brought, and a check they ask for."""
    listed = [(number, name) for number, name in enumerate(NEAR, 1)]
    strangers = [(900 + n, f"QUILLON VEXTARP {chr(65 + n)}") for n in range(20)]
    watchlists.add([lists.un(*listed, *strangers).encode()], by=None)
    kinds = {Check.Kind.SANCTIONS}  # the others are signed on pages like those below
    with make.acting(vera):
        asked = demands.ask(heron, by=vera, kinds=kinds)
    with make.acting(viktor):
        demands.sign(asked, by=viktor)


@pytest.fixture
def worker_looks(house, settings):
    """The worker, which alone holds the key to what it was asked."""
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)

    def look():
        settings.WORKER_KEY = seed
        with stepping_into(WORKER), principal.acting_as(principal.WORKER):
            done = rescreening.look_for_waiting()
        settings.WORKER_KEY = b""
        return done

    return look


class Colleague:
    """A colleague who has a keyboard, and nothing else."""

    def __init__(self, visitor, at="vetting"):
        self.page = visitor.page
        self.wire = self.page.context.new_cdp_session(self.page)
        visitor.goes_to(f"/dialogues/heron/{at}/")

    def strikes(self, *keys):
        """Access keys, each of which leads somewhere or takes the focus."""
        for key in keys:
            self._with_alt(key)

    def goes(self, key):
        """An access key that brings another page."""
        with self.page.expect_navigation():
            self._with_alt(key)

    def _with_alt(self, key):
        """Playwright leaves out the sign a key with Alt makes, by which Chromium knows it."""
        code = f"Key{key.upper()}" if key.isalpha() else f"Digit{key}"
        said = {"modifiers": 1, "key": key, "code": code}
        said["windowsVirtualKeyCode"] = ord(key.upper())
        signs = {"text": key, "unmodifiedText": key}
        for kind, more in (("rawKeyDown", {}), ("char", signs), ("keyUp", {})):
            self.wire.send("Input.dispatchKeyEvent", {"type": kind, **said, **more})

    def tabs_to(self, words):
        for _each in range(80):
            if self.page.evaluate(FOCUSED) == words:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {words}")

    def chooses(self, file):
        """Space opens the window of files; which one is taken there is not this page's."""
        self.tabs_to("file")
        with self.page.expect_file_chooser() as window:
            self.page.keyboard.press("Space")
        window.value.set_files(file)

    def enters(self):
        with self.page.expect_navigation(timeout=60_000):  # taking in 200 is long
            self.page.keyboard.press("Enter")

    def writes(self, words):
        self.strikes("w")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def takes_up(self, step):
        """From the queue to one of the steps for several at once."""
        self.goes("v")
        self.strikes("b")
        self.tabs_to(step)
        self.enters()

    def is_told(self, words):
        told = self.page.locator("#messages").get_by_text(words)
        expect(told).to_be_visible()

    def sees_heading(self, words):
        expect(self.page.get_by_role("heading", name=words)).to_be_visible()


def _all_of_them(officer, step, words=""):
    """Page after page, until nobody is left for this step; says how many pages it took."""
    officer.takes_up(step)
    for pages in range(10):
        nobody = officer.page.get_by_text("Nobody is ready for this step").count()
        if nobody or "/several/" not in officer.page.url:
            return pages
        officer.goes("e" if words else "n")
        if words:
            officer.writes(words)
        officer.goes("s")
    raise AssertionError(f"{step}: no end of it")


def test_two_hundred_come_from_a_spreadsheet_to_decisions_and_no_hand_leaves_the_keyboard(
    spreadsheet, in_force, heron, carla, vera, viktor, sit, worker_looks
):
    bringing = Colleague(sit(carla), at="people")
    bringing.tabs_to("Bring a list")
    bringing.enters()
    bringing.chooses(spreadsheet)
    for pressed in (
        "Read it",
        "Look at the rows",
        "Put forward everybody not left out",
    ):
        bringing.tabs_to(pressed)
        bringing.enters()
    bringing.is_told("200 are put forward.")
    assert not Sheet.objects.standing().exists()

    first, second = Colleague(sit(vera)), Colleague(sit(viktor))

    first.strikes("e")
    first.is_told("200 people are looked for.")
    assert worker_looks() == 200
    assert _all_of_them(first, "Take into review") == 4
    assert _all_of_them(first, "Sign reviews", "Two references, both warm.") == 4
    first.goes("v")
    first.goes("l")
    first.sees_heading("196 people nobody listed comes near")
    first.goes("s")
    first.sees_heading("Entries that come near")
    first.goes("j")
    for which in "1112":  # the last of them is she herself
        first.strikes(which)
        first.writes("Compared by birth and office.")
        first.goes("s")

    second.goes("v")
    second.goes("l")
    second.goes("y")
    second.goes("j")
    for _entry in NEAR[:3]:
        second.goes("y")  # the judgement, and then the check that rests on it
        second.strikes("1")
        second.writes("Somebody else: born in another century.")
        second.goes("s")
    second.goes("y")
    first.goes("v")
    first.goes("l")
    first.goes("y")
    assert _all_of_them(second, "Sign and approve", "Agreed.") == 4
    second.goes("v")
    second.goes("j")
    second.writes("Two officers hold that it is the one listed.")
    with second.page.expect_response(re.compile("/decline/$")):
        second.strikes("d")
    second.is_told("is now declined")

    states = Counter(Candidacy.objects.values_list("state", flat=True))
    assert states == {"approved": 199, "declined": 1}
    assert Judgement.objects.filter(signed_by=viktor, judged_by=vera).count() == 4
    refused = Candidacy.objects.get(state="declined")
    cleared = Candidacy.objects.filter(state="approved").first()
    assert clearance.is_cleared(cleared)
    assert not clearance.is_cleared(refused)
    signed = set(Candidacy.objects.values_list("recommended_by", "decided_by"))
    assert signed == {(vera.pk, viktor.pk)}
