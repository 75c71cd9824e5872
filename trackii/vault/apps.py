from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "trackii.vault"
    label = "vault"

    def ready(self):
        from trackii.accounts import colleagues  # noqa: PLC0415 -- slow import
        from trackii.vault import (  # noqa: PLC0415 -- slow import
            checks,  # noqa: F401 -- registers itself
            compartments,
            custody,
            unlocking,
        )

        colleagues.on_close += [compartments.take_all, custody.lose, unlocking.evict]
        colleagues.on_show_out.append(unlocking.evict)
        compartments.on_epoch.append(custody.copy)
