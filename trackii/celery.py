"""The hand that works in the background: it carries a kind and an opaque id, no more."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging, worker_init
from django.conf import settings

from trackii import principal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trackii.settings")


class HandTask(Task):
    """A task is the worker's own, whatever it was called by."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with principal.acting_as(principal.WORKER):
            return super().__call__(*args, **kwargs)


app = Celery("trackii", task_cls=HandTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def say_little(**_: Any) -> None:
    """The house's own logging and no other: Celery's would tell arguments and values."""
    dictConfig(settings.LOGGING)


@worker_init.connect
def keep_to_neighbours(**_: Any) -> None:
    """The children it forks are held to it like itself."""
    from trackii import neighbours  # noqa: PLC0415 -- slow import

    if not settings.EMBEDDED:
        neighbours.keep_to_them()
