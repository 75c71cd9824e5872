"""What the web process seals for the worker, only the worker opens; it does so by itself."""

import make
import pytest

from trackii import clock
from trackii.outbox.models import Letter
from trackii.running import within
from trackii.vault import sealing
from trackii.vault.errors import VaultError
from workshops.models import Briefing


def test_the_web_process_cannot_open_what_it_sealed_for_the_worker(
    house, settings, heron, farid, oskar, approved
):
    ahead = make.workshop(heron, by=farid, state="confirmed", seated=approved)
    pack = make.briefing(ahead, by=oskar)

    assert settings.WORKER_KEY == b""
    for row, field in ((Letter.objects.first(), "recipient"), (pack, "content")):
        with pytest.raises(VaultError):
            sealing.unseal_as_worker(row, field)


def test_a_letter_goes_once_and_none_for_a_round_that_is_cancelled(
    backstage, heron, farid, approved, sit
):
    kept = make.workshop(heron, by=farid, state="confirmed", seated=approved)
    make.workshop(heron, by=farid, state="confirmed", seated=approved)
    host = sit(farid)
    host.goes_to("/dialogues/heron/workshops/2/")
    host.follows("Cancel the round")
    host.presses("Cancel the round")
    host.finds_it("Cancelled")
    # Both rounds are days away; the test lets those days go by.
    Letter.objects.update(due_at=clock.now())

    letters = backstage.letters(2)
    pack = make.briefing(kept, by=farid)

    # A pack cleared now is printed at a later knock, after another look for letters.
    issued = Briefing.objects.filter(pk=pack.pk, state=Briefing.State.ISSUED)
    assert within(30, issued.exists)
    states = Letter.objects.order_by("state").values_list("state", "recipient")
    assert list(states) == [("cancelled", None)] * 2 + [("sent", None)] * 2
    assert len(backstage.letters(2)) == 2
    telling = ("Amal Haddad", "Boris", "HERON", "Mill")
    for letter in letters:
        assert letter.sender == "desk@trackii.example"
        assert [word for word in telling if word in str(letter.message)] == []
