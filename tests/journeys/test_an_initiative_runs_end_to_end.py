"""One initiative from its opening to a summary in the organiser's hands, in a real browser."""

import subprocess
from datetime import timedelta

import lists
import make
import pytest
from playwright.sync_api import expect

from participants import watchlists
from trackii import clock
from trackii.outbox.models import Letter
from trackii.running import within

AMAL = {
    "Full name": "Amal Haddad",
    "Email": "amal.haddad@example.net",
    "Telephone": "+961 70 123 456",
}
IRINA = {
    "Full name": "Ирина Вольская",
    "Other names and spellings": "Irina Volskaya\nИра",
    "Email": "irina@example.net",
}
TEAM = {
    "Farid Mansour": "Facilitator",
    "Vera Novak": "Vetting officer",
    "Viktor Lind": "Vetting officer",
    "Rosa Reyes": "Rapporteur",
    "Oskar Berg": "Organiser",
}
NAMES = ["Amal", "Haddad", "Ирин", "Вольск", "Irina", "Volskaya", "Ира"]
TELLING = """Amal Haddad spoke of the winter catch, and Вольская agreed.

Questions to amal.haddad@example.net or +961 70 123 456.

Both want the winter months kept open."""
ZONE = "Africa/Nairobi"  # its clocks never change


@pytest.mark.parametrize(
    "javascript", [True, False], ids=["with_javascript", "without_javascript"]
)
def test_an_initiative_runs_end_to_end(
    javascript, sit, backstage, authenticator, carla, farid, vera, viktor, rosa, oskar
):
    authenticator.set_up_for(carla)
    watchlists.add([lists.un((7, "QUILLON VEXTARP")).encode()], by=None)
    at = {}
    for who in (farid, vera, viktor, rosa, oskar):
        at[who.name.split()[0].lower()] = sit(who, javascript=javascript)
    at["carla"] = sit(javascript=javascript)

    _she_signs_in(at["carla"], carla, authenticator)
    code = _opens_an_initiative(at["carla"])
    _a_second_signs(at["vera"], code)
    _people_are_put_forward(at["carla"])
    _two_officers_agree_what_is_checked(at["vera"], at["viktor"], code)
    for person in ("A-01", "B-01"):
        _two_officers_approve(at["vera"], at["viktor"], code, person)
    _a_round_is_confirmed(at["farid"], code)
    _letters_go_out(at["farid"], backstage)
    _the_round_is_held(at["farid"], code)
    _notes_become_a_summary(at["rosa"], code)
    _another_reads_and_circulates(at["farid"], code)
    _the_convener_releases(at["carla"], code)
    _the_organiser_takes_it_along(at["oskar"], code)


def _she_signs_in(carla, user, authenticator):
    carla.signs_in(user, authenticator)
    carla.sees("Vault locked")
    carla.follows("Unlock")
    carla.types("Vault passphrase", make.PASSPHRASE)
    carla.presses("Unlock")
    carla.sees("Vault unlocked")


def _opens_an_initiative(carla):
    carla.follows("Initiatives")
    carla.follows("Open an initiative", among=carla.page.locator(".empty"))
    words = carla.page.get_by_role("group", name="Code name").get_by_role("radio")
    code = words.first.get_attribute("value")
    words.first.check()
    carla.types("Working title", "The Marsh Talks")
    carla.types("The conflict", "Who may fish in the Ebbing Marsh, and since when.")
    carla.types("Side A", "The Upper Villages")
    carla.types("Side B", "The Harbour League")
    carla.chooses("Scope", "Regional")
    carla.chooses("Method", "Problem-solving workshop")
    carla.types("Third party", "The Lantern Society")
    carla.chooses("What it is", "NGO")
    carla.types("What makes it acceptable", "Both sides have eaten at its table.")
    carla.chooses("Disclosure regime", "Chatham House Rule")
    carla.chooses("What becomes of the archive", "Kept by the third party")
    for member, role in TEAM.items():
        carla.ticks(f"{member}: {role}")
    carla.presses("Open, and ask for the second signature")
    carla.is_told("It is opened and waits for a second signature.")
    return code


def _a_second_signs(vera, code):
    vera.goes_to("/")
    vera.follows(code.upper())
    vera.sees("Who may fish in the Ebbing Marsh, and since when.")
    vera.presses("Sign the opening")
    vera.is_told("The opening is signed. The team can work.")


def _people_are_put_forward(carla):
    carla.page.reload()
    for side, person in (("A", AMAL), ("B", IRINA)):
        carla.follows("People")
        carla.follows("Put somebody forward")
        carla.chooses("Side", side)
        for label, words in person.items():
            carla.types(label, words)
        carla.picks("Actor type", "Academic")
        carla.types("Why this person", "The fishers listen to her.")
        carla.presses("Put forward")
        carla.is_told(f"{side}-01 is put forward.")
        carla.sees(person["Full name"])


