"""Once a minute, what Redis did not hear when somebody left is said again."""

from celery import shared_task

from trackii.vault import unlocking


@shared_task
def evict():
    """Forget opened vaults of who left. Safe to run twice, and at the same time."""
    unlocking.carry_out_evictions()
