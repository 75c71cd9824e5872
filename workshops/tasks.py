"""Work for the worker: it is told that something waits, and finds what in the database."""

from celery import shared_task

from workshops import attestations, briefings


@shared_task
def render():
    """Print the packs and papers that were asked for. Safe to run twice, and at the same time."""
    briefings.render_waiting()
    attestations.render_waiting()
