from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "trackii.outbox"
    label = "outbox"
