"""The same house, with a page and a task that break."""

from plain_settings import *  # noqa: F403

ROOT_URLCONF = "broken"
CELERY_IMPORTS = ["broken"]
