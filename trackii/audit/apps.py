from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "trackii.audit"
    label = "audit"

    def ready(self):
        from trackii.accounts.invitations import on_record  # noqa: PLC0415 -- slow import
        from trackii.audit.trail import record  # noqa: PLC0415 -- slow import

        on_record.append(record)
