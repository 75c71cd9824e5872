"""Whoever takes the laptop away finds nothing in the browser's own files but that it was here."""

import leaks
import make
from conftest import CHROMIUM, QUIET
from playwright.sync_api import expect

WORD = "Quillfeather"


def test_what_was_typed_and_read_stands_nowhere_in_the_profile(
    chromium, house, browse, heron, carla, tmp_path
):
    profile = tmp_path / "profile"
    at_home = chromium.browser_type.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=QUIET, base_url=house
    )
    at_home.add_cookies([
        {"name": c.key, "value": c.value, "url": house}
        for c in browse(carla).cookies.values()
    ])  # fmt: skip
    page = at_home.new_page()

    page.goto("/dialogues/heron/people/nominate/")
    page.locator("[name=side]").first.check()
    page.locator("[name=name]").fill(f"{WORD} Haddad")
    page.locator("[name=actor_type]").select_option("academic")
    page.locator("[name=email]").fill(f"{WORD}@example.net")
    page.locator("[name=case]").fill(f"{WORD} is heard.")
    page.get_by_role("button", name="Put forward").click()
    page.goto("/dialogues/heron/people/")
    expect(page.get_by_text(WORD).first).to_be_visible()
    at_home.close()

    kept = leaks.kept(profile)
    assert b"/dialogues/heron/people/" in kept  # that she was there, it does know
    assert leaks.found(kept, [WORD, make.PASSWORD]) == []
