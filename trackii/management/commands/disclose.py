"""Shows what a text gives away: by hand for one text, in JSON lines for many."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workshops.disclosure import Broken, Finding, Registry, look
from workshops.disclosure.lexicon import LANGUAGES

EXAMPLES = """examples:
  manage.py disclose --registry room.json summary.md
  manage.py disclose --language ru < summary.txt
  manage.py disclose --jsonl < texts.jsonl > findings.jsonl

Exit status: 0 nothing found, 1 something found, 2 it could not be looked at.
A registry is an object: {"participants": [{"code", "side", "names", "titles", "roles",
"affiliations", "places", "gender"}], "venues", "organisations", "public_terms"}.
"""


class Command(BaseCommand):
    help = "Show what a text gives away, with the rule that says so."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--language", choices=LANGUAGES, default="", help="guessed if not given")  # fmt: skip
        parser.add_argument("--registry", type=Path, metavar="FILE", help="who must not be found")  # fmt: skip
        parser.add_argument("--jsonl", action="store_true", help="a text a line, findings a line")  # fmt: skip

    def handle(self, *, files: list[Path], jsonl: bool, **options: Any) -> None:
        try:
            if jsonl:
                found = self._answer(_lines(files))
            else:
                found = self._tell(files, **options)
        except (OSError, ValueError, Broken) as error:
            raise CommandError(_sentence(error), returncode=2) from error
        if found and not jsonl:
            sys.exit(1)

    def _answer(self, lines: Iterable[str]) -> bool:
        some = False
        for number, line in enumerate(lines, 1):
            asked = _asked(line, number)
            found = look(asked["text"], _registry(asked), language=_language(asked))
            answer = {
                "id": asked.get("id"),
                "findings": [_told(each) for each in found],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            some = some or bool(found)
        return some

    def _tell(self, files: list[Path], **options: Any) -> bool:
        path, some = options["registry"], False
        listed = Registry.of(json.loads(path.read_text("utf-8"))) if path else None
        for name, text in _texts(files):
            for each in look(text, listed, language=options["language"]):
                line = text.count("\n", 0, each.start) + 1
                self.stdout.write(
                    f"{name}:{line}: {each.certainty}: {each.kind}: {each.text!r}: "
                    f"{each.why} {each.proposal and f'Say “{each.proposal}”.'}"
                )
                some = True
        return some


def _texts(files: list[Path]) -> Iterator[tuple[str, str]]:
    if not files:
        yield "-", sys.stdin.read()
    for path in files:
        yield str(path), path.read_text("utf-8")


def _lines(files: list[Path]) -> Iterator[str]:
    for _name, text in _texts(files):
        yield from (line for line in text.split("\n") if line.strip())


def _asked(line: str, number: int) -> dict[str, Any]:
    asked = json.loads(line)
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise ValueError(f"Line {number} is no object with a text.")
    return asked


def _registry(asked: dict[str, Any]) -> Registry | None:
    return Registry.of(asked["registry"]) if asked.get("registry") is not None else None


def _language(asked: dict[str, Any]) -> str:
    given = asked.get("language") or ""
    return given if given in LANGUAGES else ""


def _told(finding: Finding) -> dict[str, object]:
    return {
        "start": finding.start, "end": finding.end, "kind": finding.kind,
        "certainty": finding.certainty, "identifier": finding.identifier,
        "why": finding.why, "proposal": finding.proposal,
    }  # fmt: skip


def _sentence(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "What was given is not JSON."
    if isinstance(error, UnicodeDecodeError):
        return "What was given is not UTF-8."
    return str(error)
