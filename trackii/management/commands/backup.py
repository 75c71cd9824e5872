"""Writes a backup: the database as of one moment, and the keystore in a file of its own."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trackii import backups, parcels
from trackii.parcels import Refused
from trackii.vault import suite
from trackii.vault.errors import VaultAway
from trackii.wheels import NoServer

EXAMPLES = """examples:
  manage.py backup /backups/monday
  manage.py backup /backups/monday --to backup_to

It writes FILE, which holds the database, and FILE.keystore, which holds the keys that what
is destroyed dies by. Keep the second elsewhere, and throw it away after as many days as
TRACKII_KEYSTORE_HORIZON_DAYS says. Both are sealed to the key of TRACKII_BACKUP_TO and read
back before they count; nothing is written over. The secrets of the installation are in
neither: keep them as well, apart from both.

Exit status: 0 if both files stand, 1 if neither does.
"""


class Command(BaseCommand):
    help = "Write one consistent, sealed backup of database and keystore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--to",
            type=Path,
            metavar="FILE",
            help="a public key, for the configured one",
        )

    def handle(self, *, file: Path, to: Path | None, **options: Any) -> None:
        try:
            words = to.read_text() if to else settings.BACKUP_TO
            backups.backup(file, to=parcels.recipient(words), say=self._say)
        except (Refused, NoServer, OSError, psycopg.Error) as error:
            raise CommandError(str(error).strip()) from error
        except VaultAway as error:
            raise CommandError("The keystore is not there.") from error
        self.stdout.write(
            f"{file} and {backups.beside(file)} are written and read back."
        )
        self.stdout.write(f"Their sender is {suite.text(backups.own_senders()[0])}")

    def _say(self, passed: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{passed // 1024:,} KiB", ending="")
