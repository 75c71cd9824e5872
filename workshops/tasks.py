"""Work for the worker: it is told that something waits, and finds what in the database."""

from celery import shared_task

from workshops import briefings


@shared_task
def render():
    """Print the packs that were cleared. Safe to run twice, and at the same time."""
    briefings.render_waiting()
