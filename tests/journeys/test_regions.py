"""A region is swapped and the page stays itself: its address, its way back, its words."""

import make
import pytest
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from playwright.sync_api import expect

from workshops import seating, summaries
from workshops.models import Note, Summary


def _stands(tab, address, entries):
    """Where the tab is, how many steps back it has, and that a reload answers."""
    assert tab.page.url == f"{tab.home}{address}"
    assert tab.page.evaluate("history.length") == entries
    assert tab.page.reload().status == 200


def _giving(**answer):
    return lambda route: route.fulfill(**answer)


def test_a_refused_button_leaves_the_address_that_can_be_loaded_again(
    sit, heron, farid, approved, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional", seated=approved[:1])
    host, address = sit(farid), ahead.get_absolute_url()
    host.goes_to(address)
    entries = host.page.evaluate("history.length")

    host.presses("Confirm the round")
    host.sees("Not enough have accepted on side B: the quorum is 1.")

    _stands(host, address, entries)


def test_pressing_adds_no_step_back_but_choosing_from_a_list_does(
    sit, heron, farid, approved, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(farid):
        for each in approved:
            seating.offer(ahead, each, by=farid)
    host, address = sit(farid), f"{ahead.get_absolute_url()}seats/"
    host.goes_to(address)
    entries = host.page.evaluate("history.length")

    for person in ("A-01", "B-01"):
        host.presses("Accepts", among=host.row(person))
        host.is_told(f"{person}: accepted.")
    _stands(host, address, entries)
    host.goes_to("/dialogues/heron/people/")
    host.page.locator("#side").select_option("A")
    host.presses("Show")
    expect(host.page.get_by_role("rowheader", name="B-01")).to_have_count(0)

    assert host.page.url.endswith("/people/?state=&side=A")
    host.page.go_back()
    expect(host.page.get_by_role("rowheader", name="B-01")).to_have_count(1)


@pytest.mark.parametrize("javascript", [True, False])
def test_general_words_keep_what_was_typed(javascript, sit, in_session, rosa):
    make.summary(in_session, by=rosa, words="Amal Haddad spoke of the catch.")
    author = sit(rosa, javascript=javascript)
    author.goes_to("/dialogues/heron/workshops/1/summary/")
    author.types("The account", "Amal Haddad spoke. Then everybody spoke of the ice.")
    author.page_is_still()
    author.page.get_by_role("button", name="Put what is ticked").press("Enter")
    author.is_told("Saved, and put in general words wherever it stood.")
    expect(author.page.get_by_label("The account")).to_have_value(
        "A participant spoke. Then everybody spoke of the ice."
    )


def test_of_two_who_save_the_second_keeps_her_words_and_sees_the_first_s(
    sit, in_session, rosa
):
    make.summary(in_session, by=rosa, words="They spoke of the catch.")
    address = "/dialogues/heron/workshops/1/summary/"
    author = sit(rosa)
    author.goes_to(address)
    with make.acting(rosa):
        found = Summary.objects.get()
        summaries.revise(found, by=rosa, words="Of the ice.", edition=found.edition)

    author.types("The account", "They spoke of the winter.")
    author.presses("Save")
    author.sees("Another edition was saved meanwhile.")

    box = author.page.get_by_label("The account")
    expect(box).to_have_value("They spoke of the winter.")
    author.sees("Of the ice.")
    author.sees_heading("Summary")
    author.presses("Save")
    author.is_told("Saved.")
    expect(box).to_have_value("They spoke of the winter.")


def test_what_breaks_takes_nothing_from_the_page(
    sit, in_session, rosa, complaints, settings
):
    """The house's own pages of what broke, and what a proxy answers in its place."""
    author, address = sit(rosa), "/dialogues/heron/workshops/1/room/"
    author.goes_to(address)
    broken = [(503, "503.html"), (500, "500.html"), (502, ""), (403, "")]
    box = author.page.get_by_label("What was said")
    author.types("What was said", "They spoke of the ice.")

    for status, page in broken:
        answer = {"status": status, "body": page and render_to_string(page)}
        author.page.route("**/write/", _giving(**answer))
        with author.page.expect_response("**/write/"):
            author.presses("Keep the note, sealed")
        author.sees("What you typed stands on this page: send it again in a minute.")
        expect(box).to_have_value("They spoke of the ice.")
        author.page.unroute("**/write/")
        complaints.clear()  # the browser mentions it, too
    whole, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = (
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        9,
    )
    author.presses("Keep the note, sealed")
    author.is_told("Nothing was saved: all of one form together may have")
    expect(box).to_have_value("They spoke of the ice.")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = whole
    complaints.clear()
    author.presses("Keep the note, sealed")

    author.is_told("The note is kept, sealed.")
    expect(author.page.locator("#why")).to_be_hidden()
    assert (author.page.url, Note.objects.count()) == (f"{author.home}{address}", 1)


def test_where_a_whole_page_answers_a_region_its_header_tells_the_truth(
    sit, in_session, rosa
):
    make.summary(in_session, by=rosa, words="They spoke of the catch.")
    author = sit(rosa)
    author.goes_to("/dialogues/heron/workshops/1/summary/")
    banner = author.page.get_by_role("banner")
    author.types("The account", "They spoke of the ice.")

    Session.objects.update(expire_date="2001-01-01T00:00Z")
    author.presses("Save")

    author.sees_heading("Your session ended")
    expect(banner.get_by_role("button")).to_have_count(0)
    assert "They spoke of the ice." not in author.page.content()
