"""The worker lets lapse what custodians were asked too long ago, and forgets what was passed on."""

from django.db import migrations

from trackii.rows import CHANGE, READ, REMOVE, WORKER, give, let_work


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0004_links_and_destruction"),
        ("dialogues", "0006_recoveries_lapse"),
    ]
    operations = [
        give(WORKER, READ, CHANGE, on="dialogues_recovery"),
        give(WORKER, READ, REMOVE, on="vault_passedcopy"),
        # The files of a custody go with all of its initiative.
        give(WORKER, READ, on="vault_custodian"),
        let_work("dialogues_recovery"),
        let_work("vault_passedcopy"),
        let_work("vault_custodian"),
    ]
