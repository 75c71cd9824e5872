"""Prints the public half of the worker's key, for the web process to seal to."""

from base64 import urlsafe_b64decode

from django.core.management.base import BaseCommand, CommandError

from trackii.settings import read
from trackii.vault import suite


class Command(BaseCommand):
    help = (
        "Print the public half of TRACKII_WORKER_KEY. Example:"
        " TRACKII_ROLE=worker manage.py worker_public"
    )
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        try:
            seed = urlsafe_b64decode(read("TRACKII_WORKER_KEY") + "=")
        except ValueError as error:
            raise CommandError("TRACKII_WORKER_KEY is not URL-safe base64.") from error
        self.stdout.write(suite.text(suite.public(seed)))
