"""Walks the record from its first entry and names the first that is not as it was."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trackii import principal
from trackii.audit import chain

EXAMPLES = """examples:
  manage.py verify_audit --export head.json     keep it on another machine
  manage.py verify_audit --against head.json    was the end cut off since?

Exit status: 0 if the record is whole, 1 if it is not or could not be read.
"""


class Command(BaseCommand):
    help = "Verify the record, entry by entry, and name the first that does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument(
            "--export", type=Path, metavar="FILE", help="write the head"
        )
        parser.add_argument("--against", type=Path, metavar="FILE", help="a head kept")

    def handle(
        self, *, export: Path | None, against: Path | None, **options: Any
    ) -> None:
        if not principal.works():
            raise CommandError("The record is not shown here: run it in the worker.")
        known = self._kept(against) if against else None
        with principal.acting_as(principal.OPERATOR):
            while chain.seal():
                continue
            wrong, head = chain.verify(known), chain.head()
        if wrong:
            raise CommandError(wrong)
        if export:
            self._write(export, head)
        self.stdout.write(f"{head.position} entries, and every one as it was.")

    def _kept(self, path: Path) -> chain.Head:
        try:
            return chain.Head.load(path.read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} holds no head of a record.") from error

    def _write(self, path: Path, head: chain.Head) -> None:
        try:
            path.write_text(head.dump() + "\n")
        except OSError as error:
            raise CommandError(f"{path} cannot be written.") from error
