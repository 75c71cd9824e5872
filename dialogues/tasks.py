"""Destroying on schedule, once an hour: whoever is away, nobody's key is needed for it."""

import logging

from celery import shared_task

from dialogues import destruction, recoveries, retention

log = logging.getLogger("trackii.record")


@shared_task
def shred_due():
    """End what has had its day: recoveries, what lay about, and what fell due. Safe to run twice."""
    recoveries.lapse_overdue()
    for sweep in retention.sweeps:
        sweep()
    done = destruction.shred_due()
    if done.destroyed:
        log.info("destroyed %d", done.destroyed)
    if done.refused or done.failed:
        log.warning("refused %d, failed %d", done.refused, done.failed)
