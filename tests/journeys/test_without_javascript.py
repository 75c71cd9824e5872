"""At Tor Browser's safest level: getting in, being refused, losing nothing, getting out."""

import make
from playwright.sync_api import expect

from trackii.accounts import invitations


def test_getting_in_and_out(sit, ada, authenticator):
    nora = sit(javascript=False)
    nora.joins(invitations.invite("nora@example.org", by=ada), authenticator)
    passphrase = nora.makes_her_vault()

    nora.follows("Unlock")
    nora.types("Vault passphrase", passphrase)
    nora.presses("Unlock")
    nora.sees("Vault unlocked")
    nora.presses("Lock")
    nora.sees("Vault locked")
    nora.presses("Leave at once")
    nora.sees_heading("This page is empty")


def test_a_refused_form_keeps_what_was_typed(sit, heron, farid, worker):
    ahead = make.workshop(heron, by=farid, state="provisional")
    host = sit(farid, javascript=False)
    host.goes_to(f"/dialogues/heron/workshops/{ahead.number}/programme/plan/")
    host.on("Begins", "2020-02-03", "09:00")
    host.on("Ends", "2020-02-03", "10:00")
    host.types("Purpose", "What each side would lose.")
    host.presses("Add to the programme")

    host.sees_heading("There is a problem")
    host.sees("A session lies within the dates of its round.")
    expect(host.page.get_by_label("Purpose")).to_have_value(
        "What each side would lose."
    )


def test_of_two_who_save_at_once_neither_loses_a_word(sit, in_session, rosa):
    make.note(in_session.sessions.get(), by=rosa, words="The catch.")
    home, train = sit(rosa, javascript=False), sit(rosa, javascript=False)
    for tab in (home, train):
        tab.goes_to("/dialogues/heron/workshops/1/room/")
        tab.follows("Go on writing")
    home.types("The account", "The catch, and the winter.")
    home.presses("Keep the note, sealed")
    train.types("The account", "The catch, and the boats.")
    train.presses("Keep the note, sealed")

    train.sees("Saved meanwhile")
    train.sees("The catch, and the winter.")
    expect(train.page.get_by_label("The account")).to_have_value(
        "The catch, and the boats."
    )


def test_a_letter_nobody_is_sure_of_is_settled_by_hand(sit, confirmed, oskar):
    make.by_hand("UPDATE outbox_letter SET state = 'uncertain'")
    desk = sit(oskar, javascript=False)
    desk.goes_to("/")
    desk.follows("HERON", among=desk.under("Letters to look at"))

    desk.page.get_by_role("button", name="It went").first.press("Enter")
    desk.is_told("Noted.")
    desk.picks("State", "Sent")
    desk.presses("Show")

    expect(desk.page.get_by_role("cell", name="Sent", exact=True)).to_have_count(1)


def test_a_language_that_runs_from_the_right_turns_the_page_round(sit, carla):
    desk = sit(carla, javascript=False)
    desk.goes_to("/dialogues/")

    desk.presses("العربيّة")

    expect(desk.page.locator("html")).to_have_attribute("dir", "rtl")
    desk.page.wait_for_url("**/dialogues/")
