"""The insider who would rather not be written down."""

import pytest
from django.db import connection
from django.urls import reverse
from test_bad_input import holder
from test_doors import DOORS
from world import POST, undone, visit

from trackii.audit.models import Entry

# What answers without having acted: a typed refusal of the form, or of its day.
ACTS = [door for door, (method, *_) in DOORS.items() if method == POST]
CANARY = "Quillfeather"


def _entries():
    return Entry.objects.exclude(verb__in=["unseal", "unlock"])


@pytest.mark.parametrize("door", ACTS)
def test_every_door_that_changes_something_leaves_an_entry(door, world, inside):
    with undone():
        args, data = visit(world, door)
        client = inside(holder(world, door))
        before, rows = _entries().count(), _everything()
        answer = client.post(reverse(door, args=args), data)
        changed = _everything() != rows
        left = _entries().count() - before

    # 200: done, and what was typed beside it stays.
    assert answer.status_code in (200, 302, 409, 422)
    assert left >= 1 if changed else left == 0


@pytest.mark.parametrize("door", ACTS)
def test_no_entry_holds_a_word_of_what_was_typed(door, world, inside):
    typed = ("words", "grounds", "reason", "key")
    with undone():
        args, data = visit(world, door)
        words = {
            name: f"{CANARY} {value}" if name in typed else value
            for name, value in data.items()
        }
        inside(holder(world, door)).post(reverse(door, args=args), words)
        record = _record()

    assert CANARY.lower() not in record.lower()
    assert "nominate" in record


def _record():
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(e)::text, ' ') FROM audit_entry e")
        return cursor.fetchone()[0]


ASIDE = ("audit_", "django_session", "usersessions_", "accounts_sent", "accounts_try")


def _everything():
    """Every row of every table, but what a request leaves of itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(ASIDE)]
        found = {}
        for name in tables:
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'
            )
            found[name] = cursor.fetchone()[0]
    return found
