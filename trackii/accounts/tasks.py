"""Sweeping up, once an hour."""

from celery import shared_task

from trackii.accounts import leftovers


@shared_task
def sweep():
    leftovers.sweep()
