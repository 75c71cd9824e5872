"""Each command as whom docker-compose.yml has it log in: it does its work, or says that it cannot."""

import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import make
import pytest
from django.conf import settings as ours
from django.core.management import CommandError, call_command
from django.db import connection
from roles import stepping_into

from dialogues.models import Destruction
from trackii import backups, parcels, principal
from trackii.audit import chain
from trackii.audit.models import Entry
from trackii.management import commands
from trackii.rows import BACKUP, WEB, WORKER
from trackii.vault import members, suite
from trackii.vault.models import MemberKey

OWNER, NOBODY = "", None
# As whom each is run in service: by a service of docker-compose.yml, by who restores, or
# without a database. The last are of the house at home alone.
RUN_AS = {
    "shred_due": {WORKER}, "verify_audit": {WORKER}, "rotate_keys": {WEB, WORKER},
    "found": {WEB}, "watchlist": {WEB}, "screen": {WEB}, "backup": {BACKUP}, "restore": {OWNER},
    "backup_key": {NOBODY}, "backup_sender": {NOBODY}, "worker_public": {NOBODY}, "diagram": {NOBODY}, "disclose": {NOBODY}, "rules": {NOBODY},
    "visit": set(), "crowd": set(), "bench": set(), "demo": set(), "embedded": set(),
    "mailbox": set(),
}  # fmt: skip
SEED = bytes(range(suite.SEED))


@contextmanager
def _in_service(role):
    """With one role's rights, and under no name until the command takes one."""
    with stepping_into(role), principal.acting_as(principal.NOBODY):
        yield


def test_every_command_is_on_the_list():
    there = {path.stem for path in Path(commands.__file__).parent.glob("[!_]*.py")}

    assert there == RUN_AS.keys()


@pytest.fixture
def over(heron, approved, carla):
    """A table whose people fell due long ago."""
    make.conclude(heron, by=carla, ago=timedelta(days=800))
    return heron


def test_the_worker_destroys_what_fell_due(over, capsys):
    with _in_service(WORKER):
        call_command("shred_due")

    assert capsys.readouterr().out.startswith("2 destroyed")
    assert Destruction.objects.filter(state="done").count() == 2


@pytest.mark.parametrize("command", ["shred_due", "verify_audit"])
def test_who_is_shown_nothing_does_not_say_that_all_is_done(command, over):
    with _in_service(WEB), pytest.raises(CommandError, match="in the worker"):
        call_command(command)

    assert Destruction.objects.count() == 0


def test_the_worker_verifies_the_record_and_chains_it_first(heron, capsys):
    with _in_service(WORKER):
        call_command("verify_audit")

    assert chain.head().position == Entry.objects.count() > 6
    assert (
        capsys.readouterr().out
        == f"{Entry.objects.count()} entries, and every one as it was.\n"
    )


@pytest.mark.django_db
def test_the_worker_verifies_a_record_in_which_nothing_is_written_yet(capsys):
    with _in_service(WORKER):
        call_command("verify_audit")

    assert capsys.readouterr().out == "0 entries, and every one as it was.\n"


def test_the_web_rotates_what_it_holds_the_keys_for(heron, settings, capsys):
    settings.WORKER_KEY = b""
    settings.ROOT_KEY, settings.ROOT_KEY_FORMER = suite.fresh(), [settings.ROOT_KEY]

    with _in_service(WEB):
        call_command("rotate_keys")

    count = MemberKey.objects.count()
    assert f"keys of members: {count} done, 0 remain" in capsys.readouterr().out
    settings.ROOT_KEY_FORMER = []
    assert all(members.public_key(key) for key in MemberKey.objects.all())


def test_the_worker_rotates_what_waits_for_it(confirmed, settings, capsys):
    settings.WORKER_KEY_FORMER = [settings.WORKER_KEY]
    settings.WORKER_KEY, settings.ROOT_KEY = suite.fresh(), b""

    with _in_service(WORKER):
        call_command("rotate_keys")

    [done] = re.findall(r"worker: (\d+) done, 0 remain\n", capsys.readouterr().out)
    assert int(done) >= 2  # a reminder for each


@pytest.mark.django_db
def test_the_web_invites_the_first_administrator(capsys):
    with _in_service(WEB):
        call_command("found", "ada@example.org")

    assert capsys.readouterr().out.startswith(ours.ORIGIN)
    assert Entry.objects.get().verb == "invite"


@pytest.mark.django_db(transaction=True)
def test_the_backup_reads_every_row_and_the_web_is_refused(
    heron, tmp_path, settings, capsys
):
    settings.BACKUP_TO = suite.text(suite.public(SEED))

    with _logged_in_as(BACKUP):
        call_command("backup", tmp_path / "monday")
    with _logged_in_as(WEB), pytest.raises(CommandError, match="pg_dump failed"):
        call_command("backup", tmp_path / "tuesday")

    whole = b"".join(parcels.read(tmp_path / "monday", kind=b"d", by=SEED,
                                  senders=backups.own_senders()))  # fmt: skip
    assert len(whole) > 10_000
    assert [path.name for path in tmp_path.glob("tuesday*")] == []


@contextmanager
def _logged_in_as(role):
    own = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.settings_dict["USER"] = own


@pytest.mark.parametrize(
    ("command", "words"),
    [("visit", ["carla@demo.example"]), ("crowd", []), ("bench", [])],
)
def test_what_is_for_the_house_at_home_refuses_elsewhere(command, words, settings, db):
    settings.EMBEDDED = False

    with pytest.raises(CommandError, match="embedded"):
        call_command(command, *words)

    assert RUN_AS[command] == set()


def test_somebody_who_acts_by_a_command_leaves_no_name_behind(over):
    with _in_service(WORKER):
        call_command("shred_due")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('trackii.principal', true)")
            assert cursor.fetchone()[0] == principal.NOBODY
