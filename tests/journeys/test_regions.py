"""A region is swapped and the page stays itself: its address, its way back, its words."""

import make
import pytest
from playwright.sync_api import expect

from workshops import seating


def _stands(tab, address, entries):
    """Where the tab is, how many steps back it has, and that a reload answers."""
    assert tab.page.url == f"{tab.home}{address}"
    assert tab.page.evaluate("history.length") == entries
    assert tab.page.reload().status == 200


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
    author.page.get_by_role("button", name="Write “").first.press("Enter")
    author.is_told("Saved, and put in general words wherever it stood.")
    expect(author.page.get_by_label("The account")).to_have_value(
        "A participant spoke. Then everybody spoke of the ice."
    )
