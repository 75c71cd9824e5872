"""Two rows that were one human: what becomes of one becomes of the other, and of nobody else."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import ValidationError
from roles import stepping_into

from dialogues import destruction
from participants import doubles, leaving, merging, people
from participants.models import Candidacy, Person
from trackii import clock, principal
from trackii.rows import WORKER
from trackii.vault import keystore, links
from trackii.vault.models import Link
from workshops import inventory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(heron, carla):
    """Three rows: the third went into the second, and that into the first. A stranger."""
    put = [
        make.candidacy(heron, by=carla, name=name)
        for name in ("Amal Haddad", "Amal Hadad", "A. Haddad", "Boris Lem")
    ]
    stays, double, third, stranger = [each.person for each in put]
    with make.acting(carla):
        merging.merge(double, other=third, by=carla)
        merging.merge(stays, other=double, by=carla)
    return stays, double, third, stranger


def _run(on=None):
    with (
        clock.at(on or clock.now()),
        stepping_into(WORKER),
        principal.acting_as(principal.WORKER),
    ):
        return destruction.shred_due()


def _read(person, by):
    with make.acting(by):
        [known] = people.read([Person.objects.get(pk=person.pk)], by=by)
    return known.name


def _asks(person, *, by):
    candidacy = Candidacy.objects.get(person=person)
    until = clock.now() + timedelta(days=9)
    made = links.make(Link.Kind.OWN, of=candidacy, by=by, language="en", deadline=until)
    leaving.ask_erasure(candidacy, by=made.link)


def _standing(rows):
    return [keystore.stands(each.pk) for each in rows]


def test_who_is_erased_by_two_is_not_read_in_the_row_that_was_merged(
    rows, heron, carla, farid
):
    stays, double, third, _stranger = rows
    assert _read(double, carla) == "Amal Hadad"

    asked = destruction.ask(heron, "person", stays.pk, by=carla)
    destruction.sign(asked, by=farid)

    assert [_read(each, carla) for each in rows] == [
        "[destroyed]", "[destroyed]", "[destroyed]", "Boris Lem",
    ]  # fmt: skip
    assert set(Person.objects.filter(state="erased")) == {stays, double, third}


@pytest.mark.parametrize("which", [0, 1, 2])
def test_whichever_row_she_asks_by_all_of_her_is_erased_within_the_hour(
    rows, oskar, which
):
    _asks(rows[which], by=oskar)

    done = _run()

    assert _standing(rows) == [False, False, False, True]
    assert (done.refused, done.failed) == (0, 0)


def test_who_was_turned_down_takes_her_double_along_and_not_the_other_way_round(
    rows, carla
):
    stays = rows[0]
    later = clock.now() + timedelta(days=100)
    with clock.at(later):
        make.vetting.move(Candidacy.objects.get(person=stays), "withdraw", by=carla)

    _run(clock.now() + timedelta(days=181))
    first = _standing(rows)
    _run(later + timedelta(days=181))

    assert first == [True, False, False, True]
    assert _standing(rows) == [False, False, False, True]


def test_a_double_dies_no_later_than_who_stays(heron, carla, rows):
    stays = rows[0]
    with clock.at(clock.now() - timedelta(days=200)):
        make.vetting.move(Candidacy.objects.get(person=stays), "withdraw", by=carla)

    lines = inventory.lines(heron, [*rows])
    _run()

    day = clock.today() - timedelta(days=20)
    assert [line.until for line in lines] == [day, day, day, None]
    assert _standing(rows) == [False, False, False, True]


def test_a_double_is_destroyed_under_the_name_of_who_stays(rows, heron, carla):
    with pytest.raises(ValidationError, match="nothing of the kind"):
        destruction.ask(heron, "person", rows[1].pk, by=carla)


def test_nothing_is_merged_that_is_asked_to_be_destroyed(heron, carla):
    one, other = [
        make.candidacy(heron, by=carla, name=n).person for n in ("Ida", "Ina")
    ]
    destruction.ask(heron, "person", other.pk, by=carla)

    with make.acting(carla), pytest.raises(ValidationError, match="comes first"):
        merging.merge(one, other=other, by=carla)


def test_a_row_that_somebody_wrote_beside_it_dooms_nobody(rows, heron, carla, farid):
    """She who writes to the database says that a stranger, and a double, are somebody else's."""
    stays, double, third, stranger = rows
    victim = make.candidacy(heron, by=carla, name="Ines Faye").person
    moved = "UPDATE participants_person SET merged_into_id = %s WHERE id = %s"
    make.by_hand(moved, stays.pk, stranger.pk)
    make.by_hand(moved, victim.pk, third.pk)
    _asks(third, by=farid)

    asked = destruction.ask(heron, "person", stays.pk, by=carla)
    destruction.sign(asked, by=farid)
    done = _run()

    assert _standing([stays, double, third]) == [False, False, False]
    assert _standing([stranger, victim]) == [True, True]
    assert (done.destroyed, done.refused) == (1, 1)  # what the rows say of the victim


def test_rows_in_a_circle_end_the_asking(rows):
    stays, double, _third, stranger = rows
    make.by_hand(
        "UPDATE participants_person SET merged_into_id = %s WHERE id = %s",
        double.pk, stays.pk,
    )  # fmt: skip

    assert doubles.up(stays.pk, {stays.pk: double.pk, double.pk: stays.pk}) == [
        double.pk, stays.pk,
    ]  # fmt: skip
    assert doubles.everyone(stranger.pk) == [stranger.pk]
