"""The pulse of the outbox: beat knocks, the worker looks what is due."""

from celery import shared_task

from trackii.outbox import delivery


@shared_task
def deliver():
    """Deliver what is due. Safe to run twice, and at the same time.

    Where that was not all, it knocks again itself: behind whatever else waits for the worker.
    """
    delivery.deliver_due()
    if delivery.is_more():
        deliver.delay()
