"""Work for the worker: it is told that something waits, and finds what in the database."""

from celery import shared_task

from workshops import attestations, briefings, undoing


@shared_task
def render():
    """End the packs of who left, print what was asked for. Safe to run twice, and at the same time."""
    undoing.sweep()
    briefings.render_waiting()
    attestations.render_waiting()
