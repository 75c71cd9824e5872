"""The settings of the house, with a page and a task that break."""

from trackii.settings import *  # noqa: F403

ROOT_URLCONF = "broken"
CELERY_IMPORTS = ["broken"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
