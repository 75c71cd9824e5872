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
def supervise(tmp_path):
    """Starts a supervisor of two programs, one of which forks: three processes."""
    started = []

    def start(*, besides=frozenset()):
        command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
        started.append(subprocess.Popen(command, cwd=embedded.HERE))
        assert within(20, lambda: len(_alive(tmp_path) - besides) == 3)
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


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
def test_being_told_to_stop_leaves_nothing(supervise, tmp_path, number):
    process = supervise()

    process.send_signal(number)
    process.wait(20)

    assert _alive(tmp_path) == set()


def test_a_program_that_dies_is_started_again_without_its_orphans(supervise, tmp_path):
    supervise()
    first, pair = _told(tmp_path)

    for pid in (first[0], min(pair)):
        os.kill(pid, signal.SIGKILL)

    assert within(20, lambda: len(_alive(tmp_path) - {*first, *pair}) == 3)
    assert _alive(tmp_path).isdisjoint({*first, *pair})


def test_a_killed_supervisor_takes_its_programs_along_or_the_next_one_does(
    supervise, tmp_path
):
    process = supervise()
    before = _alive(tmp_path)

    process.kill()
    process.wait()
    supervise(besides=before)

    assert _alive(tmp_path).isdisjoint(before)


def test_a_second_supervisor_takes_over_from_the_first(supervise, tmp_path):
    first = supervise()
    before = _alive(tmp_path)

    supervise(besides=before)

    assert first.wait(10) is not None
    assert _alive(tmp_path).isdisjoint(before)


def test_a_stranger_is_left_alone(supervise, tmp_path):
    stranger = subprocess.Popen(["sleep", "600"], start_new_session=True)
    (Path(tmp_path) / "lock").write_text(str(stranger.pid))

    process = supervise()
    process.terminate()
    process.wait(20)

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
