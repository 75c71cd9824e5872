"""Restores a backup into an empty database and an empty keystore. All of it, or nothing."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from trackii import aftermath, backups, parcels
from trackii.aftermath import Aftermath
from trackii.parcels import Refused
from trackii.vault.errors import VaultAway
from trackii.wheels import NoServer

EXAMPLES = """examples:
  manage.py restore /backups/monday --key /media/stick/backup.key
  manage.py restore /backups/monday --key backup.key --keystore /elsewhere/tuesday.keystore
  manage.py restore /backups/monday --key backup.key --keep-keystore

A backup is taken from this house alone, known by its root key or one it followed; on a
machine that has neither, --sender takes the key that manage.py backup_sender printed.

Both files are opened to their end before anything is touched; one that was altered or cut
off is refused whole. With a later keystore, or the one that stands, what was destroyed since
stays destroyed. Sessions, open vaults, private links, invitations and half-way recoveries of
that day are ended; what has to be done again is printed, with accounts and seats by name.
If it is killed, begin it again with the same backup. It migrates by itself; afterwards, in the
worker: manage.py shred_due.

Exit status: 0 if everything is restored, 1 if nothing is.
"""

TO_DO = """Everything stands as it stood on {when}. The backup does not know what came after it.
Do again, before you let anybody in:
  - close the accounts that were closed since, and release who left a table since;
  - whoever changed a password, a second factor, a passphrase or a recovery code since has
    the one before: have her change it again;
  - put again the legal holds that were put since, and ask again for what was to be destroyed;
  - send again the private links that are still needed: all of them were taken back;
  - if a secret was rotated since, run manage.py rotate_keys with both at hand.
Accounts and seats as they stood:"""


def _senders(given: str | None) -> list[bytes]:
    """Whose backups are taken: the one typed, one in a file, or this house by its secrets."""
    if given is None and not settings.ROOT_KEY:
        raise Refused(
            "Say whose backup it is: --sender, with what manage.py backup_sender printed"
            " when it was made. It should stand on the sheet beside the offline key."
        )
    if given is None:
        return backups.own_senders()
    kept = Path(given)
    return [parcels.sender(kept.read_text() if kept.is_file() else given)]


class Command(BaseCommand):
    help = "Restore a backup on an empty machine."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", required=True, help="the private key"
        )
        parser.add_argument(
            "--sender",
            metavar="KEY",
            help="what backup_sender printed, or a file of it; this house's own if not given",
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--keystore", type=Path, metavar="FILE", help="not the one beside FILE"
        )
        which.add_argument(
            "--keep-keystore", action="store_true", help="use the one that stands"
        )

    def handle(self, *, file: Path, key: Path, **options: Any) -> None:
        apart = options["keystore"] or backups.beside(file)
        told: list[Aftermath] = []

        def then(made_at: datetime) -> None:
            call_command("migrate", verbosity=0)  # it may be of an earlier version
            told.append(aftermath.settle(made_at))

        try:
            by = parcels.private(key.read_text())
            senders = _senders(options["sender"])
            keys = backups.restore(
                file,
                apart=None if options["keep_keystore"] else apart,
                by=by,
                senders=senders,
                say=self._say,
                then=then,
            )
        except (Refused, NoServer, OSError, psycopg.Error) as error:
            raise CommandError(str(error).strip()) from error
        except VaultAway as error:
            raise CommandError("The keystore is not there.") from error
        self.stdout.write(f"The database is restored, and {keys} keys.")
        self._tell(told[0])

    def _tell(self, after: Aftermath) -> None:
        """What was shut, what only people know, and how accounts and seats stood."""
        when = f"{after.made_at:%Y-%m-%d %H:%M} UTC"
        shut = ", ".join(f"{count} {name}" for name, count in after.shut.items())
        redis = (
            "" if after.redis else "\nRedis does not answer: empty it before you start."
        )
        lost = f"\nThe record had come {after.lost} entries further." * bool(after.lost)
        self.stdout.write(f"Shut: {shut}.{redis}{lost}\n" + TO_DO.format(when=when))
        for name, email, is_open in after.accounts:
            self.stdout.write(f"  {name} <{email}> {'open' if is_open else 'closed'}")
        for table, name, role in after.seats:
            self.stdout.write(f"  {table}: {name}, {role}")

    def _say(self, passed: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{passed // 1024:,} KiB", ending="")
