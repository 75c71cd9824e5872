"""Fills the embedded database with invented people, sealed like real ones, for measuring."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trackii import crowd

EXAMPLES = """example:
  manage.py crowd --initiatives 5 --people 1000 --workshops 10 --notes 100
"""
PARTS = {"initiatives": 5, "people": 1000, "workshops": 10, "notes": 100}


class Command(BaseCommand):
    help = (
        "Add so many initiatives, and people, rounds and notes spread evenly over them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        for part, count in PARTS.items():
            parser.add_argument(
                f"--{part}",
                type=int,
                default=count,
                metavar="N",
                help=f"{count} if not given",
            )

    def handle(self, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("A crowd gathers in the embedded database only.")
        counts = {part: options[part] for part in PARTS}
        if counts["initiatives"] < 1 or min(counts.values()) < 0:
            raise CommandError(
                "Give at least one initiative, and no number below zero."
            )
        crowd.fill(**counts, say=self._say)
        self.stdout.write(
            ", ".join(f"{count} {part}" for part, count in counts.items())
        )
        for member in crowd.TEAM:
            self.stdout.write(f"  {member.email}  {member.role.label}")
        self.stdout.write(f"Vault passphrase of each: {crowd.PASSPHRASE}")

    def _say(self, done: int, whole: int) -> None:
        """A bar, for who looks at a terminal."""
        if self.stderr.isatty():
            bar = "#" * (40 * done // whole)
            end = "\n" if done == whole else ""
            self.stderr.write(f"\r[{bar:<40}] {done} of {whole}", ending=end)
