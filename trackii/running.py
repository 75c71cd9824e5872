"""Finds the programs at work in a folder of ours, and ends them and no others."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil


def at_work(program: str, folder: Path) -> list[psutil.Process]:
    """A program's processes, known by its name and the folder they work in.

    A number written in a file may by now be anybody's; a name and a folder of
    ours are not.
    """
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == program and process.cwd() == str(folder):
                found.append(process)
    return found


def end(program: str, folder: Path, *, by: signal.Signals, grace: int) -> bool:
    """Ask the first process to stop, insist after the grace; true if none is left."""
    for asking in (by, signal.SIGKILL):
        processes = at_work(program, folder)
        numbers = {process.pid for process in processes}
        for process in processes:
            with suppress(psutil.Error):
                if asking is signal.SIGKILL or process.ppid() not in numbers:
                    process.send_signal(asking)
        if within(grace, lambda: not at_work(program, folder)):
            return True
    return False


def within(seconds: float, holds: Callable[[], object]) -> bool:
    """Wait until something holds; false if it never did."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
