"""Destroys what fell due, by hand: the same that happens every hour."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dialogues import destruction
from trackii import principal
from trackii.vault.errors import VaultAway

EXAMPLES = """example:
  manage.py shred_due
  docker compose exec worker python manage.py shred_due

It is the worker's to do; elsewhere it refuses. Nobody's key is needed. What a run that was interrupted began, the next one ends.
Exit status: 0 if everything that is due and not on hold is destroyed, 1 if not.
"""


class Command(BaseCommand):
    help = "Destroy what fell due, and say how much that was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES

    def handle(self, **options: Any) -> None:
        if not principal.works():
            raise CommandError(
                "Nothing is shown to this process: run it in the worker."
            )
        try:
            with principal.acting_as(principal.WORKER):
                done = destruction.shred_due()
        except VaultAway as error:
            raise CommandError(
                "The keystore is not there: nothing more was destroyed."
            ) from error
        self.stdout.write(
            f"{done.destroyed} destroyed, {done.held} due and on hold,"
            f" {done.ahead} falling due within thirty days."
        )
        if done.failed:
            raise CommandError(
                f"{done.failed} could not be destroyed: the next run tries again."
            )
        if done.refused:
            raise CommandError(
                f"{done.refused} were not destroyed: the record knows nobody who ordered"
                " it, or no day it fell due on."
            )
