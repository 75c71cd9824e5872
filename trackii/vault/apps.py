from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "trackii.vault"
    label = "vault"

    def ready(self):
        from trackii.accounts.colleagues import on_close  # noqa: PLC0415 -- slow import
        from trackii.vault import (  # noqa: PLC0415 -- slow import
            checks,  # noqa: F401 -- registers itself
            compartments,
            custody,
        )

        on_close += [compartments.mark_due, custody.lose]
        compartments.on_epoch.append(custody.copy)
