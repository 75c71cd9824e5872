"""The chain of the record: whoever has the database and not the key leaves a trace."""

import json

import make
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from trackii.audit import anchor, chain, tasks, trail
from trackii.audit.models import Entry, Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def chained(heron):
    """A record of some length, chained in two goes."""
    chain.BATCH, kept = 3, chain.BATCH
    while chain.seal():
        continue
    yield Entry.objects.order_by("pk")
    chain.BATCH = kept


def _unguarded(*statements):
    """What the owner of the database can do who switches the triggers off."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement, *values in statements:
            cursor.execute(statement, values)
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_every_entry_is_chained_once_and_the_chain_is_whole(chained):
    assert Link.objects.count() == chained.count() > 6
    assert list(Link.objects.values_list("entry", flat=True)) == [e.pk for e in chained]
    assert chain.verify() == ""
    assert chain.seal() == 0


@pytest.mark.parametrize(
    "change",
    [
        "actor = NULL", "verb = 'nothing'", "at = at + interval '1 second'", "rows = rows + 1",
        "outcome = 'refused'", "subject = gen_random_uuid()", "subject_kind = 'dialogues.side'",
        "initiative = gen_random_uuid()",
    ],
)  # fmt: skip
def test_whatever_is_altered_is_named(chained, change):
    third = chained[2].pk
    _unguarded((f"UPDATE audit_entry SET {change} WHERE id = %s", third))

    assert chain.verify() == f"Entry {third} was altered, or its place in the order."


def test_what_was_removed_is_named(chained):
    third = chained[2].pk
    _unguarded(("DELETE FROM audit_entry WHERE id = %s", third))

    assert chain.verify() == f"Entry {third} was removed."


def test_two_that_changed_places_are_named(chained):
    second, third = chained[1].pk, chained[2].pk
    _unguarded(
        ("UPDATE audit_link SET entry = -1 WHERE entry = %s", second),
        ("UPDATE audit_link SET entry = %s WHERE entry = %s", second, third),
        ("UPDATE audit_link SET entry = %s WHERE entry = -1", third),
    )

    assert chain.verify() == f"Entry {third} was altered, or its place in the order."


def test_an_entry_removed_with_its_link_leaves_a_gap(chained):
    _unguarded(
        ("DELETE FROM audit_entry WHERE id = %s", chained[2].pk),
        ("DELETE FROM audit_link WHERE position = 3",),
    )

    assert chain.verify() == "Link 3 is missing."


def test_an_end_that_was_cut_off_shows_against_a_head_that_was_kept(chained):
    kept = chain.head()
    anchor.weigh()  # and the keystore's is not at hand
    _unguarded(
        ("DELETE FROM audit_entry WHERE id >= %s", chained[4].pk),
        ("DELETE FROM audit_link WHERE position > 4",),
    )

    assert chain.verify() == ""
    assert (
        chain.verify(kept)
        == f"The end was cut off: {kept.position - 4} links are missing."
    )


def test_a_chain_made_anew_with_the_key_is_not_the_one_that_was_kept(chained):
    anchor.weigh()
    kept = anchor.Head(9, bytes(Link.objects.get(position=9).mac).hex())
    _unguarded(
        ("DELETE FROM audit_entry WHERE id = %s", chained[2].pk),
        ("DELETE FROM audit_link",),
    )
    while chain.seal():
        continue

    assert chain.verify() == ""
    assert chain.verify(kept).startswith("The chain was made anew")


def test_without_the_key_nobody_makes_a_link_that_fits(chained, settings):
    settings.AUDIT_KEY = b"a guess" * 5

    assert (
        chain.verify()
        == f"Entry {chained[0].pk} was altered, or its place in the order."
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_link SET mac = ''", "DELETE FROM audit_link"]
)
def test_postgresql_refuses_to_change_a_link(chained, statement):
    with pytest.raises(DatabaseError, match="never changed or removed"):
        make.by_hand(statement)


def test_an_entry_that_was_long_in_the_making_is_chained_when_it_comes(
    chained, heron, carla
):
    last = chained.last().pk
    for number in (last + 600, last + 500):
        trail.record("act", heron, by=carla)
        newest = Entry.objects.exclude(pk=last + 600).latest("pk").pk
        _unguarded(("UPDATE audit_entry SET id = %s WHERE id = %s", number, newest))
        assert chain.seal() == 1

    assert chain.verify() == ""


def test_the_worker_chains_what_was_written_and_logs_the_head(heron, caplog):
    tasks.seal()

    assert Link.objects.count() == Entry.objects.count()
    assert (
        json.loads(caplog.messages[-1].removeprefix("head "))["position"]
        == Link.objects.count()
    )


def test_the_command_says_what_is_wrong_and_keeps_a_head(chained, tmp_path, capsys):
    kept = tmp_path / "head.json"
    call_command("verify_audit", export=kept)
    whole = capsys.readouterr().out
    call_command("verify_audit", against=kept)
    _unguarded(("DELETE FROM audit_entry WHERE id = %s", chained[2].pk))

    with pytest.raises(CommandError, match="was removed"):
        call_command("verify_audit")
    with pytest.raises(CommandError, match="holds no head"):
        call_command("verify_audit", against=tmp_path / "none.json")
    assert whole == f"{chain.head().position} entries, and every one as it was.\n"


def test_an_entry_slipped_in_below_all_others_is_named(chained):
    slipped = """INSERT INTO audit_entry (id, at, verb, subject_kind, outcome, rows)
        VALUES (%s, now(), 'export', 'workshops.summary', 'done', 1)"""
    _unguarded((slipped, -20_000))
    chain.seal()

    assert chain.verify() == "Entry -20000 stands outside the chain."


def test_a_record_that_was_emptied_is_not_whole(chained):
    count = chain.head().position
    _unguarded(("DELETE FROM audit_entry",), ("DELETE FROM audit_link",))

    assert chain.verify() == f"The end was cut off: {count} links are missing."
