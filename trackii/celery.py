"""The hand that works in the background: it carries a kind and an opaque id, no more."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trackii.settings")

app = Celery("trackii")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
