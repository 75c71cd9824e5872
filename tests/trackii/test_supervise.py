"""Supervising: what dies is started again, and nothing is left behind, come what may."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from trackii import embedded
from trackii.running import within

SCRIPT = """
import sys
from pathlib import Path
from trackii import supervise
place = Path(sys.argv[1])
tell = "import os, time; open(%r, 'a').write(f'{os.getpid()} '); time.sleep(600)"
forks = "import os, time; os.fork(); " + tell
programs = [
    supervise.Program("first", [sys.executable, "-c", tell % str(place / "first")], {}),
    supervise.Program("pair", [sys.executable, "-c", forks % str(place / "pair")], {}),
]
with supervise.alone(place / "lock", mark=str(place)):
    supervise.keep(programs, mark=str(place), say=print, meanwhile=lambda: None)
"""


@pytest.fixture
def supervisor(tmp_path):
    """Starts a supervisor of one lonely and one forking program."""
    started = []

    def start():
        command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
        surroundings = os.environ | {"PYTHONPATH": str(embedded.HERE)}
        started.append(subprocess.Popen(command, env=surroundings))
        assert within(20, lambda: len(_alive(tmp_path)) == 3)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def _told(place):
    """The numbers the programs wrote down, in the order in which they started."""
    return [
        [int(pid) for pid in (place / name).read_text().split()]
        for name in ("first", "pair")
        if (place / name).exists()
    ]


def _alive(place):
    return {pid for told in _told(place) for pid in told if _lives(pid)}


def _lives(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_leaves_nothing(supervisor, tmp_path, number):
    process = supervisor()

    process.send_signal(number)
    process.wait(20)

    assert _alive(tmp_path) == set()


def test_a_program_that_dies_is_started_again_without_its_orphans(supervisor, tmp_path):
    supervisor()
    first, pair = _told(tmp_path)

    for pid in (first[0], min(pair)):
        os.kill(pid, signal.SIGKILL)

    assert within(20, lambda: len(_alive(tmp_path) - {*first, *pair}) == 3)
    assert _alive(tmp_path).isdisjoint({*first, *pair})


def test_a_killed_supervisor_takes_its_programs_along_or_the_next_one_does(
    supervisor, tmp_path
):
    process = supervisor()
    before = _alive(tmp_path)

    process.kill()
    process.wait()
    supervisor()

    assert len(_alive(tmp_path)) == 3
    assert _alive(tmp_path).isdisjoint(before)


def test_a_second_supervisor_takes_over_from_the_first(supervisor, tmp_path):
    one = supervisor()
    before = _alive(tmp_path)

    other = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(embedded.HERE)},
    )

    assert within(20, lambda: len(_alive(tmp_path) - before) == 3)
    assert one.wait(10) is not None
    assert _alive(tmp_path).isdisjoint(before)
    other.terminate()
    other.wait(20)


def test_a_stranger_is_left_alone(supervisor, tmp_path):
    stranger = subprocess.Popen(["sleep", "600"], start_new_session=True)
    (Path(tmp_path) / "lock").write_text(str(stranger.pid))

    process = supervisor()
    process.terminate()
    process.wait(20)

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
