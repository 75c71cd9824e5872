"""Prints the Cookie header of a signed-in session, for measuring and looking by hand."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from trackii import crowd, demo, visiting
from trackii.accounts.models import User

EXAMPLES = """example:
  curl -H "$(manage.py visit carla@demo.example --unlock)" http://localhost:8000/
"""


class Command(BaseCommand):
    help = "Print a Cookie header that is signed in as one of the demo or of the crowd."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--unlock", action="store_true", help="with the vault open")

    def handle(self, *, email: str, unlock: bool, **_: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Visits are for the embedded database only.")
        passphrases = {member.email: member.passphrase for member in demo.cast()}
        passphrases |= {member.email: crowd.PASSPHRASE for member in crowd.TEAM}
        user = User.objects.filter(email=email).first()
        if user is None or email not in passphrases:
            raise CommandError(f"{email} is neither of the demo nor of the crowd here.")
        cookies = visiting.sit_down(user, passphrases[email] if unlock else None)
        pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.stdout.write(f"Cookie: {pairs}")
