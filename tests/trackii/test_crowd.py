"""A crowd is invented, but sealed like everybody else."""

import pytest
from django.core.management import CommandError, call_command

from dialogues.models import Initiative, Membership
from participants import people, signing
from participants.models import Candidacy, Person
from trackii import crowd
from trackii.accounts.models import User
from trackii.vault import keyring
from trackii.vault.errors import WrongKey
from workshops import notes
from workshops.models import Note, Workshop

pytestmark = pytest.mark.django_db


def _one(role):
    return User.objects.get(email=f"bench-{role}@example.org")


def test_a_crowd_is_spread_evenly(worker):
    call_command("crowd", initiatives=2, people=40, workshops=4, notes=6)

    tables = Initiative.objects.all()
    assert [table.people.count() for table in tables] == [20, 20]
    assert [table.workshops.count() for table in tables] == [2, 2]
    assert [Note.objects.filter(initiative=table).count() for table in tables] == [3, 3]


def test_its_names_open_to_who_holds_the_roster_and_to_nobody_else(worker):
    crowd.fill(initiatives=1, people=20, workshops=0, notes=0)
    everybody = list(Person.objects.all())

    with keyring.unlocked(_one("facilitator"), crowd.PASSPHRASE):
        names = [known.name for known in people.read(everybody, by=_one("facilitator"))]
    with keyring.unlocked(_one("rapporteur"), crowd.PASSPHRASE):
        assert not keyring.current().holds(
            "roster", everybody[0].initiative_id, initiative=everybody[0].initiative_id
        )

    assert len(names) == 20
    assert all(name.strip() for name in names)


def test_its_decisions_open_to_officers_alone(worker):
    crowd.fill(initiatives=1, people=20, workshops=0, notes=0)
    approved = Candidacy.objects.filter(state="approved")[0]

    with keyring.unlocked(_one("officer"), crowd.PASSPHRASE):
        grounds = signing.read(approved, by=_one("officer"))

    assert grounds == signing.Written(*["Nothing stands against her."] * 2)


def test_its_notes_are_of_a_round_in_session_and_open_in_its_room(worker):
    crowd.fill(initiatives=1, people=40, workshops=2, notes=3)
    first, second = Workshop.objects.order_by("number")

    with keyring.unlocked(_one("rapporteur"), crowd.PASSPHRASE):
        heard = notes.read(first, by=_one("rapporteur"))
    with keyring.unlocked(_one("organiser"), crowd.PASSPHRASE), pytest.raises(WrongKey):
        keyring.current().held("room", first.pk, initiative=first.initiative_id)

    assert (first.state, second.state) == ("in_session", "confirmed")
    assert len(heard) == 3
    assert all("winter catch" in words for _note, words in heard)


def test_nobody_sits_at_more_than_five_tables(worker):
    crowd.fill(initiatives=7, people=7, workshops=0, notes=0)

    seats = Membership.objects.filter(role="convener")
    tables = {seat.user.email: 0 for seat in seats}
    for seat in seats:
        tables[seat.user.email] += 1
    assert tables == {
        "bench-convener@example.org": 5,
        "bench-far-convener@example.org": 2,
    }


def test_a_crowd_gathers_in_the_embedded_database_only(settings):
    settings.EMBEDDED = False

    with pytest.raises(CommandError, match="embedded database only"):
        call_command("crowd", initiatives=1, people=1)

    assert not User.objects.exists()


@pytest.mark.parametrize("counts", [{"initiatives": 0}, {"people": -1}])
def test_a_crowd_of_nobody_anywhere_is_refused(counts):
    with pytest.raises(CommandError, match="at least one initiative"):
        call_command("crowd", **counts)
