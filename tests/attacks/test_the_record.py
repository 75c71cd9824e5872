"""Who writes to the database writes into the record: what he adds, takes away or makes anew shows."""

from contextlib import suppress
from threading import Thread

import make
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from roles import stepping_into

from trackii import generations, principal
from trackii.audit import anchor, chain, marks, trail
from trackii.audit.models import Entry, FormerKey, Link
from trackii.rows import WEB
from trackii.vault import suite

FORGED = """
INSERT INTO audit_entry (at, actor, verb, subject_kind, outcome, rows, initiative, mark)
VALUES (now() - interval '30 days', %s, 'release', 'workshops.summary', 'done', 1, %s, %s)
"""


def _unguarded(*statements):
    """What the owner of the database can do who switches the triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement, *values in statements:
            cursor.execute(statement, values)
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _seal():
    while chain.seal():
        continue


# --- what is added


@pytest.mark.parametrize(
    "mark", [None, b"", b"forged", bytes(60), bytes(range(60))], ids=range(5)
)
def test_an_entry_that_the_house_did_not_write_is_named_for_good(
    mark, heron, carla, farid
):
    _seal()
    with stepping_into(WEB), principal.acting_as(principal.member(carla.pk)):
        make.by_hand(FORGED, farid.pk, heron.pk, mark)
    forged = Entry.objects.get(verb="release")
    trail.record("act", heron, by=carla)
    _seal()

    assert chain.verify() == f"Entry {forged.pk} was not written by the house."
    assert chain.attested(Entry.objects.filter(pk=forged.pk)) == []
    assert list(Link.objects.filter(foreign=True).values_list("entry", flat=True)) == [
        forged.pk
    ]


def test_it_hides_no_break_behind_it(heron, carla, farid):
    make.by_hand(FORGED, farid.pk, heron.pk, None)
    trail.record("act", heron, by=carla)
    _seal()
    acted = Entry.objects.get(verb="act")
    _unguarded(("UPDATE audit_entry SET verb = 'nothing' WHERE id = %s", acted.pk))

    assert chain.verify() == f"Entry {acted.pk} was altered, or its place in the order."


def test_nobody_makes_it_genuine_by_altering_its_link(heron, farid):
    make.by_hand(FORGED, farid.pk, heron.pk, None)
    _seal()
    forged = Entry.objects.get(verb="release").pk
    _unguarded(('UPDATE audit_link SET "foreign" = false',))

    assert (
        chain.verify() == f"Entry {forged}"
        " was altered, or its place in the order."
    )  # fmt: skip


def test_a_flood_of_them_does_not_keep_the_house_s_own_out_of_the_chain(
    heron, carla, farid, monkeypatch
):
    monkeypatch.setattr(chain, "BATCH", 5)
    for _forged in range(12):
        make.by_hand(FORGED, farid.pk, heron.pk, None)
    trail.record("act", heron, by=carla)
    _seal()

    assert Link.objects.filter(entry=Entry.objects.get(verb="act").pk).exists()


def test_a_true_entry_is_not_written_twice(heron, carla):
    trail.record("release", heron, by=carla)
    copied = (
        "INSERT INTO audit_entry (at, actor, verb, subject_kind, subject, initiative,"
        " outcome, rows, mark) SELECT at, actor, verb, subject_kind, subject, initiative,"
        " outcome, rows, mark FROM audit_entry WHERE verb = 'release'"
    )

    with pytest.raises(IntegrityError, match="mark"):
        make.by_hand(copied)


@pytest.mark.parametrize("column", ["actor", "verb", "at", "subject", "initiative"])
def test_a_mark_is_of_one_entry_alone(column, heron, carla):
    """Within the minute before it is chained, too."""
    trail.record("act", heron, by=carla)
    acted = Entry.objects.latest("pk")
    other = {
        "actor": "gen_random_uuid()", "verb": "'sign'", "subject": "NULL",
        "at": "at - interval '30 days'", "initiative": "NULL",
    }[column]  # fmt: skip
    _unguarded((f"UPDATE audit_entry SET {column} = {other} WHERE id = %s", acted.pk))
    _seal()

    assert chain.verify() == f"Entry {acted.pk} was not written by the house."


# --- what is taken away before it was chained


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_removed_within_its_first_minute_is_missed(heron, carla):
    _seal()
    for verb in ("first", "guilty", "last"):
        trail.record(verb, heron, by=carla)
    _unguarded(("DELETE FROM audit_entry WHERE verb = 'guilty'",))
    _seal()

    last = Entry.objects.get(verb="last").pk
    assert chain.verify() == f"Before entry {last} others were removed, unchained."


@pytest.mark.django_db(transaction=True)
def test_the_last_of_a_thread_is_missed_by_what_it_writes_next(heron, carla):
    """Until then it is not: so much is told in the README."""
    trail.record("guilty", heron, by=carla)
    _unguarded(("DELETE FROM audit_entry WHERE verb = 'guilty'",))
    _seal()
    assert chain.verify() == ""

    trail.record("anything", heron, by=carla)
    _seal()

    assert "others were removed, unchained" in chain.verify()


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_missed(heron, carla):
    for number in range(6):
        with suppress(RuntimeError), transaction.atomic():
            trail.record("act", heron, by=carla)
            with suppress(RuntimeError), transaction.atomic():
                trail.record("half of it", heron, by=carla)
                raise RuntimeError
            if number % 2:
                raise RuntimeError
    _seal()

    assert Entry.objects.filter(verb="act").count() == 3
    assert chain.verify() == ""


@pytest.mark.django_db(transaction=True)
def test_each_thread_counts_its_own(heron, carla):
    def work():
        for _act in range(5):
            trail.record("act", heron, by=carla)
        connection.close()

    threads = [Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _seal()

    made = [marks.counted(entry) for entry in Entry.objects.filter(verb="act")]
    assert len({each.thread for each in made}) == 4
    assert sorted(each.standing for each in made) == sorted([*range(5)] * 4)
    assert chain.verify() == ""


# --- what is made anew with a key that was followed


@pytest.fixture
def followed(heron, carla, settings):
    """The audit key was rotated, and the former one is at hand: and in a thief's, too."""
    _seal()
    stolen = settings.AUDIT_KEY
    settings.AUDIT_KEY, settings.AUDIT_KEY_FORMER = suite.fresh(), [stolen]
    chain.hand_over()
    trail.record("act", heron, by=carla)
    _seal()
    assert chain.verify() == ""
    return stolen


