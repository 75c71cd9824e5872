"""The project, and the floor everything stands on."""

from trackii.celery import app as celery_app

__all__ = ["celery_app"]
