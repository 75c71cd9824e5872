"""Invites the first administrator. It works once: afterwards administrators invite."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from trackii.accounts import invitations


class Command(BaseCommand):
    help = (
        "Print the link that makes the first administrator."
        " Example: manage.py found you@example.org"
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="whom the link is for")

    def handle(self, email, **options):
        try:
            validate_email(email)
            token = invitations.found(email)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        self.stdout.write(f"{settings.ORIGIN}{reverse('join')}#{token}")
