"""From a draft full of findings to a second signature: by keyboard, with and without JavaScript."""

import make
import pytest

WORDS = "Amal Haddad met a baker. Then a carpenter wept, and a clerk sang."
SUMMARY = "/dialogues/heron/workshops/1/summary/"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_author_and_her_reader_go_through_what_was_found(
    javascript, sit, in_session, rosa, farid
):
    make.summary(in_session, by=rosa, words=WORDS)
    author = sit(rosa, javascript=javascript)
    reader = sit(farid, javascript=javascript)

    author.goes_to(SUMMARY)
    author.sees("0 of 4 resolved")
    author.page.get_by_role("button", name="Put what is ticked").press("Enter")
    author.sees("1 of 4 resolved")
    author.page.get_by_role("link", name="Go through them").press("Enter")
    author.sees_heading("baker")
    author.page_is_still()
    flaws = author.flaws()
    author.page.keyboard.press("Enter")  # on what was proposed
    author.sees_heading("carpenter")
    author.types("In other words", "somebody")
    author.page.keyboard.press("Enter")
    author.sees_heading("clerk")
    author.types("Or the reason why it may stay", "A figure of speech.")
    author.page.keyboard.press("Enter")
    author.sees_heading("Nothing is left for you to resolve")
    author.sees("4 of 4 resolved")
    flaws += author.flaws()
    author.follows("Back to the account")
    author.presses("Submit as checked")
    author.finds_it("Checked")

    reader.goes_to(f"{SUMMARY}findings/")
    reader.sees_heading("clerk")
    reader.sees("A figure of speech.")
    flaws += reader.flaws()
    reader.page.get_by_role("button", name="Agree to keep it").press("Enter")
    reader.sees_heading("Nothing is left for you to resolve")
    reader.follows("Back to the account")
    reader.sees("somebody wept, and a clerk sang")
    flaws += reader.flaws()
    reader.presses("Sign as second reader")
    reader.finds_it("Second read")

    assert flaws == []