def _two_officers_agree_what_is_checked(vera, viktor, code):
    """Of what is asked for by itself one is enough here; sanctions a list asks for."""
    asked_for = f"/dialogues/{code}/vetting/asked-for/"
    vera.goes_to(asked_for)
    for check in ("Sanctions", "Conflict of interest", "Official post"):
        vera.page.get_by_role("checkbox", name=check).uncheck()
    vera.presses("Ask for these")
    vera.is_told("Another officer signs, and it is in force.")
    viktor.goes_to(asked_for)
    viktor.sees("Vera Novak asks for: Identity")
    viktor.presses("Sign the change")
    viktor.is_told("These checks are asked for from now on.")
    viktor.sees("Nobody is approved before these are cleared: Identity · Sanctions")


def _two_officers_approve(vera, viktor, code, person):
    vera.goes_to(f"/dialogues/{code}/")
    vera.follows("Vetting")
    vera.follows(person)
    vera.presses("Take into review")
    vera.is_told(f"{person} is now in review.")
    vera.follows("Identity")
    vera.chooses("What was found", "Clear")
    vera.types("What it rests on", "Her passport was seen.")
    vera.presses("Sign the finding")
    vera.is_told("Your finding is signed. Another officer confirms it.")
    page = f"/dialogues/{code}/people/{person.lower()}/"
    _nobody_listed_comes_near(vera, page)
    vera.goes_to(page)
    vera.types("Grounds", "Two references, both warm.")
    vera.presses("Sign the review")
    vera.sees("reviewed,")
    viktor.goes_to("/")
    viktor.follows(f"{code.upper()} {person}")
    viktor.sees("Two references, both warm.")
    viktor.follows("Identity")
    viktor.sees("Her passport was seen.")
    viktor.presses("Sign and confirm")
    viktor.is_told("Identity: Clear.")
    viktor.goes_to(f"{page}checks/sanctions/")
    viktor.presses("Sign and confirm")
    viktor.is_told("Sanctions: Clear.")
    viktor.goes_to(page)
    viktor.types("Grounds", "Nothing stands against her.")
    viktor.presses("Sign and approve")
    viktor.is_told(f"{person} is now approved.")


def _nobody_listed_comes_near(vera, page):
    vera.goes_to(page)
    vera.follows("Lists")
    vera.presses("Look on the lists")
    vera.sees("None that two officers have not judged.")
    vera.follows("Sign the check on sanctions")
    vera.chooses("What was found", "Clear")
    vera.types("What it rests on", "No entry comes near.")
    vera.presses("Sign the finding")
    vera.is_told("Your finding is signed. Another officer confirms it.")


def _a_round_is_confirmed(farid, code):
    """It begins when its reminder is three days and a little off: soon, but not past."""
    starts = clock.now() + timedelta(days=3, hours=4)  # three hours on in Nairobi
    farid.goes_to(f"/dialogues/{code}/")
    farid.follows("Rounds")
    farid.follows("Propose a round")
    farid.types("Working title", "First evening at the mill")
    farid.types("Venue", "Osier Mill")
    farid.types("Address", "Lower Lane 4")
    farid.picks("Time zone of the venue", ZONE)
    farid.types("Getting there and staying", "The bus stops at the bridge.")
    farid.types("Quorum on each side", "1")
    farid.presses("Propose")
    farid.is_told("The round is proposed. Settle its dates next.")
    _on(farid, "Begins", starts)
    _on(farid, "Ends", starts + timedelta(days=2))
    farid.presses("Settle the dates without asking")
    farid.is_told("The dates stand.")

    farid.follows("Seats")
    farid.follows("Offer seats")
    for person in ("A-01", "B-01"):
        farid.ticks(person)
    farid.presses("Offer the seats")
    farid.is_told("2 seats are offered.")
    for person in ("A-01", "B-01"):
        farid.presses("Accepts", among=farid.row(person))
        farid.is_told(f"{person}: accepted.")
    farid.follows("Round")
    farid.presses("Confirm the round")
    farid.is_told("The round is now confirmed.")


def _on(farid, which, moment):
    there = moment + timedelta(hours=3)
    farid.on(which, there.strftime("%Y-%m-%d"), there.strftime("%H:%M"))


