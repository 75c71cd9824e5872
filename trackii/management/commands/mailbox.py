"""A mailbox for one machine: takes every letter, keeps it under var/, passes none on."""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trackii import mailbox


class Command(BaseCommand):
    help = "Take letters on the loopback address and keep them; nothing leaves."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "example:\n  manage.py mailbox --port 2525\n"
        parser.add_argument("--port", type=int, default=8025, help="8025 if not given")

    def handle(self, *, port: int, **_: Any) -> None:
        try:
            with suppress(KeyboardInterrupt):
                asyncio.run(mailbox.serve(port))
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise CommandError(f"Port {port} cannot be had: {reason}.") from error
