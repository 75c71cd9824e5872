"""Prints what this house's backups are known by, for the sheet beside the offline key."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trackii import backups
from trackii.vault import suite

EXAMPLES = """example:
  manage.py backup_sender

Write it down beside the offline key of the backups: on an empty machine without the secrets
of this house, manage.py restore takes no backup but of the sender you name. It follows from
the root key, and is another once that was rotated: then it is printed anew, and the one
before stays on the sheet for as long as its backups are kept. It is no secret.
"""


class Command(BaseCommand):
    help = "Print the key that backups of this house are known by."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES

    def handle(self, **options: Any) -> None:
        known = backups.own_senders()
        if not known:
            raise CommandError("There is no root key here: it is the web's to say.")
        self.stdout.write(suite.text(known[0]))
