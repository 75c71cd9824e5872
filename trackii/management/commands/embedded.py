"""The embedded PostgreSQL and Redis by hand: start, stop, status, dump."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trackii import embedded

EXAMPLES = """examples:
  manage.py embedded start
  manage.py embedded dump today.sql
  TRACKII_VAR=/srv/second manage.py embedded status
"""


class Command(BaseCommand):
    help = (
        "Start, stop and inspect the embedded PostgreSQL and Redis, or dump the first."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        verbs.add_parser("start", help="start what runs not yet, and wait for it")
        verbs.add_parser("stop", help="stop both and keep what they hold")
        verbs.add_parser("status", help="say what runs, and where it keeps its files")
        dump = verbs.add_parser("dump", help="write the database as plain SQL")
        dump.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            if verb == "dump":
                embedded.dump(options["file"])
            elif verb == "status":
                self._tell()
            else:
                {"start": embedded.start, "stop": embedded.stop}[verb]()
        except embedded.NoServer as error:
            raise CommandError(str(error)) from error

    def _tell(self) -> None:
        for server in embedded.status():
            runs = f"runs as process {server.pid}" if server.pid else "does not run"
            self.stdout.write(f"{server.name} {runs}: {server.folder}")
            self.stdout.write(f"  {server.url}")
