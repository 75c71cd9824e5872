"""The pulse of the outbox: beat knocks, the worker looks what is due."""

from celery import shared_task

from trackii.outbox import delivery


@shared_task
def deliver():
    """Deliver what is due. Safe to run twice, and at the same time."""
    delivery.deliver_due()
