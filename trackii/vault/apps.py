from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "trackii.vault"
    label = "vault"

    def ready(self):
        from trackii.vault import checks  # noqa: F401, PLC0415 -- registers itself
