from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "trackii.accounts"
    label = "accounts"

    def ready(self):
        from trackii import neighbours  # noqa: F401, PLC0415 -- registers its check
        from trackii.accounts import checks  # noqa: F401, PLC0415 -- likewise
