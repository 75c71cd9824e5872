"""The thief of the whole web host, before what letters leave behind of their addresses."""

from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from itertools import product

import make
import pytest
from django.apps import apps
from django.conf import settings as live
from django.db import connection

from dialogues import destruction
from participants import people
from trackii import clock
from trackii.outbox import delivery, letters
from trackii.outbox.models import Letter
from trackii.vault import suite
from trackii.vault.models import Link
from workshops import invitations, seating

pytestmark = pytest.mark.django_db

GUESSES = [
    f"{first}.{last}@example.net"
    for first in ("amal", "boris", "ines") for last in ("haddad", "lem", "faye")
]  # fmt: skip


def _all_go():
    Letter.objects.update(due_at=clock.now())
    assert delivery.deliver_due() == 2


def _bytes_of_letters():
    """What the thief has of every letter: each of its columns, as it stands there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_letter")
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}
            for row in rows]  # fmt: skip


def _marks(row, days, address):
    """Every way a letter was or could be told from another by its address."""
    secrets = [live.ROOT_KEY, live.PEPPER, live.AUDIT_KEY, live.SECRET_KEY.encode()]
    keys = [*secrets, *(suite.derive(each, "letters") for each in secrets)]
    edition = str(row["edition"]).encode()
    for said, day in product((address, address.upper()), days):
        parts = [row["kind"].encode(), row["occasion"].bytes, day.encode()]
        for told in ([*parts, said.encode(), edition], [said.encode()]):
            yield sha256(b"".join(told)).digest()
            yield from (suite.mac(key, *told) for key in keys)


def test_no_guess_at_an_address_is_confirmed_by_what_a_letter_left(
    heron, confirmed, approved, carla, farid
):
    _all_go()
    erased = destruction.ask(heron, "person", approved[0].person_id, by=carla)
    destruction.sign(erased, by=farid)
    rows, days = _bytes_of_letters(), [confirmed.starts_at.isoformat()]

    confirmed_guesses = [
        guess
        for row, guess in product(rows, GUESSES)
        if {*_marks(row, days, guess)} & {v for v in row.values() if v}
    ]

    own = [
        letters.fingerprint(row["kind"], row["occasion"], days[0], 1) for row in rows
    ]
    assert own == [row["fingerprint"] for row in rows]  # he knows how they are made
    assert confirmed_guesses == []
    assert [row["recipient"] for row in rows] == [None, None]


def test_a_corrected_address_is_written_to_though_the_old_one_had_its_letter(
    confirmed, approved, oskar, farid, mailoutbox
):
    _all_go()
    amal = approved[0].person
    with make.acting(oskar):
        other = make.particulars(email_edition=9)
        other.email = "a.haddad@example.org"
        people.correct(amal, by=oskar, particulars=other)
    seat = confirmed.seats.get(candidacy=approved[0])

    with make.acting(oskar):
        [known] = people.read([amal], by=oskar)
    posted = letters.post(
        "reminder", initiative=seat.initiative_id, occasion=seat.pk,
        version=confirmed.starts_at.isoformat(), edition=known.email_edition,
        address=known.email, language="en", due_at=clock.now() + letters.JITTER,
    )  # fmt: skip

    assert known.email_edition == 2
    assert posted is not None
    assert len(mailoutbox) == 2


@pytest.fixture
def invited(heron, farid, oskar, approved, worker, monkeypatch):
    """A link whose letter was being handed over, to a far host, when the worker died."""
    monkeypatch.setattr(delivery, "asked", [])
    ahead = make.workshop(
        heron, by=farid, state="provisional", starts_in=timedelta(days=20)
    )
    with make.acting(oskar):
        link = invitations.send(seating.offer(ahead, approved[0], by=oskar), by=oskar)
    make.by_hand(
        "UPDATE outbox_letter SET state = 'sending',"
        " leased_until = clock_timestamp() - interval '1 minute' WHERE link = %s",
        link.pk,
    )
    return link


def _is_live(link, *, after):
    with clock.at(link.made_at + after):
        return Link.objects.get(pk=link.pk).is_live


@pytest.mark.parametrize("settled", [False, True])
def test_a_link_in_a_mailbox_nobody_knows_of_lives_no_longer_than_another(
    invited, oskar, settled
):
    delivery.settle_expired()
    letter = Letter.objects.get(link=invited.pk)
    assert letter.state == "uncertain"
    if settled:
        with clock.at(clock.now() + timedelta(days=2)):
            letters.settle(letter, went=True, by=oskar)

    alive = [_is_live(invited, after=timedelta(hours=each)) for each in (71, 73, 240)]

    assert alive == [True, False, False]


def test_a_letter_that_goes_again_after_all_gives_her_all_three_days(invited, oskar):
    delivery.settle_expired()
    later = invited.made_at + timedelta(days=4)
    with clock.at(later):
        letters.settle(Letter.objects.get(link=invited.pk), went=False, by=oskar)
        assert delivery.deliver_due() == 1

    alive = [_is_live(invited, after=timedelta(days=4, hours=h)) for h in (71, 73)]

    assert alive == [True, False]


def test_letters_from_before_are_told_apart_anew_and_do_not_go_twice(
    confirmed, approved, farid
):
    _all_go()
    seats = list(confirmed.seats.values_list("pk", flat=True))
    make.by_hand("UPDATE outbox_letter SET fingerprint = sha256(id::text::bytea)")
    migration = "trackii.outbox.migrations.0005_fingerprints_without_addresses"

    import_module(migration).make_anew(apps, None)

    again = [
        letters.post(
            "reminder", initiative=confirmed.initiative_id, occasion=seat,
            version=confirmed.starts_at.isoformat(), address="amal@example.net",
            language="en", due_at=clock.now() + letters.JITTER,
        )
        for seat in seats
    ]  # fmt: skip
    assert again == [None, None]
