"""Whoever takes a participant's laptop away finds where she was, and no way in there."""

import shutil

import envelopes
import leaks
import make
import pytest
from conftest import CHROMIUM, QUIET
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect
from roles import WebClient

from participants import folders, wordings
from trackii import clock
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import suite
from workshops import circulation, invitations, seating, summaries

WORD = "Quillfeather"


@pytest.fixture
def posted(house, settings):
    """Has what waits delivered by a worker of the moment, and reads the letter."""
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)

    def deliver():
        mail.outbox.clear()
        Letter.objects.filter(state="due").update(due_at=clock.now())
        settings.WORKER_KEY = seed
        delivery.deliver_due()
        settings.WORKER_KEY = b""
        [letter] = mail.outbox
        return letter.body

    return deliver


@pytest.fixture
def letter(posted, heron, farid, oskar, approved):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        invitations.send(seating.offer(ahead, approved[0], by=oskar), by=oskar)
    return posted()


@pytest.fixture
def draft(posted, heron, farid, rosa, approved):
    """The letter that asks for a draft to be read, and the two words."""
    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    make.session(held, by=farid)
    account = make.summary(held, by=rosa, reader=farid, state="second_read")
    with make.acting(farid):
        summaries.circulate(account, by=farid)
        words = circulation.send(account.reviews.first(), by=farid)
    return posted(), words


@pytest.fixture
def own(posted, heron, oskar, approved):
    """The letter with a page of her own, where a text waits to be agreed to."""
    with make.acting(oskar):
        words = {"en": "They may book my train."}
        wordings.write(heron, "travel", by=oskar, words=words, edition=0)
        folders.send(approved[0], by=oskar)
    return posted()


@pytest.fixture
def at_home(chromium, house, tmp_path):
    """A browser of hers, with a profile on the disk and its writing done."""
    context = chromium.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=CHROMIUM, args=QUIET, base_url=house
    )
    yield context
    context.close()


def _taken(folder, to):
    """The profile as it lies on the disk at this moment."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("Singleton*"))
    return leaks.kept(to)


def _answers(code):
    """What somebody else is answered who comes with what he found."""
    thief = WebClient()
    answer = thief.post(reverse("own:enter"), {"code": code})
    return answer.status_code, thief.get(reverse("own:matter")).status_code


@pytest.mark.parametrize("by", ["address", "code"])
def test_what_a_profile_knows_of_her_visit_opens_nothing(at_home, letter, tmp_path, by):
    code, once = envelopes.code(letter), envelopes.once(letter)
    page = at_home.new_page()
    page.goto(f"/p/#{once}")
    box = page.get_by_label("Your code")
    expect(box).to_have_value(once)
    if by == "code":
        box.fill(code)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Osier Mill")).to_be_visible()
    page.get_by_label("Anything you want to say").fill(f"{WORD} comes.")
    page.get_by_role("button", name="I accept").click()
    expect(page.get_by_text("You have accepted.")).to_be_visible()
    page.wait_for_timeout(12_000)  # what a browser writes, it writes by and by

    amid = _taken(tmp_path / "profile", tmp_path / "amid")
    answers = [_answers(once)]
    page.get_by_role("button", name="Close these pages").click()
    expect(page.get_by_role("heading", name="Something waits for you")).to_be_visible()
    at_home.close()
    after = _taken(tmp_path / "profile", tmp_path / "after")
    answers.append(_answers(once))

    for kept in (amid, after):
        assert leaks.found(kept, [once, code, WORD, "Osier Mill"]) == [once]
    assert answers == [(409, 302), (409, 302)]
    assert _answers(code) == (302, 200)  # the letter itself still lets her in


def test_a_draft_the_words_that_open_it_and_what_she_objects_to_are_not_kept(
    at_home, draft, tmp_path
):
    letter, words = draft
    once = envelopes.once(letter)
    page = at_home.new_page()
    page.goto(f"/p/#{once}")
    page.get_by_role("button", name="Open").click()
    page.get_by_label("The two words").fill(words)
    page.get_by_role("button", name="Open the draft").click()
    expect(page.get_by_text("winter months")).to_be_visible()
    page.get_by_text("I object", exact=True).click()
    page.get_by_label("What is wrong with it").fill(f"{WORD} is a name.")
    page.get_by_role("button", name="I object to this").click()
    expect(page.get_by_text("You object.")).to_be_visible()
    page.wait_for_timeout(12_000)

    amid = _taken(tmp_path / "profile", tmp_path / "amid")
    at_home.close()  # she forgot to leave
    after = _taken(tmp_path / "profile", tmp_path / "after")

    said = [once, envelopes.code(letter), words, WORD, "winter months"]
    assert [leaks.found(kept, said) for kept in (amid, after)] == [[once], [once]]
    assert _answers(once) == (409, 302)


def test_what_she_signs_and_needs_on_her_own_page_is_not_kept(at_home, own, tmp_path):
    once = envelopes.once(own)
    page = at_home.new_page()
    page.goto(f"/p/#{once}")
    page.get_by_role("button", name="Open").click()
    page.goto(reverse("own:undertakings"))
    expect(page.get_by_text("book my train")).to_be_visible()
    page.locator("[name=kinds]").first.check()
    page.locator("[name=name]").fill(f"{WORD} Haddad")
    page.locator("form:has([name=kinds]) button").last.click()
    page.goto(reverse("own:needs"))
    page.locator("[name=diet]").fill(f"{WORD} eats no fish.")
    page.locator("form:has([name=diet]) button").last.click()
    expect(page.locator("[name=diet]")).to_have_value(f"{WORD} eats no fish.")
    page.wait_for_timeout(12_000)

    amid = _taken(tmp_path / "profile", tmp_path / "amid")
    at_home.close()
    after = _taken(tmp_path / "profile", tmp_path / "after")

    assert reverse("own:needs").encode() in after  # that she was there, it does know
    said = [once, envelopes.code(own), WORD, "book my train"]
    assert [leaks.found(kept, said) for kept in (amid, after)] == [[once], [once]]
