"""The insider who would rather not be written down."""

import lists
import make
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from test_bad_input import holder
from test_doors import DOORS, ELSEWHERE
from world import POST, undone, visit

from participants import watchlists
from trackii.accounts import colleagues
from trackii.audit.models import Entry

# What answers without having acted: a typed refusal of the form, or of its day.
ACTS = [door for door, (method, *_) in DOORS.items() if method == POST]
LOOKED_UP = {"workshops:resolve"}  # likewise, whose a copy is
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
        # What is carried out of the house changes no row of it, and is written down too.
        carried = "Content-Disposition" in answer or door in LOOKED_UP
        acted = _everything() != rows or carried
        left = _entries().count() - before

    # 200: done, and what was typed beside it stays.
    assert answer.status_code in (200, 302, 409, 422)
    assert left >= 1 if acted else left == 0


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


PROOF = {"proof": make.PASSPHRASE}
# At no table: who does it, what she sends, and what that leaves beside the row it changes.
BESIDE = {
    "vault:unlock": ("rosa", {"passphrase": make.PASSPHRASE}, ["unlock"]),
    "vault:lock": ("rosa", {}, ["lock"]),
    "vault:lock_everywhere": ("rosa", {}, ["lock everywhere"]),
    "vault:panic": ("rosa", {}, ["evict", "lock everywhere"]),
    "vault:passphrase": ("rosa", PROOF | {"way": "drawn"},
                         ["lock everywhere", "renew passphrase"]),
    "vault:recovery_code": ("rosa", PROOF, ["renew recovery code"]),
    "vault:begin_anew": ("rosa", {}, ["begin anew", "lock everywhere"]),
    "vault:make": ("bare", {"way": "drawn"}, ["make key"]),
    "lists:index": ("vera", {"files": SimpleUploadedFile("un.xml", lists.UN.encode())},
                    ["add"]),
    "lists:confirm": ("viktor", {}, ["confirm"]),
    "lists:set_aside": ("viktor", {}, ["set aside"]),
    "make_feed": ("rosa", {}, ["make feed"]),
    "invite": ("ada", {"email": "new@example.org"}, ["invite"]),
    "close_account": ("ada", {}, ["close", "evict", "take"]),
    "reopen_account": ("ada", {}, ["reopen"]),
    "reset_proofs": ("ada", {}, ["evict", "reset proofs"]),
}  # fmt: skip
# Doors that take a form and are not met here, each with its reason.
APART = {
    # Told whole elsewhere: openings, drills and recoveries, joining, resets, the demo.
    "dialogues:open", "dialogues:recovery", "dialogues:drill", "dialogues:kept",
    "join", "join_account", "become", "reset_by_code", "shut_feed",
    "set_language", "vault:kept",  # change no row
}  # fmt: skip


def test_every_door_of_ours_that_takes_a_form_is_looked_at():
    ours = {
        door for door in ELSEWHERE
        if not door.startswith(("account_", "mfa_", "usersessions_", "own:"))
    }  # fmt: skip
    shown = {"desk", "dialogues:index", "health", "mailbox", "administration",
             "health_page", "vault:forgotten", "lists:edition", "feed", "fetch_feed"}  # fmt: skip

    assert ours - shown == {*BESIDE, *APART}


@pytest.mark.parametrize("door", BESIDE)
def test_every_act_at_no_table_leaves_an_entry(door, world, inside):
    name, data, verbs = BESIDE[door]
    with undone():
        bare = make.user("Bea Bare", vault=False)
        who = {"rosa": world.rapporteur, "vera": world.vera, "bare": bare,
               "viktor": world.officer, "ada": world.administrator}[name]  # fmt: skip
        if door == "reopen_account":
            colleagues.close(world.closed, by=world.administrator)
        args = [world.closed.pk] if door.endswith(("account", "proofs")) else []
        if door in ("lists:confirm", "lists:set_aside"):
            with make.acting(world.vera):
                waits = watchlists.add([lists.UN.encode()], by=world.vera)
            args = [each.pk for each in waits]
        client = inside(who, locked=door in ("vault:unlock", "vault:make"))
        if door in (
            "vault:begin_anew",
            "reset_proofs",
            "make_feed",
        ):  # it asks once more who she is
            client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
        before = Entry.objects.latest("pk").pk
        answer = client.post(reverse(door, args=args), data)
        left = Entry.objects.filter(pk__gt=before)

        assert answer.status_code in (200, 302)
        assert sorted(left.values_list("verb", flat=True)) == verbs
        assert set(left.values_list("actor", flat=True)) == {who.pk}


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
