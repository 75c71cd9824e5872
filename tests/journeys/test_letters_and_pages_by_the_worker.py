"""What the web process seals for the worker, only the worker opens; it does so by itself."""

import make
import pytest
from django.conf import settings as here
from pypdf import PdfReader

from trackii import clock
from trackii.outbox.models import Letter
from trackii.running import within
from trackii.vault import sealing
from trackii.vault.errors import VaultError
from workshops.models import Briefing


@pytest.fixture
def ahead(backstage, heron, farid, approved):
    return make.workshop(heron, by=farid, state="confirmed", seated=approved)


def test_the_web_process_cannot_open_what_it_sealed_for_the_worker(
    house, heron, farid, approved
):
    make.workshop(heron, by=farid, state="confirmed", seated=approved)
    letter = Letter.objects.first()

    assert here.WORKER_KEY == b""
    with pytest.raises(VaultError):
        sealing.unseal_as_worker(letter, "recipient")


def test_a_letter_that_is_due_goes_once_and_its_address_is_forgotten(ahead, backstage):
    # Due in a week, give or take twenty minutes; the test lets that week go by.
    Letter.objects.update(due_at=clock.now())

    letters = backstage.letters(2)

    assert {each.to for each in letters} == {
        "amal.haddad@example.net",
        "boris.lem@example.net",
    }
    sent = Letter.objects.filter(state=Letter.State.SENT, recipient=None)
    assert within(10, lambda: sent.count() == 2)
    assert len(backstage.letters(2)) == 2
    for letter in letters:
        assert letter.sender == "desk@trackii.example"
        assert [
            w for w in ("Amal", "Boris", "HERON", "Mill") if w in str(letter.message)
        ] == []


def test_no_letter_goes_for_a_round_that_is_cancelled(ahead, backstage, sit, farid):
    host = sit(farid)
    host.goes_to("/dialogues/heron/workshops/1/")
    host.follows("Cancel the round")
    host.presses("Cancel the round")
    host.finds_it("Cancelled")
    Letter.objects.update(due_at=clock.now())
    waited = make.workshop(ahead.initiative, by=farid, state="provisional")

    pack = make.briefing(waited, by=farid)

    # By the time a later pack is printed the pulse has passed the letters twice.
    issued = Briefing.objects.filter(pk=pack.pk, state=Briefing.State.ISSUED)
    assert within(30, issued.exists)
    assert backstage.letters(0) == []


def test_a_pack_is_printed_and_names_nobody(ahead, sit, oskar):
    desk = sit(oskar)
    desk.goes_to("/dialogues/heron/workshops/1/briefings/")
    desk.presses("Clear the participants' pack")
    desk.waits_for("Issued")

    pages = PdfReader(desk.saves("Download", among=desk.row("1"))).pages

    words = " ".join(page.extract_text() for page in pages)
    assert "Osier Mill" in words
    assert [w for w in ("Amal", "Haddad", "Boris", "Lem") if w in words] == []
