"""The demo: it comes with one command, survives kill -9, and leaves no process behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from trackii import demo, embedded
from trackii.running import within
from trackii.supervise import MARK

PARTS = ["mailbox", "gunicorn", "celery worker", "celery beat"]
SERVERS = ["postgres", "redis-server"]


@pytest.fixture(scope="module")
def var():
    """One house for all that happens here: it is filled once, and must stay as it is."""
    folder = Path(tempfile.mkdtemp(prefix="trackii-", dir="/tmp"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKII_VAR", str(folder))
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
            patch.delenv(f"{name}_FILE", raising=False)
        yield folder
        embedded.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def come(var, port):
    """Types the command where no demo runs, and waits until all its parts are there."""
    came = []

    def _come():
        if came and came[-1].poll() is None:
            return came[-1]
        command = [
            sys.executable,
            embedded.HERE / "manage.py",
            "demo",
            "--port",
            str(port),
        ]
        surroundings = os.environ | {"TRACKII_UNLOCK_MEMORY_KIB": "8192"}
        with (var / "printed").open("w") as printed:
            came.append(subprocess.Popen(command, env=surroundings, stdout=printed))
        assert within(300, lambda: _well(var, port))
        return came[-1]

    yield _come
    for process in came[-1:]:
        process.terminate()
        assert process.wait(60) in (0, -signal.SIGKILL)
        assert list(_all(var)) == []


def _well(var, port):
    return _healthy(port) and all(_part(var, name) for name in PARTS + SERVERS)


def _healthy(port):
    with suppress(URLError, HTTPError, OSError):
        return urlopen(f"http://127.0.0.1:{port}/health/", timeout=5).status == 200
    return False


def _all(var):
    """Every process of this demo: marked as its own, or one of its servers."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            marked = process.environ().get(MARK) == str(var)
            if marked or process.cwd() in (str(var / "postgres"), str(var / "redis")):
                yield process


def _part(var, name):
    """The first process of one part; its children have parents among the rest."""
    found = {}
    for process in _all(var):
        with suppress(psutil.Error):
            line = " ".join([process.name(), *process.cmdline()])
            if all(word in line for word in name.split()):
                found[process.pid] = process.ppid()
    return next((pid for pid, parent in found.items() if parent not in found), None)


def _held():
    """How many rows each table holds. What the house does by itself goes on meanwhile."""
    narrowed = {"audit_entry": "WHERE actor IS NOT NULL", "audit_link": "WHERE false"}
    with psycopg.connect(embedded.database_url()) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            name: connection.execute(
                f'SELECT count(*) FROM "{name}" {narrowed.get(name, "")}'
            ).fetchone()[0]
            for (name,) in names
        }


def test_ctrl_c_leaves_no_process_and_the_second_time_nothing_is_loaded(
    come, var, port
):
    process = come()
    held = _held()
    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 0
    assert list(_all(var)) == []
    printed = (var / "printed").read_text()
    assert f"http://localhost:{port}" in printed
    for member in demo.cast():
        assert member.email in printed
    come()
    assert _held() == held


def test_a_killed_part_comes_back_by_itself(come, var, port):
    come()
    held = _held()

    for name in PARTS + SERVERS:
        killed = _part(var, name)
        os.kill(killed, signal.SIGKILL)
        assert within(60, lambda k=killed, n=name: _part(var, n) not in (None, k)), name
        assert within(60, lambda: _well(var, port)), name

    assert _held() == held


def test_when_everything_is_killed_at_once_the_next_demo_starts_clean(come, var, port):
    process = come()
    held = _held()

    for part in [process, *_all(var)]:
        with suppress(psutil.Error):
            part.kill()
    process.wait()
    come()

    assert _held() == held


def test_a_database_that_holds_anything_is_refused(come, var):
    come()
    held = _held()
    command = [sys.executable, embedded.HERE / "manage.py", "demo", "--load-only"]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1
    assert _held() == held
