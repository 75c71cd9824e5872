"""The embedded servers: they start whatever was killed before, and keep what they hold."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from trackii import embedded
from trackii.running import at_work, within


@pytest.fixture
def var(monkeypatch):
    """A var folder of its own, which anybody may enter; its servers end with it."""
    folder = Path(tempfile.mkdtemp(prefix="trackii-", dir="/tmp"))
    folder.chmod(0o755)
    yield from _lived_in(folder, monkeypatch)


@pytest.fixture
def secluded_var(monkeypatch):
    """A var folder below one that only its owner may enter."""
    above = Path(tempfile.mkdtemp(prefix="trackii-", dir="/tmp"))
    yield from _lived_in(above / "var", monkeypatch)
    above.rmdir()


def _lived_in(folder, monkeypatch):
    monkeypatch.setenv("TRACKII_VAR", str(folder))
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    embedded.stop()
    for place in {folder, embedded.home(), embedded.sockets()}:
        shutil.rmtree(place, ignore_errors=True)


def _write(number):
    with psycopg.connect(embedded.database_url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def _written():
    with psycopg.connect(embedded.database_url()) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM kept")]


def _pids():
    return {server.name: server.pid for server in embedded.status()}


def _kill(pids):
    for pid in pids:
        with suppress(ProcessLookupError):  # some die of the first one's death
            os.kill(pid, signal.SIGKILL)


def _gone(pid):
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"


def test_both_servers_answer_where_their_addresses_say(var):
    embedded.start()

    with psycopg.connect(embedded.database_url()) as connection:
        version = connection.info.server_version
        facts = connection.execute(
            "SELECT current_user, rolsuper, pg_encoding_to_char(encoding), datlocale"
            " FROM pg_roles, pg_database WHERE rolname = current_user"
            " AND datname = current_database()"
        ).fetchone()
    assert (version // 10_000, facts) == (18, ("trackii", False, "UTF8", "C.UTF-8"))
    assert redis.Redis.from_url(embedded.redis_url()).ping()
    assert None not in _pids().values()


def test_nobody_else_on_the_network_or_the_machine_can_reach_them(var):
    embedded.start()

    for server in ("postgres", "redis-server"):
        for process in at_work(server, server_folder(server)):
            assert process.net_connections("inet") == []
    assert stat.S_IMODE(embedded.sockets().stat().st_mode) == 0o700


def server_folder(program):
    return embedded.home() / program.removesuffix("-server")


def test_starting_twice_or_at_once_makes_one_of_each(var):
    with ThreadPoolExecutor(4) as four:
        script = "from trackii import embedded; embedded.start()"
        command = [sys.executable, "-c", script]
        runs = list(four.map(lambda _: subprocess.run(command, check=False), range(4)))
    first = _pids()
    embedded.start()

    assert [run.returncode for run in runs] == [0] * 4
    assert _pids() == first
    assert len(at_work("redis-server", var / "redis")) == 1


@pytest.mark.parametrize("victim", ["postmaster", "redis", "everything"])
def test_a_killed_server_starts_again_and_has_lost_nothing(var, victim):
    embedded.start()
    _write(1)
    victims = {
        "postmaster": [_pids()["PostgreSQL"]],
        "redis": [_pids()["Redis"]],
        "everything": [
            process.pid
            for program in ("postgres", "redis-server")
            for process in at_work(program, server_folder(program))
        ],
    }[victim]

    _kill(victims)
    embedded.start()
    _write(2)

    assert _written() == [1, 2]
    assert redis.Redis.from_url(embedded.redis_url()).ping()


def test_a_number_that_is_somebody_elses_by_now_is_not_taken_for_the_server(var):
    embedded.start()
    _write(1)
    _kill(process.pid for process in at_work("postgres", var / "postgres"))
    assert within(10, lambda: not at_work("postgres", var / "postgres"))
    somebody = subprocess.Popen(["sleep", "60"])
    numbers = (var / "postgres/postmaster.pid").read_text().splitlines()
    stale = [str(somebody.pid), *numbers[1:]]
    (var / "postgres/postmaster.pid").write_text("\n".join(stale) + "\n")

    embedded.start()

    assert _written() == [1]
    assert somebody.poll() is None
    somebody.kill()
    somebody.wait()


def test_a_start_that_was_cut_short_is_made_good(var):
    script = "from trackii import embedded; embedded.start()"
    for moment in (0.3, 0.6, 0.9):
        starting = subprocess.Popen([sys.executable, "-c", script])
        time.sleep(moment)
        starting.kill()
        starting.wait()

    embedded.start()
    _write(1)

    assert _written() == [1]


def test_the_servers_of_a_deleted_folder_make_way_for_new_ones(var):
    embedded.start()
    before = _pids()
    shutil.rmtree(var)

    embedded.start()
    _write(1)

    assert _written() == [1]
    assert all(_gone(pid) for pid in before.values())


def test_stop_ends_both_and_only_these(var, monkeypatch):
    other = var.with_name(f"{var.name}-other")
    embedded.start()
    monkeypatch.setenv("TRACKII_VAR", str(other))
    embedded.start()
    beside = _pids()

    monkeypatch.setenv("TRACKII_VAR", str(var))
    embedded.stop()

    assert _pids() == {"PostgreSQL": None, "Redis": None}
    monkeypatch.setenv("TRACKII_VAR", str(other))
    assert _pids() == beside
    embedded.stop()
    shutil.rmtree(other)
    monkeypatch.setenv("TRACKII_VAR", str(var))


def test_a_folder_that_nobody_else_may_enter_is_no_obstacle(secluded_var):
    embedded.start()
    _write(1)
    embedded.stop()
    embedded.start()

    assert _written() == [1]


def test_a_path_too_long_for_a_socket_is_no_obstacle(var, monkeypatch):
    deep = var / ("a-long-name" * 9)
    monkeypatch.setenv("TRACKII_VAR", str(deep))

    embedded.start()
    _write(1)

    assert _written() == [1]
    embedded.stop()
    embedded.sockets().rmdir()
    monkeypatch.setenv("TRACKII_VAR", str(var))


def test_what_the_environment_names_is_not_started(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere.example/trackii")

    embedded.start()

    assert _pids()["PostgreSQL"] is None
    assert _pids()["Redis"] is not None


def test_secrets_are_drawn_once_and_their_owners_alone(var):
    drawn = {name: embedded.secret(name) for name in embedded.SECRETS}
    embedded.start()

    assert {name: embedded.secret(name) for name in embedded.SECRETS} == drawn
    assert {len(secret) for secret in drawn.values()} == {43}
    assert len(set(drawn.values())) == 4
    modes = {path.stat().st_mode & 0o777 for path in (var / "secrets").iterdir()}
    assert modes == {0o600}


def test_a_kept_secret_is_not_replaced(var):
    embedded.keep_secret("TRACKII_WORKER_PUBLIC", "first")
    embedded.keep_secret("TRACKII_WORKER_PUBLIC", "second")

    assert embedded.secret("TRACKII_WORKER_PUBLIC") == "first"
    assert embedded.secret("TRACKII_UNHEARD_OF") is None


def test_a_dump_is_plain_sql_that_only_its_owner_reads(var):
    embedded.start()
    _write(4711)

    embedded.dump(var / "dump.sql")

    text = (var / "dump.sql").read_text()
    assert "CREATE TABLE public.kept" in text
    assert "4711" in text
    assert stat.S_IMODE((var / "dump.sql").stat().st_mode) == 0o600


def test_the_log_does_not_repeat_what_a_refused_statement_carried(var):
    embedded.start()

    with (
        pytest.raises(psycopg.errors.UndefinedTable),
        psycopg.connect(embedded.database_url()) as connection,
    ):
        connection.execute("INSERT INTO nowhere VALUES ('a name that must not out')")

    log = (var / "postgres/server.log").read_text()
    assert 'relation "nowhere" does not exist' in log
    assert "must not out" not in log
