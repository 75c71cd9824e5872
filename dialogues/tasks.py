"""Destroying on schedule, once an hour: whoever is away, nobody's key is needed for it."""

import logging

from celery import shared_task

from dialogues import destruction

log = logging.getLogger("trackii.record")


@shared_task
def shred_due():
    """Destroy what fell due. Safe to run twice, and at the same time."""
    done = destruction.shred_due()
    if done.destroyed:
        log.info("destroyed %d", done.destroyed)
