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
            unlocking,
        )

        on_close += [compartments.take_all, custody.lose, unlocking.evict]
        compartments.on_epoch.append(custody.copy)