def _forge(stolen):
    """Strike the kept key, alter the first entry, and make every link again."""
    first = Entry.objects.order_by("pk").first()
    _unguarded(
        ("DELETE FROM audit_formerkey",),
        ("UPDATE audit_entry SET verb = 'forged' WHERE id = %s", first.pk),
    )
    mac, name = bytes(32), generations.name(stolen)
    for link in Link.objects.order_by("position"):
        entry = Entry.objects.get(pk=link.entry)
        mac = chain._mac(mac, entry, stolen, foreign=False)
        _unguarded(
            ("UPDATE audit_link SET mac = %s, key = %s WHERE position = %s",
             mac, name, link.position),
        )  # fmt: skip


def test_a_record_forged_with_a_former_key_is_not_the_one_the_keystore_knows(followed):
    _forge(followed)

    assert chain.verify().startswith("The chain was made anew")


def test_nor_does_the_house_keep_that_key_again(followed, settings):
    _forge(followed)
    settings.WORKER_KEY = b""

    with pytest.raises(CommandError, match="not whole"):
        call_command("rotate_keys")

    assert not FormerKey.objects.exists()


def test_without_the_keystore_a_former_key_that_nobody_keeps_makes_nothing_genuine(
    followed,
):
    _forge(followed)
    anchor.weigh()

    assert "that nobody keeps" in chain.verify()


def test_cutting_the_end_off_shows_with_no_head_exported(heron):
    _seal()
    count = Link.objects.count()
    _unguarded(("DELETE FROM audit_link WHERE position > 4",))

    assert chain.verify() == f"The end was cut off: {count - 4} links are missing."


def test_the_kept_head_never_goes_back(heron):
    _seal()
    before = anchor.kept()

    anchor.keep(anchor.Head(1, "00"))

    assert anchor.kept() == before != anchor.Head(1, "00")
