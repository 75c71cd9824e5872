"""Keeps programs running side by side, starts again what dies, and leaves none behind."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

import psutil

from trackii.running import within

MARK = "TRACKII_SUPERVISED"
PAUSE = 0.5  # seconds between two looks
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class Program(NamedTuple):
    """Something to keep running, and how many seconds it may take to end."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    patience: int = 10


@contextmanager
def alone(place: Path, *, mark: str) -> Iterator[None]:
    """Be the only supervisor of a place: one from before is stopped, orphans are ended.

    A process is known by the mark in its environment, which only our own programs
    and what they start ever carried; a number in a file may by now be anybody's.
    """
    with place.open("a+") as lock:
        _take_over(lock)
        # SIGINT too: who was started in the background has inherited to ignore it.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        end_marked(mark)
        try:
            yield
        finally:
            end_marked(mark)


def keep(
    programs: Sequence[Program],
    *,
    mark: str,
    say: Callable[[str], None],
    meanwhile: Callable[[], None],
) -> None:
    """Run programs, and what there is to do meanwhile, until told to stop.

    They stop in the reverse order, so that what others lean on goes last.
    """
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for program in programs:
            running[program.name] = spawn(program, mark)
        _watch(programs, running, mark, say, meanwhile)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for program in reversed(programs):
            if program.name in running:
                _stop(running[program.name], program.patience)


def spawn(program: Program, mark: str) -> subprocess.Popen[bytes]:
    supervisor = os.getpid()
    return subprocess.Popen(
        program.command,
        env={**os.environ, **program.environment, MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: _die_with(supervisor),  # noqa: PLW1509 -- we have no threads
    )


def end_marked(mark: str) -> None:
    """End every process that came out of this supervisor's programs."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == mark and process.pid != os.getpid():
                found.append(process)
    for ending in (signal.SIGTERM, signal.SIGKILL):
        for process in found:
            with suppress(psutil.Error):
                process.send_signal(ending)
        found = psutil.wait_procs(found, timeout=10)[1]


def _take_over(lock: IO[str]) -> None:
    """Who holds the lock wrote its number there, so the number is nobody else's."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        os.kill(int(lock.read()), signal.SIGTERM)
        fcntl.flock(lock, fcntl.LOCK_EX)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _watch(
    programs: Sequence[Program],
    running: dict[str, subprocess.Popen[bytes]],
    mark: str,
    say: Callable[[str], None],
    meanwhile: Callable[[], None],
) -> None:
    while True:
        time.sleep(PAUSE)
        meanwhile()
        for program in programs:
            if _died(running[program.name]):
                say(f"The {program.name} ended; it is started again.")
                _bury(running[program.name])
                running[program.name] = spawn(program, mark)


def _die_with(supervisor: int) -> None:
    """Linux ends a program whose supervisor is killed; elsewhere the next one does."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:
            os._exit(0)


def _died(process: subprocess.Popen[bytes]) -> bool:
    """Look without burying: its number stays taken until its group is gone too."""
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, flags) is not None


def _stop(process: subprocess.Popen[bytes], patience: int) -> None:
    if not _died(process):
        process.terminate()
        within(patience, lambda: _died(process))
    _bury(process)


def _bury(process: subprocess.Popen[bytes]) -> None:
    """What a dead program had started itself goes with it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
