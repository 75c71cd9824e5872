"""Takes in the official lists people are looked for on, shows and removes them."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from participants import watchlists
from participants.models import Watchlist
from trackii import principal

EXAMPLES = """examples:
  manage.py watchlist add consolidated.xml
  manage.py watchlist add SDN.CSV ALT.CSV ADD.CSV
  manage.py watchlist list
  manage.py watchlist remove plain

Lists of the UN, OFAC, the EU and the UK are recognised by what is in them, and so is a plain
CSV with the columns "reference" and "name" and, if you like, "aliases" and "nationality"
(parted by semicolons), "birth_year", "sort" and "about". A file that is not whole is refused,
and whatever was in force stays so.

What is brought here is in force at once, stands in the clear and serves every table. Bring
public lists alone: a list of a table's own is brought by its officers, under Vetting, and sealed.
"""


class Command(BaseCommand):
    help = "Add, list or remove the lists people are looked for on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parts = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        add = parts.add_parser("add", help="take lists in, whole or not at all")
        add.add_argument("files", nargs="+", type=Path, metavar="FILE")
        add.add_argument(
            "--shorter",
            action="store_true",
            help="it has far fewer entries than before, and was not cut off",
        )
        parts.add_parser("list", help="what is in force")
        remove = parts.add_parser("remove", help="look for nobody on a list any more")
        remove.add_argument("kind", choices=Watchlist.Kind.values)

    def handle(self, *, verb: str, **options: Any) -> None:
        with principal.acting_as(principal.OPERATOR):
            try:
                getattr(self, f"_{verb}")(**options)
            except ValidationError as error:
                raise CommandError(error.messages[0]) from error

    def _add(self, *, files: list[Path], shorter: bool, **options: Any) -> None:
        contents = [_content(path) for path in files]
        added = watchlists.add(contents, by=None, shorter=shorter, progress=self._say)
        for each in added:
            self.stdout.write(
                f"{self._line(each)}: {each.came} came, {each.changed} changed,"
                f" {each.went} went."
            )

    def _list(self, **options: Any) -> None:
        for each in watchlists.in_force():
            old = "  [OLD]" if each.is_old else ""
            self.stdout.write(f"{self._line(each)}  {each.digest[:16]}{old}")

    def _remove(self, *, kind: str, **options: Any) -> None:
        found = watchlists.in_force().filter(kind=kind).first()
        if found is None:
            raise CommandError("No such list is in force.")
        watchlists.remove(found, by=None)
        self.stdout.write(f"{kind} is no longer in force.")

    def _line(self, each: Watchlist) -> str:
        dated = each.dated.isoformat() if each.dated else "undated"
        return f"{each.kind:<6}{dated:<12}{each.size} entries"

    def _say(self, done: int, whole: int) -> None:
        """A bar, for who looks at a terminal."""
        if self.stderr.isatty():
            bar = "#" * (40 * done // whole)
            end = "\n" if done == whole else ""
            self.stderr.write(f"\r[{bar:<40}] {done} of {whole}", ending=end)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read.") from error
