"""The registry: whose names a room must keep out of its words."""

import make
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from participants import people
from trackii.vault.errors import WrongKey
from workshops import disclosure, registry, scheduling, seating
from workshops.models import RegistryEntry, Seat

pytestmark = pytest.mark.django_db


def _read(workshop, *, by):
    with make.acting(by):
        return registry.read(workshop, by=by)


def test_everybody_with_a_seat_and_the_whole_team_is_in_it(confirmed, rosa):
    entries = _read(confirmed, by=rosa)

    assert {(entry.names[0], entry.side == "T") for entry in entries} == {
        ("Amal Haddad", False),
        ("Boris Lem", False),
        ("Carla Conti", True),
        ("Farid Mansour", True),
        ("Oskar Berg", True),
        ("Rhea Donnelly", True),
        ("Rosa Reyes", True),
        ("Vera Novak", True),
        ("Viktor Lind", True),
    }


def test_it_holds_every_spelling_and_contact(
    heron, carla, farid, vera, viktor, rosa, worker
):
    seated = [
        make.candidacy(
            heron, by=carla, side=side, name=name, state="approved",
            officers=(vera, viktor), variants=variants, phone="+47 912 34 567",
        )
        for side, name, variants in (
            ("A", "Amal Haddad", ["أمل حداد", "Emel"]), ("B", "Boris Lem", []),
        )
    ]  # fmt: skip
    workshop = make.workshop(heron, by=farid, state="confirmed", seated=seated)

    [amal] = [e for e in _read(workshop, by=rosa) if "Amal Haddad" in e.names]

    assert amal.names == ["Amal Haddad", "أمل حداد", "Emel"]
    assert (amal.emails, amal.phones) == (
        ["amal.haddad@example.net"],
        ["+47 912 34 567"],
    )


def test_who_was_asked_and_declined_is_in_it_too(
    heron, carla, farid, vera, viktor, approved, rosa, worker
):
    chiara = make.candidacy(
        heron, by=carla, name="Chiara Rossi", state="approved", officers=(vera, viktor)
    )
    workshop = make.workshop(heron, by=farid, state="provisional", seated=approved)
    with make.acting(farid):
        seating.decline(seating.offer(workshop, chiara, by=farid), by=farid)
        scheduling.confirm(workshop, by=farid)

    names = {e.names[0] for e in _read(workshop, by=rosa) if e.side != "T"}

    assert names == {"Amal Haddad", "Boris Lem", "Chiara Rossi"}


def test_outside_the_room_nobody_reads_it(
    confirmed, carla, vera, oskar, rhea, omar, ada
):
    for other in (carla, vera, oskar, rhea, omar, ada):
        with pytest.raises(PermissionDenied):
            _read(confirmed, by=other)
        with make.acting(other), pytest.raises(WrongKey):
            registry.sealing.unseal(RegistryEntry.objects.first(), "names", by=other)


def test_who_copies_names_into_the_room_need_not_read_there(confirmed, oskar, rosa):
    seat = Seat.objects.first()

    with make.acting(oskar):
        [known] = people.read([seat.candidacy.person], by=oskar)
        known.variants.append("Emel")
        registry.add(seat, known)

    entries = {entry.names[0]: entry.names for entry in _read(confirmed, by=rosa)}
    assert entries["Amal Haddad"] == ["Amal Haddad", "Emel"]
    assert len(entries) == 9


def test_who_has_no_seat_is_recognised_and_not_read(
    heron, carla, farid, vera, viktor, approved, rosa, worker
):
    make.candidacy(heron, by=carla, name="Chiara Quillan")
    workshop = make.workshop(heron, by=farid, state="confirmed", seated=approved)
    make.candidacy(heron, by=carla, name="Вера Лозовая")

    with make.acting(rosa):
        room = registry.of_room(workshop, by=rosa)
        held = [
            registry.sealing.unseal(row, "names", by=rosa)
            for row in RegistryEntry.objects.filter(workshop=workshop, blind=True)
        ]

    assert "Chiara" not in str(room.participants) + "".join(held)
    assert "Лозов" not in str(room.participants) + "".join(held)
    said = "They had heard of Quillan, and of Лозовой. The coast was calm."
    found = {f.text: f.why for f in disclosure.look(said, room)}
    assert found["Quillan"] == found["Лозовой"]
    assert "has no seat in this round" in found["Quillan"]
    assert {len(words) for words in held} == {2044}


def test_a_seat_turns_marks_into_names_and_an_erasure_ends_them(
    heron, carla, farid, vera, viktor, approved, rosa, worker
):
    chiara = make.candidacy(
        heron, by=carla, name="Chiara Rossi", state="approved", officers=(vera, viktor)
    )
    workshop = make.workshop(heron, by=farid, state="confirmed", seated=approved)
    entry = RegistryEntry.objects.get(person=chiara.person)
    assert entry.blind

    with make.acting(farid):
        seating.offer(workshop, chiara, by=farid)

    entry.refresh_from_db()
    assert not entry.blind
    assert "Chiara Rossi" in {e.names[0] for e in _read(workshop, by=rosa)}


def test_a_room_knows_what_the_sides_are_really_called(confirmed, rosa):
    with make.acting(rosa):
        room = registry.of_room(confirmed, by=rosa)

    assert len(room.sides) == 2
    [found] = disclosure.look(f"Then {room.sides[0]} spoke.", room)
    assert (found.certainty, found.proposal) == ("sure", "one of the sides")
    assert found.why == "The real name of a side."


def test_copying_again_makes_no_second_entry(confirmed, farid, rosa):
    with make.acting(farid):
        registry.copy(confirmed, by=farid)

    assert RegistryEntry.objects.count() == 2
    assert len(_read(confirmed, by=rosa)) == 9  # and seven on the team


def test_postgresql_registers_once_a_round(confirmed):
    with pytest.raises(IntegrityError, match="registered_once_a_round"):
        make.by_hand("UPDATE workshops_registryentry SET code = 'a-01'")


def test_no_name_stands_in_it_in_the_clear(confirmed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM workshops_registryentry e")
        [rows] = cursor.fetchone()

    names = ["Amal", "Haddad", "Boris", "Carla", "example"]
    assert [n for n in names if n in rows or n.encode().hex() in rows] == []
    assert "a-01" in rows


def test_a_round_that_was_not_confirmed_has_none(heron, farid, rosa):
    proposed = make.workshop(heron, by=farid)

    assert _read(proposed, by=rosa) == []
