"""Makes the key pair that backups are sealed to: one half to keep offline, one to configure."""

from __future__ import annotations

import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trackii.vault import suite

EXAMPLES = """example:
  manage.py backup_key /media/stick/backup.key > secrets/backup_to

FILE holds the private half: keep it on no machine that is on a network. What is printed
is the public half, for TRACKII_BACKUP_TO. Neither can be had again.
"""


class Command(BaseCommand):
    help = "Make a key for backups: the private half to FILE, the public one printed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        seed = suite.fresh()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{file} cannot be made: {error.strerror}.") from error
        with os.fdopen(descriptor, "w") as made:
            made.write(suite.text(seed) + "\n")
        self.stdout.write(suite.text(suite.public(seed)))
