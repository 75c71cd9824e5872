"""Everything on one machine: servers, application, worker, beat, mailbox and the demo."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from trackii import demo, embedded, supervise
from trackii.supervise import Program

EXAMPLES = """examples:
  manage.py demo --port 8001
  manage.py demo --load-only
"""
# Celery warns at length of root, which is all there is in a container of one's own.
CELERY = [
    *(sys.executable, "-W", "ignore:You're running the worker"),
    *("-m", "celery", "--app", "trackii", "--quiet"),
]
GUNICORN = [
    *(sys.executable, "-m", "gunicorn", "trackii.wsgi"),
    *("--config", "python:trackii.listening", "--graceful-timeout", "5", "--bind"),
]


class Command(BaseCommand):
    help = "Load the demo into an empty database and run everything until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--port", type=int, default=8000, help="8000 if not given")
        parser.add_argument(
            "--load-only", action="store_true", help="load the demo and leave"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="leave a filled database as it is"
        )

    def handle(self, *, port: int, load_only: bool, if_empty: bool, **_: Any) -> None:
        try:
            if load_only:
                self._load(if_empty)
            else:
                self._run(port)
        except embedded.NoServer as error:
            raise CommandError(str(error)) from error

    def _load(self, if_empty: bool) -> None:
        embedded.start()
        call_command("migrate", verbosity=0)
        try:
            demo.load()
        except demo.NotEmpty as error:
            if not if_empty:
                raise CommandError(str(error)) from error

    def _run(self, port: int) -> None:
        mark = str(embedded.var())
        embedded.keep_secrets()
        try:
            with supervise.alone(embedded.var() / "demo.lock", mark=mark):
                self._serve(port, mark)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            embedded.stop()

    def _serve(self, port: int, mark: str) -> None:
        if _answers(port):
            raise CommandError(f"Port {port} is taken; another one goes with PORT=")
        embedded.start()
        self.port, self.greeted = port, False
        here = _surroundings(port)
        self._prepare(here | {supervise.MARK: mark})
        programs = list(_programs(port, here))
        supervise.keep(
            programs, mark=mark, say=self.stderr.write, meanwhile=self._meanwhile
        )

    def _prepare(self, here: dict[str, str]) -> None:
        if self.stderr.isatty():
            self.stderr.write("Preparing. The first time takes about a minute.")
        for step in ("collectstatic --noinput", "demo --load-only --if-empty"):
            command = [*_manage(), *step.split(), "--verbosity", "0"]
            if subprocess.run(command, env=os.environ | here, check=False).returncode:
                raise CommandError("The demo could not be prepared.")

    def _meanwhile(self) -> None:
        """Say where everything is once it answers, and keep the servers up."""
        if not self.greeted and _answers(self.port):
            self.greeted = True
            self.stdout.write(f"\nhttp://localhost:{self.port} (Ctrl-C stops it)\n")
            self.stdout.write("\n".join(_table()))
            self.stdout.flush()
        if not all(server.pid for server in embedded.status()):
            embedded.start()


def _manage() -> list[str]:
    return [sys.executable, str(embedded.HERE / "manage.py")]


def _surroundings(port: int) -> dict[str, str]:
    """Where the demo is reached, and the mailbox that keeps its letters here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mailbox = free.getsockname()[1]
    return {
        "TRACKII_ORIGIN": f"http://localhost:{port}",
        "TRACKII_SMTP": f"smtp://127.0.0.1:{mailbox}",
    }


def _programs(port: int, here: dict[str, str]) -> Iterator[Program]:
    mailbox = here["TRACKII_SMTP"].rpartition(":")[2]
    worker, beat = here | {"TRACKII_ROLE": "worker"}, here | {"TRACKII_ROLE": "beat"}
    schedule = str(embedded.var() / "beat")
    yield Program("mailbox", [*_manage(), "mailbox", "--port", mailbox], here)
    yield Program("application", [*GUNICORN, f"127.0.0.1:{port}"], here)
    yield Program("worker", [*CELERY, "worker", "--concurrency", "1"], worker)
    yield Program("beat", [*CELERY, "beat", "--schedule", schedule], beat)


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _table() -> Iterator[str]:
    """The cast: how each signs in, opens the vault, and what each may do."""
    heading = ("Name", "Email", "Vault passphrase")
    rows = [(member.name, member.email, member.passphrase) for member in demo.cast()]
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    indent = "  ".rjust(widths[0] + 2)
    yield "  ".join(map(str.ljust, heading, widths)).rstrip()
    for member, row in zip(demo.cast(), rows, strict=True):
        yield "  ".join(map(str.ljust, row, widths)).rstrip()
        yield f"{indent}password {member.password}, TOTP key {member.totp}"
        yield f"{indent}{member.line}"
