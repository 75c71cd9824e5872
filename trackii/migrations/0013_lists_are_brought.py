"""Who may see a list that was brought; the worker throws away what lay about."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, REMOVE, WEB, WORKER, give, guard, let_work,
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0012_undertakings_and_folders"),
        ("participants", "0010_lists_are_brought"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, REMOVE, on="participants_sheet"),
        guard("participants_sheet"),
        give(WORKER, READ, REMOVE, on="participants_sheet"),
        let_work("participants_sheet"),
    ]
