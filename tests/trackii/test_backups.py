"""Parcels and the commands around them. What attackers do to them stands in tests/attacks."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from trackii import backups, embedded, parcels
from trackii.parcels import KEYSTORE, Head
from trackii.vault import suite

SEED = bytes(range(suite.SEED))
SENDER = parcels.signing_for(SEED)
HEAD = Head(KEYSTORE, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))


def _write(path, *chunks):
    parcels.write(path, chunks, HEAD, to=suite.public(SEED), seed=SEED)
    return path


def _read(path):
    return b"".join(parcels.read(path, kind=KEYSTORE, by=SEED, senders=[SENDER]))


@pytest.mark.parametrize("size", [0, 1, parcels.CHUNK - 1, parcels.CHUNK,
                                  parcels.CHUNK + 1, 3 * parcels.CHUNK])  # fmt: skip
def test_what_is_written_is_read_whatever_its_size(tmp_path, size):
    content = suite.fresh(size)

    path = _write(tmp_path / "parcel", content[: size // 3], content[size // 3 :])

    assert _read(path) == content
    assert parcels.verify(path, kind=KEYSTORE, by=SEED, senders=[SENDER]) == HEAD


def test_a_parcel_shows_nothing_of_what_is_in_it_and_is_its_owners_alone(tmp_path):
    path = _write(tmp_path / "parcel", b"Amal Haddad" * 100)

    assert b"Amal" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_source_that_breaks_leaves_no_parcel(tmp_path):
    def breaking():
        yield suite.fresh(parcels.CHUNK * 2)
        raise OSError("The pipe broke.")

    with pytest.raises(OSError, match="pipe broke"):
        parcels.write(
            tmp_path / "parcel", breaking(), HEAD, to=suite.public(SEED), seed=SEED
        )

    assert list(tmp_path.glob("parcel*")) == []


def test_a_parcel_is_not_written_over_nor_a_draft_of_somebody_at_work(tmp_path):
    path = _write(tmp_path / "parcel", b"first")
    (tmp_path / "other.part").write_bytes(b"at work")

    with pytest.raises(parcels.Refused, match="there already"):
        _write(path, b"second")
    with pytest.raises(parcels.Refused, match="there already"):
        _write(tmp_path / "other", b"second")

    assert _read(path) == b"first"
    assert (tmp_path / "other.part").read_bytes() == b"at work"


def test_a_key_is_made_once(tmp_path, capsys):
    call_command("backup_key", tmp_path / "key")
    public = capsys.readouterr().out

    seed = parcels.private((tmp_path / "key").read_text())
    assert parcels.recipient(public) == suite.public(seed)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="cannot be made"):
        call_command("backup_key", tmp_path / "key")


@pytest.mark.parametrize("words", ["", "no key", "AAAA", suite.text(SEED)])
def test_a_backup_for_nobody_is_not_made(tmp_path, settings, words):
    settings.BACKUP_TO = words

    with pytest.raises(CommandError, match="TRACKII_BACKUP_TO is not a key"):
        call_command("backup", tmp_path / "monday")

    assert list(tmp_path.glob("monday*")) == []


@pytest.mark.parametrize(
    "command",
    [
        "backup",
        "restore",
        "backup_key",
        "backup_sender",
        "shred_due",
    ],
)
def test_each_command_has_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command(command, "--help")

    assert ended.value.code == 0
    assert f"manage.py {command}" in capsys.readouterr().out


def test_what_is_wrong_is_one_sentence_on_standard_error(tmp_path):
    (tmp_path / "key").write_text(suite.text(SEED))
    (tmp_path / "monday").write_text("not a parcel")
    command = [sys.executable, "manage.py", "restore", tmp_path / "monday", "--key",
               tmp_path / "key"]  # fmt: skip

    ran = subprocess.run(command, cwd=embedded.HERE, capture_output=True, text=True)
    asked = subprocess.run(
        command[:3], cwd=embedded.HERE, capture_output=True, text=True
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "CommandError: This is no parcel of trackii.\n"
    assert asked.returncode == 2


def test_a_parcel_of_another_sender_is_not_opened_at_all(tmp_path):
    path = tmp_path / "parcel"
    parcels.write(path, [b"DROP"], HEAD, to=suite.public(SEED), seed=suite.fresh())

    reading = parcels.read(path, kind=KEYSTORE, by=SEED, senders=[SENDER])
    with pytest.raises(parcels.Refused, match="another house"):
        next(reading)


def test_the_house_says_what_its_backups_are_known_by(settings, capsys):
    call_command("backup_sender")
    now = capsys.readouterr().out.strip()
    former, settings.ROOT_KEY = settings.ROOT_KEY, suite.fresh()
    call_command("backup_sender")
    after = capsys.readouterr().out.strip()
    settings.ROOT_KEY_FORMER = [former]

    assert parcels.sender(now) != parcels.sender(after)
    assert backups.own_senders() == [parcels.sender(after), parcels.sender(now)]
    settings.ROOT_KEY, settings.ROOT_KEY_FORMER = b"", []
    with pytest.raises(CommandError, match="no root key"):
        call_command("backup_sender")


@pytest.mark.parametrize("words", ["", "nobody", "AAAA", suite.text(bytes(64))])
def test_a_sender_that_is_none_is_refused_in_a_sentence(tmp_path, words):
    (tmp_path / "key").write_text(suite.text(SEED))

    with pytest.raises(CommandError, match="The sender is not a key"):
        call_command("restore", tmp_path / "monday", key=tmp_path / "key", sender=words)


def test_who_has_no_secrets_is_told_to_name_the_sender(tmp_path, settings):
    settings.ROOT_KEY = b""
    (tmp_path / "key").write_text(suite.text(SEED))

    with pytest.raises(CommandError, match="backup_sender printed"):
        call_command("restore", tmp_path / "monday", key=tmp_path / "key")


def test_who_has_no_root_key_makes_no_backup(tmp_path, settings):
    settings.ROOT_KEY = b""
    settings.BACKUP_TO = suite.text(suite.public(SEED))

    with pytest.raises(CommandError, match="no root key here to sign"):
        call_command("backup", tmp_path / "monday")
