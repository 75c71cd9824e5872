from django.apps import AppConfig
from django.conf import settings


class OutboxConfig(AppConfig):
    name = "trackii.outbox"
    label = "outbox"

    def ready(self):
        from trackii import mailbox  # noqa: PLC0415 -- slow import
        from trackii.outbox import delivery  # noqa: PLC0415 -- slow import

        if settings.EMBEDDED:  # our own sink can say whether it has a letter
            delivery.asked.append(mailbox.received)
