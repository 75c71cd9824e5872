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

from trackii import clock
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import suite
from workshops import invitations, seating

WORD = "Quillfeather"


@pytest.fixture
def letter(house, settings, heron, farid, oskar, approved):
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        invitations.send(seating.offer(ahead, approved[0], by=oskar), by=oskar)
    mail.outbox.clear()
    Letter.objects.update(due_at=clock.now())
    settings.WORKER_KEY = seed
    delivery.deliver_due()
    settings.WORKER_KEY = b""
    [letter] = mail.outbox
    return letter.body


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
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Something waits for you")).to_be_visible()
    at_home.close()
    after = _taken(tmp_path / "profile", tmp_path / "after")
    answers.append(_answers(once))

    for kept in (amid, after):
        assert leaks.found(kept, [once, code, WORD, "Osier Mill"]) == [once]
    assert answers == [(409, 302), (409, 302)]
    assert _answers(code) == (302, 200)  # the letter itself still lets her in
