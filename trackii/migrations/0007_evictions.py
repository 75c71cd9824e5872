"""Who releases or closes asks for an eviction; the worker carries out what was not heard."""

from django.db import migrations

from trackii.rows import ADD, READ, REMOVE, WEB, WORKER, give


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0006_grants_are_made_again"),
        ("vault", "0007_evictions"),
    ]
    operations = [
        give(WEB, READ, ADD, REMOVE, on="vault_eviction"),
        give(WORKER, READ, REMOVE, on="vault_eviction"),
    ]
