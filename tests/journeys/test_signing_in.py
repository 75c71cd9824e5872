"""From an invitation to an open vault, and out again at once; passkeys; sessions that ran out."""

from dataclasses import replace

import make
import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from trackii.accounts import invitations


def test_from_an_invitation_to_an_open_vault(sit, ada, authenticator):
    nora = sit()
    flaws = nora.joins(invitations.invite("nora@example.org", by=ada), authenticator)
    assert flaws == []
    passphrase = nora.makes_her_vault()

    nora.follows("Unlock")
    nora.types("Vault passphrase", "six words that are not hers")
    nora.presses("Unlock")
    nora.sees("That is not the passphrase")
    nora.sees("Vault locked")
    assert nora.flaws() == []
    nora.types("Vault passphrase", passphrase)
    nora.presses("Unlock")
    nora.sees("Vault unlocked")
    nora.presses("Lock")
    nora.is_told("The vault is locked.")
    nora.sees("Vault locked")


def test_what_is_shown_once_is_not_shown_again(sit):
    nora = sit(make.user("Nora New", vault=False), locked=True)

    passphrase = nora.makes_her_vault()
    nora.goes_to("/vault/make/")

    nora.sees_heading("Unlock the vault")
    assert nora.page.locator("code").count() == 0
    assert passphrase not in nora.page.content()


def test_leaving_at_once_shows_a_page_that_says_nothing(sit, carla, authenticator):
    authenticator.set_up_for(carla)
    here, elsewhere = sit(carla), sit()
    here.goes_to("/")
    elsewhere.signs_in(carla, authenticator)
    kept = here.page.context.cookies()

    here.presses("Leave at once")

    here.sees_heading("This page is empty")
    assert "trackii" not in here.page.locator("body").inner_text()
    assert here.page.context.cookies() == []
    here.page.context.add_cookies(kept)
    for tab in (here, elsewhere):
        tab.goes_to("/dialogues/")
        tab.sees_heading("Sign in")


def test_a_passkey_signs_in(sit, carla, authenticator):
    authenticator.set_up_for(carla)
    owner = sit()
    owner.has_a_passkey_in_her_pocket()
    owner.signs_in(carla, authenticator)

    owner.goes_to("/accounts/")
    owner.follows("Add a passkey")
    owner.is_asked_again()
    owner.types("Name", "Blue key")
    owner.ticks("Passwordless")
    owner.presses("Add a passkey")
    owner.sees_heading("Recovery codes")
    owner.goes_to("/accounts/webauthn/")
    expect(owner.row("Blue key")).to_be_visible()
    owner.goes_to("/accounts/logout/")
    owner.presses("Sign out", among=owner.page.get_by_role("main"))
    owner.presses("Sign in with a passkey")

    owner.sees_heading("Desk")


def test_an_expired_session_takes_the_whole_tab_to_sign_in(sit, heron, carla, vera):
    make.candidacy(heron, by=carla)
    officer = sit(vera)
    officer.goes_to("/dialogues/heron/people/a-01/")
    Session.objects.all().delete()

    officer.presses("Take into review")

    officer.sees_heading("Sign in")
    officer.page.wait_for_url(
        "**/accounts/login/?next=%2Fdialogues%2Fheron%2Fpeople%2Fa-01%2F"
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_a_note_that_meets_an_ended_session_is_not_lost(
    sit, in_session, rosa, authenticator, javascript
):
    authenticator.set_up_for(rosa)
    writer = sit(javascript=javascript)
    writer.signs_in(rosa, authenticator)
    writer.goes_to("/dialogues/heron/workshops/1/room/")
    writer.types("What was said", "They asked for a second winter.")
    Session.objects.update(expire_date="2001-01-01T00:00Z")
    writer.presses("Keep the note, sealed")
    writer.sees_heading("Your session ended")
    assert writer.flaws() == []
    assert "winter" not in writer.page.content()

    beside = replace(writer, page=writer.page.context.new_page())
    cache.clear()  # a code is good for once, and half a minute is long
    beside.signs_in(rosa, authenticator)
    beside.goes_to("/vault/unlock/")
    beside.types("Vault passphrase", make.PASSPHRASE)
    beside.presses("Unlock")
    beside.sees("Vault unlocked")
    writer.presses("Come back here, and show what I typed")
    writer.sees("They asked for a second winter.")
    assert writer.flaws() == []
    writer.presses("Send it again")

    writer.is_told("The note is kept, sealed.")
    writer.sees("They asked for a second winter.")
