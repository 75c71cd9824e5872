"""Letters delivered by one worker to a mail system of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.test.utils import override_settings

from trackii import clock
from trackii.outbox import delivery, letters
from trackii.outbox.models import Letter
from trackii.running import within
from trackii.vault import suite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialogues.models import Initiative

MOST = 10_000  # letters
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def delivering(initiative: Initiative, repeats: int) -> float:
    """Milliseconds a letter, of 10,000 that are due at once; of fewer where few repeats are asked."""
    seed, number = suite.fresh(), min(MOST, 700 * repeats)
    with (
        override_settings(WORKER_KEY=seed, WORKER_PUBLIC=suite.public(seed)),
        _mail_system(),
    ):
        _post(initiative, number)
        start, sent = time.perf_counter(), 0
        while delivery.is_more():
            sent += delivery.deliver_due()
        took = time.perf_counter() - start
    if sent != number:
        raise RuntimeError(f"of {number} letters {sent} went")
    return 1000 * took / number


def _post(initiative: Initiative, number: int) -> None:
    due_at = clock.now() + 3 * letters.JITTER
    waiting = Letter.objects.filter(state=Letter.State.DUE)
    waiting.update(state=Letter.State.CANCELLED)  # the crowd's own
    for one in range(number):
        letters.post(
            "reminder", initiative=initiative.pk, occasion=uuid4(), version="1",
            address=f"bench-{one}@example.net", language="en", due_at=due_at,
        )  # fmt: skip
    waiting.update(due_at=clock.now())


@contextmanager
def _mail_system() -> Iterator[None]:
    """A mailbox of our own, which keeps what it takes in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "manage.py", "mailbox", "--port", str(port)]
        environment = os.environ | {"TRACKII_VAR": folder}
        there = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
        try:
            if not within(30, lambda: _listens(port)):
                raise RuntimeError("the mailbox did not begin")
            at = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
            with override_settings(EMAIL_BACKEND=SMTP, **at):
                yield
        finally:
            there.terminate()
            there.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