def _letters_go_out(farid, backstage):
    # Reminders are due an hour from now, give or take twenty minutes that hide when
    # the meeting is. No test waits so long: this is the hour gone by. That a check is to
    # be done again, officers are told in two years.
    soon = clock.now() + timedelta(days=1)
    Letter.objects.filter(due_at__lt=soon).update(due_at=clock.now())

    letters = backstage.letters(2)

    assert {letter.to for letter in letters} == {AMAL["Email"], IRINA["Email"]}
    for letter in letters:
        assert letter.subject == "A note for you"
        assert not [word for word in (*NAMES, "Mill", "Marsh") if word in letter.text]
    sent = Letter.objects.filter(state=Letter.State.SENT)
    assert within(10, lambda: sent.count() == 2)
    farid.follows("Letters")
    expect(farid.page.get_by_role("cell", name="Sent", exact=True)).to_have_count(2)


def _the_round_is_held(farid, code):
    farid.goes_to(f"/dialogues/{code}/workshops/1/")
    farid.follows("Open the round")
    farid.presses("Open the round")
    farid.is_told("The round is now in session.")
    farid.follows("Programme")
    farid.follows("Add a session")
    starts = clock.now() + timedelta(days=3, hours=5)
    farid.picks("Phase", "Needs and fears")
    _on(farid, "Begins", starts)
    _on(farid, "Ends", starts + timedelta(hours=2))
    farid.types("Purpose", "What each side would lose.")
    farid.presses("Add to the programme")
    farid.is_told("The session stands in the programme.")
    farid.presses("Open the session")
    farid.sees("Close the session")
    farid.follows("Seats")
    for person in ("A-01", "B-01"):
        farid.presses("Was there", among=farid.row(person))
        farid.is_told(f"{person}: attended.")


def _notes_become_a_summary(rosa, code):
    rosa.goes_to(f"/dialogues/{code}/workshops/1/room/")
    rosa.types("What was said", "They fear to lose the winter catch.")
    rosa.presses("Keep the note, sealed")
    rosa.is_told("The note is kept, sealed.")
    rosa.sees("They fear to lose the winter catch.")
    rosa.follows("Seal the note")
    rosa.presses("Seal the note")
    rosa.is_told("The note is finished.")

    rosa.follows("Summary")
    rosa.types("The account", TELLING)
    rosa.presses("Keep the draft, sealed")
    rosa.sees("0 of 4 resolved")
    submit = rosa.page.get_by_role("button", name="Submit as checked")
    expect(submit).to_have_count(0)
    rosa.presses("Put what is ticked in general words")
    rosa.is_told("Saved, and put in general words wherever it stood.")
    rosa.sees("No finding is open.")
    submit.press("Enter")
    rosa.finds_it("Checked")


def _another_reads_and_circulates(farid, code):
    farid.goes_to("/")
    farid.follows(
        f"{code.upper()}, round 1", among=farid.under("Summaries to second-read")
    )
    farid.sees("a participant spoke of the winter catch")
    farid.presses("Sign as second reader")
    farid.finds_it("Second read")
    farid.presses("Take it to the participants")
    for person in ("A-01", "B-01"):
        farid.presses("Agrees", among=farid.row(person))
        answer = farid.row(person).get_by_role("cell", name="Agrees", exact=True)
        expect(answer).to_be_visible()


def _the_convener_releases(carla, code):
    carla.goes_to("/")
    carla.follows(f"{code.upper()}, round 1", among=carla.under("Summaries to release"))
    carla.sees("Both want the winter months kept open.")
    carla.follows("Sign and release")
    carla.presses("Sign and release")
    carla.finds_it("Released")


def _the_organiser_takes_it_along(oskar, code):
    oskar.goes_to(f"/dialogues/{code}/workshops/1/summary/")
    printed = _text_of(_carried_away(oskar, code, "PDF"))
    written = _carried_away(oskar, code, "Markdown").read_text()
    oskar.goes_to(f"/dialogues/{code}/workshops/1/summary/")
    oskar.follows("Briefings")
    oskar.presses("Clear the participants' pack")
    oskar.waits_for("Issued")
    pack = _text_of(oskar.saves("Download", among=oskar.row("1")))

    for summary in (printed, written):
        assert "Both want the winter months kept open." in summary
    assert "Osier Mill" in pack
    assert "Needs and fears" in pack
    assert [w for text in (printed, written, pack) for w in NAMES if w in text] == []


def _carried_away(oskar, code, form):
    oskar.goes_to(f"/dialogues/{code}/workshops/1/summary/")
    oskar.follows("Make a copy to carry away")
    oskar.picks("Form", form)
    oskar.picks("What for", "For a donor")
    oskar.presses("Make a copy")
    return oskar.saves(form)


def _text_of(pdf):
    told = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True
    )
    return told.stdout.decode()
