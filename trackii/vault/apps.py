from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "trackii.vault"
    label = "vault"
