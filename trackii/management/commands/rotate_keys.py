"""Makes again, with the present secrets, what former ones made; says when these can go."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trackii import principal, rotation
from trackii.audit import chain
from trackii.vault.errors import VaultAway

EXAMPLES = """how a secret is rotated:
  1. move its value to the variable of the same name with _FORMER, and draw a new one;
     the worker's public half follows from its private one (manage.py worker_public)
  2. restart web and worker together
  3. manage.py rotate_keys                          what the web process holds keys for
     TRACKII_ROLE=worker manage.py rotate_keys      what waits for the worker
  4. once nothing remains, manage.py rotate_keys --retire agrees, as either; wait a day
     more if the root key was rotated, for pages left open in a browser; then empty
     the _FORMER variable

It may be stopped at any point and run again. Exit status: 0; with --retire, 1 if
something still hangs on a former secret, or cannot be opened by any that is at hand.
"""


class Command(BaseCommand):
    help = "Make again, with the present secrets, what former ones made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument(
            "--retire",
            action="store_true",
            help="agree that the former secrets can go, or refuse",
        )

    def handle(self, *, retire: bool, **options: Any) -> None:
        try:
            with principal.acting_as(principal.OPERATOR):
                lines = [self._said(line) for line in rotation.run()]
        except VaultAway as error:
            raise CommandError("Redis or the keystore does not answer.") from error
        except chain.Unwhole as error:
            raise CommandError(str(error)) from error
        left = sum(line.remaining + line.refused for line in lines)
        if retire and left:
            raise CommandError(f"Keep the former secrets: {left} still hang on them.")
        if retire:
            self.stdout.write("Nothing hangs on a former secret any more.")

    def _said(self, line: rotation.Line) -> rotation.Line:
        words = f"{line.name}: {line.done} done, {line.remaining} remain"
        if line.refused:
            words += f", {line.refused} open with no key at hand and stay as they are"
        self.stdout.write(words + (f" ({line.note})" if line.note else ""))
        return line
