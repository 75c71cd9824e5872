"""Measures the main pages and engines against their floors, in a database of its own."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trackii import bench, embedded

EXAMPLES = """examples:
  manage.py bench
  manage.py bench --json > figures.json
  manage.py bench --people 1000 --repeats 5
"""


class Command(BaseCommand):
    help = "Measure pages at 1,000 and 20,000 people, and engines, in a database of its own."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument(
            "--people", type=int, nargs="+", default=[1000, 20000], metavar="N",
            help="how many at a time, 1000 20000 if not given",
        )  # fmt: skip
        parser.add_argument(
            "--repeats", type=int, default=60, metavar="N", help="60 if not given"
        )

    def handle(self, *, people: list[int], repeats: int, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "The bench makes a database of its own: embedded servers only."
            )
        if min(people) < 1000 or repeats < 2:
            raise CommandError(
                "Take a thousand people or more, and two repeats or more."
            )
        try:
            figures = bench.measure(people, repeats, self._say)
        except embedded.NoServer as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(bench.tell(figures)))

    def _say(self, what: str) -> None:
        """What is being measured, for who looks at a terminal."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{what:40}", ending="")
