"""Says who on the lists a name might be: on those in force, or on files that are given."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participants import watchlists
from participants.screening import Asked, Index, Match, Unreadable, read
from trackii import principal

EXAMPLES = """examples:
  manage.py screen "Petra Novak"
  manage.py screen --list SDN.CSV --list ALT.CSV --top 3 "Petra Novak" "Jang Min-ho"
  manage.py screen --jsonl < names.jsonl

With --jsonl, lines {"id", "name", "birth_year"?, "nationality"?} are read from standard input
and answered by lines {"id", "matches": [{"reference", "list", "name", "score", "why"}]}, best
first. The reference is the list's own: DATAID of the UN, ent_num of OFAC. A score runs from 0
to 1; nobody is cleared or turned down by it.

Exit status: 0 if everything asked was answered, 1 if not.
"""
HOW = {
    "same": "{asked} = {listed}",
    "spelling": "{asked} ~ {listed} (spelling, {degree:.2f})",
    "sound": "{asked} ~ {listed} (sound, {degree:.2f})",
    "script": "{asked} ~ {listed} (another script, {degree:.2f})",
    "initial": "{asked} ~ {listed} (initial)",
    "joined": "{asked} ~ {listed} (written as one, {degree:.2f})",
}


class Command(BaseCommand):
    help = "Who on the lists might this be, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("names", nargs="*", metavar="NAME")
        parser.add_argument(
            "--list",
            dest="files",
            action="append",
            type=Path,
            metavar="FILE",
            help="look on this file instead of the lists in force; may be repeated",
        )
        parser.add_argument(
            "--top", type=int, default=10, metavar="N", help="10 if not given"
        )
        parser.add_argument("--jsonl", action="store_true", help="lines in, lines out")

    def handle(
        self, *, names: list[str], files: list[Path] | None, top: int, **options: Any
    ) -> None:
        if top < 1:
            raise CommandError("Ask for one match at least.")
        index = _on_files(files) if files else _in_force()
        if options["jsonl"]:
            for number, asked in _lines():
                matches = [_line(match) for match in index.search(asked, top=top)]
                said = {"id": number, "matches": matches}
                self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        if not names:
            raise CommandError("Give a name, or --jsonl and names on standard input.")
        for name in names:
            self._tell(name, index.search(Asked((name,)), top=top))

    def _tell(self, name: str, matches: list[Match]) -> None:
        self.stdout.write(name if matches else f"{name}: nobody comes near.")
        for match in matches:
            said = _line(match)
            self.stdout.write(
                f"  {match.score:.2f}  {said['list']} {said['reference']}  {match.name}"
            )
            for why in said["why"]:
                self.stdout.write(f"          {why}")


def _line(match: Match) -> dict[str, Any]:
    return {
        "reference": match.entry.reference,
        "list": match.entry.source,
        "name": match.name,
        "score": round(match.score, 4),
        "why": [*_words(match), *_beside(match)],
    }


def _words(match: Match) -> Iterator[str]:
    for pair in match.aligned.pairs:
        if pair.how in HOW:
            yield HOW[pair.how].format(
                asked=pair.asked, listed=pair.listed, degree=pair.degree
            )
        else:
            yield f"{pair.asked or '–'} / {pair.listed or '–'} (nothing like it)"


def _beside(match: Match) -> Iterator[str]:
    for remark in match.remarks:
        said = "agrees" if remark.agrees else "differs"
        yield f"{remark.what} {said}: {remark.listed}"


def _on_files(files: list[Path]) -> Index:
    try:
        rolls = read([path.read_bytes() for path in files])
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be read.") from error
    except Unreadable as error:
        raise CommandError(str(error)) from error
    return Index(entry for roll in rolls for entry in roll.entries)


def _in_force() -> Index:
    with principal.acting_as(principal.OPERATOR):
        if not watchlists.edition():
            raise CommandError("No list is in force: manage.py watchlist add FILE.")
        return watchlists.index()


def _lines() -> Iterator[tuple[Any, Asked]]:
    """What stands on standard input, line by line."""
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            year = said.get("birth_year")
            nations = said.get("nationality") or ()
            nations = (nations,) if isinstance(nations, str) else tuple(nations)
            asked = Asked((str(said["name"]),), int(year) if year else None, nations)
            yield said["id"], asked
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(
                f"Line {number} is no question: it takes an id and a name."
            ) from error
