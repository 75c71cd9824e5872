"""Work for the worker: it is told that something waits, and finds what in the database."""

from celery import shared_task

from participants import rescreening


@shared_task
def rescreen():
    """Look for who waits on the lists. Safe to run twice, and at the same time."""
    rescreening.look_for_waiting()
